"""The figures that are wanted, and what came of them."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    key: str
    what: str
    goal: float
    stretch: float
    more_is_better: bool = True


GOALS = (
    Goal("nginx_64", "single payments over HTTP, of nginx's constant answer, 64 connections", 0.4, 0.5),
    Goal("nginx_256", "the same, 256 connections", 0.7, 0.85),
    Goal("nginx_512", "the same, 512 connections", 0.8, 0.95),
    Goal("postgresql", "at 256 connections, of PostgreSQL where it is best", 7, 10),
    Goal("redis", "at 256 connections, of Redis with appendfsync always", 3, 4),
    Goal("node", "at 256 connections, of Node + PostgreSQL", 20, 30),
    Goal("half", "p99 at half of the maximum rate, open loop, of a lone LMDB commit's p99", 5, 3, False),
    Goal("one", "median of one connection, of a lone LMDB commit's", 1.3, 1.1, False),
    Goal("batch", "batch 1,000 over HTTP, payments a second", 350_000, 600_000),
    Goal("process_burst", "in process, 10,000 wallets, burst of 5 s, spends a second",
         700_000, 1_000_000),
    Goal("process_sustained", "in process, 10,000 wallets, for as long as the rest, spends a second",
         400_000, 700_000),
    Goal("process_million", "in process, a million wallets, burst, spends a second", 400_000, 700_000),
    Goal("hot_payer", "one hot payer, of uniform", 0.7, 0.9),
    Goal("wallets_cpu", "processor for a payment, most wallets of fewest", 1.5, 1.2, False),
    Goal("wallets_time", "time for a payment, most wallets of fewest", 1.5, 1.2, False),
    Goal("records_cpu", "processor for a payment, longest journal of an empty one", 1.5, 1.2, False),
    Goal("records_time", "time for a payment, longest journal of an empty one", 1.5, 1.2, False),
    Goal("wallet_active", "memory of an active wallet, bytes", 2_048, 1_434, False),
    Goal("wallet_idle", "memory of an idle wallet with its key, bytes", 160, 100, False),
    Goal("cpu", "server's processor for a payment at 256 connections, µs", 9, 7, False),
)


def judged(goal, values):
    """The median of the rounds, and by how much it is over or under what is wanted."""
    row = {"key": goal.key, "what": goal.what, "goal": goal.goal, "stretch": goal.stretch,
           "more_is_better": goal.more_is_better, "rounds": values}
    if not values:
        return row | {"value": None, "verdict": "not measured"}
    value = statistics.median(values)
    row |= {"value": value, "least": min(values), "most": max(values)}

    def part(wanted):
        return value / wanted if goal.more_is_better else wanted / max(value, 1e-12)

    if part(goal.stretch) >= 1:
        return row | {"verdict": "stretch met"}
    off = abs(value - goal.goal) / goal.goal
    if part(goal.goal) >= 1:
        return row | {"verdict": f"met, by {off:.0%}"}
    return row | {"verdict": f"missed by {off:.0%}"}


def judge(figures):
    return [judged(goal, figures.get(goal.key, [])) for goal in GOALS]
