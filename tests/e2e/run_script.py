"""scripts/run.sh keeps the engine running: again after a crash, never after a stop or a start that
cannot succeed, and a signal to it reaches the engine.

usage: run_script.py BURSAR RUN_SH
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from bursar_process import check, check_equal, environment, scratch_directory, wait_until
from http_connection import Connection


class RunScript:
    """One call of the script, in a directory of its own, what it says in a file there."""

    def __init__(self, script, binary, directory, *arguments):
        self.said_in = Path(directory) / "said"
        with open(self.said_in, "wb") as said:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", script, *arguments], cwd=directory,
                stdout=said, stderr=said, env=environment({"BURSAR_BINARY": binary}))

    def said(self):
        return self.said_in.read_text(errors="replace")

    def lives(self):
        """Addresses that the engine listened on, one a life."""
        return [json.loads(line)["address"] for line in self.said().splitlines()
                if line.startswith("{") and '"listening"' in line]

    def wait_for_life(self, number):
        wait_until(lambda: len(self.lives()) >= number, f"life {number}:\n{self.said()}", 60)

    def engine(self):
        """The process id of the engine that the script has started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for child in children.read_text().split():
            if b"serve" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                return int(child)
        raise AssertionError("the script has no engine")


def check_restarts(script, binary):
    with scratch_directory() as directory:
        run = RunScript(script, binary, directory, "--listen", "127.0.0.1:0",
                        "--metrics=127.0.0.1:0")
        for life in (1, 2):
            run.wait_for_life(life)
            os.kill(run.engine(), signal.SIGKILL)
        run.wait_for_life(3)
        with Connection(run.lives()[-1]) as connection:
            check_equal(connection.request("GET", "/healthz").status, 200, "the third life serves")
        check((Path(directory) / "data").is_dir(), "the data stands in ./data")
        wait_until(lambda: run.said().count("demo.sh") == 3, "what to try next, once a life")
        run.process.send_signal(signal.SIGHUP)
        wait_until(lambda: '"nothing_to_renew"' in run.said(), "a hang-up reaches the engine")
        run.process.send_signal(signal.SIGTERM)
        check_equal(run.process.wait(timeout=60), 0, "exit code after SIGTERM")
        check_equal(len(run.lives()), 3, "lives")


def check_gives_up(script, binary):
    with scratch_directory() as directory:
        run = RunScript(script, binary, directory, "--listen", "127.0.0.1:0",
                        "--metrics", "127.0.0.1:0", "--set", "no.such=1")
        check_equal(run.process.wait(timeout=60), 2, "exit code with a wrong setting")
        check_equal(run.lives(), [], "lives")


def main(binary, script):
    check_restarts(script, binary)
    check_gives_up(script, binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
