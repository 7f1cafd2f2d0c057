"""Keys are rotated while 64 clients use them and the engine is killed: there is always a valid key,
and none is accepted once its rotation was answered.

Two families of keys: an organisation's, whose newest key rotates itself, and an agent's, which the
organisation rotates. Clients use the newest key they know of and older ones; every answer is judged.
A rotation that a kill leaves in doubt has happened or not, and the organisation finds out which.
Meanwhile the journal is told every second when keys were last used; in the end it knows.
usage: key_rotation.py BURSAR [--cycles N] [--clients N]
"""

import argparse
import datetime
import random
import time
from functools import partial

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from engine_life import Life
from key_history import CLOCK_MARGIN, Generation, Use, check_judge, complaints
from sandbox import Organization

ROTATIONS_A_LIFE = (3, 30)  # at least and at most, before a kill
GRACE_SECONDS = 2


def monotonic(wall):
    """What our monotonic clock says when the wall clock says that."""
    moment = datetime.datetime.fromisoformat(wall.replace("Z", "+00:00")).timestamp()
    return moment - time.time() + time.monotonic()


class Family:
    """A key, the one that it gave way to, and so on; `name` is what all of them are called."""

    def __init__(self, name, key_id, secret, rotation_path):
        self.name = name
        self.rotation_path = rotation_path  # of the key with this id
        self.ids = [key_id]
        self.secrets = [secret]
        self.generations = [Generation(time.monotonic())]
        self.uses = []
        self.rotations = 0

    def any_key(self, chance):
        """Mostly the newest, and what a client that has not heard of it would use."""
        newest = len(self.secrets) - 1
        if chance.random() < 0.7:
            return newest
        if chance.random() < 0.7:
            return max(0, newest - chance.randrange(3))
        return chance.randrange(newest + 1)

    def gives_way(self, key_id, secret, grace_ends_at):
        """The newest has given way to this one, as somebody was just told."""
        old = self.generations[-1]
        if grace_ends_at is not None:
            old.grace_end = monotonic(grace_ends_at)
        old.retired = time.monotonic()
        self.ids.append(key_id)
        self.generations.append(Generation(old.retired))
        self.secrets.append(secret)  # last: from here on clients use it

    def judge(self):
        uses = [[] for _ in self.generations]
        for use in self.uses:
            uses[use.generation].append(use)
        for place, generation in enumerate(self.generations):
            found = complaints(generation, uses[place])
            check(not found, f"{self.name} {place}: {[sentence for sentence, _ in found][:3]}: "
                             f"{vars(generation)} {[vars(use) for _, use in found][:3]}")


class Race:
    """Everybody uses keys, of which each family's is rotated meanwhile, in one life of the engine."""

    def __init__(self, bursar, organization, families, clients):
        self.organization = organization
        self.families = families
        self.life = Life(bursar, [self._use] * clients + [
            partial(self._rotate, family) for family in families])

    def run(self, rotations):
        begun = [family.rotations for family in self.families]
        self.life.run(lambda: all(family.rotations - before >= rotations
                                  for family, before in zip(self.families, begun)),
                      f"{rotations} rotations")

    def _use(self, connection):
        family = random.choice(self.families)
        place = family.any_key(random)
        sent = time.monotonic()
        answer = connection.request("GET", "/v1/wallets?limit=1", credential=family.secrets[place])
        answered = time.monotonic()
        check(answer.status in (200, 401), f"{answer}")
        family.uses.append(Use(place, sent, answered, answer.status == 200))

    def _rotate(self, family, connection):
        # One in four leaves the old key a while, so that several are valid at once.
        graceful = random.randrange(4) == 0
        body = {"grace_seconds": GRACE_SECONDS} if graceful else {}
        family.generations[-1].retiring = time.monotonic()
        rotator = family.secrets[-1] if family.name == "org" else self.organization.key
        answer = connection.request("POST", family.rotation_path(family.ids[-1]), body, rotator)
        check_equal(answer.status, 200, f"a rotation of {family.name}: {answer}")
        told = answer.json
        check_equal(told["revoked_key_id"], family.ids[-1], "which key gave way")
        family.gives_way(told.get("id") or told["api_key_id"], told.get("key") or told["api_key"],
                         told["grace_ends_at"])
        family.rotations += 1


def settle(organization, family):
    """Whether the rotation that the kill left in doubt has happened. If so its key's secret is lost
    and the organisation puts another one in its place."""
    own = [row for row in organization.rows("/v1/keys") if row["name"] == family.name]
    newest = own[0]  # as lists go
    check_equal(newest["status"], "active", f"the newest key of {family.name}")
    in_force = [row for row in own if row["status"] == "active" and row["grace_ends_at"] is None]
    check_equal(len(in_force), 1, f"keys of {family.name} that are valid and not rotated")
    if newest["id"] == family.ids[-1]:
        return False
    check(newest["id"] not in family.ids, f"{family.name}: an old key is the newest")
    before = next(row for row in own if row["id"] == family.ids[-1])
    answer = organization.call("POST", f"/v1/keys/{newest['id']}/rotate", {})
    check_equal(answer.status, 200, f"a rotation by the organisation: {answer}")
    family.gives_way(answer.json["id"], answer.json["key"], before["grace_ends_at"])
    return True


def check_now(bursar, families):
    """Every key there ever was: the newest is let in, the others are not, graces apart."""
    with bursar.connect() as connection:
        for family in families:
            for place, secret in enumerate(family.secrets):
                key = family.generations[place]
                sent = time.monotonic()
                answer = connection.request("GET", "/v1/wallets?limit=1", credential=secret)
                family.uses.append(Use(place, sent, time.monotonic(), answer.status == 200))
                if place == len(family.secrets) - 1:
                    check_equal(answer.status, 200, f"the newest key of {family.name}")
                elif key.grace_end is None or sent > key.grace_end + CLOCK_MARGIN:
                    check_equal(answer.status, 401, f"key {place} of {family.name}")


def last_used(organization, family):
    row = organization.call("GET", f"/v1/keys/{family.ids[-1]}").json
    return row["last_used_at"]


def check_last_used(bursar, organization, families):
    """What was shown of the newest keys is known to the next engine as well."""
    shown = [wait_until(lambda: last_used(organization, family), f"{family.name} was used")
             for family in families]
    check_equal(bursar.stop(), 0, "exit code")
    bursar.start()
    organization.connection = bursar.connect()
    for family, before in zip(families, shown):
        after = last_used(organization, family)
        check(after >= before, f"{family.name} was last used {after}, and {before} before the stop")


def families_of(organization):
    made = organization.call("POST", "/v1/keys", {"name": "org"})
    check_equal(made.status, 201, f"a key: {made}")
    agent = organization.call("POST", "/v1/agents", {"name": "agent"})
    check_equal(agent.status, 201, f"an agent: {agent}")
    by_agent = f"/v1/agents/{agent.json['id']}/rotate-key"
    return [Family("org", made.json["id"], made.json["key"], "/v1/keys/{}/rotate".format),
            Family("agent", agent.json["api_key_id"], agent.json["api_key"], lambda _: by_agent)]


def main(binary, cycles, clients):
    check_judge()
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "keys.last_used_seconds=1") as bursar:
        bursar.start()
        organization = Organization(bursar.connect(), "supervisor")
        families = families_of(organization)
        happened = 0
        for cycle in range(cycles):
            Race(bursar, organization, families, clients).run(random.randint(*ROTATIONS_A_LIFE))
            bursar.start()
            organization.connection = bursar.connect()
            happened += sum(settle(organization, family) for family in families)
            check_now(bursar, families)
            for family in families:
                family.judge()
            print(f"life {cycle}: {[family.rotations for family in families]} rotations, "
                  f"{happened} of them in doubt and happened, "
                  f"{[len(family.uses) for family in families]} uses, "
                  f"{sum(not use.accepted for family in families for use in family.uses)} refused",
                  flush=True)
        check_last_used(bursar, organization, families)
        bursar.stop_and_verify()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--cycles", type=int, default=4)
    parser.add_argument("--clients", type=int, default=64)
    given = parser.parse_args()
    main(given.binary, given.cycles, given.clients)
