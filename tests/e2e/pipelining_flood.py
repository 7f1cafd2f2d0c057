"""Whoever sends requests without end and reads no answer costs the engine a bounded amount of
memory, and still finds every answer in its order when it reads at last.

usage: pipelining_flood.py BURSAR
"""

import select
import socket
import sys

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from http_connection import Connection, request_bytes
from sandbox import Organization

REQUESTS = 100_000
FLOODS = 8
READ = 500
GROWTH_BYTES_MAX = 64 << 20


def resident_bytes(bursar):
    return bursar.figure("process_resident_memory_bytes")


class Flood:
    """Requests for the contract, whose answers are large, each with a number to know it by."""

    def __init__(self, bursar):
        host, _, port = bursar.address.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=60)
        self.socket.setblocking(False)
        self.unsent = b"".join(
            request_bytes("GET", "/openapi/spec.json" if number % 2 else "/v1/organization",
                          headers=(f"X-Request-Id: {number}",)) for number in range(REQUESTS))
        self.sent = 0

    def send_what_is_taken(self):
        try:
            while self.sent < len(self.unsent):
                self.sent += self.socket.send(self.unsent[self.sent:self.sent + 1_000_000])
        except BlockingIOError:
            pass

    def stuck(self):
        """Neither side takes anything more."""
        self.send_what_is_taken()
        return not select.select([], [self.socket], [], 0.2)[1]


def main(binary):
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "http.write_deadline_ms=600000") as bursar:
        bursar.start()
        with bursar.connect() as good:
            organization = Organization(good)
            before = resident_bytes(bursar)
            floods = [Flood(bursar) for _ in range(FLOODS)]
            for flood in floods:
                wait_until(flood.stuck, "the flood ebbs")
                check(flood.sent < len(flood.unsent), "the engine stops reading")
            grown = resident_bytes(bursar) - before
            check(grown < GROWTH_BYTES_MAX, f"{grown} bytes for {FLOODS} floods")
            check_equal(organization.call("GET", "/v1/organization").status, 200, "another client")
            read_in_order(floods[0])
            for flood in floods:
                flood.socket.close()
            wait_until(lambda: bursar.figure("bursar_connections") == 1, "the floods are gone")
        check_equal(bursar.stop(), 0, "exit code")


def read_in_order(flood):
    """The first of the answers; no more is sent."""
    asked = flood.unsent[:flood.sent].count(b"\r\n\r\n")
    check(asked > READ, f"so many were asked for: {asked}")
    flood.socket.setblocking(True)
    flood.socket.settimeout(60)
    connection = Connection.over(flood.socket)
    for number in range(READ):
        answer = connection.receive()
        check_equal(answer.status, 200 if number % 2 else 401, f"answer {number}")
        check_equal(answer.headers["x-request-id"], str(number), "whose answer it is")


if __name__ == "__main__":
    main(*sys.argv[1:])
