"""Payments that wait for approval, decided, waited for and left to expire by many at once, while the
engine is killed and started again: every one comes to one end, which is what was told, and money
and limits are what the ends say.

usage: approvals.py BURSAR
"""

import random
import sys
import time
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from engine_life import Life
from sandbox import Organization, external_payment

LIVES = 4
WALLETS = 6
DECIDERS = 3
TTL_SECONDS = 4
AMOUNT = Decimal("10.00")
COST = Decimal("10.04")
FUNDS = Decimal("100000.00")
ENDS = ("approved", "rejected", "expired")


class Asked:
    """A payment that may wait, as it was told: its id and what came of it."""

    def __init__(self, wallet, key):
        self.wallet = wallet
        self.key = key
        self.approval = None
        self.told = None  # an end, once any answer has said so


class Deciding:
    """Who asks, decides and waits in one life of the engine."""

    def __init__(self, org, wallets, everything):
        self.org = org
        self.wallets = wallets
        self.everything = everything
        self.open = []
        self.forgotten = 0
        self.deeds = [self._ask] * 2 + [self._decide] * DECIDERS + [self._wait, self._forget]

    def run(self, bursar):
        """As long as a payment may wait."""
        Life(bursar, self.deeds).run(lambda: self.forgotten, "what nobody decides expires")

    def _asked(self, connection):
        wallet = random.choice(self.wallets)
        asked = Asked(wallet, f"k{random.getrandbits(60)}")
        self.everything.append(asked)
        answer = connection.request("POST", "/v1/payments",
                                    external_payment(wallet, str(AMOUNT)), self.org, asked.key)
        check_equal(answer.status, 202, f"a payment that needs approval: {answer}")
        asked.approval = answer.json["approval_id"]
        return asked

    def _ask(self, connection):
        self.open.append(self._asked(connection))
        time.sleep(0.002)

    def _forget(self, connection):
        path = f"/v1/approvals/{self._asked(connection).approval}"
        wait_until(lambda: connection.request("GET", path, None, self.org).json["status"]
                   == "expired", f"{path} expires")
        self.forgotten += 1

    def _decide(self, connection):
        if not self.open:
            time.sleep(0.001)
            return
        asked = random.choice(self.open[-20:])
        if random.random() < 0.3:
            return  # it is left to expire
        how = random.choice(("approve", "reject"))
        answer = connection.request("POST", f"/v1/approvals/{asked.approval}/{how}",
                                    {"note": how}, self.org)
        check(answer.status in (200, 409), f"a decision: {answer}")
        told = answer.json["status"] if answer.status == 200 else answer.json["state"]
        if answer.status == 200:
            check_equal(told, {"approve": "approved", "reject": "rejected"}[how], "a decision")
        note(asked, told)

    def _wait(self, connection):
        if not self.open:
            time.sleep(0.001)
            return
        asked = random.choice(self.open[-5:])
        answer = connection.request("GET", f"/v1/approvals/{asked.approval}?wait=1", None, self.org)
        check_equal(answer.status, 200, f"a wait: {answer}")
        if answer.json["status"] != "pending":
            note(asked, answer.json["status"])


def note(asked, told):
    check(told in ENDS, f"{asked.approval} is {told}")
    check(asked.told in (None, told), f"{asked.approval} was told as {asked.told}, now as {told}")
    asked.told = told


def settle(bursar, org, everything):
    """What was lost is asked again by its key; then everything comes to its end."""
    with bursar.connect() as connection:
        for asked in everything:
            if asked.approval is None:
                answer = connection.request("POST", "/v1/payments",
                                            external_payment(asked.wallet, str(AMOUNT)), org,
                                            asked.key)
                check_equal(answer.status, 202, f"asked again: {answer}")
                asked.approval = answer.json["approval_id"]

        def none_waits():
            page = connection.request("GET", "/v1/approvals?status=pending", None, org)
            check_equal(page.status, 200, f"{page}")
            return not page.json["data"]

        wait_until(none_waits, "everything is decided or expires", 60)


def verify(bursar, org, wallets, everything):
    spent = {wallet: Decimal(0) for wallet in wallets}
    counted = {wallet: Decimal(0) for wallet in wallets}
    ends = dict.fromkeys(ENDS, 0)
    with bursar.connect() as connection:
        for asked in everything:
            shown = connection.request("GET", f"/v1/approvals/{asked.approval}", None, org).json
            note(asked, shown["status"])
            ends[shown["status"]] += 1
            again = connection.request("POST", "/v1/payments",
                                       external_payment(asked.wallet, str(AMOUNT)), org, asked.key)
            check_equal((again.status, again.json["status"]), (202, "pending_approval"),
                        "the key's answer")
            if shown["status"] == "approved":
                spent[asked.wallet] += COST
                counted[asked.wallet] += AMOUNT
        for wallet in wallets:
            balance = connection.request("GET", f"/v1/wallets/{wallet}/balance", None, org).json
            check_equal(Decimal(balance["balance"]), FUNDS - spent[wallet], f"{balance}")
            check_equal(Decimal(balance["pending"]), Decimal(0), f"{balance}")
            check_equal(Decimal(balance["remaining_budget"]), FUNDS * 10 - counted[wallet],
                        f"what was counted of {balance}")
    return ends


def main(binary):
    settings = ("--set", f"approvals.ttl_seconds={TTL_SECONDS}", "--set", "wallets.idle_seconds=1")
    with scratch_directory() as directory, Bursar(binary, directory, *settings) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            organization = Organization(connection)
            org = organization.key
            policy = organization.policy(approval_above="5.00")
            wallets = [organization.wallet(FUNDS, policy_id=policy, budget_limit=str(FUNDS * 10))
                       for _ in range(WALLETS)]
        everything = []
        for _ in range(LIVES):
            Deciding(org, wallets, everything).run(bursar)
            bursar.start()
        settle(bursar, org, everything)
        ends = verify(bursar, org, wallets, everything)
        check(all(ends.values()), f"every end was met: {ends}")
        check_equal(bursar.stop(), 0, "exit code")
        bursar.start()
        verify(bursar, org, wallets, everything)
        check_equal(bursar.stop(), 0, "exit code")
        print(f"{len(everything)} payments over {LIVES} kills: {ends}")


if __name__ == "__main__":
    main(*sys.argv[1:])
