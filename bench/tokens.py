#!/usr/bin/env python3
"""Payment tokens over HTTP, from authorize by verify, started and accepted to completed, beside single
payments, and the same with many tokens open: in turn on two engines, one of which has them open.
Nothing is reported when an answer was another than the one that was wanted, or when the books hold
anything else than what was answered. Ends with 1 when a median misses what is required.

usage: tokens.py [--rounds N] [--seconds N] [--connections N] [--wallets N] [--open N]
                 [--directory DIR] [--binary FILE] [--load FILE]
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack, closing
from decimal import Decimal
from http.client import HTTPConnection

from engine_process import ROOT, Engine
from ledger_count import in_books
from prepare import CONNECTIONS, FUNDS, USUAL, Connection, post, post_all

SETTINGS = ("tokens.ttl_seconds=86400", "tokens.open_max=100000")
PRICE = Decimal("0.01")
PROCEEDS = PRICE - Decimal("0.00004")  # what a settled call leaves its provider
RATIO = 0.12  # of single payments, that round trips must reach
KEPT = 0.95  # of round trips, that must be left where many tokens are open


class Market:
    """An engine, who buys and who sells on it, and what the load that was sent came to."""

    def __init__(self, options, engine, scratch):
        self.options = options
        self.engine = engine
        self.parties = f"{scratch}/parties"
        self.payments = self.trips = 0
        connections = [Connection(engine.address) for _ in range(CONNECTIONS)]
        self.buyer, self.seller = (post(connections[0], "/v1/keys", {"name": name})["key"]
                                   for name in ("buyers", "sellers"))
        self.payee = post(connections[0], "/v1/wallets", {}, self.seller)["id"]
        service = post(connections[0], "/v1/services", {
            "name": "bench", "price_per_call": str(PRICE), "wallet_id": self.payee,
            "sla": {"accept_seconds": 3600, "complete_seconds": 3600}}, self.seller)["id"]
        policy = post(connections[0], "/v1/policies", USUAL, self.buyer)["id"]
        opened = post_all(connections, [("/v1/wallets", {"policy_id": policy})
                                        for _ in range(options.wallets)], self.buyer)
        self.wallets = [wallet["id"] for wallet in opened]
        post_all(connections, [(f"/v1/wallets/{wallet}/fund", FUNDS) for wallet in self.wallets],
                 self.buyer)
        with open(self.parties, "w", encoding="utf-8") as out:
            out.write(f"buyer {self.buyer}\nseller {self.seller}\nservice {service}\n")
            out.writelines(f"wallet {wallet}\n" for wallet in self.wallets)

    def load(self, what, much):
        """What the generator printed; with the microseconds of processor of either side for each."""
        # What is still to be done of the load before is none of this one's.
        while self.engine.figure("bursar_views_lag_records") > 0:
            time.sleep(0.1)
        before = self.engine.cpu_seconds()
        done = subprocess.run([self.options.load, self.engine.address.rpartition(":")[2],
                               self.parties, str(self.options.connections), what, str(much)],
                              stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit("no result: the generator gave up")
        told = json.loads(done.stdout)
        told["rate"] = told["counted"] / told["seconds"]
        told["engine_us"] = (self.engine.cpu_seconds() - before) * 1e6 / told["done"]
        told["busy"] = told["cpu_seconds"] / told["seconds"]
        self.payments += told["done"] if what == "payments" else 0
        self.trips += told["done"] if what == "trips" else 0
        return told

    def check(self, still_open):
        """Every payment and every settled call is in the books once, and nothing else is."""
        found = in_books(self.engine.address, self.buyer, PRICE)
        if found != self.payments:
            raise SystemExit(f"no result: {self.payments} payments, the ledger has {found}")
        [payee] = self._balances([self.payee], self.seller)
        if Decimal(payee["balance"]) != self.trips * PROCEEDS:
            raise SystemExit(f"no result: {self.trips} calls, their provider has {payee}")
        held = sum(Decimal(balance["reserved"])
                   for balance in self._balances(self.wallets, self.buyer))
        if held != still_open * PRICE:
            raise SystemExit(f"no result: {still_open} tokens are open, {held} is reserved")

    def _balances(self, wallets, key):
        with closing(HTTPConnection(self.engine.address, timeout=30)) as connection:
            for wallet in wallets:
                connection.request("GET", f"/v1/wallets/{wallet}/balance",
                                   headers={"Authorization": f"Bearer {key}"})
                yield json.load(connection.getresponse())


def row(number, name, payments, trips):
    print(f"{number:<6} {name:<12} {payments['rate']:10,.0f} {trips['rate']:9,.0f} "
          f"{trips['rate'] / payments['rate']:7.3f} {trips['p50_ms']:8.2f} {trips['p99_ms']:8.2f} "
          f"{payments['engine_us']:9.1f} {trips['engine_us']:9.1f} "
          f"{payments['busy']:6.2f} {trips['busy']:5.2f}", flush=True)


def verdict(what, figures, least):
    median = statistics.median(figures)
    print(f"{what}: {median:.3f} ({min(figures):.3f}–{max(figures):.3f}), at least {least}: "
          f"{'holds' if median >= least else 'MISSED'}")
    return median >= least


def measure(options, plain, loaded):
    print(f"{'round':<6} {'tokens open':<12} {'payments/s':>10} {'trips/s':>9} {'ratio':>7} "
          f"{'p50 ms':>8} {'p99 ms':>8} {'us a pay':>9} {'us a trip':>9} {'load is busy':>12}")
    ratios, kept = [], []
    for number in range(1, options.rounds + 1):
        told = {}
        # Each is first as often as second, as whoever comes later meets another machine.
        for market in (plain, loaded) if number % 2 else (loaded, plain):
            told[market] = [market.load(what, options.seconds) for what in ("payments", "trips")]
        row(number, "none", *told[plain])
        row(number, f"{options.open:,}", *told[loaded])
        ratios.append(told[plain][1]["rate"] / told[plain][0]["rate"])
        kept.append(told[loaded][1]["rate"] / told[plain][1]["rate"])
    plain.check(0)
    loaded.check(options.open)
    return all([verdict("round trips of single payments", ratios, RATIO),
                verdict(f"round trips with {options.open:,} tokens open of those without", kept,
                        KEPT)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="of each part of a round")
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--wallets", type=int, default=10_000, help="that pay")
    parser.add_argument("--open", type=int, default=100_000, help="tokens, spread over all wallets")
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    parser.add_argument("--load", default=str(ROOT / "build/release/bench/tokens"))
    options = parser.parse_args()
    with ExitStack() as end:
        markets = []
        for _ in range(2):
            scratch = end.enter_context(
                tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-tokens-"))
            engine = Engine(options.binary, f"{scratch}/data", settings=SETTINGS)
            end.callback(engine.end)
            markets.append(Market(options, engine, scratch))
        markets[1].load("open", options.open)
        held = measure(options, *markets)
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
