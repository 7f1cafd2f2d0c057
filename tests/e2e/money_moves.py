"""An organisation moves its money, by hand under keys and by top-ups, while its agents pay and the
engine is killed: no sum is lost, what an answer told is told again byte for byte, and what a kill
left in doubt has happened whole or not at all, which the same key then says.
usage: money_moves.py BURSAR [--lives N] [--clients N]
"""

import argparse
import random
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from engine_life import Deed, Life
from sandbox import Organization, external_payment

OPENING = Decimal("10000.00")
TERMS = {"enabled": True, "trigger_below": "5.00", "topup_amount": "4.00", "max_per_day": "60.00"}


class Move(Deed):
    """One that moves money."""

    refusals = ("INSUFFICIENT_FUNDS", "WALLET_FROZEN", "OVERLOADED")

    @property
    def stored(self):
        return self.answer is not None and self.answer.status != 503


class Client:
    """Two agents, and what is done to them."""

    def __init__(self, name, organization):
        self.name, self.organization = name, organization
        self.agents = [self._agent() for _ in range(2)]
        self.deeds = []

    def _agent(self):
        answer = self.organization.call("POST", "/v1/agents", {"name": "mover"})
        check_equal(answer.status, 201, f"an agent: {answer}")
        wallet = answer.json["wallet_id"]
        answer = self.organization.call("PUT", f"/v1/wallets/{wallet}/auto-topup", TERMS)
        check_equal(answer.status, 200, f"a top-up: {answer}")
        return wallet

    def work(self, connection):
        agent = random.choice(self.agents)
        deed = Move(*random.choice(self._deeds)(self, agent), f"{self.name}-{len(self.deeds)}")
        self.deeds.append(deed)
        deed.answer = deed.do(self.organization, connection)

    def _fund(self, agent):
        return f"/v1/wallets/{agent}/fund", {"amount": "7.50"}

    def _pay(self, agent):
        return "/v1/payments", external_payment(agent, "1.00")

    def _pay_the_other(self, agent):
        other = self.agents[0] if agent == self.agents[1] else self.agents[1]
        return "/v1/payments", {"from_wallet_id": agent, "to_wallet_id": other, "amount": "1.00"}

    def _withdraw(self, agent):
        amount = random.choice(["all", "all", "2.25"])
        return f"/v1/wallets/{agent}/withdraw", {"amount": amount}

    def _fund_both(self, _agent):
        amounts = random.sample(["1.25", "2.50", "90000.00"], 2)  # more than there is, at times
        return "/v1/wallets/fund-batch", {"allocations": [
            {"wallet_id": agent, "amount": amount}
            for agent, amount in zip(self.agents, amounts)]}

    def _adjust(self, agent):
        return f"/v1/agents/{agent}/adjust-budget", {"amount": random.choice(["3.00", "-1.00"])}

    _deeds = [_fund, _fund_both, _pay, _pay, _pay, _pay_the_other, _withdraw, _adjust]


def settle(organization, connection, clients):
    """What is in doubt is asked again; what was told is told again. How many were in doubt."""
    in_doubt = 0
    for client in clients:
        for deed in client.deeds:
            if deed.stored:
                again = deed.do(organization, connection)
                check_equal(again.body, deed.answer.body, f"the same key again: {deed.path}")
                check_equal(again.headers.get("idempotency-replayed"), "true", f"{deed.path}")
            else:
                in_doubt += deed.answer is None
                deed.answer = deed.do(organization, connection)
    return in_doubt


def check_sums(organization, clients):
    """Each wallet holds what its history comes to, each deed is in it once, and no sum is lost."""
    organization.check_books()
    accounts = organization.call("GET", "/v1/ledger/trial-balance").json["accounts"]
    treasury = next(row for row in accounts if row["account"] == "treasury")
    check_equal(Decimal(treasury["balance"]), -OPENING, "what the treasury gave")
    for client in clients:
        histories = {agent: organization.transactions(agent) for agent in client.agents}
        for agent, rows in histories.items():
            check_topups(organization, agent, rows)
            sums = {"credit": Decimal(0), "debit": Decimal(0)}
            for row in rows:
                sums[row["direction"]] += Decimal(row["amount"]) + Decimal(row["fee"])
            check_equal(sums["credit"] - sums["debit"], organization.balance(agent),
                        f"what the history of {agent} comes to")
        seen = [row["id"] for rows in histories.values() for row in rows]
        for deed in client.deeds:
            if deed.answer.status // 100 == 2:
                check_equal(seen.count(name_of(deed)), times_seen(deed), f"{deed.path} {deed.body}")


def check_topups(organization, agent, rows):
    """Of the amount that was set, and within the day's fuse."""
    given = [row for row in rows if row["description"] == "auto-topup"]
    check_equal({Decimal(row["amount"]) for row in given} | {Decimal("4.00")}, {Decimal("4.00")},
                f"top-ups of {agent}")
    shown = organization.call("GET", f"/v1/wallets/{agent}/auto-topup").json
    check(Decimal(shown["topped_up_today"]) <= min(Decimal("60.00"), 4 * len(given)),
          f"{len(given)} top-ups: {shown}")


def name_of(deed):
    return deed.answer.json.get("transaction_id") or deed.answer.json["id"]


def times_seen(deed):
    """In the histories of its client's two agents."""
    return 2 if {"to_wallet_id", "allocations"} & set(deed.body) else 1


def main(binary, lives, clients_count):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        organization = Organization(bursar.connect(), "movers")
        clients = [Client(f"c{n}", organization) for n in range(clients_count)]
        in_doubt, life = 0, 0
        while life < lives or in_doubt == 0:
            Life(bursar, [client.work for client in clients]).run_deeds(random.randint(20, 200))
            bursar.start()
            organization.connection = bursar.connect()
            in_doubt += settle(organization, organization.connection, clients)
            check_sums(organization, clients)
            life += 1
        bursar.stop_and_verify()
        deeds = [deed for client in clients for deed in client.deeds]
        done = sum(deed.answer.status // 100 == 2 for deed in deeds)
        print(f"{len(deeds)} deeds in {life} lives, {done} done, {in_doubt} in doubt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--lives", type=int, default=4)
    parser.add_argument("--clients", type=int, default=8)
    given = parser.parse_args()
    main(given.binary, given.lives, given.clients)
