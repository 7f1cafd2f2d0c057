"""Payments are made and refunded, alone and together, and keys are sealed, while the engine is
killed: no payment is refunded past its principal, what an answer told is told again byte for byte,
what is made together is there whole or not at all, and a key that was sealed never executes.
usage: refunds.py BURSAR [--lives N] [--clients N]
"""

import argparse
import random
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from engine_life import Deed, Life
from sandbox import Organization

AMOUNT = "5.00"


class Move(Deed):
    """A payment or several, a refund or a seal."""

    refusals = ("INSUFFICIENT_FUNDS", "REFUND_EXCEEDS_PAYMENT", "INVALID_STATE", "OVERLOADED",
                "KEY_SEALED")

    @property
    def seals(self):
        return self.path.startswith("/v1/outcomes/")


class Client:
    """A payer and a payee, and what is done between them."""

    def __init__(self, name, organization):
        self.name, self.organization = name, organization
        self.payer, self.payee = (organization.wallet("200.00") for _ in range(2))
        self.deeds = []
        self.payments = []

    def work(self, connection):
        deed = random.choice(self._deeds)(self, f"{self.name}-{len(self.deeds)}")
        self.deeds.append(deed)
        deed.answer = deed.do(self.organization, connection)
        if deed.path == "/v1/payments" and deed.answer.status == 201:
            self.payments.append(deed.answer.json["id"])

    def _payment(self, key=None):
        body = {"from_wallet_id": self.payer, "to_wallet_id": self.payee, "amount": AMOUNT}
        return {**body, "idempotency_key": key} if key else body

    def _pay(self, key):
        return Move("/v1/payments", self._payment(), key)

    def _pay_together(self, key):
        return Move("/v1/payments/batch", {
            "mode": "atomic", "payments": [self._payment(f"{key}-{n}") for n in range(5)]})

    def _refund(self, key):
        if not self.payments:
            return self._pay(key)
        payment = random.choice(self.payments[-6:])
        body = random.choice([{}, {"amount": "2.00"}, {"amount": "0.75"}])
        return Move(f"/v1/payments/{payment}/refund", body, key)

    def _seal(self, key):
        # One that is fresh, or one that was used or is in doubt.
        number = len(self.deeds) + random.choice([1, 1, -1, -2])
        return Move(f"/v1/outcomes/{self.name}-{max(number, 0)}/seal?wallet_id={self.payer}")

    _deeds = [_pay, _pay, _pay_together, _refund, _refund, _refund, _seal]


def stored(deed):
    """Whether the same key has this answer for a day."""
    return deed.answer is not None and (
        deed.answer.status // 100 == 2 or deed.answer.json["code"] == "INSUFFICIENT_FUNDS")


def settle(organization, connection, clients):
    """What was told is told again; what is in doubt is sealed or found, and then never executes."""
    in_doubt = 0
    for client in clients:
        for deed in client.deeds:
            if deed.seals:
                again = deed.do(organization, connection)
                if deed.answer is not None and deed.answer.status == 200:
                    same = ("state", "at", "answer")
                    check_equal([again.json.get(name) for name in same],
                                [deed.answer.json.get(name) for name in same], deed.path)
                deed.answer = again
            elif stored(deed):
                again = deed.do(organization, connection)
                check_equal(again.body, deed.answer.body, f"the same key again: {deed.path}")
            elif deed.answer is None:
                in_doubt += 1
                settle_doubt(organization, connection, client, deed)
    return in_doubt


def settle_doubt(organization, connection, client, deed):
    if deed.path != "/v1/payments":
        deed.answer = deed.do(organization, connection)
        return
    path = f"/v1/outcomes/{deed.key}/seal?wallet_id={client.payer}"
    told = connection.request("POST", path, None, organization.key).json
    deed.answer = deed.do(organization, connection)
    if told["state"] == "sealed":
        check_equal(deed.answer.json["code"], "KEY_SEALED", f"{deed.key} was sealed")
    elif told["state"] == "committed":
        check_equal(deed.answer.json, told["answer"], f"{deed.key} was done")
        client.payments.append(told["answer"]["id"])
    else:
        check_equal((told["state"], deed.answer.json), ("rejected", told["answer"]), deed.key)


def check_sums(organization, clients):
    organization.check_books()
    for client in clients:
        given = {}
        for deed in client.deeds:
            if deed.path.endswith("/refund") and deed.answer.status == 201:
                told = deed.answer.json
                given[told["payment_id"]] = given.get(told["payment_id"], 0) + Decimal(
                    told["amount"])
        for payment, amount in given.items():
            shown = organization.call("GET", f"/v1/payments/{payment}").json
            check(amount <= Decimal(AMOUNT), f"{payment}: {amount} of {AMOUNT} went back")
            check_equal(Decimal(shown["refunded_amount"]), amount, f"what went back of {payment}")
            word = "refunded" if amount == Decimal(AMOUNT) else "partially_refunded"
            check_equal(shown["status"], word, payment)
        check_batches(organization, client)


def check_batches(organization, client):
    for deed in client.deeds:
        if not deed.path.endswith("/batch"):
            continue
        states = [organization.call("GET", f"/v1/outcomes/{payment['idempotency_key']}"
                                           f"?wallet_id={client.payer}").json["state"]
                  for payment in deed.body["payments"]]
        check_equal(len(set(states)), 1, f"what is made together: {states}")


def main(binary, lives, clients_count):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        organization = Organization(bursar.connect(), "refunders")
        clients = [Client(f"c{n}", organization) for n in range(clients_count)]
        in_doubt, life = 0, 0
        while life < lives or in_doubt == 0:
            Life(bursar, [client.work for client in clients]).run_deeds(random.randint(20, 200))
            bursar.start()
            organization.connection = bursar.connect()
            in_doubt += settle(organization, organization.connection, clients)
            check_sums(organization, clients)
            life += 1
        bursar.stop_and_verify()
        deeds = [deed for client in clients for deed in client.deeds]
        done = sum(deed.answer.status // 100 == 2 for deed in deeds)
        print(f"{len(deeds)} deeds in {life} lives, {done} done, {in_doubt} in doubt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--lives", type=int, default=4)
    parser.add_argument("--clients", type=int, default=8)
    given_arguments = parser.parse_args()
    main(given_arguments.binary, given_arguments.lives, given_arguments.clients)
