"""The unit for systemd says what systemd understands, and leaves the engine little to do harm with.

usage: service_unit.py BURSAR UNIT
"""

import shutil
import subprocess
import sys
from pathlib import Path

from bursar_process import check_equal, scratch_directory

EXPOSURE_MAX = 20  # of 100


def told(*arguments):
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


def main(binary, unit):
    if shutil.which("systemd-analyze") is None:
        print("skipped: there is no systemd-analyze here")
        sys.exit(77)
    with scratch_directory() as directory:
        installed = Path(directory) / "bursar.service"
        installed.write_text(Path(unit).read_text().replace("/usr/local/bin/bursar", binary))
        code, said = told("verify", "--man=no", str(installed))
        check_equal((code, said), (0, ""), "what systemd says of it")
        code, said = told("security", "--offline=true", f"--threshold={EXPOSURE_MAX}",
                          str(installed))
        check_equal(code, 0, said)


if __name__ == "__main__":
    main(*sys.argv[1:])
