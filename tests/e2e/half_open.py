"""Peers that vanish without a word: their sockets are given back. The engine, and clients that have
been served, live in a network of their own, which is switched off.

usage: half_open.py BURSAR
"""

import os
import subprocess
import sys

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until

CONNECTIONS = 500
INSIDE = "BURSAR_E2E_OWN_NETWORK"


def own_network():
    """Runs this program again in a network of its own, or skips it where none can be had."""
    there = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*there, "ip", "link", "set", "lo", "up"], check=False,
                      capture_output=True).returncode != 0:
        print("skipped: no network of one's own can be made here")
        sys.exit(77)
    os.execvpe(there[0], [*there, sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "1"})


def switch(state):
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def sockets(bursar):
    """Of the engine, those that listen included."""
    where = f"/proc/{bursar.process.pid}/fd"
    found = 0
    for name in os.listdir(where):
        try:
            found += os.readlink(f"{where}/{name}").startswith("socket:")
        except FileNotFoundError:
            pass
    return found


def main(binary):
    switch("up")
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "http.idle_deadline_ms=3600000",
                   "--set", "engine.core_dumps=on") as bursar:  # so that its descriptors are seen
        bursar.start()
        before = sockets(bursar)
        clients = [bursar.connect() for _ in range(CONNECTIONS)]
        for client in clients:
            check_equal(client.request("GET", "/healthz").status, 200, "a client")
        check(sockets(bursar) >= before + CONNECTIONS, "the engine has them")
        switch("down")
        wait_until(lambda: sockets(bursar) == before, "their sockets are given back", 60)
        switch("up")
        with bursar.connect() as client:
            check_equal(client.request("GET", "/healthz").status, 200, "afterwards")
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    if INSIDE not in os.environ:
        own_network()
    main(*sys.argv[1:])
