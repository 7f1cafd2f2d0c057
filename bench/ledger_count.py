#!/usr/bin/env python3
"""How many payments to somebody outside the ledger holds, once it is at rest: what stands on the
account of the outside, divided by the one amount that all were of. Refuses when the books do not
sum to zero or the engine's own count is another.

usage: ledger_count.py HOST:PORT METRICS_HOST:PORT WALLETS_FILE AMOUNT
"""

import json
import re
import sys
import time
import urllib.request
from decimal import Decimal

SECONDS = 30


def trial_balance(address, key):
    request = urllib.request.Request(f"http://{address}/v1/ledger/trial-balance",
                                     headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)["accounts"]


def in_books(address, key, amount):
    rows = trial_balance(address, key)
    if sum(Decimal(row["balance"]) for row in rows) != 0:
        sys.exit(f"ledger_count.py: the trial balance is not zero: {rows}")
    outside = [Decimal(row["balance"]) for row in rows if row["account"] == "external"]
    if len(outside) != 1 or outside[0] % amount != 0:
        sys.exit(f"ledger_count.py: no whole number of payments: {rows}")
    return int(outside[0] / amount)


def in_metrics(address):
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    found = re.findall(r'^bursar_payments_total\{outcome="completed"\} (\S+)$', text, re.M)
    return int(sum(float(value) for value in found))


def main(address, metrics, wallets_file, amount):
    with open(wallets_file, encoding="utf-8") as file:
        key = re.search(r'key = "([^"]+)"', file.read()).group(1)
    deadline = time.monotonic() + SECONDS
    while True:
        books, counted = in_books(address, key, Decimal(amount)), in_metrics(metrics)
        time.sleep(0.2)
        if books == counted == in_books(address, key, Decimal(amount)):
            print(books)
            return
        if time.monotonic() > deadline:
            sys.exit(f"ledger_count.py: the books hold {books} payments, /metrics {counted}")


if __name__ == "__main__":
    main(*sys.argv[1:])
