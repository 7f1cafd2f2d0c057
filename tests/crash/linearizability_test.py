"""The checker of histories must find what is wrong with each of these, and nothing with the first.

usage: linearizability_test.py
"""

import json

from linearizability import Violation, check_lines


class Story:
    """A history line by line: of an engine that keeps every promise, until a line is changed."""

    def __init__(self):
        self.lines = []
        self._time = 0

    def call(self, method, path, body=None, key=None):
        self._time += 1
        number = len(self.lines)
        self.lines.append({"n": number, "at": self._time, "method": method, "path": path,
                           "body": body, "key": key})
        return number

    def answer(self, number, status, sequence, replayed=False, **shown):
        self._time += 1
        self.lines.append({"n": number, "at": self._time, "status": status, "org_seq": sequence,
                           "replayed": replayed, "answer": json.dumps(shown)})
        return self.lines[-1]

    def done(self, method, path, status, sequence, body=None, key=None, **shown):
        return self.answer(self.call(method, path, body, key), status, sequence, **shown)

    def pay(self, key, amount, sequence, shown, status=201, replayed=False):
        number = self.call("POST", "/v1/payments", payment(amount), key)
        return self.answer(number, status, sequence, replayed, **shown)

    def balance(self, wallet, sequence, balance, spent="0", entries=1):
        return self.done("GET", f"/v1/wallets/{wallet}/balance", 200, sequence,
                         balance=balance, available=balance, total_spent=spent,
                         transaction_count=entries)


def payment(amount, to=None, payer="a"):
    payee = {"to_external": "merchant"} if to is None else {"to_wallet_id": to}
    return {"from_wallet_id": payer, "amount": amount, **payee}


def receipt(name, amount, fee, debited, after):
    return {"id": name, "amount": amount, "fee": fee, "total_debited": debited,
            "balance_after": after}


class Told:
    """The one that is right, with the answers that others change."""

    def __init__(self):
        story = self.story = Story()
        for at, wallet in ((1, "a"), (3, "b")):
            story.done("POST", "/v1/wallets", 201, at, {}, id=wallet)
            story.done("POST", f"/v1/wallets/{wallet}/fund", 200, at + 1, {"amount": "10"},
                       balance="10.00")
        self.paid = story.pay("one", "1", 5, receipt("tx_1", "1", "0.004", "1.004", "8.996"))
        self.seen = story.balance("a", 5, "8.996", "1.004", 2)
        # Two that are under way at once, and somebody who looks meanwhile.
        first = story.call("POST", "/v1/payments", payment("2", "b"), "two")
        second = story.call("POST", "/v1/payments", payment("3"), "three")
        look = story.call("GET", "/v1/wallets/a/balance")
        poor = story.call("POST", "/v1/payments", payment("13", payer="b"), "poor")
        self.second = story.answer(second, 201, 7,
                                   **receipt("tx_3", "3", "0.012", "3.012", "3.976"))
        self.first = story.answer(first, 201, 6,
                                  **receipt("tx_2", "2", "0.008", "2.008", "6.988"))
        self.looked = story.answer(look, 200, 7, balance="3.976", available="3.976",
                                   total_spent="6.024", transaction_count=4)
        self.poor = story.answer(poor, 402, 8, code="INSUFFICIENT_FUNDS")
        self.refused = story.pay("four", "4", 9, {"code": "INSUFFICIENT_FUNDS"}, 402)
        self.again = story.pay("one", "1", 5, receipt("tx_1", "1", "0.004", "1.004", "8.996"),
                               replayed=True)
        story.call("POST", "/v1/payments", payment("0.5"), "unanswered")
        self.last = story.balance("a", 9, "3.976", "6.024", 4)
        self.payee = story.balance("b", 9, "12.00", "0", 2)


def change(line, **fields):
    shown = json.loads(line["answer"])
    line["answer"] = json.dumps({**shown, **fields})


def swapped_answers(told):
    told.first["answer"], told.second["answer"] = told.second["answer"], told.first["answer"]


def swapped_places(told):
    told.first["org_seq"], told.second["org_seq"] = 7, 6


def lost_payment(told):
    """Nobody is told of it any more, after it was acknowledged."""
    change(told.last, balance="6.988", available="6.988", total_spent="3.012",
           transaction_count=3)


def doubled_payment(told):
    change(told.last, balance="0.964", available="0.964", total_spent="9.036",
           transaction_count=5)


def stale_read(told):
    """What was right before, and others had been told more before it was asked."""
    change(told.last, balance="8.996", available="8.996", total_spent="1.004",
           transaction_count=2)
    told.last["org_seq"] = 5


def read_of_no_point_in_time(told):
    """Of the two under way it shows the later one alone."""
    change(told.looked, balance="5.984", available="5.984", total_spent="4.016",
           transaction_count=3)


def credit_left_out(told):
    change(told.payee, balance="10.00", available="10.00", transaction_count=1)


def refused_without_need(told):
    told.story.lines[told.refused["n"]]["body"]["amount"] = "3"


def refused_without_a_credit(told):
    """Of a transfer that it overlaps with, and that comes first."""
    told.story.lines[told.poor["n"]]["body"]["amount"] = "11"


def paid_without_money(told):
    told.refused["status"] = 201
    told.refused["answer"] = json.dumps(receipt("tx_4", "4", "0.016", "4.016", "-0.04"))


def other_bytes_for_a_key(told):
    change(told.again, id="tx_9")


def done_again_for_a_key(told):
    told.again["replayed"] = False


def one_place_for_two(told):
    told.second["org_seq"] = 6


def one_id_for_two(told):
    change(told.second, id="tx_2")


def fee_of_another(told):
    change(told.paid, fee="0.005")
    change(told.again, fee="0.005")


def place_of_a_payment_left_out(told):
    told.paid["org_seq"] = told.again["org_seq"] = None


def place_of_a_read_left_out(told):
    told.seen["org_seq"] = None


def fault_of_the_engine(told):
    told.refused["status"] = 500


def fault_without_a_place(told):
    told.payee["status"], told.payee["org_seq"] = 502, None


def wallet_unknown_again(told):
    told.payee["status"] = 404


def wallet_unknown_without_a_place(told):
    told.payee["status"], told.payee["org_seq"] = 404, None


WRONG = (swapped_answers, swapped_places, lost_payment, doubled_payment, stale_read,
         read_of_no_point_in_time, credit_left_out, refused_without_need,
         refused_without_a_credit, paid_without_money, other_bytes_for_a_key,
         done_again_for_a_key, one_place_for_two, one_id_for_two, fee_of_another,
         place_of_a_payment_left_out, place_of_a_read_left_out, fault_of_the_engine,
         fault_without_a_place, wallet_unknown_again, wallet_unknown_without_a_place)


def main():
    found = check_lines(Told().story.lines)
    expected = {"compared": 13, "not compared": 0, "never answered": 1}
    assert found == expected, f"the history that is right: {found}"
    for doctor in WRONG:
        told = Told()
        doctor(told)
        try:
            check_lines(told.story.lines)
        except Violation as violation:
            print(f"{doctor.__name__}: {str(violation)[:120]}")
            continue
        raise AssertionError(f"not found: {doctor.__name__}")


if __name__ == "__main__":
    main()
