#!/usr/bin/env python3
"""Many payments with fresh keys in one run over HTTP: whether the rate, the views' lag and the
memory of the last million are those of the first.

usage: sustained.py [--payments N] [--wallets N] [--directory DIR] [--binary FILE]
"""

import argparse
import re
import subprocess
import tempfile
import time
import urllib.request

from engine_process import ROOT, Engine, load

PART = 1_000_000
SECONDS_MAX = 7_200


def figures(engine):
    with urllib.request.urlopen(f"http://{engine.metrics}/metrics", timeout=30) as answer:
        text = answer.read().decode()

    def of(series):
        return float(re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE).group(1))

    return {"at": time.monotonic(), "mib": engine.anonymous_mib(),
            "paid": of('bursar_payments_total{outcome="completed"}'),
            "refused": of('bursar_payments_total{outcome="refused"}'),
            "lag": of("bursar_views_lag_records"), "keys": of("bursar_idempotency_keys")}


def rate(samples, first, last):
    inside = [sample for sample in samples if first <= sample["paid"] <= last]
    if len(inside) < 2:
        raise SystemExit("no result: too few payments between two looks")
    return ((inside[-1]["paid"] - inside[0]["paid"]) / (inside[-1]["at"] - inside[0]["at"]))


def run(engine, scratch, options):
    paying = load(engine, scratch, options.wallets, SECONDS_MAX)
    samples = [figures(engine)]
    while samples[-1]["paid"] < options.payments:
        if paying.poll() is not None:
            raise SystemExit(f"no result: wrk has ended after {samples[-1]['paid']:.0f} payments")
        time.sleep(0.5)
        samples.append(figures(engine))
    paying.terminate()
    paying.wait()
    return samples


def report(samples):
    last = samples[-1]["paid"]
    print(f"{'payments':>12} {'rate/s':>9} {'lag, mean':>10} {'lag, most':>10} {'RssAnon MiB':>12}")
    end = PART
    while end <= last:
        part = [s for s in samples if end - PART <= s["paid"] <= end]
        lags = [s["lag"] for s in part]
        print(f"{end:12,} {rate(samples, end - PART, end):9,.0f} {sum(lags) / len(lags):10,.0f} "
              f"{max(lags):10,.0f} {part[-1]['mib']:12,.0f}")
        end += PART
    ratio = rate(samples, last - PART, last) / rate(samples, 0, PART)
    print(f"last million / first million: {ratio:.3f}; {samples[-1]['refused']:.0f} refused, "
          f"{samples[-1]['keys']:,.0f} keys remembered")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=30_000_000)
    parser.add_argument("--wallets", type=int, default=10_000)
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    options = parser.parse_args()
    subprocess.run([ROOT / "scripts/setup.sh", "--bench"], check=True)
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-sustained-") as scratch:
        engine = Engine(options.binary, f"{scratch}/data")
        try:
            samples = run(engine, scratch, options)
        finally:
            engine.end()
    report(samples)


if __name__ == "__main__":
    main()
