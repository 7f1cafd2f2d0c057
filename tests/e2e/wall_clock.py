"""A wall clock of the engine's own that a test sets while it runs: libfaketime, told by a file. The
monotonic clocks stay as they are."""

import glob
import sys
from pathlib import Path

SKIPPED = 77
LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"


class WallClock:
    """The environment of an engine that goes by it; `set` says by how much it is off."""

    def __init__(self, directory):
        found = glob.glob(LIBRARIES)
        if not found:
            print("faketime is not installed")
            sys.exit(SKIPPED)
        self.file = Path(directory) / "wall.clock"
        self.set("+0")
        self.variables = {
            "LD_PRELOAD": found[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, offset):
        """As faketime writes it: "+40d", "-1h", "+0"."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(offset + "\n")
        draft.rename(self.file)
