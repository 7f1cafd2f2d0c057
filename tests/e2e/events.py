"""A thousand streams and one payment: every one is told, once. A revoked key's stream ends; a stream that
is cut off by kill -9 goes on where it was, and tells every record that was ever answered for.

usage: events.py BURSAR
"""

import json
import resource
import sys

from bursar_process import Bursar, check, check_equal, scratch_directory
from http_connection import ConnectionLost, request_bytes
from sandbox import Organization, external_payment

STREAMS = 1000
PAYMENTS = 300


class Stream:
    """A stream of events as its client hears it."""

    def __init__(self, bursar, key, after=None, last_id=None, types=None):
        query = "&".join(f"{name}={value}" for name, value in (("after", after), ("types", types))
                         if value is not None)
        headers = ["Accept: text/event-stream"]
        if last_id is not None:
            headers.append(f"Last-Event-ID: {last_id}")
        self.connection = bursar.connect()
        self.connection.send(request_bytes("GET", f"/v1/events?{query}", credential=key,
                                           headers=headers))
        head = self.connection._take_until(b"\r\n\r\n").decode("latin-1")
        check(" 200 " in head.split("\r\n")[0], f"a stream: {head}")
        check("text/event-stream" in head, f"a stream: {head}")

    def next(self):
        """The next event: its id, its type and what it says."""
        while True:
            part = self.connection._take_until(b"\n\n").decode()
            fields = dict(line.split(": ", 1) for line in part.split("\n") if ": " in line)
            if "data" in fields:
                return fields["id"], fields["event"], json.loads(fields["data"])

    def ended(self):
        try:
            self.next()
        except ConnectionLost:
            return True
        return False

    def close(self):
        self.connection.close()


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


def a_revoked_key_hears_no_more(bursar, organization):
    made = organization.call("POST", "/v1/keys", {"name": "short-lived"}).json
    stream = Stream(bursar, made["key"], types="payment.*")
    organization.call("DELETE", f"/v1/keys/{made['id']}")
    while True:
        if stream.ended():
            return


def told_until_killed(bursar, organization, wallet):
    """Payments and a stream, cut off in the middle; what was told, and what was answered."""
    stream = Stream(bursar, organization.key, types="payment.completed", after=0)
    told, answered = [], []
    with bursar.connect() as connection:
        for i in range(PAYMENTS):
            answer = connection.request("POST", "/v1/payments", external_payment(wallet, "0.01"),
                                        organization.key, f"k{i}")
            check_equal(answer.status, 201, f"a payment: {answer}")
            answered.append(answer.json["id"])
            if i == PAYMENTS // 2:
                while not told or told[-1][1] != answered[-1]:
                    number, _, event = stream.next()
                    told.append((number, event["data"]["id"]))
    bursar.kill()
    stream.close()
    return told, answered


def goes_on(bursar, organization, told, answered):
    stream = Stream(bursar, organization.key, types="payment.completed", last_id=told[-1][0])
    while told[-1][1] != answered[-1]:
        number, _, event = stream.next()
        told.append((number, event["data"]["id"]))
    stream.close()
    ids = [payment for _, payment in told]
    check_equal(len(set(ids)), len(ids), "each payment is told once")
    check_equal(ids[-len(answered):], answered, "and in the order of their answers")


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
            a_revoked_key_hears_no_more(bursar, organization)
            told, answered = told_until_killed(bursar, organization, wallet)
        bursar.start()
        with bursar.connect() as connection:
            organization.connection = connection
            goes_on(bursar, organization, told, answered)
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
        print(f"{STREAMS} streams told of one payment; {len(before)} events, the same by every way")


if __name__ == "__main__":
    main(*sys.argv[1:])
