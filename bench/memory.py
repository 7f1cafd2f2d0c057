#!/usr/bin/env python3
"""What memory an engine holds for each wallet, connection, request under way and idempotency key:
anonymous pages of the whole process (RssAnon), before and after there are many. Beside each stands
the setting that bounds how many there may be, and what they all take then. Ends with 1 where one
takes more than it may.

usage: memory.py [--wallets N] [--idle N] [--files N] [--only PART] [--directory DIR]
                 [--binary FILE] [--shim FILE] [--views FILE]
"""

import argparse
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from engine_process import ROOT, Engine
from prepare import FUNDS, USUAL, Connection, post, post_all

PARTS = ("idle", "active", "keys")
PATIENCE_MS = 600_000
PATIENT = tuple(f"http.{name}_deadline_ms={PATIENCE_MS}" for name in ("header", "idle", "write"))
WINDOW = 64  # requests of a connection on their way
BATCH = 1_000
SYNC_MS = 5_000  # how long the disk is held
KEYS_IN_A_FILE = 262_000  # just fewer: until they are one, their memory is of another kind


class Table:
    """Rows are printed as they are known."""

    def __init__(self):
        self.good = True
        print(f"{'':<60} {'bytes':>7} {'at most':>8}   {'bound':<28} {'MiB then':>9}")

    def row(self, what, size, most=None, setting="", bound=0):
        held = most is None or size <= most
        self.good = self.good and held
        bounded = f"{setting} = {bound:,}" if setting else ""
        print(f"{what:<60} {size:7,.0f} {most or '':>8} {' ' if held else '!'} {bounded:<45}"
              + (f" {size * bound / 2**20:9,.0f}" if bound else ""), flush=True)


def settled(engine):
    """Bytes, once what is freed has been given back and nothing grows any more."""
    before = None
    while before != (before := engine.anonymous_mib()):
        time.sleep(0.5)
    return before * 2**20


def connection_to(engine):
    host, _, port = engine.address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=120)


def connections_to(engine, count):
    opened = [connection_to(engine) for _ in range(count)]
    while engine.figure("bursar_connections") < count:
        time.sleep(0.1)
    return opened


def request(verb, path, key, body="", idempotency=""):
    lines = [f"{verb} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {key}"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    if idempotency:
        lines.append(f"Idempotency-Key: {idempotency}")
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()


def payment(wallet):
    return f'{{"from_wallet_id":"{wallet}","to_external":"merchant:bench","amount":"0.01"}}'


def take_answer(stream, status):
    told = stream.readline()
    if int(told.split()[1]) != status:
        raise SystemExit(f"no result: {told.decode()}{stream.read(500).decode()}")
    length = 0
    while (line := stream.readline().strip()):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    stream.read(length)


def pipelined(engine, requests, status):
    """One after the other over one connection, a window of them at a time."""
    with connection_to(engine) as connection, connection.makefile("rb") as stream:
        for start in range(0, len(requests), WINDOW):
            share = requests[start:start + WINDOW]
            connection.sendall(b"".join(share))
            for _ in share:
                take_answer(stream, status)


def at_once(connections, requests, status):
    """One over each connection, all of them before the first answer is looked at."""
    for connection, one in zip(connections, requests):
        connection.sendall(one)
    for connection in connections:
        with connection.makefile("rb") as stream:
            take_answer(stream, status)


def make_wallets(engine, count):
    connection = Connection(engine.address)
    key = post(connection, "/v1/keys", {"name": "bench"})["key"]
    policy = post(connection, "/v1/policies", USUAL, key)["id"]
    opened = post_all([connection], [("/v1/wallets", {"label": f"bench {n}", "policy_id": policy})
                                     for n in range(count)], key)
    wallets = [wallet["id"] for wallet in opened]
    post_all([connection], [(f"/v1/wallets/{wallet}/fund", FUNDS) for wallet in wallets], key)
    return key, wallets


def idle_wallets(options, scratch, table):
    """Each has a policy and a key; the engine has just started, and was stopped in good order."""
    bytes_with = []
    for count in (options.idle // 10, options.idle):
        data = f"{scratch}/idle"
        subprocess.run([options.views, str(count + 2), str(count), data], check=True,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(f"{data}/followed")
        engine = Engine(options.binary, data)
        bytes_with.append(settled(engine))
        engine.end()
        shutil.rmtree(data)
    table.row("an idle wallet with its key",
              (bytes_with[1] - bytes_with[0]) / (options.idle - options.idle // 10), 160)


def active_wallets(options, scratch, table):
    """And connections to the engine, idle and with a request under way."""
    data = f"{scratch}/active"
    engine = Engine(options.binary, data)
    key, wallets = make_wallets(engine, options.wallets)
    engine.end()
    engine = Engine(options.binary, data, settings=PATIENT,
                    variables={"LD_PRELOAD": options.shim,
                               "BURSAR_SHIM_FDATASYNC_DELAY_MS": str(SYNC_MS)})
    count = len(wallets)
    at_start = settled(engine)
    look = [request("GET", f"/v1/wallets/{wallet}/balance", key) for wallet in wallets]
    pipelined(engine, look, 200)
    alive = settled(engine)
    table.row("an active wallet, beside an idle one", (alive - at_start) / count, 2_048,
              "wallets.live_max", 200_000)
    connections = connections_to(engine, count)
    connected = settled(engine)
    table.row("a connection that has said nothing", (connected - alive) / count, None,
              "http.connections_max", 10_000)
    at_once(connections, look, 200)
    asked = settled(engine)
    table.row("what it keeps once it was served, beside", (asked - connected) / count)

    def payments(run):
        return [request("POST", "/v1/payments", key, payment(wallet), f"{run}-{n}")
                for n, wallet in enumerate(wallets)]

    at_once(connections, payments("first"), 201)
    paid = settled(engine)
    table.row("a wallet that has paid by a key, and its connection, beside",
              (paid - asked) / count)
    for connection, one in zip(connections, payments("second")):
        connection.sendall(one)
    while engine.figure("bursar_in_flight") < count:
        time.sleep(0.05)
    held = engine.anonymous_mib() * 2**20
    table.row("a payment under way, while the disk is held", (held - paid) / count, None,
              "limits.max_in_flight", 8_192)
    for connection in connections:
        with connection.makefile("rb") as stream:
            take_answer(stream, 201)
        connection.close()
    engine.end()


def stored_keys(options, scratch, table):
    """Of payments in batches, from the first that are in files on."""
    engine = Engine(options.binary, f"{scratch}/keys")
    key, wallets = make_wallets(engine, 100)
    connection = Connection(engine.address)
    sent = 0

    def pay(count):
        nonlocal sent
        until = sent + count
        while sent < until:
            body = {"payments": [
                {"from_wallet_id": wallets[(sent + n) % len(wallets)],
                 "to_external": "merchant:bench", "amount": "0.01",
                 "idempotency_key": f"bench-{sent + n}"} for n in range(BATCH)]}
            post(connection, "/v1/payments/batch", body, key)
            sent += BATCH

    pay(2 * KEYS_IN_A_FILE)
    before = settled(engine)
    pay(options.files * KEYS_IN_A_FILE)
    after = settled(engine)
    table.row("a stored idempotency key", (after - before) / (options.files * KEYS_IN_A_FILE), None,
              "idempotency.keys_max", 100_000_000)
    table.row("of which its filter", engine.figure("bursar_idempotency_filter_bytes")
              / engine.figure("bursar_idempotency_keys"))
    engine.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wallets", type=int, default=4_000,
                        help="active ones, and connections, and payments under way")
    parser.add_argument("--idle", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=8, help="of keys")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    parser.add_argument("--shim",
                        default=str(ROOT / "build/release/tests/e2e/libbursar_fsync_shim.so"))
    parser.add_argument("--views", default=str(ROOT / "build/release/bench/views"))
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    table = Table()
    parts = {"idle": idle_wallets, "active": active_wallets, "keys": stored_keys}
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-memory-") as scratch:
        for part in options.only or PARTS:
            parts[part](options, scratch, table)
    return 0 if table.good else 1


if __name__ == "__main__":
    sys.exit(main())
