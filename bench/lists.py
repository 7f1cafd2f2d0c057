#!/usr/bin/env python3
"""How long a page of GET /v1/wallets takes over HTTP where an organisation has many wallets: every
filter alone and in pairs, the first page, one in the middle and the last, by one connection. Every
list is followed to its end once, and must have as many rows as match.

usage: lists.py [--wallets N] [--times N] [--limit N] [--only QUERY ...] [--directory DIR]
                [--binary FILE]
"""

import argparse
import gc
import itertools
import json
import socket
import subprocess
import tempfile
import time
import urllib.parse

from engine_process import ROOT, Engine

AIM_MS = 10
STATUSES = ("active", "idle", "policy_violation", "frozen", "unfunded", "archived")
TAGS = ("all", "half", "tenth", "rare")


def status_of(number):
    """What bench/lists.cpp makes of the wallet with that number, and what is refused here."""
    part = number // 3 % 20
    if number > 1 and part < 8:
        return ("archived", "frozen", "unfunded", "unfunded", "idle", "idle", "idle", "idle")[part]
    return "policy_violation" if number % 1000 == 7 else "active"


def has_tag(number, tag, wallets):
    return {"all": True, "half": number % 2 == 0, "other-half": number % 2 == 1,
            "tenth": number % 10 == 0, "rare": number % (wallets // 10) == 0}[tag]


def matches(number, query, wallets):
    if query.get("status", status_of(number)) != status_of(number):
        return False
    if query.get("type", "agent") != ("org" if number == 1 else "agent") and "type" in query:
        return False
    return all(has_tag(number, tag, wallets) for tag in query.get("tags", "all").split(","))


def queries():
    """Each filter alone, each pair of two filters, and pairs of tags."""
    statuses = [{"status": status} for status in STATUSES]
    tags = [{"tags": tag} for tag in TAGS]
    types = [{"type": "agent"}, {"type": "org"}]
    yield {}
    yield from statuses + tags + types
    for some, others in itertools.combinations((statuses, tags, types), 2):
        yield from (one | other for one in some for other in others)
    for pair in (("half", "tenth"), ("half", "rare"), ("half", "other-half")):
        yield {"tags": ",".join(pair)}
    yield {"status": "idle", "tags": "half,tenth", "type": "agent"}


class Client:
    """One connection that is kept."""

    def __init__(self, address, key):
        host, _, port = address.rpartition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")
        self._fields = f"Host: localhost\r\nAuthorization: Bearer {key}\r\n"

    def _answer(self):
        status = int(self._stream.readline().split()[1])
        length = 0
        while (line := self._stream.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self._stream.read(length)

    def get(self, path):
        """The list, and how many milliseconds it took."""
        request = f"GET {path} HTTP/1.1\r\n{self._fields}\r\n".encode()
        began = time.perf_counter()
        self._socket.sendall(request)
        status, body = self._answer()
        took = (time.perf_counter() - began) * 1e3
        if status != 200:
            raise SystemExit(f"no result: {path}: {status} {body.decode()}")
        return json.loads(body), took

    def is_refused(self, wallet):
        body = json.dumps({"from_wallet_id": wallet, "to_external": "a shop", "amount": "99.00"})
        self._socket.sendall(f"POST /v1/payments HTTP/1.1\r\n{self._fields}Content-Type: application"
                             f"/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        status, body = self._answer()
        return status == 403 and b"POLICY_DENIED" in body


def path_of(query, limit, cursor=None):
    more = {"cursor": cursor} if cursor else {}
    return "/v1/wallets?" + urllib.parse.urlencode(query | {"limit": limit} | more)


def followed(client, query, limit):
    """The paths of all its pages, how many milliseconds each took, and how many rows there were."""
    paths, took, rows, cursor = [], [], 0, None
    while True:
        paths.append(path_of(query, limit, cursor))
        page, milliseconds = client.get(paths[-1])
        took.append(milliseconds)
        rows += len(page["data"])
        if not page["has_more"]:
            return paths, took, rows
        cursor = page["next_cursor"]


def percentile(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * part))]


def figures(took):
    took = sorted(took)
    return f"{percentile(took, 0.5):7.2f}{percentile(took, 0.99):7.2f}{took[-1]:8.2f}"


def measure(options, client):
    worst = 0
    print(f"{'milliseconds: p50, p99, max of':<52}{'rows':>9}{'first page':>22}"
          f"{'in the middle':>22}{'last page':>22}{'all its pages':>22}")
    for query in queries():
        name = urllib.parse.urlencode(query, safe=",") or "no filter"
        if options.only and name not in options.only:
            continue
        wanted = sum(matches(number, query, options.wallets)
                     for number in range(1, options.wallets + 1))
        paths, every, rows = followed(client, query, options.limit)
        if rows != wanted:
            raise SystemExit(f"no result: {query}: {rows} rows, but {wanted} match")
        cells = []
        for path in (paths[0], paths[len(paths) // 2], paths[-1]):
            took = [client.get(path)[1] for _ in range(options.times)]
            worst = max(worst, percentile(sorted(took), 0.99))
            cells.append(figures(took))
        worst = max(worst, percentile(sorted(every), 0.99) if len(every) >= 100 else 0)
        print(f"{name:<52}{rows:>9,}{''.join(cells)}{figures(every)}", flush=True)
    print(f"the worst p99: {worst:.2f} ms, to be {AIM_MS} at most")
    return worst <= AIM_MS


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wallets", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=300, help="of each page")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--only", nargs="+", metavar="QUERY", help="as the table names it")
    parser.add_argument("--directory", default=None)
    parser.add_argument("--binary", default=str(ROOT / "build/release/bursar"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bursar-lists-") as scratch:
        made = subprocess.run([ROOT / "build/release/bench/lists", str(options.wallets),
                               f"{scratch}/data"], check=True, capture_output=True, text=True)
        key, *to_be_refused = made.stdout.split()
        engine = Engine(options.binary, f"{scratch}/data")
        try:
            print(f"{options.wallets:,} wallets, pages of {options.limit}; a start of "
                  f"{engine.seconds:.2f} s, {engine.anonymous_mib():.0f} MiB anonymous", flush=True)
            client = Client(engine.address, key)
            if not all([client.is_refused(wallet) for wallet in to_be_refused]):
                raise SystemExit("no result: a payment was not refused by its policy")
            gc.disable()
            kept = measure(options, client)
        finally:
            engine.end()
    raise SystemExit(0 if kept else 1)


if __name__ == "__main__":
    main()
