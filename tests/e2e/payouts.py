"""Payouts asked for and cancelled by many at once, to destinations of every kind, while the engine is
killed in the middle of them and started again: every one comes to one end, the books say what the
ends say, nothing is paid out twice, and no destination is on the disk or in the log in the clear.

usage: payouts.py BURSAR
"""

import random
import sys
import time
from decimal import Decimal
from pathlib import Path

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from engine_life import Life
from sandbox import Organization

LIVES = 4
DEEDS_OF_A_LIFE = 2_000
WALLETS = 4
ASKERS = 3
FUNDS = Decimal("1000000.00")
# What becomes of one follows from its cents: the sandbox's connector says how.
ENDS_BY_CENTS = {"00": "completed", "01": "failed", "02": "failed", "03": "failed",
                 "04": "completed", "06": "completed"}
REASONS = {"01": "destination_refused", "02": "account_closed", "03": "returned"}
ENDS = ("completed", "failed", "cancelled")
ACCOUNT_NUMBER = "98765432109876"
ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"
STRIPE = "acct_1032D82eZvKYlo2Cxyz"
HOLDER = "Eponymous Holder"
DESTINATIONS = {
    "bank": {"routing_number": "021000021", "account_number": ACCOUNT_NUMBER,
             "account_type": "checking", "account_holder": HOLDER},
    "crypto": {"address": ADDRESS, "network": "ethereum"},
    "stripe": {"account": STRIPE},
}


class Asked:
    """A payout that may have been made, as it was told."""

    def __init__(self, wallet, key):
        self.wallet = wallet
        self.key = key
        self.type = random.choice(list(DESTINATIONS))
        self.cents = random.choice(list(ENDS_BY_CENTS))
        self.amount = f"{random.randrange(1, 20)}.{self.cents}"
        self.id = None
        self.cancelled = False  # told so

    def body(self):
        return {"from_wallet_id": self.wallet, "amount": self.amount,
                "destination_type": self.type, "destination": DESTINATIONS[self.type],
                "description": "rent"}


class Deeds:
    """What is asked, cancelled and looked at while the engine lives."""

    def __init__(self, org, wallets, everything):
        self.org = org
        self.wallets = wallets
        self.everything = everything

    def all(self):
        return [self._ask] * ASKERS + [self._cancel, self._look]

    def _ask(self, connection):
        asked = Asked(random.choice(self.wallets), f"k{random.getrandbits(60)}")
        self.everything.append(asked)
        asked.id = created(connection, self.org, asked)
        time.sleep(0.005)

    def _some(self):
        known = [asked for asked in self.everything[-30:] if asked.id]
        if known:
            return random.choice(known)
        time.sleep(0.001)
        return None

    def _cancel(self, connection):
        asked = self._some()
        if asked is None or random.random() < 0.5:
            time.sleep(0.005)
            return
        answer = connection.request("POST", f"/v1/payouts/{asked.id}/cancel", None, self.org)
        check(answer.status in (200, 409), f"a cancellation: {answer}")
        if answer.status == 200:
            check_equal(answer.json["status"], "cancelled", "a cancellation")
            asked.cancelled = True

    def _look(self, connection):
        asked = self._some()
        if asked is not None:
            shown(connection, self.org, asked)


def created(connection, org, asked):
    answer = connection.request("POST", "/v1/payouts", asked.body(), org, asked.key)
    check_equal(answer.status, 201, f"a payout: {answer}")
    check_equal(answer.json["status"], "pending", "what the key's answer says")
    check(asked.id in (None, answer.json["id"]), "a key asks for one payout")
    return answer.json["id"]


def shown(connection, org, asked):
    answer = connection.request("GET", f"/v1/payouts/{asked.id}", None, org)
    check_equal(answer.status, 200, f"a payout: {answer}")
    return answer.json


def settle(bursar, org, everything):
    """What was lost is asked again by its key; then everything comes to its end."""
    with bursar.connect() as connection:
        for asked in everything:
            asked.id = created(connection, org, asked)

        def none_is_open():
            for status in ("pending", "submitted", "settling"):
                page = connection.request("GET", f"/v1/payouts?status={status}", None, org)
                check_equal(page.status, 200, f"{page}")
                if page.json["data"]:
                    return False
            return True

        wait_until(none_is_open, "every payout comes to an end", 120)


def verify(bursar, org, wallets, everything):
    paid_out = {wallet: Decimal(0) for wallet in wallets}
    completed = {wallet: [] for wallet in wallets}
    ends = dict.fromkeys(ENDS, 0)
    with bursar.connect() as connection:
        for asked in everything:
            payout = shown(connection, org, asked)
            status = payout["status"]
            ends[status] += 1
            check(not asked.cancelled or status == "cancelled", f"told as cancelled: {payout}")
            if status != "cancelled":
                check_equal(status, ENDS_BY_CENTS[asked.cents], f"what its cents say: {payout}")
                check_equal(payout["failure_reason"], REASONS.get(asked.cents), f"{payout}")
            if status == "completed":
                paid_out[asked.wallet] += Decimal(asked.amount)
                completed[asked.wallet].append(asked.id)
        for wallet in wallets:
            balance = connection.request("GET", f"/v1/wallets/{wallet}/balance", None, org).json
            check_equal(Decimal(balance["balance"]), FUNDS - paid_out[wallet], f"{balance}")
            check_equal(Decimal(balance["pending"]), Decimal(0), f"{balance}")
            check_equal(Decimal(balance["total_spent"]), paid_out[wallet], f"{balance}")
            told = Organization.__new__(Organization)
            told.connection, told.key = connection, org
            rows = [row["id"] for row in told.transactions(wallet) if row["type"] == "payout"]
            check_equal(sorted(rows), sorted(completed[wallet]), "each was paid out once")
            told.check_books()
    return ends


def hides_destinations(directory):
    """Nothing that names an account is anywhere on the disk, though what is shown of it is."""
    secrets = [text.encode() for text in (ACCOUNT_NUMBER, ADDRESS, STRIPE, HOLDER)]
    shown_somewhere = False
    for path in Path(directory).rglob("*"):
        if not path.is_file():
            continue
        text = path.read_bytes()
        shown_somewhere |= b"****" + ACCOUNT_NUMBER[-4:].encode() in text
        for secret in secrets:
            check(secret not in text, f"{secret} stands in {path}")
    check(shown_somewhere, "where payouts are kept was looked at")


def main(binary):
    settings = ("--set", "payouts.pending_seconds=1", "--set", "connectors.sandbox_seconds=1",
                "--set", "wallets.idle_seconds=1")
    with scratch_directory() as directory, Bursar(binary, directory, *settings) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            organization = Organization(connection)
            org = organization.key
            wallets = [organization.wallet(FUNDS) for _ in range(WALLETS)]
        everything = []
        for _ in range(LIVES):
            Life(bursar, Deeds(org, wallets, everything).all()).run_deeds(DEEDS_OF_A_LIFE)
            bursar.start()
        settle(bursar, org, everything)
        ends = verify(bursar, org, wallets, everything)
        check(all(ends.values()), f"every end was met: {ends}")
        check_equal(bursar.stop(), 0, "exit code")
        bursar.start()
        verify(bursar, org, wallets, everything)
        check_equal(bursar.stop(), 0, "exit code")
        hides_destinations(directory)
        print(f"{len(everything)} payouts over {LIVES} kills: {ends}")


if __name__ == "__main__":
    main(*sys.argv[1:])
