#!/usr/bin/env python3
"""How long a start takes until the engine listens, and what memory it holds then: with many idle
wallets after a clean stop, without views, and after kill -9 at full load.

usage: start.py [--wallets N] [--records N] [--times N] [--directory DIR] [--binary FILE]
"""

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time

from engine_process import ROOT, Engine, load

LOAD_SECONDS = 10
LOAD_WALLETS = 10_000


def report(what, engines_seconds, mib=None, more=""):
    memory = f"  {mib:8.0f} MiB anonymous" if mib is not None else ""
    spread = f"({min(engines_seconds):.2f}-{max(engines_seconds):.2f})"
    print(f"{what:<44} {statistics.median(engines_seconds):7.2f} s {spread:<14}{memory}{more}",
          flush=True)


def replayed(engine):
    told = engine.log.get("replayed", {})
    return f"  {told.get('records')} records read from the {told.get('from')}"


def starts(options, what, data, before=lambda: None):
    seconds, mib = [], []
    for _ in range(options.times):
        before()
        engine = Engine(options.binary, data)
        seconds.append(engine.seconds)
        mib.append(engine.anonymous_mib())
        engine.end()
    report(what, seconds, statistics.median(mib), replayed(engine))


def after_kill(options, scratch):
    """Payments at full speed, then kill -9: the next start reads what the views had not seen."""
    seconds = []
    for number in range(options.times):
        data = f"{scratch}/killed-{number}"
        engine = Engine(options.binary, data)
        paying = load(engine, scratch, LOAD_WALLETS, LOAD_SECONDS)
        time.sleep(LOAD_SECONDS - 2)
        engine.end(kill=True)
        paying.wait()
        engine = Engine(options.binary, data)
        seconds.append(engine.seconds)
        engine.end()
        shutil.rmtree(data)
    report("after kill -9 at full load", seconds, more=replayed(engine))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wallets", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=1_000_002, help="of which a record a wallet")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    options = parser.parse_args()
    subprocess.run([ROOT / "scripts/setup.sh", "--bench"], check=True)
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-start-") as scratch:
        data = f"{scratch}/data"
        subprocess.run([ROOT / "build/release/bench/views", str(options.records),
                        str(options.wallets), data], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(f"{data}/followed")
        shutil.rmtree(f"{data}/views")
        starts(argparse.Namespace(**vars(options) | {"times": 1}),
               f"{options.records:,} records without views", data)
        starts(options, f"{options.wallets:,} idle wallets, clean stop", data)
        after_kill(options, scratch)


if __name__ == "__main__":
    main()
