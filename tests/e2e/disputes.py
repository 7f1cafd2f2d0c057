"""Payments are disputed, shown evidence for, withdrawn, reviewed and resolved by many at once, with
refunds beside, while the engine is killed in the middle of resolutions and started again: a payment
has one dispute, refunds and the dispute together never pass its principal, what the treasury covered
is owed and repaid, an end stays, and every piece of evidence that was answered is on the disk.

usage: disputes.py BURSAR
"""

import hashlib
import random
import sys
import time
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from engine_life import Life
from sandbox import Organization

LIVES = 4
DEEDS_OF_A_LIFE = 3_000
PAIRS = 3
AMOUNT = Decimal("5.00")
ENDS = ("resolved_refunded", "resolved_denied", "withdrawn")
REFUSALS = ("INVALID_STATE", "DUPLICATE_DISPUTE", "INSUFFICIENT_FUNDS", "OVERLOADED",
            "REFUND_EXCEEDS_PAYMENT", "EVIDENCE_FULL")


class Quarrel:
    """A payment and what is told of its dispute."""

    def __init__(self, payer, payee, payment):
        self.payer, self.payee, self.payment = payer, payee, payment
        self.id = None
        self.end = None  # told
        self.evidence = {}


class Pair:
    """A payer of one organisation and a payee of another, who spends what comes."""

    def __init__(self, payers, payees):
        self.payers, self.payees = payers, payees
        self.payer = payers.wallet("100000.00")
        self.payee = payees.wallet()
        self.quarrels = []


class Deeds:
    """What both sides and the operator do while the engine lives."""

    def __init__(self, operator, pairs):
        self.operator, self.pairs = operator, pairs

    def all(self):
        return [self._of_any_pair(deed) for deed in (
            self._open, self._open, self._show, self._decide, self._decide, self._refund,
            self._spend)]

    def _of_any_pair(self, deed):
        return lambda connection: deed(connection, random.choice(self.pairs))

    @staticmethod
    def _told(answer, *well):
        if answer.status not in well:
            check(answer.json["code"] in REFUSALS, f"refused: {answer}")
            return None
        return answer.json

    @staticmethod
    def _some(pair):
        begun = [one for one in pair.quarrels if one.id]
        return random.choice(begun[-8:]) if begun else None

    def _open(self, connection, pair):
        body = {"from_wallet_id": pair.payer, "to_wallet_id": pair.payee, "amount": f"{AMOUNT}"}
        paid = connection.request("POST", "/v1/payments", body, pair.payers.key)
        check_equal(paid.status, 201, f"a payment: {paid}")
        quarrel = Quarrel(pair.payer, pair.payee, paid.json["id"])
        pair.quarrels.append(quarrel)
        key = random.choice((pair.payers.key, pair.payees.key))
        body = {"payment_id": quarrel.payment, "reason": "service_not_delivered"}
        told = self._told(connection.request("POST", "/v1/disputes", body, key), 201)
        quarrel.id = told and told["id"]

    def _show(self, connection, pair):
        quarrel = self._some(pair)
        if quarrel is None:
            return
        content = f"{random.random()}" * random.randrange(1, 2000)
        body = {"type": "log_excerpt", "content": content}
        told = self._told(connection.request("POST", f"/v1/disputes/{quarrel.id}/evidence", body,
                                             pair.payees.key), 201)
        if told:
            check_equal(told["sha256"], hashlib.sha256(content.encode()).hexdigest(), "its hash")
            quarrel.evidence[told["id"]] = content

    def _decide(self, connection, pair):
        quarrel = self._some(pair)
        if quarrel is None:
            return
        path = f"/v1/disputes/{quarrel.id}"
        if random.random() < 0.2:
            key = random.choice((pair.payers.key, pair.payees.key))
            answer = connection.request("POST", f"{path}/withdraw", None, key)
            if answer.status != 403:  # by the other side
                self._end(quarrel, self._told(answer, 200))
            return
        self._told(connection.request("POST", f"{path}/review", None, self.operator), 200)
        body = {"outcome": random.choice(("refunded", "refunded", "denied")), "note": "so it is"}
        if body["outcome"] == "refunded":
            body["cover"] = random.random() < 0.7
        self._end(quarrel, self._told(
            connection.request("POST", f"{path}/resolve", body, self.operator), 200))

    @staticmethod
    def _end(quarrel, told):
        if told:
            check(quarrel.end in (None, told["status"]), f"two ends: {quarrel.end}, {told}")
            quarrel.end = told["status"]

    def _refund(self, connection, pair):
        quarrel = self._some(pair)
        if quarrel is not None:
            self._told(connection.request("POST", f"/v1/payments/{quarrel.payment}/refund",
                                          {"amount": "0.75"}, pair.payees.key), 201)

    def _spend(self, connection, pair):
        body = {"from_wallet_id": pair.payee, "to_external": "a shop", "amount": "4.00"}
        self._told(connection.request("POST", "/v1/payments", body, pair.payees.key), 201)
        time.sleep(random.random() / 50)


def verify(bursar, operator, pairs):
    counts = dict.fromkeys(ENDS + ("open", "under_review"), 0)
    with bursar.connect() as connection:
        for pair in pairs:
            listed = {row["payment_id"]: row for row in at(connection, pair.payers).rows(
                "/v1/disputes")}
            theirs = at(connection, pair.payees).rows("/v1/disputes")
            check_equal({row["payment_id"] for row in theirs}, set(listed), "both lists")
            for quarrel in pair.quarrels:
                shown = connection.request("GET", f"/v1/payments/{quarrel.payment}", None,
                                           pair.payers.key).json
                back = Decimal(shown.get("refunded_amount", "0"))
                check(back <= AMOUNT, f"more than the principal went back: {shown}")
                row = listed.get(quarrel.payment)
                if row is None:
                    check(quarrel.id is None, f"a dispute that was told is gone: {quarrel.id}")
                    continue
                counts[row["status"]] += 1
                verify_one(connection, operator, pair, quarrel, row, back)
        for pair in pairs:
            at(connection, pair.payers).check_books()
            at(connection, pair.payees).check_books()
    return counts


def verify_one(connection, operator, pair, quarrel, row, back):
    if quarrel.end:
        check_equal(row["status"], quarrel.end, "an end stays")
    if row["status"] == "resolved_refunded":
        check_equal(back, AMOUNT, f"all of it went back: {row}")
    details = connection.request("GET", f"/v1/disputes/{row['id']}", None, operator).json
    there = {piece["id"]: piece for piece in details["evidence"]}
    for piece, content in quarrel.evidence.items():
        check(piece in there, f"evidence that was told is gone: {piece}")
        read = connection.request("GET", f"/v1/evidence/{piece}", None, pair.payers.key)
        check_equal(read.json["content"], content, f"{piece}")
    again = connection.request("POST", "/v1/disputes", {"payment_id": quarrel.payment,
                                                        "reason": "again"}, pair.payers.key)
    check_equal((again.status, again.json["code"], again.json["dispute_id"]),
                (409, "DUPLICATE_DISPUTE", row["id"]), f"{again}")


def at(connection, organization):
    told = Organization.__new__(Organization)
    told.connection, told.key, told.id = connection, organization.key, organization.id
    return told


def cover(connection, operator, pair):
    """The payee has spent what it was paid, and its treasury gives it back in its place."""
    def done(path, body, key, status=200):
        answer = connection.request("POST", path, body, key)
        check_equal(answer.status, status, f"{path}: {answer}")
        return answer.json

    quarrel = Quarrel(pair.payer, pair.payee, done("/v1/payments", {
        "from_wallet_id": pair.payer, "to_wallet_id": pair.payee, "amount": f"{AMOUNT}"},
        pair.payers.key, 201)["id"])
    quarrel.id = done("/v1/disputes", {"payment_id": quarrel.payment, "reason": "late"},
                      pair.payers.key, 201)["id"]
    pair.quarrels.append(quarrel)
    done(f"/v1/wallets/{pair.payee}/withdraw", {"amount": "all"}, pair.payees.key)
    done(f"/v1/disputes/{quarrel.id}/review", None, operator)
    quarrel.end = done(f"/v1/disputes/{quarrel.id}/resolve",
                       {"outcome": "refunded", "cover": True, "note": "so it is"},
                       operator)["status"]


def repaid(bursar, operator, pairs):
    """Whatever anybody owes is taken from what comes, and nothing is left to be taken."""
    with bursar.connect() as connection:
        for pair in pairs:
            payees = at(connection, pair.payees)
            cover(connection, operator, pair)
            payees.fund(pair.payee, "100000.00")
            before = payees.balance(pair.payee)
            payees.fund(pair.payee, "1.00")
            check_equal(payees.balance(pair.payee), before + 1, "nothing is owed any more")
            payees.check_books()
            rows = payees.transactions(pair.payee)
            yield sum(1 for row in rows if row["type"] == "repayment")


def main(binary):
    with scratch_directory() as directory, Bursar(
            binary, directory, "--set", "wallets.idle_seconds=1") as bursar:
        bursar.start()
        operator = (bursar.data / "operator.key").read_text().strip()
        payers, payees = (Organization(bursar.connect(), name) for name in ("payers", "payees"))
        pairs = [Pair(payers, payees) for _ in range(PAIRS)]
        for _ in range(LIVES):
            Life(bursar, Deeds(operator, pairs).all()).run_deeds(DEEDS_OF_A_LIFE)
            bursar.start()
            counts = verify(bursar, operator, pairs)
        check(all(counts[end] for end in ENDS), f"every end was met: {counts}")
        repayments = list(repaid(bursar, operator, pairs))
        check(all(repayments), f"what was covered is repaid: {repayments}")
        counts = verify(bursar, operator, pairs)
        check_equal(bursar.stop(), 0, "exit code")
        bursar.start()
        check_equal(verify(bursar, operator, pairs), counts, "another start tells the same")
        bursar.stop_and_verify()
        print(f"disputes over {LIVES} kills: {counts}; {sum(repayments)} repayments")


if __name__ == "__main__":
    main(*sys.argv[1:])
