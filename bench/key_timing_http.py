#!/usr/bin/env python3
"""What key_timing measures, as somebody who can only send requests would: wrong keys over one
connection, with nothing of a real one and with nearly all of it in random order, and Welch's t of
the times until the answer. Coarser than the look-up alone by far; that is the point. The classes
differ by their checksum too, once: that must be found, or nothing is said.

usage: key_timing_http.py [--samples N] [--keys N] [--binary FILE] [--directory DIR]
"""

import argparse
import hashlib
import json
import math
import random
import secrets
import socket
import statistics
import tempfile
import time
import urllib.request

from engine_process import ROOT, Engine

PREFIX = "bur_test_"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BODY, CHECKSUM = 43, 6
KEPT = (1.0, 0.999, 0.99, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3)
T_MAX = 4.5


def base62(number, length):
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits = ALPHABET[digit] + digits
    return digits


def key_of(number):
    signed = PREFIX + base62(number, BODY)
    checksum = int.from_bytes(hashlib.sha256(signed.encode()).digest(), "big")
    return f"{signed}_{base62(checksum, CHECKSUM)}"


def unknown():
    return key_of(secrets.randbits(256))


def neighbour(real):
    number = 0
    for digit in random.choice(real)[len(PREFIX):len(PREFIX) + BODY]:
        number = number * 62 + ALPHABET.index(digit)
    return key_of(number ^ random.randrange(1, 256))


def wrong_end(key):
    return key[:-1] + ("b" if key[-1] == "a" else "a")


def welch(first, second):
    def spread(values, mean):
        return sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)
    means = sum(first) / len(first), sum(second) / len(second)
    return (means[0] - means[1]) / math.sqrt(spread(first, means[0]) + spread(second, means[1]))


def worst(samples):
    """Of all crops: the t that is farthest from zero, and the part of the samples that gave it."""
    sorted_ns = sorted(ns for ns, _ in samples)
    found = []
    for part in KEPT:
        bound = sorted_ns[int(part * (len(sorted_ns) - 1))]
        first, second = ([ns for ns, one in samples if one == which and ns <= bound]
                         for which in (0, 1))
        found.append((welch(first, second), part))
    return max(found, key=lambda one: abs(one[0]))


class Door:
    def __init__(self, address):
        self.address = address

    def connect(self):
        host, _, port = self.address.rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def refused_in(self, request):
        began = time.perf_counter_ns()
        self.socket.sendall(request)
        answer = self.socket.recv(65536)
        took = time.perf_counter_ns() - began
        if not answer.startswith(b"HTTP/1.1 401 ") or not answer.endswith(b"}"):
            raise SystemExit(f"no result: {answer[:300]}")
        return took

    def compared(self, what, count, *classes):
        # All are made before: what making one does to the caches would be measured as well.
        ones = [random.getrandbits(1) for _ in range(count)]
        requests = [(f"GET /v1/wallets HTTP/1.1\r\nHost: localhost\r\n"
                     f"Authorization: Bearer {classes[one]()}\r\n\r\n").encode() for one in ones]
        self.connect()
        samples = [(self.refused_in(request), one) for request, one in zip(requests, ones)]
        t, part = worst(samples)
        medians = [statistics.median(ns for ns, one in samples if one == which) / 1000
                   for which in (0, 1)]
        print(f"{what:44} {count:9} {medians[0]:8.2f} {medians[1]:8.2f} us {t:8.2f} of "
              f"{part * 100:5.1f} %", flush=True)
        return abs(t)


def made_keys(address, count):
    def call(body, key=None):
        asked = urllib.request.Request(f"http://{address}/v1/keys", json.dumps(body).encode(),
                                       {"Content-Type": "application/json", "Host": "localhost",
                                        **({"Authorization": f"Bearer {key}"} if key else {})})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())["key"]
    first = call({"name": "bench"})
    return [first] + [call({"name": "k"}, first) for _ in range(count - 1)]


def main(options):
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-timing-") as scratch:
        engine = Engine(options.binary, f"{scratch}/data")
        try:
            real = made_keys(engine.address, options.keys)
            door = Door(engine.address)
            near = door.compared("right checksum: unknown / neighbour", options.samples, unknown,
                                 lambda: neighbour(real))
            end = door.compared("wrong checksum: unknown / a real key's", options.samples,
                                lambda: wrong_end(unknown()),
                                lambda: wrong_end(random.choice(real)))
            seen = door.compared("right checksum / wrong checksum", options.samples, unknown,
                                 lambda: wrong_end(unknown()))
        finally:
            engine.end()
    if seen < T_MAX:
        raise SystemExit("no result: not even a hash more is seen from here")
    passed = max(near, end) < T_MAX
    print(f"{'passed: |t| <' if passed else 'FAILED: |t| >='} {T_MAX}")
    raise SystemExit(0 if passed else 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=200_000)
    parser.add_argument("--keys", type=int, default=1_000)
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    main(parser.parse_args())
