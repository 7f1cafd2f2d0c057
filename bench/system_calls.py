#!/usr/bin/env python3
"""How many system calls a payment over HTTP takes, by which, and how many context switches: counted
by the kernel's tracepoints (perf stat, as root), which slow the engine little, while wrk pays over
256 connections.

usage: system_calls.py [--seconds N] [--wallets N] [--directory DIR] [--binary FILE]
"""

import argparse
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request

from engine_process import ROOT, Engine, load

CALLS = ("recvfrom", "recvmsg", "read", "sendto", "sendmsg", "write", "epoll_wait", "epoll_ctl",
         "futex", "fdatasync", "pwrite64", "writev", "pwritev", "sched_yield", "madvise", "mmap",
         "munmap", "clock_nanosleep")
ALL = "raw_syscalls:sys_enter"
SWITCHES = "context-switches"


def paid(engine):
    with urllib.request.urlopen(f"http://{engine.metrics}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    found = re.search(r'^bursar_payments_total\{outcome="completed"\} (\S+)$', text, re.MULTILINE)
    return int(float(found.group(1))) if found else 0


class Counter:
    """Counts from when it is told to, and says when it does."""

    def __init__(self, engine, scratch):
        self._told, self._answered = f"{scratch}/told", f"{scratch}/answered"
        for pipe in (self._told, self._answered):
            os.mkfifo(pipe)
        events = [ALL, SWITCHES, *(f"syscalls:sys_enter_{call}" for call in CALLS)]
        self._process = subprocess.Popen(
            ["perf", "stat", "-x,", "-o", f"{scratch}/perf", "-e", ",".join(events),
             "-D", "-1", "--control", f"fifo:{self._told},{self._answered}",
             "-p", str(engine.process.pid)], stderr=subprocess.DEVNULL)
        self._tell = open(self._told, "w", encoding="utf-8")
        self._hear = open(self._answered, encoding="utf-8")

    def say(self, what):
        self._tell.write(what + "\n")
        self._tell.flush()
        if "ack" not in self._hear.readline():
            raise SystemExit("no result: perf does not count")

    def end(self):
        self.say("disable")
        self._process.send_signal(signal.SIGINT)
        self._process.wait()


def counted(file):
    """By event; a line is: count, unit, event, and what else perf has to say."""
    rows = [line.split(",") for line in open(file, encoding="utf-8") if "," in line]
    return {row[2].removeprefix("syscalls:sys_enter_"): int(row[0])
            for row in rows if row[0].isdigit()}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--wallets", type=int, default=10_000)
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    options = parser.parse_args()
    subprocess.run([ROOT / "scripts/setup.sh", "--bench"], check=True)
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-calls-") as scratch:
        engine = Engine(options.binary, f"{scratch}/data")
        paying = load(engine, scratch, options.wallets, options.seconds)
        counter = Counter(engine, scratch)
        time.sleep(1)
        counter.say("enable")
        before = paid(engine)
        paying.wait()
        payments = paid(engine) - before
        counter.end()
        engine.end()
        counts = counted(f"{scratch}/perf")
    if not payments or not counts.get(ALL):
        raise SystemExit("no result: nothing was counted")
    print(f"of {payments:,} payments, each")
    named = {call: counts.get(call, 0) for call in CALLS}
    for call, count in sorted(named.items(), key=lambda item: -item[1]):
        if count * 1_000 >= payments:
            print(f"{count / payments:9.3f}  {call}")
    print(f"{(counts[ALL] - sum(named.values())) / payments:9.3f}  others")
    print(f"{counts[ALL] / payments:9.3f}  system calls in all")
    print(f"{counts.get(SWITCHES, 0) / payments:9.3f}  context switches")


if __name__ == "__main__":
    main()
