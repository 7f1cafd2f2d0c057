"""Lives an engine under record_shim.c, and has crash_images open what crashes and losses of power
at any point of it may leave.

usage: crash_images.py BURSAR SHIM PROGRAM [--images N] [--seed S] [--short] [--plant FAULT]
                       [--keep DIRECTORY]
"""

import argparse
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from bursar_process import scratch_directory
from record_lives import RecordedLives


def main():
    parser = argparse.ArgumentParser(description="crash images")
    parser.add_argument("bursar")
    parser.add_argument("shim")
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true", help="without segments that are closed")
    options, others = parser.parse_known_args()
    with scratch_directory() as directory:
        lives = RecordedLives(options.bursar, options.shim, Path(directory))
        lives.live(options.short)
        print(f"{lives.log.stat().st_size >> 20} MiB of changes", flush=True)
        sys.exit(subprocess.run([options.program, lives.log, lives.copies, *others],
                                check=False).returncode)


if __name__ == "__main__":
    main()
