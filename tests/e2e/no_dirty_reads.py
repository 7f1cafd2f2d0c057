"""No answer shows what a crash could still take back.

A slow disk keeps a payment in flight; whatever another connection reads meanwhile either knows
nothing of it or is answered after it is durable. A refusal that it causes waits as well.
usage: no_dirty_reads.py BURSAR SHIM
"""

import sys
import time
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from http_connection import request_bytes
from sandbox import Organization, balance_in, cost, external_payment, transfer
from shim import Shim

DELAY_MS = 150
KILLS = 4


class InFlight:
    """A payment that was sent and whose sync has begun; its answer is still to be read."""

    def __init__(self, bursar, shim, organization, body, key):
        self.shim = shim
        self.connection = bursar.connect()
        self.sent = time.monotonic_ns()
        self.connection.send(request_bytes("POST", "/v1/payments", body, organization.key, key))
        wait_until(lambda: shim.begun_since(self.sent), "the payment is being synced")

    def durable_before(self, moment):
        """Whether a sync that can hold the payment was over at that time, and no call since then
        that it needs was still under way."""
        return any(call.ended is not None and call.ended <= moment
                   for call in self.shim.begun_since(self.sent))

    def answer(self):
        answer = self.connection.receive()
        self.connection.close()
        return answer


def reads(organization, payer, payee):
    """Name, request, and what it shows that changes with the payment."""
    def get(path, shown):
        return lambda: shown(organization.call("GET", path))
    return {
        "the payer's balance": get(f"/v1/wallets/{payer}/balance", balance_in),
        "the payee's balance": get(f"/v1/wallets/{payee}/balance", balance_in),
        "the payer's wallet": get(f"/v1/wallets/{payer}", lambda a: a.json["balance"]),
        "the payer's transactions": get(f"/v1/wallets/{payer}/transactions",
                                        lambda a: len(a.json["data"])),
        "the list of wallets": get("/v1/wallets",
                                   lambda a: sorted(w["balance"] for w in a.json["data"])),
        "the trial balance": get("/v1/ledger/trial-balance", lambda a: a.json["accounts"]),
    }


def check_reads(bursar, shim, organization):
    payer, payee = organization.wallet("100.00"), organization.wallet("1.00")
    shown_early = []
    for what, read in reads(organization, payer, payee).items():
        before = read()
        flight = InFlight(bursar, shim, organization, transfer(payer, payee, "1.00"), None)
        during = read()
        answered = time.monotonic_ns()
        if during != before:
            check(flight.durable_before(answered), f"{what} showed a payment not yet durable")
        else:
            shown_early.append(what)
        check_equal(flight.answer().status, 201, "the payment")
        check(read() != before, f"{what} does not show the payment afterwards")
    print(f"answered from before the payment: {shown_early}")


def check_refusal(bursar, shim, organization):
    """The second payment is refused only because of the first: not before that one is durable."""
    payer = organization.wallet("10.00")
    for key in (None, "second"):
        flight = InFlight(bursar, shim, organization, external_payment(payer, "9.00"), None)
        refused = organization.call("POST", "/v1/payments", external_payment(payer, "5.00"), key)
        answered = time.monotonic_ns()
        check_equal((refused.status, refused.json["code"]), (402, "INSUFFICIENT_FUNDS"),
                    f"the second payment: {refused}")
        check(flight.durable_before(answered), "a refusal told of a payment not yet durable")
        check_equal(flight.answer().status, 201, "the first payment")
        organization.fund(payer, cost(Decimal(9)))


def check_kill(bursar, shim, organization):
    """What was read is still so after the engine was killed right then."""
    payer = organization.wallet("100.00")
    for number in range(KILLS):
        InFlight(bursar, shim, organization, external_payment(payer, "1.00"), f"kill-{number}")
        seen = organization.balance(payer)
        bursar.kill()
        bursar.start(shim.variables)
        organization.connection = bursar.connect()
        found = organization.balance(payer)
        check(found <= seen, f"a balance of {seen} was shown and {found} was found")
        again = organization.call("POST", "/v1/payments", external_payment(payer, "1.00"),
                                  f"kill-{number}")
        check_equal(again.status, 201, f"sent again: {again}")
        check_equal(organization.balance(payer), 100 - (number + 1) * cost(Decimal(1)),
                    "the balance when settled")
    organization.check_books()


def main(binary, library):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        shim = Shim(library, directory, delay_ms=DELAY_MS)
        bursar.start(shim.variables)
        organization = Organization(bursar.connect())
        check_reads(bursar, shim, organization)
        check_refusal(bursar, shim, organization)
        check_kill(bursar, shim, organization)
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
