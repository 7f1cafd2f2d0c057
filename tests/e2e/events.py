"""A thousand streams and one payment: every one is told, once. A revoked key's streams end and hear
of nothing that happens afterwards. Streams that are cut off by kill -9 in the middle of payments go
on where they were, and have been told exactly what the pages say, in that order: nothing that did
not happen, and every record that was ever answered for.

usage: events.py BURSAR
"""

import resource
import sys
import threading

from bursar_process import Bursar, check, check_equal, scratch_directory
from engine_life import Life
from event_stream import Stream
from sandbox import Organization, external_payment

STREAMS = 1000
SHORT_LIVED = 20
FOLLOWERS = 8
PAYERS = 3
PAYMENTS = 400
PAID = "payment.completed"


def everybody_is_told(bursar, organization, wallet):
    stood = organization.call("GET", "/v1/organization").headers["bursar-org-seq"]
    streams = [Stream(bursar, organization.key, after=stood) for _ in range(STREAMS)]
    paid = organization.call("POST", "/v1/payments", external_payment(wallet, "1.00"), "told")
    check_equal(paid.status, 201, f"a payment: {paid}")
    for stream in streams:
        number, kind, event = stream.next()
        check_equal((kind, event["data"]["id"]), ("payment.completed", paid.json["id"]), "an event")
        check_equal(int(number), event["org_seq"], "its id")
        check_equal(event["org_seq"], int(stood) + 1, "the next one")
    return streams


def none_is_told_twice(organization, streams):
    """What comes next is the next thing that happens."""
    organization.policy()
    for stream in streams:
        check_equal(stream.next()[1], "policy.created", "what comes next")
        stream.close()


def a_revoked_key_hears_no_more(bursar, organization, wallet):
    """Nor may it come again, while another key's stream goes on."""
    made = organization.call("POST", "/v1/keys", {"name": "short-lived"}).json
    streams = [Stream(bursar, made["key"], types="payment.*") for _ in range(SHORT_LIVED)]
    other = Stream(bursar, organization.key, types="payment.*")
    before = other.next()
    answer = organization.call("DELETE", f"/v1/keys/{made['id']}")
    check_equal(answer.status, 200, f"revoked: {answer}")
    paid = organization.call("POST", "/v1/payments", external_payment(wallet, "1.00"))
    check_equal(other.next()[2]["data"]["id"], paid.json["id"], "what another key's stream hears")
    for stream in streams:
        check_equal(stream.rest(), [before], "what was told before its end")
    with bursar.connect() as connection:
        answer = connection.request("GET", "/v1/events", None, made["key"],
                                    headers=["Accept: text/event-stream"])
        check_equal(answer.status, 401, f"coming again: {answer}")


class Follower:
    """A stream that is read until the engine is killed, and then again from there."""

    def __init__(self, bursar, key, after, types):
        self.bursar, self.key, self.types = bursar, key, types
        self.told = []
        stream = Stream(bursar, key, after=after, types=types)
        self.thread = threading.Thread(target=lambda: self.told.extend(stream.rest()), daemon=True)
        self.thread.start()

    def go_on(self, until):
        check(self.told, "something was told before the kill")
        stream = Stream(self.bursar, self.key, types=self.types, last_id=self.told[-1][0])
        while self.told[-1][2]["data"].get("id") != until:
            self.told.append(stream.next())
        stream.close()


def cut_off(bursar, organization, wallet):
    """Payments and those who follow them, killed in the middle: where the organisation stood, the
    followers, and what was answered."""
    stood = int(organization.call("GET", "/v1/organization").headers["bursar-org-seq"])
    followers = [Follower(bursar, organization.key, stood, (PAID, None)[number % 2])
                 for number in range(FOLLOWERS)]
    answered = []

    def pay(connection):
        answer = connection.request("POST", "/v1/payments", external_payment(wallet, "0.01"),
                                    organization.key)
        check_equal(answer.status, 201, f"a payment: {answer}")
        answered.append(answer.json["id"])

    Life(bursar, [pay] * PAYERS).run_deeds(PAYMENTS)
    for follower in followers:
        follower.thread.join()
    return stood, followers, answered


def go_on(organization, wallet, stood, followers, answered):
    organization.policy()
    last = organization.call("POST", "/v1/payments", external_payment(wallet, "0.01"))
    check_equal(last.status, 201, f"a payment: {last}")
    for follower in followers:
        follower.go_on(last.json["id"])
    rows = [row for row in organization.rows("/v1/events") if row["org_seq"] > stood]
    check_equal(sorted({row["org_seq"] for row in rows}),
                list(range(stood + 1, int(rows[-1]["org_seq"]) + 1)), "without a gap")
    for follower in followers:
        wanted = [row for row in rows if follower.types is None or row["type"] == PAID]
        check_equal([event for _, _, event in follower.told], wanted, "what a follower was told")
    paid = [row["data"]["id"] for row in rows if row["type"] == PAID]
    check(set(answered) <= set(paid), "whatever was answered is told")


def pages_say_the_same(organization):
    """All of it by pages, of any size."""
    stories = []
    for limit in (1, 7, 100):
        rows, cursor = [], ""
        while True:
            answer = organization.call("GET", f"/v1/events?limit={limit}{cursor}")
            check_equal(answer.status, 200, f"events: {answer}")
            rows.extend(row["id"] for row in answer.json["data"])
            if not answer.json["has_more"]:
                break
            cursor = "&cursor=" + answer.json["next_cursor"]
        stories.append(rows)
    check(stories[0] == stories[1] == stories[2], "pages of any size tell the same story")
    return stories[0]


def allow_many_sockets():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main(binary):
    allow_many_sockets()
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            organization = Organization(connection)
            wallet = organization.wallet("1000.00")
            streams = everybody_is_told(bursar, organization, wallet)
            none_is_told_twice(organization, streams)
            a_revoked_key_hears_no_more(bursar, organization, wallet)
            cut = cut_off(bursar, organization, wallet)
        bursar.start()
        with bursar.connect() as connection:
            organization.connection = connection
            go_on(organization, wallet, *cut)
            before = pages_say_the_same(organization)
            stream = Stream(bursar, organization.key, after=0)
        check_equal(bursar.stop(), 0, "exit code")
        stream.close()
        for file in (bursar.data / "views").iterdir():
            file.unlink()
        bursar.start()
        with bursar.connect() as connection:
            organization.connection = connection
            check_equal(pages_say_the_same(organization), before, "without the views")
        check_equal(bursar.stop(), 0, "exit code")
        told = sum(len(follower.told) for follower in cut[1])
        print(f"{STREAMS} streams told of one payment; {told} events of {FOLLOWERS} streams that "
              f"were cut off; {len(before)} events, the same by every way")


if __name__ == "__main__":
    main(*sys.argv[1:])
