#!/usr/bin/env python3
"""What an engine does that is asked for more than it can do: payments in an open loop by four
organisations, at its peak, 80 %, 5 and 20 times as much, a storm of retries and the calm after it,
and one organisation at 50 times its share beside another. So that two cores can ask for so much, the
disk takes 20 ms longer for each sync and few calls may be under way.

usage: overload.py [--seconds N] [--places N] [--delay MS] [--connections N] [--only PART]
                   [--directory DIR] [--binary FILE] [--shim FILE] [--load FILE]
"""

import argparse
import json
import re
import subprocess
import tempfile
import time
import urllib.request

from engine_process import ROOT, Engine
from prepare import FUNDS, USUAL, Connection, post, post_all

ORGANIZATIONS = 4
WALLETS = 16
PARTS = ("overload", "storm", "fairness")
PATIENT = ("http.header_deadline_ms=600000", "http.idle_deadline_ms=600000")  # with who waits
STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of what a sync at a time with all places could do
STEP_SECONDS = 3
CALM_SECONDS = 10
NORMAL = 1.5  # times the p99 of the quiet time


def make_payers(engine, file):
    connection = Connection(engine.address)
    with open(file, "w", encoding="utf-8") as out:
        for number in range(ORGANIZATIONS):
            key = post(connection, "/v1/keys", {"name": f"bench {number}"})["key"]
            policy = post(connection, "/v1/policies", USUAL, key)["id"]
            opened = post_all([connection],
                              [("/v1/wallets", {"label": f"bench {n}", "policy_id": policy})
                               for n in range(WALLETS)], key)
            wallets = [wallet["id"] for wallet in opened]
            post_all([connection], [(f"/v1/wallets/{wallet}/fund", FUNDS) for wallet in wallets],
                     key)
            out.write(f"key {key}\n" + "".join(f"wallet {wallet}\n" for wallet in wallets))


def paid(engine):
    with urllib.request.urlopen(f"http://{engine.metrics}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    found = re.search(r'^bursar_payments_total\{outcome="completed"\} (\S+)$', text, re.MULTILINE)
    return int(float(found.group(1))) if found else 0


class Run:
    """What the generator printed of a few phases, and the engine's memory meanwhile."""

    def __init__(self, options, engine, scratch, phases):
        before = paid(engine)
        began = time.monotonic()
        self.looks = []  # when, anonymous MiB, seconds of processor
        with open(f"{scratch}/load.out", "w+", encoding="utf-8") as out:
            with subprocess.Popen(
                    [options.load, engine.address.rpartition(":")[2], f"{scratch}/payers",
                     str(options.connections), *phases], stdout=out) as load:
                while load.poll() is None:
                    self.looks.append((time.monotonic() - began, engine.anonymous_mib(),
                                       engine.cpu_seconds()))
                    time.sleep(0.2)
            if load.returncode != 0:
                raise SystemExit("no result: the generator gave up")
            out.seek(0)
            self.lines = [json.loads(line) for line in out]
        self._check(paid(engine) - before, options.connections * ORGANIZATIONS)

    def _check(self, made, connections):
        answered = sum(line["accepted"] for line in self.seconds())
        others = sum(line["others"] for line in self.seconds())
        if others:
            raise SystemExit(f"no result: {others} answers were neither 201 nor 503")
        if not answered <= made <= answered + connections:
            raise SystemExit(f"no result: {answered} were accepted, the ledger has {made}")

    def seconds(self):
        return [line for line in self.lines if "second" in line]

    def phase(self, number, organizations=range(ORGANIZATIONS)):
        """Its figures, without its first second; the worst of the organisations' percentiles."""
        rows = [line for line in self.lines if "seconds" in line and line["phase"] == number
                and line["organization"] in organizations]
        seconds = rows[0]["seconds"]
        figures = {name: sum(row[name] for row in rows) / seconds
                   for name in ("due", "accepted", "refused", "tries_refused", "given_up")}
        return figures | {name: max(row[name] for row in rows) for name in ("p50_ms", "p99_ms")}

    def memory(self, begin, end):
        return max(mib for at, mib, _ in self.looks if begin <= at < end)

    def cpu_share(self, begin, end):
        inside = [look for look in self.looks if begin + 1 <= look[0] < end]
        return (inside[-1][2] - inside[0][2]) / (inside[-1][0] - inside[0][0])

    def p99_by_second(self, number):
        rows = [line for line in self.seconds() if line["phase"] == number and line["accepted"]]
        return [max(row["p99_ms"] for row in rows if row["second"] == second)
                for second in sorted({row["second"] for row in rows})]


def row(what, figures):
    print(f"{what:<34} {figures['due']:9,.0f} {figures['accepted']:9,.0f} "
          f"{figures['tries_refused']:9,.0f} {figures['given_up']:9,.0f} {figures['p50_ms']:8.1f} "
          f"{figures['p99_ms']:8.1f}", flush=True)


def verdict(what, figure, bound, holds):
    print(f"{'holds' if holds else 'MISSED':<7} {what}: {figure} ({bound})", flush=True)
    return holds


def evenly(seconds, rate, retries=0):
    return f"{seconds}:" + ",".join([f"{rate / ORGANIZATIONS:.3f}"] * ORGANIZATIONS) + f":{retries}"


def find_peak(options, engine, scratch):
    most = options.places * 1_000 / options.delay
    run = Run(options, engine, scratch,
              [evenly(STEP_SECONDS, most * step) for step in STEPS])
    figures = [run.phase(number) for number in range(len(STEPS))]
    for step, told in zip(STEPS, figures):
        row(f"looking for the peak, {step * most:,.0f}/s", told)
    return max(told["accepted"] for told in figures)


def overload(options, engine, scratch, peak):
    seconds = options.seconds
    run = Run(options, engine, scratch, [
        evenly(seconds, 0.8 * peak), evenly(seconds, 5 * peak), evenly(seconds, 20 * peak),
        evenly(CALM_SECONDS, 0.8 * peak)])
    calm, five, twenty = (run.phase(number) for number in range(3))
    row("80 % of the peak", calm)
    row("5 times", five)
    row("20 times", twenty)
    before, during = run.memory(0, seconds), run.memory(seconds, 3 * seconds)
    after = run.looks[-1][1]
    more = run.cpu_share(2 * seconds, 3 * seconds) - run.cpu_share(seconds, 2 * seconds)
    print(f"a refusal takes the engine {more * 1e6 / (twenty['refused'] - five['refused']):.1f} us "
          "of processor")
    result = []
    for what, told in (("5 times", five), ("20 times", twenty)):
        result.append(verdict(f"goodput at {what}", f"{told['accepted'] / peak:.3f} of the peak",
                              "at least 0.9", told["accepted"] >= 0.9 * peak))
        result.append(verdict(f"p99 of the accepted at {what}",
                              f"{told['p99_ms'] / calm['p99_ms']:.2f} times that of 80 %",
                              "at most 3", told["p99_ms"] <= 3 * calm["p99_ms"]))
    result.append(verdict("anonymous memory", f"{before:.1f} MiB before, at most {during:.1f} "
                          f"during, {after:.1f} after", "at most a tenth more",
                          during <= 1.1 * before))
    return all(result)


def storm(options, engine, scratch, peak):
    seconds = options.seconds
    run = Run(options, engine, scratch, [
        evenly(seconds, 0.8 * peak), evenly(seconds, 20 * peak, retries=3),
        evenly(CALM_SECONDS, 0.8 * peak)])
    calm = run.phase(0)
    row("80 % of the peak", calm)
    row("20 times, 3 retries each", run.phase(1))
    row("80 % again", run.phase(2))
    after = run.p99_by_second(2)
    late = [at for at, p99 in enumerate(after) if p99 > NORMAL * calm["p99_ms"]]
    print("p99 of each second after the storm, ms: " + " ".join(f"{p99:.1f}" for p99 in after))
    normal_after = late[-1] + 1 if late else 0
    return verdict(f"p99 at most {NORMAL} times that of 80 %", f"after {normal_after} s",
                   "at most 2", normal_after <= 2)


def fairness(options, engine, scratch, peak):
    share = peak / ORGANIZATIONS
    run = Run(options, engine, scratch,
              [f"{options.seconds}:0,{share:.3f}", f"{options.seconds}:{50 * share:.3f},{share:.3f}"])
    alone, beside = (run.phase(number, (1,)) for number in range(2))
    row("at its share, alone", alone)
    row("at its share, beside the next", beside)
    row("at 50 times its share", run.phase(1, (0,)))
    times = beside["p99_ms"] / alone["p99_ms"]
    served = beside["accepted"] / alone["accepted"]
    return all([verdict("the other's p99", f"{times:.2f} times that when alone", "at most 2",
                        times <= 2),
                verdict("the other's payments", f"{served:.3f} of those when alone",
                        "at least 0.99", served >= 0.99)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="of a phase")
    parser.add_argument("--places", type=int, default=64, help="limits.max_in_flight")
    parser.add_argument("--delay", type=int, default=20, help="ms that a sync takes longer")
    parser.add_argument("--connections", type=int, default=128, help="of each organisation")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    parser.add_argument("--shim", default=str(ROOT / "build/release/tests/e2e/libbursar_fsync_shim.so"))
    parser.add_argument("--load", default=str(ROOT / "build/release/bench/overload"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-overload-") as scratch:
        engine = Engine(options.binary, f"{scratch}/data",
                        settings=(f"limits.max_in_flight={options.places}", *PATIENT),
                        variables={"LD_PRELOAD": options.shim,
                                   "BURSAR_SHIM_FDATASYNC_DELAY_MS": str(options.delay)})
        try:
            make_payers(engine, f"{scratch}/payers")
            print(f"{'a second':<34} {'due':>9} {'accepted':>9} {'refused':>9} {'given up':>9} "
                  f"{'p50 ms':>8} {'p99 ms':>8}")
            peak = find_peak(options, engine, scratch)
            print(f"peak: {peak:,.0f} payments/s")
            parts = {"overload": overload, "storm": storm, "fairness": fairness}
            held = [parts[part](options, engine, scratch, peak)
                    for part in options.only or PARTS]
        finally:
            engine.end()
    raise SystemExit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
