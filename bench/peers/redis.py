#!/usr/bin/env python3
"""Redis 7 doing a payment's work in a script (redis.lua), written to its log and synced before it is
answered (appendfsync always), asked by redis-benchmark with one thread: no HTTP, no JSON to read.
"""

import csv
import datetime
import io
import subprocess

from peer import (AMOUNT_UNITS, FEE_UNITS, FUNDS_UNITS, HERE, check_books, free_port, listens, need,
                  options, refuse, run, scratch, served, tell)

PICKED_FROM = 2**31 - 1  # the most that redis-benchmark takes; a key is two of them
FIRST = 2_000  # payments that say how many fill the time


class Redis:
    def __init__(self, port, directory):
        self.port = port
        self.directory = directory

    def client(self, *arguments, text=None):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *map(str, arguments)], input=text,
                              stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def fill(self, wallets):
        dollars = 100_000_000
        lines = [f"HSET policy max_per_tx {10 * dollars} max_per_day {10**6 * dollars} "
                 f"max_per_month {10**7 * dollars} max_total {10**8 * dollars}"]
        lines += [f"HSET w:{n} balance {FUNDS_UNITS} day 0 month 0 day_spent 0 month_spent 0 "
                  "total_spent 0" for n in range(1, wallets + 1)]
        # What is made ready need not be synced line by line.
        self.client("CONFIG", "SET", "appendfsync", "no")
        self.client("--pipe", text="".join(line + "\r\n" for line in lines))
        if self.client("CONFIG", "SET", "appendfsync", "always") != "OK":
            refuse("appendfsync always is not taken")
        return self.client("SCRIPT", "LOAD", (HERE / "redis.lua").read_text())

    def load(self, given, script, count):
        today = datetime.datetime.now(datetime.timezone.utc)
        out = run(["redis-benchmark", "-p", self.port, "-c", given.connections, "-n", count, "-r",
                   PICKED_FROM,
                   "--csv", "EVALSHA", script, 0, "__rand_int__",
                   "__rand_int__-__rand_int__", "merchant:bench", AMOUNT_UNITS, given.wallets, f"{today:%Y%m%d}", f"{today:%Y%m}"])
        [row] = csv.DictReader(io.StringIO(out[out.index('"test"'):]))
        return {"payments_per_second": round(float(row["rps"])),
                "p50_ms": float(row["p50_latency_ms"]), "p99_ms": float(row["p99_latency_ms"])}

    def payments(self, wallets):
        """How many its books hold; refuses when they do not add up."""
        count, fees, outside = (int(self.client("GET", name) or 0)
                                for name in ("payments", "fees", "outside"))
        journal = int(self.client("XLEN", "journal"))
        balances = self.client(text="".join(f"HGET w:{n} balance\n" for n in range(1, wallets + 1)))
        spent = sum(FUNDS_UNITS - int(line) for line in balances.split())
        if spent != fees + outside or journal != count or fees != count * FEE_UNITS:
            refuse(f"wallets spent {spent}, {fees} and {outside} came of it in {count} payments, "
                   f"{journal} in the journal")
        return count


def main():
    given = options(__doc__)
    for program in ("redis-server", "redis-benchmark"):
        need(program, "redis-server")
    with scratch(given.directory) as directory:
        port = free_port()
        command = ["redis-server", "--bind", "127.0.0.1", "--port", port, "--dir", directory, "--save",
                   "", "--appendonly", "yes", "--appendfsync", "always", "--maxclients", 4_096]
        with served(command, listens(port), directory / "log"):
            redis = Redis(port, directory)
            script = redis.fill(given.wallets)
            first = redis.load(given, script, FIRST)
            count = max(FIRST, first["payments_per_second"] * given.seconds)
            told = redis.load(given, script, count)
            # It counts answers of any kind; those that were no payment are none of the books'.
            check_books(redis.payments(given.wallets), FIRST + count, 0)
    tell("Redis, script, appendfsync always", connections=given.connections, payments=count, **told)


if __name__ == "__main__":
    main()
