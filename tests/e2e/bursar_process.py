"""Runs the real engine as a test's child: start, stop, kill, start again over the same data."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from http_connection import ISSUED, Connection, secret_parts

START_SECONDS = 120
STOP_SECONDS = 60

# How much longer than the engine as shipped a slower build of it may take; see CMakeLists.txt.
PATIENCE = int(os.environ.get("BURSAR_E2E_PATIENCE", "1"))

# How a sanitizer's report begins. A test that expects a crash would take its abort for one.
REPORTS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error: ")


# Files whose purpose it is to hold secrets; the last two are what tests under crashes keep of what
# they sent and heard.
KEPT_SECRETS = {"operator.key", "secret.key", "history", "recorded"}


def secrets_in(path):
    """What looks like the secret part of a key or a session token, anywhere in a file; most of a
    journal is zeros."""
    size, margin = 1 << 20, 128
    found = set()
    with open(path, "rb") as file:
        end = b""
        while block := file.read(size):
            text = end + block
            if text.strip(b"\0"):
                found.update(secret_parts(text))
            end = block[-margin:]
    return found


class StartFailed(Exception):
    """The process ended before it listened."""

    def __init__(self, code, stderr):
        super().__init__(f"exit code {code}: {stderr.strip()[-2000:]}")
        self.code = code
        self.stderr = stderr


def check(condition, what):
    """Says what was expected when it does not hold."""
    if not condition:
        raise AssertionError(what)


def check_equal(found, expected, what):
    check(found == expected, f"{what}: expected {expected!r}, found {found!r}")


def wait_until(condition, what, seconds=30):
    """Polls until the condition gives something true, and returns that."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        found = condition()
        if found:
            return found
        check(time.monotonic() < deadline, f"not within {seconds * PATIENCE} s: {what}")
        time.sleep(0.005)


def scratch_directory():
    return tempfile.TemporaryDirectory(prefix="bursar-e2e-")


def environment(extra=None):
    """The test's own, and what a sanitizer's runtime needs to accept a preloaded library."""
    variables = dict(os.environ)
    variables.update(extra or {})
    if "LD_PRELOAD" in variables:
        asan = variables.get("ASAN_OPTIONS")
        variables["ASAN_OPTIONS"] = ":".join(filter(None, [asan, "verify_asan_link_order=0"]))
    return variables


def run_to_end(binary, *arguments, seconds=START_SECONDS):
    """For command lines that end by themselves: exit code, standard output and error."""
    done = subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=seconds,
                          env=environment(), check=False)
    return done.returncode, done.stdout, done.stderr


class Bursar:
    """One data directory and the engine that serves it, in several lives if need be.

    Each life logs to a file of its own beside the data. The engine dies with the test.
    """

    def __init__(self, binary, directory, *arguments):
        self.binary = binary
        self.directory = Path(directory)
        self.data = self.directory / "data"
        self.arguments = arguments
        self.logs = []
        self.process = None
        self.address = None
        self.metrics = None
        self.operator = None  # the address of its own door
        self.context = None  # of TLS, for who connects

    def start(self, variables=None):
        """Returns when the engine listens."""
        self.logs.append(self.directory / f"log.{len(self.logs)}")
        command = ["setpriv", "--pdeathsig", "KILL", "--", self.binary, "serve",
                   "--data", str(self.data), "--listen", "127.0.0.1:0",
                   "--metrics", "127.0.0.1:0", *self.arguments]
        with open(self.logs[-1], "wb") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log,
                                            env=environment(variables))
        line = wait_until(self._listening_line, "the engine listens", START_SECONDS)
        self.address = line["address"]
        self.metrics = line["metrics"]
        self.operator = line["operator"]
        return self

    def connect(self, patience=60):
        return Connection(self.address, patience, self.context)

    def figure(self, name):
        """What /metrics shows under a name without labels, or None."""
        with urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=30) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return float(line.split()[1])
        return None

    def kill(self):
        """As a crash: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self):
        """Politely; the exit code is the caller's to judge."""
        self.terminate()
        return self.exit_code()

    def stop_and_verify(self):
        """Politely, and with a journal in which nothing is wrong."""
        check_equal(self.stop(), 0, "exit code")
        code, told, error = run_to_end(self.binary, "verify", "--data", str(self.data))
        check_equal(code, 0, f"verify: {told} {error}")

    def exit_code(self, seconds=STOP_SECONDS):
        return self.process.wait(timeout=seconds * PATIENCE)

    def log_text(self):
        return self.logs[-1].read_text(errors="replace")

    def events(self, *names):
        """Those of its last life's log that have one of these names, in order."""
        logged = [json.loads(line) for line in self.log_text().splitlines()]
        return [line["event"] for line in logged if line["event"] in names]

    def _listening_line(self):
        for line in self.log_text().splitlines():
            if '"listening"' in line:
                entry = json.loads(line)
                if entry.get("event") == "listening":
                    return entry
        if self.process.poll() is not None:
            raise StartFailed(self.process.returncode, self.log_text())
        return None

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        if failure is not None and self.logs:
            print(f"--- the engine's last log, {self.logs[-1].name}:", file=sys.stderr)
            print(self.log_text()[-4000:], file=sys.stderr)
        if failure is None:
            self._check_reports()
            self.check_secrets()

    def check_secrets(self):
        """No key that any answer showed stands in a log, in the data or in what was made of it."""
        for path in self.directory.rglob("*"):
            if path.name in KEPT_SECRETS or not path.is_file():
                continue
            check(not ISSUED.intersection(secrets_in(path)), f"a key stands in {path}")

    def _check_reports(self):
        for log in self.logs:
            said = log.read_text(errors="replace")
            found = [said.find(report) for report in REPORTS if report in said]
            check(not found, f"a sanitizer's report in {log.name}: {said[min(found, default=0):]}")
