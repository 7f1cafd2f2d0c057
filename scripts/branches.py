#!/usr/bin/env python3
"""Which branches of a folder nothing takes, from what `llvm-cov export` says on standard input.

  branches.py ledger

Two kinds do not count: what ends the process (a CHECK, and Books at a broken promise), since a
process that ends so leaves no counts, and a comparison that the compiler writes (`= default`).
Branches of a template or of a header count once, however many copies of them there are. Ends with 1
when one is taken by nothing.
"""

import collections
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def left_out(line):
    return any(mark in line for mark in ("CHECK(", "broken(record", "= default"))


def branches(exported, folder):
    """Of each place how often it came out true and false."""
    taken = collections.Counter()
    for file in exported["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if ROOT / folder not in path.parents:
            continue
        for line, column, _, _, true, false, *_ in file["branches"]:
            taken[path, line, column, "true"] += true
            taken[path, line, column, "false"] += false
    return taken


def main():
    folder = sys.argv[1]
    lines, missed, count = {}, 0, 0
    for (path, line, column, way), times in sorted(branches(json.load(sys.stdin), folder).items()):
        source = lines.setdefault(path, path.read_text().splitlines())[line - 1].strip()
        if left_out(source):
            continue
        count += 1
        if times == 0:
            missed += 1
            print(f"{path.relative_to(ROOT)}:{line}:{column}: never {way}: {source}")
    print(f"{folder}: {count - missed} of {count} branches are taken "
          f"({100 * (count - missed) / max(count, 1):.1f} %)")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
