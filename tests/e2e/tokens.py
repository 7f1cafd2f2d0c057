"""Payment tokens that are issued, verified, taken through their calls, cancelled, released and left to
expire by many at once, while the engine is killed and started again: each takes one exit, which is
what was told, and money is what the exits say. What a provider was told under a key is what it is
told again, to the byte.

usage: tokens.py BURSAR
"""

import random
import sys
import time
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from engine_life import Life
from sandbox import Organization

LIVES = 4
PAYERS = 4
PROVIDERS = 3
TTL_SECONDS = 3
PROMISE_SECONDS = 2
PRICE = Decimal("5.00")
FEE = Decimal("0.02")
FUNDS = Decimal("100000.00")
ENDS = ("settled", "cancelled", "released", "expired", "sla_breached")
# What leads on from where, and what each of them may be told when it is too late or too early.
DEEDS = ("verify", "call-started", "call-accepted", "call-completed", "release", "cancel", "settle")


class Asked:
    """A token that may have been issued, as it was told: its text and what came of it."""

    def __init__(self, wallet, key):
        self.wallet = wallet
        self.key = key
        self.token = None
        self.id = None
        self.told = None  # an end, once any answer has said so


class Told:
    """What a provider asked under a key, and heard; nothing where the answer was lost."""

    def __init__(self, asked, deed, key):
        self.asked = asked
        self.deed = deed
        self.key = key
        self.answer = None

    def moved_surely(self):
        """Where it was told that it did something: other deeds may be told of what was so already."""
        if self.answer is None or self.answer.status != 200:
            return False
        return self.deed == "verify" or (self.deed == "settle" and self.answer.json["success"])


class Market:
    """Who buys and who sells, and how each deed is asked for."""

    def __init__(self, connection):
        self.buyers = Organization(connection)
        self.sellers = Organization(connection)
        self.wallets = [self.buyers.wallet(FUNDS) for _ in range(PAYERS)]
        self.payee = self.sellers.wallet(Decimal("1.00"))
        made = connection.request("POST", "/v1/services", {
            "name": "Weather", "price_per_call": str(PRICE), "wallet_id": self.payee,
            "sla": {"accept_seconds": PROMISE_SECONDS, "complete_seconds": PROMISE_SECONDS},
        }, self.sellers.key)
        check_equal(made.status, 201, f"a service: {made}")
        self.service = made.json["id"]

    def authorize(self, connection, asked):
        answer = connection.request("POST", f"/v1/services/{self.service}/authorize",
                                    {"from_wallet_id": asked.wallet}, self.buyers.key, asked.key)
        check_equal(answer.status, 201, f"a token: {answer}")
        if asked.token is not None:
            check_equal(answer.json["token"], asked.token, "the key's token")
        asked.token, asked.id = answer.json["token"], answer.json["token_id"]

    def do(self, connection, asked, deed, key=None):
        path = f"/v1/x402/tokens/{asked.id}"
        if deed == "cancel":
            return connection.request("DELETE", path, None, self.buyers.key)
        if deed == "verify":
            return connection.request("POST", "/v1/x402/verify", {"payment_token": asked.token},
                                      self.sellers.key, key)
        if deed == "settle":
            wanted = {"scheme": "exact", "network": "bursar:sandbox", "amount": "500000000",
                      "asset": "USD", "payTo": self.payee, "maxTimeoutSeconds": 60}
            return connection.request("POST", "/x402/settle", {
                "x402Version": 2, "paymentRequirements": wanted,
                "paymentPayload": {"x402Version": 2, "accepted": wanted,
                                   "payload": {"token": asked.token}}}, self.sellers.key, key)
        return connection.request("POST", f"{path}/{deed}", None, self.sellers.key, key)

    def outcome(self, connection, key):
        answer = connection.request("GET", f"/v1/outcomes/{key}?wallet_id={self.payee}", None,
                                    self.sellers.key)
        check_equal(answer.status, 200, f"an outcome: {answer}")
        return answer.json

    def see(self, connection, asked):
        answer = connection.request("GET", f"/v1/x402/tokens/{asked.id}", None, self.buyers.key)
        check_equal(answer.status, 200, f"a token: {answer}")
        return answer.json


class Trade:
    """Who buys and sells in one life of the engine."""

    def __init__(self, market, everything, told):
        self.market = market
        self.everything = everything
        self.told = told
        self.open = []
        self.forgotten = 0
        self.deeds = [self._ask] * 2 + [self._act] * PROVIDERS + [self._forget]

    def run(self, bursar):
        """As long as a token is good for."""
        Life(bursar, self.deeds).run(lambda: self.forgotten, "a token that nobody uses expires")

    def _asked(self, connection):
        asked = Asked(random.choice(self.market.wallets), f"k{random.getrandbits(60)}")
        self.everything.append(asked)
        self.market.authorize(connection, asked)
        return asked

    def _ask(self, connection):
        self.open.append(self._asked(connection))
        time.sleep(0.002)

    def _forget(self, connection):
        asked = self._asked(connection)
        wait_until(lambda: self.market.see(connection, asked)["status"] == "expired",
                   f"{asked.id} expires")
        self.forgotten += 1

    def _act(self, connection):
        if not self.open:
            time.sleep(0.001)
            return
        asked = random.choice(self.open[-10:])
        if random.random() < 0.2:
            self._do(connection, asked, "cancel")
        for deed in DEEDS[:random.randrange(1, 5)]:
            self._do(connection, asked, deed)
        if random.random() < 0.3:
            self._do(connection, asked, random.choice(DEEDS))

    def _do(self, connection, asked, deed):
        if deed == "cancel" or random.random() < 0.3:
            return self._tell(asked, deed, self.market.do(connection, asked, deed))
        # The payer's key now and then: the payee's name space is another one.
        same = deed == "verify" and random.random() < 0.3
        told = Told(asked, deed, asked.key if same else f"p{random.getrandbits(60)}")
        self.told.append(told)
        told.answer = self.market.do(connection, asked, deed, told.key)
        return self._tell(asked, deed, told.answer)

    def _tell(self, asked, deed, answer):
        if deed == "settle":
            check_equal(answer.status, 200, f"{answer}")
            if answer.json["success"]:
                note(asked, "settled")
            return
        check(answer.status in (200, 409, 410), f"{deed}: {answer}")
        if answer.status == 410:
            note(asked, "expired")
        state = answer.json.get("state") or answer.json.get("status")
        if state in ENDS:
            note(asked, state)


def note(asked, told):
    check(asked.told in (None, told), f"{asked.id} was told as {asked.told}, now as {told}")
    asked.told = told


def hear_again(bursar, market, told):
    """Everything that was asked under a key, once more. What was lost is done now, or is too late."""
    stored = 0
    with bursar.connect() as connection:
        for one in told:
            if one.answer is None:
                one.answer = market.do(connection, one.asked, one.deed, one.key)
            known = market.outcome(connection, one.key)
            committed = known["state"] == "committed"
            check(committed or not one.moved_surely(), f"{one.deed} was told: {one.answer}")
            if not committed:
                continue
            stored += 1
            again = market.do(connection, one.asked, one.deed, one.key)
            check(again.replayed, f"{one.deed} again: {again}")
            check_equal((again.status, again.body), (one.answer.status, one.answer.body),
                        f"{one.deed} again")
            check_equal(known["answer"], one.answer.json, f"what came of {one.key}")
    return stored


def settle(bursar, market, everything):
    """What was lost is asked again by its key; then everything comes to its end."""
    with bursar.connect() as connection:
        for asked in everything:
            market.authorize(connection, asked)
        wait_until(lambda: all(market.see(connection, asked)["status"] in ENDS
                               for asked in everything), "everything ends", 120)


def verify(bursar, market, everything):
    spent = dict.fromkeys(market.wallets, Decimal(0))
    ends = dict.fromkeys(ENDS, 0)
    with bursar.connect() as connection:
        for asked in everything:
            shown = market.see(connection, asked)
            note(asked, shown["status"])
            ends[shown["status"]] += 1
            if shown["status"] == "settled":
                spent[asked.wallet] += PRICE
        for wallet in market.wallets:
            balance = connection.request("GET", f"/v1/wallets/{wallet}/balance", None,
                                         market.buyers.key).json
            check_equal(Decimal(balance["balance"]), FUNDS - spent[wallet], f"{balance}")
            check_equal(Decimal(balance["reserved"]), Decimal(0), f"{balance}")
        earned = connection.request("GET", f"/v1/wallets/{market.payee}/balance", None,
                                    market.sellers.key).json
        check_equal(Decimal(earned["balance"]), 1 + (PRICE - FEE) * ends["settled"], f"{earned}")
    return ends


def main(binary):
    settings = ("--set", f"tokens.ttl_seconds={TTL_SECONDS}", "--set", "wallets.idle_seconds=1",
                "--set", "tokens.open_max=100000")
    with scratch_directory() as directory, Bursar(binary, directory, *settings) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            market = Market(connection)
        everything, told = [], []
        for _ in range(LIVES):
            Trade(market, everything, told).run(bursar)
            bursar.start()
        check(hear_again(bursar, market, told) > 0, "some answers were stored")
        settle(bursar, market, everything)
        ends = verify(bursar, market, everything)
        check(all(ends.values()), f"every end was met: {ends}")
        check_equal(bursar.stop(), 0, "exit code")
        bursar.start()
        verify(bursar, market, everything)
        stored = hear_again(bursar, market, told)
        check_equal(bursar.stop(), 0, "exit code")
        print(f"{len(everything)} tokens over {LIVES} kills: {ends}; {stored} answers told again")


if __name__ == "__main__":
    main(*sys.argv[1:])
