"""Agents are made, funded, pay, are rotated, paused and deleted by many at once while the engine is
killed: there is no key without a wallet, no wallet without its account, and no sum is lost.

What an answer told holds in every later life: a deleted agent's keys are refused and its wallet is
archived and empty, one that was not deleted is heard by its newest key. What a kill left in doubt has
happened whole or not at all.
usage: agent_life.py BURSAR [--agents N] [--clients N]
"""

import argparse
import random
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from engine_life import Life
from sandbox import Organization, external_payment

OPENING = Decimal("10000.00")


class Agent:
    """One agent, and what is known of it. A step under way when its engine died is in doubt."""

    def __init__(self, made):
        self.wallet = made["wallet_id"]
        self.keys = [made["api_key"]]
        self.deleted = None  # what was swept, once that was told
        self.in_doubt = None
        self.paused = False


class Race:
    """The agents of one life of the engine."""

    def __init__(self, bursar, organization, clients):
        self.organization = organization
        self.agents = []
        self.deleted = 0
        self.life = Life(bursar, [self._live] * clients)

    def run(self, deletions):
        self.life.run(lambda: self.deleted >= deletions, f"{deletions} deletions")

    def _call(self, connection, method, path, body=None, credential=None, status=200):
        answer = connection.request(method, path, body, credential or self.organization.key)
        check_equal(answer.status, status, f"{method} {path}: {answer}")
        return answer.json

    def _live(self, connection):
        agent = Agent(self._call(connection, "POST", "/v1/agents", {"name": "brief"}, status=201))
        self.agents.append(agent)
        self._call(connection, "POST", f"/v1/wallets/{agent.wallet}/fund", {"amount": "5.00"})
        deeds = [self._pay, self._rotate, self._pause, self._rename]
        for deed in random.sample(deeds, random.randrange(len(deeds) + 1)):
            agent.in_doubt = deed.__name__
            deed(connection, agent)
            agent.in_doubt = None
        if random.random() < 0.2:
            return
        agent.in_doubt = "_delete"
        told = self._call(connection, "DELETE", f"/v1/agents/{agent.wallet}")
        agent.deleted = Decimal(told["swept_amount"])
        agent.in_doubt = None
        self.deleted += 1
        for key in agent.keys:  # from the answer on, on every connection
            answer = connection.request("GET", f"/v1/wallets/{agent.wallet}", credential=key)
            check_equal(answer.status, 401, f"a deleted agent's key: {answer}")

    def _pay(self, connection, agent):
        status = 403 if agent.paused else 201
        self._call(connection, "POST", "/v1/payments", external_payment(agent.wallet, "1.00"),
                   agent.keys[-1], status)

    def _rotate(self, connection, agent):
        body = {"grace_seconds": 3600} if random.random() < 0.5 else {}
        told = self._call(connection, "POST", f"/v1/agents/{agent.wallet}/rotate-key", body)
        agent.keys.append(told["api_key"])

    def _pause(self, connection, agent):
        told = self._call(connection, "POST", f"/v1/agents/{agent.wallet}/pause")
        check_equal(told["status"], "frozen", "a paused agent")
        agent.paused = True

    def _rename(self, connection, agent):
        self._call(connection, "PATCH", f"/v1/wallets/{agent.wallet}", {"label": "me"},
                   agent.keys[-1])


def check_told(organization, agents):
    """What answers told of each, by its keys and by its wallet."""
    for agent in agents:
        shown = organization.call("GET", f"/v1/agents/{agent.wallet}").json
        accepted = [organization.connection.request("GET", f"/v1/wallets/{agent.wallet}",
                                                    credential=key).status for key in agent.keys]
        if shown["status"] == "archived":
            check(agent.deleted is not None or agent.in_doubt == "_delete", f"{shown}")
            check_equal(set(accepted), {401}, f"keys of a deleted agent {agent.wallet}")
            again = organization.call("DELETE", f"/v1/agents/{agent.wallet}").json
            if agent.deleted is not None:
                check_equal(Decimal(again["swept_amount"]), agent.deleted, "what was swept")
            continue
        check(agent.deleted is None, f"a deletion that was told is not there: {shown}")
        if agent.in_doubt != "_rotate":
            check_equal(accepted[-1], 200, f"the newest key of {agent.wallet}")


def check_whole(organization):
    """No key without a wallet, no wallet without its account, no sum lost."""
    agents = {row["wallet_id"]: row for row in organization.rows("/v1/agents")}
    active = {}
    for key in organization.rows("/v1/keys"):
        if key["status"] == "active" and key["wallet_id"] is not None:
            active.setdefault(key["wallet_id"], []).append(key)
    check_equal(set(active) - set(agents), set(), "keys without a wallet")
    for wallet, row in agents.items():
        ended = row["status"] == "archived"
        check_equal(wallet in active, not ended, f"whether keys of {row} are heard")
        check_equal(row["key"] is None, ended, f"the key of {row}")
        balance = organization.call("GET", f"/v1/wallets/{wallet}/balance")
        check_equal(balance.status, 200, f"the account of {wallet}: {balance}")
        if ended:
            check_equal(balance.json["balance"], "0.00", f"what an ended {wallet} holds")
    trial = organization.call("GET", "/v1/ledger/trial-balance").json
    check_equal((trial["ok"], trial["sum"]), (True, "0.00"), f"{trial}")
    treasury = next(row for row in trial["accounts"] if row["account"] == "treasury")
    check_equal(Decimal(treasury["balance"]), -OPENING, "what the treasury gave")
    reconciled = organization.call("GET", "/v1/ledger/reconciliation").json
    check_equal((reconciled["ok"], reconciled["not_compared"]), (True, 0), f"{reconciled}")
    return len(agents)


def main(binary, wanted, clients):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        organization = Organization(bursar.connect(), "fleet")
        known, in_doubt, life = [], 0, 0
        while len(known) < wanted or in_doubt == 0:
            race = Race(bursar, organization, clients)
            race.run(random.randint(5, 40))
            bursar.start()
            organization.connection = bursar.connect()
            known += race.agents
            check_told(organization, race.agents)
            there = check_whole(organization)
            in_doubt += sum(agent.in_doubt is not None for agent in race.agents)
            check(there >= len(known), "an agent that was told is not there")
            print(f"life {life}: {len(race.agents)} agents, {race.deleted} deleted, "
                  f"{there - len(known)} made and never told", flush=True)
            life += 1
        check_told(organization, known)
        bursar.stop_and_verify()
        print(f"{len(known)} agents in {life} lives, {in_doubt} deeds in doubt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--clients", type=int, default=16)
    given = parser.parse_args()
    main(given.binary, given.agents, given.clients)
