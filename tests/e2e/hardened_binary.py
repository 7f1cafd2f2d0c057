"""The binary is built so that a fault in memory ends it, and a crash leaves no keys behind.

usage: hardened_binary.py BURSAR
"""

import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

from bursar_process import Bursar, check, check_equal, scratch_directory

PATTERNS = {
    "it is position-independent": r"Type:\s+DYN",
    "addresses are bound at start": r"\(FLAGS_1\).*NOW",
    "and read-only from then on": r"GNU_RELRO",
    "no stack is executable": r"GNU_STACK.*\n?.*\bRW \s",
    "stacks are guarded": r"__stack_chk_fail",
    "copies are bounded": r"__(memcpy|memmove|memset|read|snprintf|vsnprintf|fprintf|printf)_chk",
}


def check_binary(binary):
    shown = subprocess.run(["readelf", "--wide", "--headers", "--dynamic", "--dyn-syms", binary],
                           capture_output=True, text=True, check=True).stdout
    for what, pattern in PATTERNS.items():
        check(re.search(pattern, shown), f"{what}: {pattern}")


def core_limit(bursar):
    for line in Path(f"/proc/{bursar.process.pid}/limits").read_text().splitlines():
        if line.startswith("Max core file size"):
            return line.split()[4]
    raise AssertionError("there is no such limit")


def check_core(binary):
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))  # so that a careless one would leave one
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        check_equal(core_limit(bursar), "0", "bytes of a core file")
        bursar.process.send_signal(signal.SIGABRT)
        check_equal(bursar.exit_code(), -signal.SIGABRT, "how it ended")
        check(not list(Path(directory).glob("core*")), "no core file")


def main(binary):
    check_core(binary)
    check_binary(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
