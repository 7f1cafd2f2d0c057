"""Without a free descriptor the engine neither ends nor spins: who is connected is served, who
waits is served once there is room, and one address may be kept from taking everything.

usage: descriptors.py BURSAR
"""

import os
import resource
import socket
import sys
import time
from pathlib import Path

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from http_connection import Connection, ConnectionLost
from sandbox import Organization, external_payment

DESCRIPTORS = 200
CONNECTS = 1_000
PAYMENTS = 1_100
ACCEPT_ATTEMPTS = 10
VISIBLE = ("--set", "engine.core_dumps=on")  # its descriptors, to others than root


def open_files(bursar):
    return len(os.listdir(f"/proc/{bursar.process.pid}/fd"))


def cpu_seconds(bursar):
    fields = Path(f"/proc/{bursar.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connect(bursar):
    host, _, port = bursar.address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=60)


def used_up(bursar):
    """Connections until the kernel's queue holds some that the engine has no descriptor for."""
    taken = []
    while open_files(bursar) < DESCRIPTORS or len(taken) < CONNECTS:
        taken.append(connect(bursar))
    return taken


def check_waiting(bursar):
    with bursar.connect() as before:
        check_equal(before.request("GET", "/healthz").status, 200, "before")
        taken = used_up(bursar)
        check_equal(before.request("GET", "/healthz").status, 200, "who was there is served")
        began, spent = time.monotonic(), cpu_seconds(bursar)
        wait_until(lambda: time.monotonic() - began > ACCEPT_ATTEMPTS * 0.1, "some attempts")
        spent = cpu_seconds(bursar) - spent
        took = time.monotonic() - began
        check(spent < took / 5, f"it does not spin: {spent} of {took} s")
        for one in taken:
            one.close()
        with bursar.connect() as after:
            check_equal(after.request("GET", "/healthz").status, 200, "afterwards")
        check_equal(before.request("GET", "/healthz").status, 200, "and who was there")


def check_one_address(binary):
    """With a bound on an address, another one finds its place."""
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "limits.connections_per_address=50") as bursar:
        bursar.start()
        taken = [connect(bursar) for _ in range(60)]
        answers = [Connection.over(one).receive().status for one in taken[50:]]
        check_equal(answers, [503] * 10, "past the bound")
        host, _, port = bursar.address.rpartition(":")
        other = socket.create_connection((host, int(port)), timeout=60,
                                         source_address=("127.0.0.2", 0))
        with Connection.over(other) as connection:
            check_equal(connection.request("GET", "/healthz").status, 200, "another address")
        for one in taken:
            one.close()
        wait_until(lambda: served_again(bursar), "the first address is served again")
        check_equal(bursar.stop(), 0, "exit code")


def served_again(bursar):
    try:
        with bursar.connect() as connection:
            return connection.request("GET", "/healthz").status == 200
    except ConnectionLost:
        return False


def bounded(binary, directory):
    """The engine as a shell starts it that allows few descriptors."""
    script = Path(directory) / "bounded"
    script.write_text(f'#!/bin/sh\nulimit -n {DESCRIPTORS}\nexec "{Path(binary).resolve()}" "$@"\n')
    script.chmod(0o755)
    return script


def check_what_is_kept(binary):
    """Strangers that would take every descriptor leave the engine those that it needs: the journal
    begins its next segment, and metrics are told."""
    with scratch_directory() as directory, Bursar(bounded(binary, directory), directory, "--set",
                                                  "journal.segment_records=1000") as bursar:
        bursar.start()
        log = bursar.logs[-1].read_text()
        check("connections_bounded" in log, f"the log says what was bounded: {log}")
        with bursar.connect() as connection:
            organization = Organization(connection)
            wallet = organization.wallet(funded=10_000)
            taken = [connect(bursar) for _ in range(DESCRIPTORS)]
            for n in range(PAYMENTS):
                answer = organization.call("POST", "/v1/payments", external_payment(wallet, 1),
                                           f"key-{n}")
                check_equal(answer.status, 201, "a payment")
            check((bursar.data / "journal" / "segment-000001").is_dir(), "the next segment is there")
            check(bursar.figure("bursar_connections") is not None, "metrics are told")
            for one in taken:
                one.close()
        check_equal(bursar.stop(), 0, "exit code")


def main(binary):
    with scratch_directory() as directory, \
            Bursar(binary, directory, *VISIBLE) as bursar:
        bursar.start()
        resource.prlimit(bursar.process.pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
        for _ in range(3):
            check_waiting(bursar)
        check_equal(bursar.stop(), 0, "exit code")
    check_what_is_kept(binary)
    check_one_address(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
