#!/usr/bin/env python3
"""Makes what a run of http.sh pays from: an organisation, a policy, wallets with money from the
treasury. Writes them, with the organisation's key, as a Lua table to standard output.

usage: prepare.py HOST:PORT WALLETS AMOUNT [one|usual|six]
"""

import datetime
import json
import socket
import sys

CONNECTIONS = 8
PIPELINED = 16
USUAL = {"name": "bench", "max_per_tx": "10.00", "max_per_day": "1000000.00",
         "max_per_month": "10000000.00", "max_total": "100000000.00"}
FUNDS = {"amount": "1000000.00", "source": "treasury"}


def policy_of(rules):
    """Rules that every payment of the run passes: one, the four limits, or six that look closer."""
    if rules == "usual":
        return USUAL
    if rules == "one":
        return {"name": "one rule", "max_per_day": USUAL["max_per_day"]}
    # All day but for five minutes that are just over.
    clock = [(datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=ago))
             .strftime("%H:%M") for ago in (5, 10)]
    return {"name": "six rules", "max_per_day": USUAL["max_per_day"],
            "max_total": USUAL["max_total"],
            "velocity": {"count": 1000, "window_seconds": 60},
            "blocked_recipients": [f"somebody else {n}" for n in range(100)],
            "blocked_categories": [f"something else {n}" for n in range(20)],
            "active_hours": {"from": clock[0], "to": clock[1], "timezone": "UTC"}}


class Connection:
    """Keep-alive; several requests may be on their way at once."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._socket = socket.create_connection((host, int(port)), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")

    def send(self, requests, key):
        credential = f"Authorization: Bearer {key}\r\n" if key else ""
        parts = []
        for path, body in requests:
            text = json.dumps(body)
            parts.append(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{credential}"
                         f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
                         f"\r\n{text}")
        self._socket.sendall("".join(parts).encode())

    def receive(self):
        status = int(self._stream.readline().split()[1])
        length = 0
        while (line := self._stream.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        body = self._stream.read(length)
        if not 200 <= status < 300:
            sys.exit(f"prepare.py: status {status}: {body.decode()}")
        return json.loads(body)


def post(connection, path, body, key=None):
    connection.send([(path, body)], key)
    return connection.receive()


def post_all(connections, requests, key):
    """In order, a full pipeline on every connection at a time."""
    answers = []
    window = len(connections) * PIPELINED
    for start in range(0, len(requests), window):
        shares = [requests[at:at + PIPELINED]
                  for at in range(start, min(start + window, len(requests)), PIPELINED)]
        for connection, share in zip(connections, shares):
            connection.send(share, key)
        for connection, share in zip(connections, shares):
            answers.extend(connection.receive() for _ in share)
    return answers


def main(address, count, amount, rules="usual"):
    connections = [Connection(address) for _ in range(CONNECTIONS)]
    key = post(connections[0], "/v1/keys", {"name": "bench"})["key"]
    policy = post(connections[0], "/v1/policies", policy_of(rules), key)["id"]
    opened = post_all(connections, [("/v1/wallets", {"label": f"bench {n}", "policy_id": policy})
                                    for n in range(int(count))], key)
    wallets = [wallet["id"] for wallet in opened]
    post_all(connections, [(f"/v1/wallets/{wallet}/fund", FUNDS) for wallet in wallets], key)
    print("return {")
    print(f'  key = "{key}",')
    print(f'  amount = "{amount}",')
    print("  wallets = {")
    for wallet in wallets:
        print(f'    "{wallet}",')
    print("  },\n}")


if __name__ == "__main__":
    main(*sys.argv[1:])
