"""Is there one order of all that clients of one organisation were told, and is it real time's?
The engine names the order itself, by the sequence in every answer; nothing else of it is believed.

usage: linearizability.py HISTORY

Every operation is done again in that order by a model that knows no batches, holds or actors. All
answers must be what the model says; nobody may be told of less than what was answered before he
asked; and a key answers the same bytes for ever. The file's form is in history.py.
"""

import json
import sys
from decimal import ROUND_HALF_EVEN, Decimal

UNIT = Decimal("0.00000001")
FEE = Decimal("0.004")  # as the sandbox's tests have it: 40 basis points


class Violation(AssertionError):
    """What cannot be, with the calls that show it."""


class Operation:
    """What one key was used for, or one call without a key; the first answer counts."""

    def __init__(self, line):
        self.number = line["n"]
        self.called_at = line["at"]
        self.method = line["method"]
        self.path = line["path"]
        self.body = line["body"]
        self.key = line["key"]
        self.answered_at = None
        self.status = self.sequence = self.text = None
        self.known = False  # whether it only looks at what somebody had been told of
        self.not_before = 0  # the highest sequence that anybody was told before it was called

    @property
    def writes(self):
        """Whether the sequence is its own. A refusal has one of its own only with a key."""
        return self.method == "POST" and (self.status < 300 or self.key is not None)

    @property
    def shown(self):
        return json.loads(self.text, parse_float=Decimal, parse_int=Decimal)

    def __str__(self):
        return (f"call {self.number} {self.method} {self.path} {self.body} key {self.key}, told "
                f"{self.status} at sequence {self.sequence}: {self.text}")


class Order:
    """The operations of a history as they come, with what real time says about each."""

    def __init__(self):
        self.operations = []
        self.unanswered = 0
        self._by_key = {}
        self._known = set()  # ids of wallets and payments that somebody was told of
        self._under_way = {}
        self._highest = 0

    def call(self, line):
        known = self._by_key.get(line["key"]) if line["key"] is not None else None
        operation = known or Operation(line)
        if known is None:
            operation.not_before = self._highest
            operation.known = self._shows_known(line)
            if line["key"] is not None:
                self._by_key[line["key"]] = operation
        self._under_way[line["n"]] = operation

    def answer(self, line):
        operation = self._under_way.pop(line["n"])
        if line["status"] in (429, 503, 504):
            return  # nothing is known by it
        if operation.answered_at is not None:
            self._again(operation, line)
            return
        operation.answered_at = line["at"]
        operation.status, operation.text = line["status"], line["answer"]
        operation.sequence = line["org_seq"]
        self._check_answer(operation)
        if operation.sequence is not None:
            self._highest = max(self._highest, operation.sequence)
            self.operations.append(operation)

    def _shows_known(self, line):
        words = line["path"].split("?")[0].strip("/").split("/")
        return line["method"] == "GET" and len(words) > 2 and words[2] in self._known

    def _check_answer(self, operation):
        """What no answer may be, wherever it stands in the order."""
        if operation.status >= 500:
            raise Violation(f"a fault of the engine's own: {operation}")
        # Who opens an organisation has none yet whose order it could be.
        opens = operation.path == "/v1/keys"
        if operation.status < 300 and operation.sequence is None and not opens:
            raise Violation(f"done, and without a place in the order: {operation}")
        if operation.known and operation.status != 200:
            raise Violation(f"what was known is not shown: {operation}")
        if operation.method == "POST" and operation.status == 201:
            path = operation.path.strip("/").split("/")[1:]
            if path in (["wallets"], ["payments"]):
                self._known.add(operation.shown["id"])

    @staticmethod
    def _again(operation, line):
        first = (operation.status, operation.sequence, operation.text)
        again = (line["status"], line["org_seq"], line["answer"])
        if first != again or not line["replayed"]:
            raise Violation(f"told something else the second time, {again}: {operation}")

    def close(self):
        answered = {id(one) for one in self.operations}
        self.unanswered = len({id(one) for one in self._under_way.values()
                               if one.method == "POST"} - answered)


def check_real_time(operations):
    for one in operations:
        if one.sequence < one.not_before or one.writes and one.sequence == one.not_before:
            raise Violation(f"{one.not_before} had been told before it was called: {one}")


class Model:
    """Wallets as a child would keep them."""

    def __init__(self):
        self.wallets = {}  # id: [balance, total spent, entries]
        self.payments = {}  # id: the answer
        self.fees = self.external = self.funded = Decimal(0)

    def check(self, one):
        """Does it and compares; says whether it knows such an operation."""
        path = one.path.split("?")[0].strip("/").split("/")[1:]
        if one.method == "POST":
            return self._post(one, path)
        if one.status != 200:
            return False
        if path[0] == "payments":
            self._must_be(one, self.payments.get(path[1], {}) | {"id": path[1]}, "id", "amount")
        elif path[0] == "wallets" and path[2:] == ["balance"]:
            balance, spent, entries = self.wallets[path[1]]
            self._must_be(one, {"balance": balance, "available": balance, "total_spent": spent,
                                "transaction_count": entries})
        elif path == ["ledger", "trial-balance"]:
            found = {row["account"]: Decimal(row["balance"]) for row in one.shown["accounts"]}
            expected = {"fees": self.fees, "external": self.external}
            if {name: found.get(name, Decimal(0)) for name in expected} != expected:
                raise Violation(f"the model has {expected}: {one}")
        else:
            return False
        return True

    def _post(self, one, path):
        if path == ["wallets"] and one.status == 201:
            self.wallets[one.shown["id"]] = [Decimal(0), Decimal(0), 0]
        elif path[0] == "wallets" and path[2:] == ["fund"] and one.status == 200:
            self._enter(path[1], Decimal(one.body["amount"]))
            self._must_be(one, {"balance": self.wallets[path[1]][0]})
        elif path == ["payments"]:
            self._pay(one)
        else:
            return False
        return True

    def _pay(self, one):
        payer, amount = one.body["from_wallet_id"], Decimal(one.body["amount"])
        fee = (amount * FEE).quantize(UNIT, ROUND_HALF_EVEN)
        balance = self.wallets[payer][0]
        if one.status != (201 if balance >= amount + fee else 402):
            raise Violation(f"the payer has {balance}: {one}")
        if one.status == 402:
            return
        self._enter(payer, -amount - fee)
        self.wallets[payer][1] += amount + fee
        self.fees += fee
        if "to_wallet_id" in one.body:
            self._enter(one.body["to_wallet_id"], amount)
        else:
            self.external += amount
        self._must_be(one, {"amount": amount, "fee": fee, "total_debited": amount + fee,
                            "balance_after": self.wallets[payer][0]})
        if one.shown["id"] in self.payments:
            raise Violation(f"an id for the second time: {one}")
        self.payments[one.shown["id"]] = one.shown

    def _enter(self, wallet, amount):
        self.wallets[wallet][0] += amount
        self.wallets[wallet][2] += 1

    @staticmethod
    def _must_be(one, expected, *names):
        for name in names or expected:
            found, wanted = one.shown[name], expected.get(name)
            if isinstance(wanted, (Decimal, int)):
                found = Decimal(found)
            if found != wanted:
                raise Violation(f"{name} would be {wanted}: {one}")


def check_lines(lines):
    """Throws Violation; gives what was compared and what was not."""
    order = Order()
    for line in lines:
        (order.call if "method" in line else order.answer)(line)
    order.close()
    check_real_time(order.operations)
    model, compared, others, last = Model(), 0, 0, 0
    # A read rests on all up to its sequence, so it comes after the write that has the same.
    for one in sorted(order.operations, key=lambda one: (one.sequence, not one.writes)):
        if one.writes and one.sequence == last:
            raise Violation(f"two operations have its sequence: {one}")
        last = one.sequence if one.writes else last
        if model.check(one):
            compared += 1
        else:
            others += 1
    return {"compared": compared, "not compared": others, "never answered": order.unanswered}


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def check_history(path):
    return check_lines(read_lines(path))


def main(path):
    print(check_history(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
