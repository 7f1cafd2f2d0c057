#!/usr/bin/env python3
"""How long it takes until a payment is told to every one of many streams of events, all of one
organisation: from the first byte of its request, before it is durable and answered, until its event
has come. Ends with 1 when the last stream hears of any payment later than after 1 s.

No stream may hear anything but the payments, each once and in their order; otherwise nothing is
reported.

usage: streams.py [--streams N] [--keys N] [--rounds N] [--pause SECONDS] [--binary FILE]
"""

import argparse
import json
import resource
import selectors
import socket
import statistics
import tempfile
import time

from engine_process import ROOT, Engine

AIM_MS = 1_000
WAIT_SECONDS = 30  # for the last of a payment's events


def request(method, path, key=None, body=None, accept="application/json"):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Accept: {accept}"]
    if key is not None:
        lines.append(f"Authorization: Bearer {key}")
    payload = b"" if body is None else json.dumps(body).encode()
    if payload:
        lines += ["Content-Type: application/json", f"Content-Length: {len(payload)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


class Connection:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=WAIT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def until(self, mark):
        while mark not in self.received:
            self.more()
        taken, _, self.received = self.received.partition(mark)
        return taken

    def more(self):
        data = self.socket.recv(65_536)
        if not data:
            raise SystemExit("no result: a connection was ended")
        self.received += data

    def answer(self):
        """To what was sent before."""
        head = self.until(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(self.received) < length:
            self.more()
        body, self.received = self.received[:length], self.received[length:]
        if head.split(b" ", 2)[1][:1] != b"2":
            raise SystemExit(f"no result: {head.decode()} {body.decode()}")
        return json.loads(body)

    def call(self, method, path, body=None, key=None):
        self.socket.sendall(request(method, path, key, body))
        return self.answer()


class Stream(Connection):
    """One that hears of payments from now on."""

    def __init__(self, address, key):
        super().__init__(address)
        self.heard = []  # payments
        self.socket.sendall(request("GET", "/v1/events?types=payment.*", key,
                                    accept="text/event-stream"))
        head = self.until(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise SystemExit(f"no result: a stream: {head.decode()}")
        self.until(b"\n\n")  # how soon to come again
        self.socket.setblocking(False)

    def hear(self):
        """Whether there was an event in what has come."""
        self.more()
        before = len(self.heard)
        while b"\n\n" in self.received:
            told, _, self.received = self.received.partition(b"\n\n")
            for line in told.split(b"\n"):
                if line.startswith(b"data: "):
                    self.heard.append(json.loads(line[6:])["data"]["id"])
        return len(self.heard) > before


def told_all(payer, body, key, listening, count):
    """Pays; after how many ms each stream had heard of it, the answer's time, and what was paid."""
    times, waiting = [], count
    began = time.monotonic()
    payer.socket.sendall(request("POST", "/v1/payments", key, body))
    while waiting:
        ready = listening.select(timeout=WAIT_SECONDS)
        if not ready:
            raise SystemExit(f"no result: {waiting} streams heard nothing in {WAIT_SECONDS} s")
        for one, _ in ready:
            if one.data.hear():
                times.append((time.monotonic() - began) * 1_000)
                waiting -= 1
    return times, payer.answer()["id"]


def measure(engine, options):
    owner = Connection(engine.address)
    made = owner.call("POST", "/v1/keys", {"name": "bench"})["key"]
    keys = [owner.call("POST", "/v1/keys", {"name": f"bench {number}"}, made)["key"]
            for number in range(options.keys)]
    wallet = owner.call("POST", "/v1/wallets", {}, made)["id"]
    owner.call("POST", f"/v1/wallets/{wallet}/fund", {"amount": "1000.00", "source": "treasury"},
               made)
    body = {"from_wallet_id": wallet, "to_external": "shop", "amount": "0.01"}
    listening = selectors.DefaultSelector()
    streams = []
    for number in range(options.streams):
        streams.append(Stream(engine.address, keys[number % len(keys)]))
        listening.register(streams[-1].socket, selectors.EVENT_READ, streams[-1])
    medians, lasts, paid = [], [], []
    for _ in range(options.rounds):
        time.sleep(options.pause)
        times, payment = told_all(owner, body, made, listening, len(streams))
        paid.append(payment)
        medians.append(statistics.median(times))
        lasts.append(times[-1])
    if any(stream.heard != paid for stream in streams):
        raise SystemExit("no result: a stream heard other than the payments, each once")
    return medians, lasts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--streams", type=int, default=1_000)
    parser.add_argument("--keys", type=int, default=10, help="that the streams are opened with")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds before each payment")
    parser.add_argument("--binary", default=f"{ROOT}/build/release/bursar")
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as data:
        # An organisation may have half of all.
        settings = (f"limits.streams={max(2_048, 2 * options.streams)}",
                    f"http.connections_max={max(10_000, options.streams + 100)}")
        engine = Engine(options.binary, data, settings)
        try:
            medians, lasts = measure(engine, options)
        finally:
            engine.end(kill=True)
    print(f"{options.streams} streams with {options.keys} keys, {options.rounds} payments, ms from "
          f"the request: median stream {statistics.median(medians):.1f} (at most "
          f"{max(medians):.1f}), last stream {statistics.median(lasts):.1f} (at most "
          f"{max(lasts):.1f})")
    verdict = "holds" if max(lasts) <= AIM_MS else "DOES NOT HOLD"
    print(f"last <= {AIM_MS} ms {verdict}")
    raise SystemExit(verdict != "holds")


if __name__ == "__main__":
    main()
