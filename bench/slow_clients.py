#!/usr/bin/env python3
"""Whether thousands of slow clients slow a good one: slowhttptest opens connections from 127.0.0.2
that send a request's head or its body, or read an answer, as slowly as they may; beside them a
client on 127.0.0.1 pays over one connection. Its latencies alone and beside them, how many
connections the engine had, and its memory. In a network of its own, so that the addresses are
what is said and nobody else is asked. Needs slowhttptest and the right to make such a network.

usage: slow_clients.py [--mode headers|body|read|all] [--connections N] [--seconds N]
                       [--cap N] [--directory DIR] [--binary FILE]
"""

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from engine_process import ROOT, Engine

INSIDE = "BURSAR_BENCH_OWN_NETWORK"
SLOW_PLACE = "127.0.0.9"  # who connects there comes from 127.0.0.2
MODES = {
    # A field of the head every 3 s.
    "headers": ["-H", "-i", "3", "-x", "10", "-u", "/healthz"],
    # A body of 8 KiB, ten bytes every 3 s, of a request that is let in without a credential.
    "body": ["-B", "-i", "3", "-x", "10", "-s", "8192", "-f", "application/json", "-u", "/v1/keys"],
    # An answer of 200 KB three times over, through a window of at most 512 bytes.
    "read": ["-X", "-k", "3", "-w", "1", "-y", "512", "-n", "3", "-z", "32", "-u",
             "/openapi/spec.json"],
}

COLUMNS = ("cap", "conns", "rounds", "p50", "beside", "p99", "beside", "ratio", "pays/s", "beside",
           "MiB", "most", "after", "kernel")


def own_network():
    there = ["unshare", "--map-root-user", "--net"]
    os.execvpe(there[0], [*there, sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "1"})


def prepare_network():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "route", "replace", "local", SLOW_PLACE, "dev", "lo", "src", "127.0.0.2",
                    "table", "local"], check=True)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class GoodClient:
    """Pays over one connection, the next payment when the last was answered."""

    def __init__(self, port, key, wallet):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = json.dumps({"from_wallet_id": wallet, "to_external": "shop",
                           "amount": "0.01"}).encode()
        self.request = (f"POST /v1/payments HTTP/1.1\r\nHost: localhost\r\n"
                        f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def pay_for(self, seconds):
        """Milliseconds, sorted."""
        took, end = [], time.monotonic() + seconds
        while (began := time.monotonic()) < end:
            self.socket.sendall(self.request)
            answer = b""
            while b"\r\n\r\n" not in answer or len(answer) < self._length(answer):
                answer += self.socket.recv(65536)
            if not answer.startswith(b"HTTP/1.1 201 "):
                raise SystemExit(f"no result: {answer[:300]}")
            took.append((time.monotonic() - began) * 1000)
        return sorted(took)

    @staticmethod
    def _length(answer):
        head, _, _ = answer.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        return len(head) + 4 + int(fields[b"content-length"])


class SlowClients:
    """As many as there may be for as long as they are wanted: who was sent away comes again."""

    def __init__(self, mode, port, connections):
        *options, path = MODES[mode]
        self.command = ["slowhttptest", "-v", "0", "-c", str(connections), "-r", "2000", "-l",
                        "600", "-p", "600", *options, f"http://{SLOW_PLACE}:{port}{path}"]
        self.wanted = True
        self.process = None
        self.rounds = 0
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.wanted:
            self.rounds += 1
            self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
            self.process.wait()

    def end(self):
        self.wanted = False
        self.process.kill()
        self.thread.join()


def figures(engine):
    with urllib.request.urlopen(f"http://{engine.metrics}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines()
            if line and not line.startswith("#")}


def call(port, path, body, key=None):
    headers = {"Content-Type": "application/json", "Host": "localhost"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(),
                                   headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.loads(answer.read())


def good_client(port):
    key = call(port, "/v1/keys", {"name": "bench"})["key"]
    wallet = call(port, "/v1/wallets", {}, key)["id"]
    call(port, f"/v1/wallets/{wallet}/fund", {"amount": "1000000", "source": "treasury"}, key)
    return GoodClient(port, key, wallet)


def at(sorted_ms, part):
    return sorted_ms[min(len(sorted_ms) - 1, int(part * len(sorted_ms)))]


def kernel_mib():
    """What the kernel keeps of all TCP connections of the machine, unsent answers for one."""
    with open("/proc/net/sockstat", encoding="ascii") as stat:
        pages = next(int(line.split()[-1]) for line in stat if line.startswith("TCP:"))
    return pages * resource.getpagesize() / (1 << 20)


class Watch:
    """The most connections and memory that were seen."""

    def __init__(self, engine):
        self.engine, self.connections, self.mib, self.kernel_mib = engine, 0.0, 0.0, 0.0
        self.on = True
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while self.on:
            self.connections = max(self.connections,
                                   figures(self.engine).get("bursar_connections", 0))
            self.mib = max(self.mib, self.engine.anonymous_mib())
            self.kernel_mib = max(self.kernel_mib, kernel_mib())
            time.sleep(0.5)

    def end(self):
        self.on = False
        self.thread.join()
        return self


def measured(engine, port, client, mode, options):
    before = engine.anonymous_mib()
    alone = client.pay_for(options.seconds)
    slow, watch = SlowClients(mode, port, options.connections), Watch(engine)
    time.sleep(3)
    beside = client.pay_for(options.seconds)
    slow.end()
    watch.end()
    time.sleep(6)
    ms = [at(took, part) for part in (.5, .99) for took in (alone, beside)]
    row = [options.cap, watch.connections, slow.rounds, *ms, ms[3] / ms[2],
           len(alone) / options.seconds, len(beside) / options.seconds, before, watch.mib,
           engine.anonymous_mib(), watch.kernel_mib]
    print(f"{mode:8}" + "".join(f"{value:8.2f}" if place in range(3, 8) else f"{value:8.0f}"
                                for place, value in enumerate(row)), flush=True)


def main(options):
    prepare_network()
    print(f"{'mode':8}" + "".join(f"{word:>8}" for word in COLUMNS))
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-slow-") as scratch:
        settings = [f"limits.connections_per_address={options.cap}", "sandbox.open_signup=on",
                    "limits.requests_per_minute=0", f'http.hosts=["{SLOW_PLACE}"]']
        engine = Engine(options.binary, f"{scratch}/data", settings, listen="0.0.0.0:0")
        try:
            port = int(engine.address.rsplit(":", 1)[1])
            client = good_client(port)
            client.pay_for(1)
            for mode in MODES if options.mode == "all" else [options.mode]:
                measured(engine, port, client, mode, options)
        finally:
            engine.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=[*MODES, "all"], default="all")
    parser.add_argument("--connections", type=int, default=4000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--cap", type=int, default=256)
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    if INSIDE not in os.environ:
        own_network()
    main(parser.parse_args())
