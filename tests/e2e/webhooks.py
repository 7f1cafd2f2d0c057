"""Webhooks, told by the real engine and verified by the standard's own library, npm's
standardwebhooks: in their order, again after failures, with both secrets while one is rotated, not
past a redirect, and each at least once though the engine is killed in the middle; and nothing is
told that did not happen.

usage: webhooks.py BURSAR DIRECTORY

DIRECTORY keeps what npm installs, so that it is fetched once for a lock file.
"""

import json
import shutil
import sys
import time
from decimal import Decimal
from pathlib import Path

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from engine_life import Life
from sandbox import Organization, external_payment
from webhook_endpoint import Endpoint, fields_of
from webhook_signature import SKIPPED, Receiver, install

LIVES = 3
PAYERS = 3
PAYMENTS_OF_A_LIFE = 120


def hook(org, endpoint, path, events):
    answer = org.call("POST", "/v1/webhooks", {"url": endpoint.url(path), "events": events})
    check_equal(answer.status, 201, f"a webhook: {answer}")
    check(answer.json["secret"].startswith("whsec_"), "its secret")
    return answer.json


def shown(org, webhook):
    answer = org.call("GET", f"/v1/webhooks/{webhook['id']}")
    check_equal(answer.status, 200, f"{answer}")
    check("secret" not in answer.json, "a secret is shown once")
    return answer.json


def pay(org, wallet, times=1):
    ids = []
    for _ in range(times):
        answer = org.call("POST", "/v1/payments", external_payment(wallet, Decimal("0.01")))
        check_equal(answer.status, 201, f"a payment: {answer}")
        ids.append(answer.json["id"])
    return ids


def in_order(events):
    places = [event["org_seq"] for event in events]
    check_equal(places, sorted(places), "the order of first attempts")


def is_told_in_order(org, wallet, endpoint, receiver):
    webhook = hook(org, endpoint, "/order", ["payment.*"])
    paid = pay(org, wallet, 20)
    org.fund(wallet, "1.00")
    wait_until(lambda: len(endpoint.at("/order")) >= 20, "all are told")
    events = endpoint.events("/order")
    check_equal([event["data"]["id"] for event in events], paid, "what was told")
    in_order(events)
    for headers, body in endpoint.at("/order"):
        check(receiver.takes(webhook["secret"], fields_of(headers), body), "its signature")
        check_equal(set(json.loads(body)), {"type", "timestamp", "org_seq", "data"}, "a payload")
    wait_until(lambda: shown(org, webhook)["delivered"] == 20, "it is written down")
    rows = org.call("GET", f"/v1/webhooks/{webhook['id']}/deliveries?limit=5").json["data"]
    check_equal([row["status"] for row in rows], ["delivered"] * 5, "deliveries")
    listed = {event["id"]: event for event in org.rows("/v1/events")}
    check_equal(listed[rows[0]["event_id"]]["data"]["id"], paid[-1], "a delivery is of an event")
    return webhook


def is_tried_again(org, wallet, endpoint):
    webhook = hook(org, endpoint, "/again", ["payment.completed"])
    endpoint.answers = lambda path, _: 500 if len(endpoint.at(path)) <= 1 else 200
    pay(org, wallet, 2)
    wait_until(lambda: len(endpoint.at("/again")) >= 3, "the first one comes again", 60)
    ids = [fields_of(headers)["webhook-id"] for headers, _ in endpoint.at("/again")]
    check_equal(ids[2], ids[0], "the same id at every attempt")
    check(ids[1] != ids[0], "the second did not wait for it")
    bodies = [body for _, body in endpoint.at("/again")]
    check_equal(bodies[2], bodies[0], "the same bytes at every attempt")
    endpoint.answers = lambda path, count: 200
    wait_until(lambda: shown(org, webhook)["pending"] == 0, "nothing waits")
    rows = org.call("GET", f"/v1/webhooks/{webhook['id']}/deliveries").json["data"]
    check_equal(sorted(row["attempt"] for row in rows), [1, 1, 2], "attempts")
    failed = next(row for row in rows if row["status"] == "retrying")
    check_equal(failed["response_status"], 500, "what was answered")
    again = org.call("POST", f"/v1/webhooks/deliveries/{failed['id']}/redeliver")
    check_equal(again.status, 202, f"{again}")
    wait_until(lambda: len(endpoint.at("/again")) == 4, "it is sent once more")
    check_equal(fields_of(endpoint.at("/again")[3][0])["webhook-id"], ids[0], "the same id still")


def redirects_are_not_followed(org, wallet, endpoint):
    webhook = hook(org, endpoint, "/moved", ["payment.completed"])
    endpoint.answers = lambda path, _: ((302, {"location": endpoint.url("/elsewhere")})
                                        if path == "/moved" else 200)
    pay(org, wallet)
    wait_until(lambda: shown(org, webhook)["failed"] == 1, "a redirect is a failure")
    check_equal(endpoint.at("/elsewhere"), [], "and nothing goes there")
    endpoint.answers = lambda path, count: 200
    check_equal(org.call("DELETE", f"/v1/webhooks/{webhook['id']}").status, 200, "deleted")
    check_equal(org.call("GET", f"/v1/webhooks/{webhook['id']}").status, 404, "and gone")


def secrets_are_rotated(org, wallet, endpoint, receiver):
    webhook = hook(org, endpoint, "/rotated", ["payment.completed"])
    answer = org.call("POST", f"/v1/webhooks/{webhook['id']}/rotate-secret")
    check_equal(answer.status, 200, f"{answer}")
    pay(org, wallet)
    wait_until(lambda: endpoint.at("/rotated"), "it is told")
    headers, body = endpoint.at("/rotated")[0]
    for secret in (webhook["secret"], answer.json["secret"]):
        check(receiver.takes(secret, fields_of(headers), body), "either secret")
    now = org.call("POST", f"/v1/webhooks/{webhook['id']}/rotate-secret", {"grace_seconds": 0})
    pay(org, wallet)
    wait_until(lambda: len(endpoint.at("/rotated")) == 2, "it is told")
    headers, body = endpoint.at("/rotated")[1]
    check(receiver.takes(now.json["secret"], fields_of(headers), body), "the new one")
    check(not receiver.takes(answer.json["secret"], fields_of(headers), body), "no old one")


def tests_are_sent(org, endpoint, receiver):
    webhook = hook(org, endpoint, "/tested", ["service.*"])
    answer = org.call("POST", f"/v1/webhooks/{webhook['id']}/test")
    check_equal(answer.status, 202, f"{answer}")
    wait_until(lambda: endpoint.at("/tested"), "a test is sent")
    headers, body = endpoint.at("/tested")[0]
    check(receiver.takes(webhook["secret"], fields_of(headers), body), "it is signed")
    check_equal(json.loads(body)["type"], "webhook.tested", "a test")
    check_equal(fields_of(headers)["webhook-id"], answer.json["event_id"], "its id")


def gone_is_gone(org, wallet, endpoint):
    webhook = hook(org, endpoint, "/gone", ["payment.completed"])
    hook(org, endpoint, "/watching", ["webhook.disabled"])
    endpoint.answers = lambda path, _: 410 if path == "/gone" else 200
    pay(org, wallet, 3)
    wait_until(lambda: endpoint.at("/watching"), "it is told that one was disabled")
    told = endpoint.events("/watching")[0]["data"]
    check_equal((told["webhook_id"], told["reason"]), (webhook["id"], "gone"), "which, and why")
    check_equal(len(endpoint.at("/gone")), 1, "it hears nothing more")
    endpoint.answers = lambda path, count: 200
    enabled = org.call("PATCH", f"/v1/webhooks/{webhook['id']}", {"enabled": True})
    check_equal(enabled.json["status"], "enabled", f"{enabled}")
    wait_until(lambda: len(endpoint.at("/gone")) == 3, "what came meanwhile is told")


def nothing_of_ours_is_reached(org, endpoint):
    for url in ("http://127.0.0.1:1/", "https://127.0.0.1/", "https://localhost/",
                "https://10.0.0.1/", "https://[::1]/", "https://0x7f.1/",
                "https://169.254.169.254/latest", "http://example.com/",
                "https://user:word@example.com/", "https://engine.example.com/"):
        answer = org.call("POST", "/v1/webhooks", {"url": url, "events": ["*"]})
        check_equal(answer.status, 400, f"{url}: {answer}")
    for events in ([], ["payments"], ["payment.completed"] * 65):
        answer = org.call("POST", "/v1/webhooks", {"url": endpoint.url("/"), "events": events})
        check_equal(answer.status, 400, f"{events[:1]}: {answer}")


def is_killed(bursar, org_key, wallet, endpoint, webhook, receiver):
    """Payments go on while the engine is killed; what was paid is told, and nothing else is."""
    paid = set()

    def pay_on(connection):
        answer = connection.request("POST", "/v1/payments",
                                    external_payment(wallet, Decimal("0.01")), org_key)
        check_equal(answer.status, 201, f"{answer}")
        paid.add(answer.json["id"])
        time.sleep(0.005)  # whoever hears of it is slow

    before = len(endpoint.at("/order"))
    for _ in range(LIVES):
        Life(bursar, [pay_on] * PAYERS).run_deeds(PAYMENTS_OF_A_LIFE)
        bursar.start()
    told, read = set(), before  # as far as it was looked at

    def all_is_told():
        nonlocal read
        rows = endpoint.at("/order")[read:]
        read += len(rows)
        told.update(json.loads(body)["data"]["id"] for _, body in rows)
        return paid <= told

    wait_until(all_is_told, "whatever was paid is told", 120)
    received = endpoint.at("/order")
    first = {}  # what was told shortly before a kill may be told again after it
    for headers, body in received:
        first.setdefault(fields_of(headers)["webhook-id"], body)
    in_order([json.loads(body) for body in first.values()])
    with bursar.connect() as connection:
        for payment in told:
            answer = connection.request("GET", f"/v1/payments/{payment}", None, org_key)
            check_equal(answer.status, 200, f"{payment} was told: {answer}")
    headers, body = received[-1]
    check(receiver.takes(webhook["secret"], fields_of(headers), body), "its signature")
    return len(received), len(first)


def views_are_deleted(bursar, org, wallet, endpoint):
    """What is sent next is what happens next, to each that hears of it."""
    hearing = ("/again", "/gone", "/order", "/rotated")
    wait_until(lambda: bursar.figure("bursar_webhook_lag_records") == 0
               and bursar.figure("bursar_webhook_attempts_in_flight") == 0, "nothing is under way")
    check_equal(bursar.stop(), 0, "exit code")
    before = len(endpoint.received)
    shutil.rmtree(bursar.data / "views")
    bursar.start()
    with bursar.connect() as org.connection:
        paid, = pay(org, wallet)
        wait_until(lambda: len(endpoint.received) >= before + len(hearing), "it is told")
        wait_until(lambda: bursar.figure("bursar_webhook_lag_records") == 0, "to all")
    came = sorted((path, json.loads(body)["data"].get("id"))
                  for path, _, body in endpoint.received[before:])
    check_equal(came, [(path, paid) for path in hearing], "nothing is sent again")


def main(binary, directory):
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("node and npm are not installed")
        return SKIPPED
    install(Path(directory))
    receiver = Receiver(directory)
    endpoint = Endpoint()
    settings = ("--set", f'webhooks.allow=["{endpoint.place}"]',
                "--set", 'http.hosts=["engine.example.com"]')
    with scratch_directory() as place, Bursar(binary, place, *settings) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            org = Organization(connection)
            wallet = org.wallet(Decimal("1000000.00"))
            webhook = is_told_in_order(org, wallet, endpoint, receiver)
            is_tried_again(org, wallet, endpoint)
            redirects_are_not_followed(org, wallet, endpoint)
            secrets_are_rotated(org, wallet, endpoint, receiver)
            tests_are_sent(org, endpoint, receiver)
            gone_is_gone(org, wallet, endpoint)
            nothing_of_ours_is_reached(org, endpoint)
        told, events = is_killed(bursar, org.key, wallet, endpoint, webhook, receiver)
        views_are_deleted(bursar, org, wallet, endpoint)
        check_equal(bursar.stop(), 0, "exit code")
    receiver.process.stdin.close()
    check_equal(receiver.process.wait(), 0, "exit code")
    print(f"{told} deliveries of {events} events over {LIVES} kills")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
