#!/usr/bin/env python3
"""Redis 7 doing a payment's work in a script (redis.lua), written to its log and synced before it is
answered (appendfsync always: once for all that came in a round of its loop), asked by redis-benchmark
with one thread: no HTTP, no JSON to read. Its log is not rewritten during a run.
"""

import datetime
import re
import subprocess

from peer import (AMOUNT_UNITS, FEE_UNITS, FUNDS_UNITS, HERE, check_books, free_port, listens, need,
                  options, refuse, run, scratch, served, slower_syncs, tell, version)

PICKED_FROM = 2**31 - 1  # the most that redis-benchmark takes; a key is two of them
FIRST = 2_000  # payments that say how many fill the warm-up, whose rate says the rest
WARM_UP_SECONDS = 2


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
                   PICKED_FROM, "EVALSHA", script, 0, "__rand_int__", "__rand_int__-__rand_int__",
                   "merchant:bench", AMOUNT_UNITS, given.wallets, f"{today:%Y%m%d}", f"{today:%Y%m}"])
        # Behind these comes the same again, by milliseconds.
        out = out.partition("Cumulative distribution")[0] + out.partition("\nSummary:")[2]
        rate = re.search(r"throughput summary: (\S+) requests", out)
        latency = [[float(part) * 10, float(most)] for part, most in
                   re.findall(r"^(\S+)% <= (\S+) milliseconds \(cumulative", out, re.MULTILINE)]
        summary = re.search(r"^ +avg +min +p50 +p95 +p99 +max\n(.*)$", out, re.MULTILINE)
        if rate is None or summary is None or not latency:
            refuse(f"redis-benchmark: {out[-1000:]}")
        p50, _, p99 = map(float, summary.group(1).split()[2:5])
        return {"payments_per_second": round(float(rate.group(1))), "p50_ms": p50, "p99_ms": p99,
                "latency_ms": latency}

    def load_for(self, given, script, seconds):
        """It takes a number, so that what fills the time is found first. How many there were in all."""
        count = made = FIRST
        for part in (WARM_UP_SECONDS, seconds):
            count = max(FIRST, round(self.load(given, script, count)["payments_per_second"] * part))
            made += count
        return made, count, self.load(given, script, count)

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
                   "", "--appendonly", "yes", "--appendfsync", "always",
                   "--auto-aof-rewrite-percentage", 0, "--maxclients", 4_096]
        with served(command, listens(port), directory / "log",
                    variables=slower_syncs(given.fsync_delay, directory)):
            redis = Redis(port, directory)
            script = redis.fill(given.wallets)
            made, count, told = redis.load_for(given, script, given.seconds)
            # It counts answers of any kind; those that were no payment are none of the books'.
            check_books(redis.payments(given.wallets), made, 0)
    tell("Redis, script, appendfsync always", version=version(["redis-server", "--version"])[:24],
         connections=given.connections, payments=count, **told)


if __name__ == "__main__":
    main()
