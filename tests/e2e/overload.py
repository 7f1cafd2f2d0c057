"""An organisation that asks for more than its share is told so and when to come back, another one is
served meanwhile, and what was refused is made once when it is sent again.

usage: overload.py BURSAR SHIM
"""

import sys
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from http_connection import request_bytes
from sandbox import Organization, cost, external_payment
from shim import Shim

PLACES = 8
AT_ONCE = 16  # all that a connection may have under way
DELAY_MS = 200


def payment(organization, wallet, number):
    return request_bytes("POST", "/v1/payments", external_payment(wallet, "1"), organization.key,
                         f"key-{number}")


def check_refusal(answer):
    check_equal(answer.status, 503, f"neither made nor refused: {answer}")
    check_equal(answer.json["code"], "OVERLOADED", f"why: {answer}")
    check("limits.max_in_flight" in answer.json["detail"], f"which bound was met: {answer}")
    check_equal(answer.json["retryable"], True, f"with the same key: {answer}")
    check(1 <= int(answer.headers["retry-after"]) <= 3, f"when to come back: {answer.headers}")


def main(binary, library):
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", f"limits.max_in_flight={PLACES}") as bursar:
        shim = Shim(library, directory, delay_ms=DELAY_MS)
        bursar.start(shim.variables)
        with bursar.connect() as one, bursar.connect() as other:
            greedy, modest = Organization(one, "greedy"), Organization(other, "modest")
            payer, its_payer = greedy.wallet("100.00"), modest.wallet("100.00")
            one.send(b"".join(payment(greedy, payer, n) for n in range(AT_ONCE)))
            answer = modest.call("POST", "/v1/payments", external_payment(its_payer, "1"), "its")
            check_equal(answer.status, 201, f"the other's payment: {answer}")
            answers = [one.receive() for _ in range(AT_ONCE)]
            made = sum(answer.status == 201 for answer in answers)
            check(0 < made < AT_ONCE, f"some were made and some refused: {answers}")
            for number, answer in enumerate(answers):
                if answer.status == 201:
                    continue
                check_refusal(answer)
                one.send(payment(greedy, payer, number))
                answer = one.receive()
                check_equal(answer.status, 201, f"sent again: {answer}")
                check(not answer.replayed, f"was refused: {answer}")
            check_equal(greedy.balance(payer), 100 - AT_ONCE * cost(Decimal(1)), "what is left")
            greedy.check_books()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
