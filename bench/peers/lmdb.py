#!/usr/bin/env python3
"""LMDB with its default sync, records of 200 bytes appended in batches, nothing else done: the most
that this disk can do at each size of a batch. A batch of one is a lone commit.
"""

from peer import ROOT, need, options, run, scratch, tell

PROGRAM = ROOT / "build/release/bench/lmdb_append"


def main():
    given = options(__doc__, batches=[1, 16, 64, 150, 300, 1_000])
    need(PROGRAM, "built by scripts/build.sh")
    for batch in given.batches:
        with scratch(given.directory) as directory:
            told = dict(pair.split("=") for pair in
                        run([PROGRAM, directory, batch, given.seconds]).split())
        tell("LMDB, append", batch=batch, records_per_second=round(float(told["records_per_second"])),
             **{f"{name}_ms": float(told[f"{name}_us"]) / 1e3 for name in ("p50", "p99")})


if __name__ == "__main__":
    main()
