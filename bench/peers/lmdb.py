#!/usr/bin/env python3
"""LMDB with its default sync, records of 200 bytes appended in batches to a file that is filled ahead,
nothing else done: the most that this disk can do at each size of a batch. A batch of one is a lone
commit.
"""

import os

from peer import (ROOT, milliseconds, need, options, pairs, run, scratch, slower_syncs, tell)

PROGRAM = ROOT / "build/release/bench/lmdb_append"
RECORD_MIB_PER_SECOND = 0.7  # at 3,000 commits a second
ZEROS_MIB_MAX = 4_096


def zeros_mib(batch, seconds):
    """More than will be written, or as much as a disk should be asked for."""
    return min(64 + round(seconds * min(batch * RECORD_MIB_PER_SECOND, 250)), ZEROS_MIB_MAX)


def main():
    given = options(__doc__, batches=[1, 16, 64, 150, 300, 1_000])
    need(PROGRAM, "built by scripts/build.sh")
    for batch in given.batches:
        with scratch(given.directory) as directory:
            variables = slower_syncs(given.fsync_delay, directory)
            first, second = run([PROGRAM, directory, batch, given.seconds,
                                 zeros_mib(batch, given.seconds)],
                                env=os.environ | variables).splitlines()
        told = dict(pairs(first))
        tell("LMDB, append", batch=batch, records_per_second=round(float(told["records_per_second"])),
             **{f"{name}_ms": float(told[f"{name}_us"]) / 1e3 for name in ("p50", "p99")},
             latency_ms=milliseconds(second))


if __name__ == "__main__":
    main()
