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
SLOWER_SYNCS = "bursar_sync_delay.so"
FUNDS_UNITS = 1_000_000 * 100_000_000  # of a wallet, in hundred-millionths of a dollar
KEY = "bur_test_" + "0" * 49  # as long as an engine's
PARTS = (10, 50, 100, 250, 500, 750, 900, 950, 990, 999, 999.9)  # of a thousand, as payments.lua has
AMOUNT_UNITS = 1_000_000  # 0.01
FEE_UNITS = 4_000  # 40 basis points of it


def options(what, **more):
    """More are whole numbers, or lists of them."""
    # As if interrupted, so that what was started is ended; an interrupt itself may be ignored.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--connections", type=int, default=256)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--wallets", type=int, default=10_000)
    parser.add_argument("--directory", default=None, help="on the file system that is measured")
    parser.add_argument("--fsync-delay", type=float, default=0, metavar="MS",
                        help="milliseconds that each sync takes longer (bench/sync_delay.c)")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=int, default=default,
                            nargs="+" if isinstance(default, list) else None)
    return parser.parse_args()


def refuse(why):
    sys.exit(f"no result: {why}")


def need(program, package):
    if not shutil.which(str(program)):
        refuse(f"{program} is missing: scripts/setup.sh --bench installs it (package {package})")


def tell(peer, **figures):
    print(json.dumps({"peer": peer, **figures}), flush=True)


def version(command):
    """The first line of what a program says of itself, on either output."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    return done.stdout.strip().partition("\n")[0]


def slower_syncs(milliseconds, directory):
    """What makes syncs of a program take longer: its environment, with a library in the directory,
    where whoever the program runs as can read it.
    """
    if not milliseconds:
        return {}
    library = Path(directory) / SLOWER_SYNCS
    if not library.exists():
        run(["cc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "bench/sync_delay.c"])
        library.chmod(0o755)
    return {"LD_PRELOAD": str(library),
            "BURSAR_BENCH_SYNC_DELAY_US": str(round(milliseconds * 1e3))}


def check_slower(pid, variables):
    """A library that cannot be read is left out with a warning that nobody sees."""
    if "LD_PRELOAD" in variables and SLOWER_SYNCS not in Path(f"/proc/{pid}/maps").read_text():
        refuse(f"process {pid} has not loaded {variables['LD_PRELOAD']}")


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
def served(command, ready, log, stop=signal.SIGTERM, variables=None):
    """A server in the foreground, from when it is ready until it has ended."""
    variables = variables or {}
    with open(log, "wb") as out, subprocess.Popen(list(map(str, command)), stdout=out, stderr=out,
                                                  env=os.environ | variables) as server:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not ready():
                if server.poll() is not None or time.monotonic() > deadline:
                    refuse(f"{command[0]} does not start: {Path(log).read_text()[-1000:]}")
                time.sleep(0.05)
            check_slower(server.pid, variables)
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
    """What it printed. When we are interrupted it is too, so that it ends what it has started."""
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, **more) as child:
        try:
            out, errors = child.communicate()
        except BaseException:
            child.terminate()
            child.communicate()
            raise
    if child.returncode != 0:
        refuse(f"{command[0]}: {out[-500:]}{errors[-1000:]}")
    return out


def wrk(address, connections, seconds, wallets_file):
    """wrk's payments as bench/http.sh sends them."""
    variables = {"BURSAR_BENCH_WALLETS": str(wallets_file),
                 "BURSAR_BENCH_RUN": f"{os.getpid()}-{time.time_ns()}"}
    out = run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s",
               ROOT / "bench/payments.lua", f"http://{address}"], env=os.environ | variables)
    told, latency = (re.search(rf"^{word} (.*)$", out, re.MULTILINE)
                     for word in ("BENCH", "LATENCY"))
    if told is None or latency is None:
        refuse(f"wrk: {out}")
    told = {name: int(value) for name, value in pairs(told.group(1))}
    if told["not_2xx"] or told["broken"]:
        refuse(f"{told['not_2xx']} answers were not 2xx, {told['broken']} were broken")
    return {"payments": told["completed"], "seconds": told["microseconds"] / 1e6,
            "payments_per_second": round(told["completed"] * 1e6 / told["microseconds"]),
            **{f"{name}_ms": told[name] / 1e3 for name in ("p50", "p99", "p999")},
            "latency_ms": milliseconds(latency.group(1))}


def pairs(line):
    return (pair.split("=") for pair in line.split())


def milliseconds(line):
    """Pairs of how many in a thousand and what they took at most, which was in microseconds."""
    return [[float(part), float(value) / 1e3] for part, value in pairs(line)]


def wallets_file(directory, wallets):
    """As prepare.py writes one, of whoever knows wallets by their numbers."""
    path = directory / "wallets.lua"
    names = ",".join(f'"wal_{number:026d}"' for number in range(1, wallets + 1))
    path.write_text(f'return {{ key = "{KEY}", amount = "0.01", wallets = {{ {names} }} }}\n')
    return path


def check_books(made, answered, under_way):
    if not answered <= made <= answered + under_way:
        refuse(f"{answered} payments were answered, the books hold {made}")


def latencies(sorted_ms):
    """What a peer's load generator tells, of all latencies."""
    if not sorted_ms:
        refuse("nothing was answered")

    def at(part):
        return sorted_ms[min(int(len(sorted_ms) * part / 1_000), len(sorted_ms) - 1)]

    return {"p50_ms": at(500), "p99_ms": at(990), "p999_ms": at(999),
            "latency_ms": [[part, at(part)] for part in PARTS]}
