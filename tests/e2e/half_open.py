"""Peers that vanish without a word: their sockets are given back. The engine, and clients that have
been served, live in a network of their own, which is switched off. Says how long that took, and what
memory the engine had before the clients, with them and after them.

usage: half_open.py BURSAR [--connections N] [--within SECONDS] [--rounds N]
"""

import argparse
import os
import resource
import time

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from own_network import enter_own_network, switch_loopback

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


def anonymous_mib(bursar):
    with open(f"/proc/{bursar.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1024


def vanish(bursar, connections, within):
    before, memory = sockets(bursar), [anonymous_mib(bursar)]
    clients = [bursar.connect() for _ in range(connections)]
    for client in clients:
        check_equal(client.request("GET", "/healthz").status, 200, "a client")
    check(sockets(bursar) >= before + connections, "the engine has them")
    memory.append(anonymous_mib(bursar))
    switch_loopback("down")
    began = time.monotonic()
    wait_until(lambda: sockets(bursar) == before, "their sockets are given back", within)
    took = time.monotonic() - began
    memory.append(anonymous_mib(bursar))
    print(f"{connections} half-open connections: given back after {took:.1f} s; RssAnon "
          + ", ".join(f"{mib:.0f}" for mib in memory) + " MiB before, with and after them")
    switch_loopback("up")


def main(binary, connections, within, rounds):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    switch_loopback("up")
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "http.idle_deadline_ms=3600000",
                   "--set", "engine.core_dumps=on") as bursar:  # so that its descriptors are seen
        bursar.start()
        for _ in range(rounds):
            vanish(bursar, connections, within)
        with bursar.connect() as client:
            check_equal(client.request("GET", "/healthz").status, 200, "afterwards")
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    enter_own_network()
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--connections", type=int, default=500)
    parser.add_argument("--within", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    main(given.binary, given.connections, given.within, given.rounds)
