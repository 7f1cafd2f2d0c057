"""A file system of the test's own that is small enough to be filled: ext4 on a loop device, in a
mount namespace that goes with the process. Needs root; without it the test is skipped."""

import os
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
INSIDE = "BURSAR_E2E_OWN_MOUNTS"


def enter_own_mounts():
    """Starts this very program again where its mounts are nobody else's, or skips it."""
    if os.environ.get(INSIDE):
        return
    command = ["unshare", "--mount", "--propagation", "private", "--"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        print("no mounts of its own here: a disk cannot be filled")
        sys.exit(SKIPPED)
    os.environ[INSIDE] = "1"
    os.execvp(command[0], [*command, sys.executable, "-B", *sys.argv])


class SmallDisk:
    """Mounted while it is entered; the ballast is what others have put on it."""

    def __init__(self, directory, mebibytes):
        self.image = Path(directory) / "disk.ext4"
        self.path = Path(directory) / "disk"
        self.ballast = self.path / "ballast"
        self.mebibytes = mebibytes

    def free_bytes(self):
        found = os.statvfs(self.path)
        return found.f_bavail * found.f_frsize

    def fill(self, leave_bytes=0):
        """Others take all the room but so much; with nothing to leave, to the last block."""
        with open(self.ballast, "ab", buffering=0) as ballast:
            size = 1 << 20
            while size >= 512:
                if self.free_bytes() < leave_bytes + size and leave_bytes > 0:
                    size //= 2
                    continue
                try:
                    ballast.write(bytes(size))
                except OSError:
                    size //= 2

    def clear(self):
        self.ballast.unlink()
        os.sync()

    def __enter__(self):
        with open(self.image, "wb") as image:
            image.truncate(self.mebibytes << 20)
        self.path.mkdir()
        try:
            subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(self.image)], check=True)
            subprocess.run(["mount", "-o", "loop", str(self.image), str(self.path)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"a disk cannot be made here: {error}")
            sys.exit(SKIPPED)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", str(self.path)], check=False)
