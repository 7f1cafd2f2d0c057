"""An answer comes after the disk has said that the payment is on it, never before; so does what a
stream and a webhook are told of it.

The disk's part is told by the shim's log, so that the order is judged and not the speed.
usage: durable_delay.py BURSAR SHIM
"""

import sys
import time
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from event_stream import Stream
from http_connection import request_bytes
from sandbox import Organization, external_payment, transfer
from shim import Shim
from webhook_endpoint import Endpoint

DELAY_MS = 50
COMMITS_ALONE = ("--set", "journal.fill_ahead_mib=0")  # no other syncs than those of commits


def quiet(shim):
    """Returns when the engine is not writing, so that what comes next is the payment's own."""
    while any(call.ended is None for call in shim.calls()):
        time.sleep(0.01)


def check_order(shim, request, what):
    """A whole sync, and a whole synchronous write where the engine uses such, lie in between."""
    quiet(shim)
    uses_writes = any(call.kind == "write" for call in shim.calls())
    sent = time.monotonic_ns()
    answer = request()
    answered = time.monotonic_ns()
    between = [call for call in shim.calls()
               if call.began >= sent and call.ended is not None and call.ended <= answered]
    syncs = [call for call in between if call.kind == "sync"]
    check(syncs, f"{what} was answered before a sync was over: {answer}")
    check(any(call.ended - call.began >= DELAY_MS * 1_000_000 for call in syncs),
          f"{what}: the sync took its time")
    check(answered - sent >= DELAY_MS * 1_000_000, f"{what} took at least the delay")
    if uses_writes:
        check(any(call.kind == "write" for call in between),
              f"{what} was answered before the synchronous write")
    return answer


def check_telling(bursar, shim, organization, payer, endpoint):
    """Whoever is told hears of it at the earliest once it is on the disk."""
    stream = Stream(bursar, organization.key, types="payment.*",
                    after=organization.call("GET", "/v1/organization").headers["bursar-org-seq"])

    def pay():
        organization.connection.send(request_bytes(
            "POST", "/v1/payments", external_payment(payer, "5"), organization.key))

    def paid(told):
        answer = organization.connection.receive()
        check_equal((answer.status, answer.json["id"]), (201, told["data"]["id"]), "what is told")

    def to_the_stream():
        pay()
        return stream.next()[2]

    def to_the_webhook():
        pay()
        wait_until(lambda: endpoint.events("/"), "the webhook is told")
        return endpoint.events("/")[0]

    paid(check_order(shim, to_the_stream, "a stream"))
    # Nothing was tried yet: no sync is for what is recorded of an attempt.
    made = organization.call("POST", "/v1/webhooks", {"url": endpoint.url("/"),
                                                      "events": ["payment.*"]})
    check_equal(made.status, 201, f"a webhook: {made}")
    paid(check_order(shim, to_the_webhook, "a webhook"))
    stream.close()


def main(binary, library):
    endpoint = Endpoint()
    settings = ("--set", f'webhooks.allow=["{endpoint.place}"]')
    with scratch_directory() as directory, \
            Bursar(binary, directory, *COMMITS_ALONE, *settings) as bursar:
        shim = Shim(library, directory, delay_ms=DELAY_MS)
        bursar.start(shim.variables)
        with bursar.connect() as connection:
            organization = Organization(connection)
            payer, payee = organization.wallet("100.00"), organization.wallet()
            orders = {
                "a payment": (201, external_payment(payer, "5"), "one"),
                "a payment without a key": (201, external_payment(payer, "5"), None),
                "a transfer": (201, transfer(payer, payee, "5"), "two"),
                "a refusal with a key": (402, external_payment(payer, "500"), "three"),
            }
            for what, (status, body, key) in orders.items():
                answer = check_order(
                    shim, lambda: organization.call("POST", "/v1/payments", body, key), what)
                check_equal(answer.status, status, f"{what}: {answer}")
            check_order(shim, organization.wallet, "a new wallet")
            check_order(shim, lambda: organization.fund(payee, "1.00"), "a funding")
            check_order(shim, lambda: organization.policy(max_per_tx="1.00"), "a new policy")
            check_order(shim, lambda: Organization(connection), "a sign-up")
            check_telling(bursar, shim, organization, payer, endpoint)
            check_equal(organization.balance(payer), Decimal("74.90"), "the payer's balance")
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
