"""Payouts, disputes and their resolutions, refunds and payments while the engine is killed in the
middle of them, and of telling webhooks about them. Every event that there is afterwards has reached
every webhook that hears it, first attempts in order; nothing was ever told that is no event, be it
before a kill; nothing is paid twice. The views are deleted, twice and after a kill too, and nothing
is sent again.

usage: told_once.py BURSAR
"""

import json
import random
import shutil
import sys
import time

import disputes
import payouts
from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from engine_life import Life
from sandbox import Organization
from webhook_endpoint import Endpoint, fields_of, signed_by

PAYOUTS_OF_A_LIFE = 12
SECONDS_BETWEEN_DEEDS = 0.1  # of each who does something; whoever hears of it is slow
FAILURES = 2
ENDS = ("payout.completed", "payout.failed", "payout.cancelled")


class Hook:
    """One that an organisation has made, and what has come to it."""

    def __init__(self, org, endpoint, path, events):
        answer = org.call("POST", "/v1/webhooks", {"url": endpoint.url(path), "events": events})
        check_equal(answer.status, 201, f"a webhook: {answer}")
        self.id, self.secret = answer.json["id"], answer.json["secret"]
        self.begin = answer.json["next_org_seq"]
        self.org, self.endpoint, self.path, self.events = org, endpoint, path, events

    def wanted(self):
        """Every event that it is to hear, as the pages tell it."""
        families = tuple(event.removesuffix("*") for event in self.events)
        return [row for row in self.org.rows("/v1/events")
                if row["org_seq"] >= self.begin and row["type"].startswith(families)]

    def heard(self):
        return {fields_of(headers)["webhook-id"] for headers, _ in self.endpoint.at(self.path)}

    def told(self):
        """The body of each event as it came first, in that order."""
        first = {}
        for headers, body in self.endpoint.at(self.path):
            fields = fields_of(headers)
            check(signed_by(self.secret, fields, body), f"a signature: {fields}")
            before = first.setdefault(fields["webhook-id"], body)
            check_equal(body, before, "the same bytes at every attempt")
        return first

    def has_recorded(self, wanted):
        shown = self.org.call("GET", f"/v1/webhooks/{self.id}").json
        return shown["pending"] == 0 and shown["next_org_seq"] > wanted[-1]["org_seq"]

    def check_told(self):
        wanted = self.wanted()
        wait_until(lambda: {row["id"] for row in wanted} <= self.heard(),
                   f"{self.path} hears everything", 60)
        wait_until(lambda: self.has_recorded(wanted), f"{self.path}: it is written down")
        told = self.told()
        check_equal(list(told), [row["id"] for row in wanted], f"{self.path}: what came, in order")
        for row in wanted:
            # Numbers as they were written.
            body = json.loads(told[row["id"]], parse_float=str, parse_int=str)
            wanted_body = {"type": row["type"], "timestamp": row["created_at"],
                           "org_seq": row["org_seq"], "data": row["data"]}
            check_equal(body, json.loads(json.dumps(wanted_body, default=str), parse_int=str),
                        f"{self.path}: {row['id']}")
        return wanted


class World:
    def __init__(self, bursar, endpoint):
        self.bursar, self.endpoint = bursar, endpoint
        self.payers, self.payees = (Organization(bursar.connect(), name)
                                    for name in ("payers", "payees"))
        self.hooks = [Hook(self.payers, endpoint, "/payers", ["*"]),
                      Hook(self.payers, endpoint, "/ends", list(ENDS)),
                      Hook(self.payees, endpoint, "/payees", ["*"]),
                      Hook(self.payees, endpoint, "/failing", ["dispute.*"])]
        operator = (bursar.data / "operator.key").read_text().strip()
        self.operator = operator
        self.pairs = [disputes.Pair(self.payers, self.payees) for _ in range(disputes.PAIRS)]
        self.wallets = [self.payers.wallet(payouts.FUNDS) for _ in range(payouts.WALLETS)]
        self.asked = []
        endpoint.answers = lambda path, _: (
            500 if path == "/failing" and len(endpoint.at(path)) <= FAILURES else 200)

    def slow(self, deed):
        def slowly(connection):
            deed(connection)
            time.sleep(random.random() * 2 * SECONDS_BETWEEN_DEEDS)
        return slowly

    def live(self, enough, what):
        deeds = (payouts.Deeds(self.payers.key, self.wallets, self.asked).all()
                 + disputes.Deeds(self.operator, self.pairs).all())
        Life(self.bursar, [self.slow(deed) for deed in deeds]).run(enough, what)

    def lives_until_told_of(self, *types):
        """Since it began."""
        before = len(self.endpoint.received)
        self.live(lambda: any(json.loads(body)["type"] in types
                              for _, _, body in self.endpoint.received[before:]), f"{types}")

    def start(self, without_views=False):
        if without_views:
            shutil.rmtree(self.bursar.data / "views")
        self.bursar.start()
        for org in (self.payers, self.payees):
            org.connection = self.bursar.connect()

    def check_ends(self, wanted):
        """A payout has one end, and a dispute too."""
        ends = [row["data"]["id"] for row in wanted
                if row["type"] in (*ENDS, "dispute.resolved", "dispute.withdrawn")]
        check_equal(len(set(ends)), len(ends), "each comes to one end")
        told = {row["type"] for row in wanted}
        check({*ENDS, "dispute.resolved", "payment.refunded"} <= told, f"what happened: {told}")


def nothing_is_sent_again(world):
    """What comes next is what happens next: only that, and once."""
    before = len(world.endpoint.received)
    world.bursar.kill()
    world.start(without_views=True)
    for org in (world.payers, world.payees):
        org.policy()
    for hook in world.hooks:
        hook.check_told()
    came = [json.loads(body)["type"] for _, _, body in world.endpoint.received[before:]]
    check_equal(came, ["policy.created"] * 2, "what was sent without views")


def main(binary):
    endpoint = Endpoint()
    settings = [f'webhooks.allow=["{endpoint.place}"]', "payouts.pending_seconds=1",
                "connectors.sandbox_seconds=1"]
    with scratch_directory() as place, Bursar(
            binary, place, *(part for one in settings for part in ("--set", one))) as bursar:
        bursar.start()
        world = World(bursar, endpoint)
        world.live(lambda: len(world.asked) > PAYOUTS_OF_A_LIFE, "payouts are asked for")
        world.start()
        world.lives_until_told_of("payout.submitted")
        world.start()
        world.lives_until_told_of("payout.completed", "payout.failed")
        world.start(without_views=True)
        payouts.settle(bursar, world.payers.key, world.asked)
        payouts.verify(bursar, world.payers.key, world.wallets, world.asked)
        disputes.verify(bursar, world.operator, world.pairs)
        heard = [hook.check_told() for hook in world.hooks]
        world.check_ends(heard[0])
        nothing_is_sent_again(world)
        bursar.stop_and_verify()
    print(f"{len(endpoint.received)} deliveries of {sum(map(len, heard))} events")


if __name__ == "__main__":
    main(*sys.argv[1:])
