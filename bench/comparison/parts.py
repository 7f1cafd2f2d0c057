"""What is compared, a function for each part of a round: a ratio is of two that took turns in it, as
absolute rates drift with the host, and who is first alternates. Each round has an engine of its own,
so that rounds are alike and the disk does not fill.
"""

import os
import re

from comparison import scale
from comparison.engine import BEHIND
from engine_process import ROOT
from peer import need, refuse, run, slower_syncs

NGINX_AT = (64, 256, 512)
PEERS_AT = 256
POSTGRESQL_AT = (256, 64)  # where it is asked as the others are, and where it is at its best
BATCHES = (1, 64, 150, 300, 1_000)
PROGRAMS = ROOT / "build/release/bench"
BURST_SECONDS = 5


def in_turn(number, deeds):
    """What each came to, by its name, begun at another end in each round."""
    return {name: deed() for name, deed in (deeds.items() if number % 2 else
                                            reversed(deeds.items()))}


def disk(session, number):
    """What the disk can do: LMDB alone, at several sizes of a batch."""
    for told in session.peer("lmdb", "--batches", *BATCHES, seconds=session.few_seconds()):
        session.keep("disk", {"round": number} | told)


def edge(session, number):
    """Payments against a constant answer, which is the most that TCP and wrk can do here."""
    engine = session.stored()
    for connections in NGINX_AT:
        told = in_turn(number, {
            "bursar": lambda: engine.pay(connections, session.options.seconds),
            "nginx": lambda: session.peer("nginx", "--connections", connections)[0]})
        ratio = told["bursar"]["payments_per_second"] / told["nginx"]["answers_per_second"]
        session.keep("edge", {"round": number, "connections": connections, "ratio": ratio} | told)
        session.figure(f"nginx_{connections}", ratio)
        if connections == PEERS_AT:
            session.figure("cpu", told["bursar"]["cpu_settled_us"])


def peers(session, number):
    """Others that do a payment's work, each beside the engine in its own round."""
    engine = session.stored()
    at = ("--connections", PEERS_AT)
    told = in_turn(number, {
        f"postgresql_{connections}":
            lambda connections=connections:
            session.peer("postgresql", "--connections", connections)[0]
        for connections in POSTGRESQL_AT
    } | {"bursar": lambda: engine.pay(PEERS_AT, session.options.seconds),
         "redis": lambda: session.peer("redis", *at)[0],
         "node": lambda: session.peer("node", *at)[0]})
    rates = {name: row["payments_per_second"] for name, row in told.items()}
    best = max(rates[f"postgresql_{connections}"] for connections in POSTGRESQL_AT)
    session.keep("peers", {"round": number} | told)
    session.figure("postgresql", rates["bursar"] / best)
    session.figure("redis", rates["bursar"] / rates["redis"])
    session.figure("node", rates["bursar"] / rates["node"])


def one(session, number):
    """One connection, which waits for every commit."""
    engine = session.stored()
    seconds = session.few_seconds()
    told = in_turn(number, {"bursar": lambda: engine.pay(1, seconds),
                            "commit": lambda: session.lone_commit(seconds)})
    session.keep("one", {"round": number} | told)
    session.figure("one", told["bursar"]["p50_ms"] / told["commit"]["p50_ms"])


def half(session, number):
    """An open loop at half of what a closed one reached just before."""
    engine = session.stored()
    most = engine.pay(PEERS_AT, max(3, session.options.seconds // 4))["payments_per_second"]
    told = in_turn(number, {
        "bursar": lambda: engine.bench("single", "--rate", most // 2, "--connections", PEERS_AT,
                                       "--seconds", session.options.seconds, "--warm-up", 1),
        "commit": session.lone_commit})
    session.keep("half", {"round": number, "most": most} | told)
    session.figure("half", told["bursar"]["latency_ms"]["p99"] / told["commit"]["p99_ms"])


def batch(session, number):
    """A thousand payments in a request, two requests under way."""
    engine = session.stored()
    told = engine.bench("batch", "--batch", 1_000, "--connections", 2, "--seconds",
                        session.options.seconds, "--warm-up", 1, allowed=(BEHIND,))
    session.keep("batch", {"round": number, "bursar": told})
    if told["errors"]:
        session.refused("batch", f"the views could not follow: {told['errors']}")
    session.figure("batch", told["measured"]["payments_per_second"])


def hot(session, number):
    """All payments from one wallet, and from all wallets alike."""
    engine = session.stored()
    alone = engine.prepare(1)
    seconds = max(3, session.options.seconds // 2)
    told = in_turn(number, {"one": lambda: engine.pay(PEERS_AT, seconds, alone),
                            "uniform": lambda: engine.pay(PEERS_AT, seconds)})
    session.keep("hot", {"round": number} | told)
    session.figure("hot_payer", told["one"]["payments_per_second"]
                   / told["uniform"]["payments_per_second"])


def process(session, number):
    """Without the edge."""
    program = PROGRAMS / "engine"
    need(program, "built by scripts/build.sh")
    variables = os.environ | slower_syncs(session.options.fsync_delay, session.scratch)

    def spend(seconds, wallets):
        out = run([program, seconds, "handing_thread", session.scratch, wallets], env=variables)
        if f" {wallets} wallets" not in out:
            refuse(f"{program} is an older one: {out}")
        return {"seconds": seconds, "wallets": wallets, "said": out.strip(),
                "spends_per_second": float(re.match(r"(\d+) durable", out).group(1))}

    told = in_turn(number, {"burst": lambda: spend(BURST_SECONDS, 10_000),
                            "sustained": lambda: spend(session.options.seconds, 10_000),
                            "million": lambda: spend(BURST_SECONDS, 1_000_000)})
    session.keep("process", {"round": number} | told)
    for name, row in told.items():
        session.figure(f"process_{name}", row["spends_per_second"])


def memory(session):
    """Of wallets that are alive, and of those that stand idle, each with a key."""
    program = PROGRAMS / "wallet_memory"
    need(program, "built by scripts/build.sh")
    out = run([program, 100_000, session.scratch])
    alive = re.search(r"alive.*?(\d+) bytes a wallet", out)
    if alive is None:
        refuse(out)
    session.keep("memory", {"said": out.splitlines()})
    session.figure("wallet_active", float(alive.group(1)))
    scale.idle_wallets(session, PROGRAMS / "views")


# In this order: those that fill the disk and keep nothing come before the engine that is kept.
IN_ROUNDS = {"disk": disk, "process": process, "edge": edge, "peers": peers, "one": one,
             "half": half, "hot": hot, "batch": batch}
ONCE = {"memory": memory, "scale": scale.scale}
PARTS = IN_ROUNDS | ONCE


def attempt(session, name, *arguments):
    """As far as it comes; what gives no result is told, and the others go on."""
    session.say(f"{name}: {PARTS[name].__doc__.splitlines()[0]}")
    try:
        PARTS[name](session, *arguments)
    except (SystemExit, Exception) as failure:  # pylint: disable=broad-exception-caught
        session.refused(name, f"{type(failure).__name__}: {failure}")
    session.write()


def carry_out(session):
    for number in range(session.options.rounds):
        for name in IN_ROUNDS:
            if name in session.options.only:
                attempt(session, name, number)
        session.end_round()
    for name in ONCE:
        if name in session.options.only:
            attempt(session, name)
