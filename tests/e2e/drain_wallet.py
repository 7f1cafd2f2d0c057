"""Two hundred connections drain one wallet: exactly as many payments succeed as it can bear.

usage: drain_wallet.py BURSAR
"""

import sys
from decimal import Decimal

from bursar_process import Bursar, check_equal, scratch_directory
from http_connection import Connection, request_bytes
from sandbox import Organization, cost, external_payment, transfer

CONNECTIONS = 200
ROUNDS = 5
BALANCE = Decimal("500.00")
AMOUNT = Decimal("0.70")


def drain(organization, connections, payer, payee):
    """Half of them pay somebody outside, half another wallet; every other one without a key."""
    answers = []
    for turn in range(ROUNDS):
        for number, connection in enumerate(connections):
            inside = number % 2 == 0
            body = transfer(payer, payee, AMOUNT) if inside else external_payment(payer, AMOUNT)
            key = f"drain-{turn}-{number}" if number % 4 < 2 else None
            connection.send(request_bytes("POST", "/v1/payments", body, organization.key, key))
        for number, connection in enumerate(connections):
            answers.append((number % 2 == 0, connection.receive()))
    return answers


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        with bursar.connect() as setup:
            organization = Organization(setup)
            payer, payee = organization.wallet(BALANCE), organization.wallet()
            connections = [Connection(bursar.address) for _ in range(CONNECTIONS)]
            answers = drain(organization, connections, payer, payee)

            bearable = int(BALANCE // cost(AMOUNT))
            statuses = [answer.status for _, answer in answers]
            check_equal(statuses.count(201), bearable, "payments that succeeded")
            check_equal(statuses.count(402), len(statuses) - bearable, "payments refused with 402")
            check_equal({answer.json["code"] for _, answer in answers if answer.status == 402},
                        {"INSUFFICIENT_FUNDS"}, "why they were refused")
            received = sum(inside and answer.status == 201 for inside, answer in answers)
            check_equal(organization.balance(payer), BALANCE - bearable * cost(AMOUNT),
                        "what is left")
            check_equal(organization.balance(payee), received * AMOUNT, "what the payee received")
            left = [Decimal(answer.json["balance_after"]) for _, answer in answers
                    if answer.status == 201]
            check_equal(sorted(left, reverse=True),
                        [BALANCE - n * cost(AMOUNT) for n in range(1, bearable + 1)],
                        "every balance on the way, once")
            organization.check_books()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
