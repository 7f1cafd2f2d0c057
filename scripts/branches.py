#!/usr/bin/env python3
"""Which branches of a folder nothing takes, from what `llvm-cov export` says on standard input.

  branches.py ledger              each that is not taken; ends with 1 when there is one
  branches.py actors ledger net   the share of each folder, and of all

Two kinds do not count: what ends the process (a CHECK, and Books at a broken promise), since a
process that ends so leaves no counts, and a comparison that the compiler writes (`= default`).
Branches of a template or of a header count once, however many copies of them there are.
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


def ours(exported, folder):
    """Of each branch that counts: where, which way, its line, and how often it was taken."""
    lines = {}
    for (path, line, column, way), times in sorted(branches(exported, folder).items()):
        source = lines.setdefault(path, path.read_text().splitlines())[line - 1].strip()
        if not left_out(source):
            yield f"{path.relative_to(ROOT)}:{line}:{column}", way, source, times


def tell_share(name, found):
    taken = sum(times > 0 for _, _, _, times in found)
    print(f"{name}: {taken} of {len(found)} branches are taken "
          f"({100 * taken / max(len(found), 1):.1f} %)")


def main():
    folders, exported = sys.argv[1:], json.load(sys.stdin)
    found = {folder: list(ours(exported, folder)) for folder in folders}
    if len(folders) > 1:
        for folder in folders:
            tell_share(folder, found[folder])
        tell_share("all", sum(found.values(), []))
        return 0
    missed = [row for row in found[folders[0]] if row[3] == 0]
    for where, way, source, _ in missed:
        print(f"{where}: never {way}: {source}")
    tell_share(folders[0], found[folders[0]])
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
