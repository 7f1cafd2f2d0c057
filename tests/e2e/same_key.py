"""A thousand requests at once with one idempotency key: one payment, a thousand equal answers.

The disk is slow here, so that the others arrive while the first is not yet durable.
usage: same_key.py BURSAR SHIM
"""

import resource
import sys
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from http_connection import Connection, request_bytes
from sandbox import Organization, cost, external_payment, transfer
from shim import Shim

REQUESTS = 1000


def allow_connections():
    """A thousand sockets are more than a shell usually allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * REQUESTS
    resource.setrlimit(resource.RLIMIT_NOFILE,
                       (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def at_once(connections, requests):
    """All but the last byte goes to everybody first, so that the rest arrives close together."""
    for connection, request in zip(connections, requests):
        connection.send(request[:-1])
    for connection, request in zip(connections, requests):
        connection.send(request[-1:])
    return [connection.receive() for connection in connections]


def race(organization, connections, body, key):
    request = request_bytes("POST", "/v1/payments", body, organization.key, key)
    answers = at_once(connections, [request] * len(connections))
    check_equal({answer.status for answer in answers}, {201}, f"statuses, {key}")
    check_equal(len({answer.body for answer in answers}), 1, f"different answers, {key}")
    check_equal(sum(not answer.replayed for answer in answers), 1, f"not replayed, {key}")
    return answers[0].json["id"]


def main(binary, library):
    allow_connections()
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start(Shim(library, directory, delay_ms=50).variables)
        setup = bursar.connect()
        organization = Organization(setup)
        payer, payee = organization.wallet("1000.00"), organization.wallet()
        connections = [Connection(bursar.address) for _ in range(REQUESTS)]

        outside = race(organization, connections, external_payment(payer, "5.00"), "outside")
        inside = race(organization, connections, transfer(payer, payee, "7.00"), "inside")
        spent = cost(Decimal(5)) + cost(Decimal(7))
        check_equal(organization.balance(payer), 1000 - spent, "the payer's balance")
        check_equal(organization.balance(payee), Decimal(7), "the payee's balance")
        listed = [row["id"] for row in organization.transactions(payer)]
        check_equal((listed.count(outside), listed.count(inside), len(listed)), (1, 1, 3),
                    "transactions")

        # 5, 5.0 and "5.00" are one content; another amount is another.
        equal = {**external_payment(payer, "5"), "amount": 5}
        again = organization.call("POST", "/v1/payments", equal, "outside")
        check_equal((again.status, again.json["id"]), (201, outside), f"{again}")
        other = organization.call("POST", "/v1/payments", external_payment(payer, "6"), "outside")
        check_equal((other.status, other.json["code"]), (409, "IDEMPOTENCY_CONFLICT"), f"{other}")
        check_equal(organization.balance(payer), 1000 - spent, "the payer's balance afterwards")

        # A refusal with a key is stored as well.
        request = request_bytes("POST", "/v1/payments", external_payment(payer, "5000"),
                                organization.key, "too-much")
        refused = at_once(connections, [request] * REQUESTS)
        check_equal({answer.status for answer in refused}, {402}, "refusals")
        check_equal(len({answer.body for answer in refused}), 1, "different refusals")
        organization.check_books()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
