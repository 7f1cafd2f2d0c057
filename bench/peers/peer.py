"""What the peers' scripts share: options, a scratch directory, a server as a child, what a run is told
as. A peer is started on loopback, asked by its own load generator, held against its own books, and
stopped; one line of JSON says what came of it.
"""

import argparse
import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
START_SECONDS = 60
FUNDS_UNITS = 1_000_000 * 100_000_000  # of a wallet, in hundred-millionths of a dollar
AMOUNT_UNITS = 1_000_000  # 0.01
FEE_UNITS = 4_000  # 40 basis points of it


def options(what, batches=None):
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--wallets", type=int, default=10_000)
    parser.add_argument("--directory", default=None, help="on the file system that is measured")
    if batches is not None:
        parser.add_argument("--batches", type=int, nargs="+", default=batches)
    return parser.parse_args()


def refuse(why):
    sys.exit(f"no result: {why}")


def need(program, package):
    if not shutil.which(str(program)):
        refuse(f"{program} is missing: scripts/setup.sh --bench installs it (package {package})")


def tell(peer, **figures):
    print(json.dumps({"peer": peer, **figures}), flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def scratch(given, owner=None):
    """A directory that is gone afterwards; another user's where a server refuses to be root's."""
    with tempfile.TemporaryDirectory(dir=given, prefix="bursar-peer-") as directory:
        os.chmod(directory, 0o755)
        if owner is not None and os.geteuid() == 0:
            account = pwd.getpwnam(owner)
            os.chown(directory, account.pw_uid, account.pw_gid)
        yield Path(directory)


def as_user(user, command):
    """PostgreSQL does not run as root. Nothing stands between it and the signals that it is sent."""
    if os.geteuid() != 0:
        return command
    account = pwd.getpwnam(user)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
            "--", *command]


@contextlib.contextmanager
def served(command, ready, log, stop=signal.SIGTERM):
    """A server in the foreground, from when it is ready until it has ended."""
    with open(log, "wb") as out, subprocess.Popen(list(map(str, command)), stdout=out,
                                                  stderr=out) as server:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not ready():
                if server.poll() is not None or time.monotonic() > deadline:
                    refuse(f"{command[0]} does not start: {Path(log).read_text()[-1000:]}")
                time.sleep(0.05)
            yield server
        finally:
            server.send_signal(stop)
            try:
                server.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def listens(port):
    def ready():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0
    return ready


def run(command, **more):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False, **more)
    if done.returncode != 0:
        refuse(f"{command[0]}: {done.stdout[-500:]}{done.stderr[-1000:]}")
    return done.stdout


def wrk(address, connections, seconds, wallets_file):
    """wrk's payments as bench/http.sh sends them."""
    variables = os.environ | {"BURSAR_BENCH_WALLETS": str(wallets_file),
                              "BURSAR_BENCH_RUN": f"{os.getpid()}-{time.time_ns()}"}
    out = run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s",
               ROOT / "bench/payments.lua", f"http://{address}"], env=variables)
    line = re.search(r"^BENCH (.*)$", out, re.MULTILINE)
    if line is None:
        refuse(f"wrk: {out}")
    told = {name: int(value) for name, value in (pair.split("=") for pair in line.group(1).split())}
    if told["not_2xx"] or told["broken"]:
        refuse(f"{told['not_2xx']} answers were not 2xx, {told['broken']} were broken")
    return {"payments": told["completed"],
            "payments_per_second": round(told["completed"] * 1e6 / told["microseconds"]),
            **{f"{name}_ms": told[name] / 1e3 for name in ("p50", "p99", "p999")}}


def wallets_file(directory, wallets):
    """As prepare.py writes one, of whoever knows wallets by their numbers."""
    path = directory / "wallets.lua"
    names = ",".join(f'"wal_{number:026d}"' for number in range(1, wallets + 1))
    path.write_text(f'return {{ key = "bench", amount = "0.01", wallets = {{ {names} }} }}\n')
    return path


def check_books(made, answered, under_way):
    if not answered <= made <= answered + under_way:
        refuse(f"{answered} payments were answered, the books hold {made}")


def percentile(sorted_values, part):
    if not sorted_values:
        return None
    return sorted_values[min(int(len(sorted_values) * part), len(sorted_values) - 1)]
