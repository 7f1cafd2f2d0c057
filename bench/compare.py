#!/usr/bin/env python3
"""An engine and its peers in one run, in turn and in pairs: nginx with a constant answer, LMDB
alone, PostgreSQL, Redis, and Node in front of PostgreSQL. Writes everything as JSON, and a page that
needs no other file, with what was wanted and what came of it. What gave no result is told in both,
and ends the run with 1 when all else is done.
"""

import argparse
import datetime
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE / "peers"))

from comparison.machine import conditions, idle_share, sync_latency  # noqa: E402
from comparison.markdown import markdown_of  # noqa: E402
from comparison.page import figure, page_of  # noqa: E402
from comparison.parts import PARTS, carry_out  # noqa: E402
from comparison.session import Session  # noqa: E402
from peer import refuse, version  # noqa: E402

ROOT = HERE.parent
# What sustained means: 60 seconds, 20 million keys stored. And what shows that all of it works.
FULL = {"rounds": 3, "seconds": 60, "stored": 20, "scale_seconds": 15, "scale_records": 30,
        "scale_wallets": [1_000, 10_000, 100_000, 1_000_000]}
SHORT = {"rounds": 3, "seconds": 4, "stored": 1, "scale_seconds": 4, "scale_records": 2,
         "scale_wallets": [1_000, 100_000]}


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help=f"other defaults: {SHORT}")
    parser.add_argument("--rounds", type=int, help="each with an engine of its own")
    parser.add_argument("--seconds", type=int, help="of each party in a round")
    parser.add_argument("--stored", type=int, metavar="MILLIONS", help="keys that are there before")
    parser.add_argument("--scale-seconds", type=int)
    parser.add_argument("--scale-records", type=int, metavar="MILLIONS",
                        help="in the longest journal")
    parser.add_argument("--scale-wallets", type=int, nargs="+")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
                        help=f"of {', '.join(PARTS)}")
    parser.add_argument("--wallets", type=int, default=10_000)
    parser.add_argument("--fsync-delay", type=float, default=0, metavar="MS",
                        help="milliseconds that each sync of every party takes longer")
    parser.add_argument("--directory", default=None, help="on the file system that is measured")
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    parser.add_argument("--json", default="comparison.json")
    parser.add_argument("--html", default="comparison.html")
    parser.add_argument("--page-of", metavar="JSON", help="only writes the page of a run that was")
    parser.add_argument("--markdown-of", metavar="JSON", help="only prints tables of a run that was")
    given = parser.parse_args()
    for name, default in (SHORT if given.short else FULL).items():
        if getattr(given, name) is None:
            setattr(given, name, default)
    return given


def now():
    return f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M:%SZ}"


def show(result):
    for row in result["judged"]:
        if row["value"] is not None:
            print(f"{row['what']:<72} {figure(row['value']):>9} "
                  f"({figure(row['least'])} to {figure(row['most'])})  {row['verdict']}")
    for row in result["refused"]:
        print(f"no result: {row['part']}: {row['why']}")


def compare(given):
    subprocess.run([ROOT / "scripts/setup.sh", "--bench"], check=True)
    if not shutil.which(given.binary):
        refuse(f"{given.binary} is missing: scripts/build.sh makes it")
    result = {"began": now(), "ended": None, "asked": vars(given), "short": given.short,
              "version": version([given.binary, "--version"])}
    session = Session(given, result)
    try:
        result["machine"] = conditions(session.scratch)
        result["machine"]["sync"] = sync_latency(session.scratch, given.fsync_delay)
        session.say(json.dumps(result["machine"]))
        carry_out(session)
        result["machine"]["sync_after"] = sync_latency(session.scratch, given.fsync_delay)
        result["machine"]["idle_after"] = idle_share()
        result["ended"] = now()
        session.write()
    finally:
        session.end()
    show(result)
    return 1 if result["refused"] else 0


def main():
    # So that what was started is ended, and what was measured kept.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    given = options()
    if given.page_of:
        Path(given.html).write_text(page_of(json.loads(Path(given.page_of).read_text())))
        return 0
    if given.markdown_of:
        print(markdown_of(json.loads(Path(given.markdown_of).read_text())), end="")
        return 0
    return compare(given)


if __name__ == "__main__":
    sys.exit(main())
