"""What a payment costs with more wallets, and on a longer journal."""

import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

from engine_process import ROOT, Engine
from peer import need, run

CONNECTIONS = 256
COSTS = {"cpu": lambda row: row["cpu_settled_us"], "time": lambda row: 1 / row["payments_per_second"]}


def scale(session):
    """Engines side by side, of which one at a time has something to do."""
    remembering(session)
    wallets(session)
    records(session)


def remembering(session):
    """What the keys alone cost, without an engine."""
    program = ROOT / "build/release/bench/keys"
    need(program, "built by scripts/build.sh")
    out = run([program, max(session.options.stored, 1), 25, session.scratch])
    session.keep("keys", {"millions": max(session.options.stored, 1), "said": out.splitlines()})


def wallets(session):
    counts = session.options.scale_wallets
    with ExitStack() as engines:
        held = {}
        for count in counts:
            session.say(f"preparing {count:,} wallets")
            held[count] = engines.enter_context(session.engine(count))
        for number in range(session.options.rounds):
            told = {count: engine.pay(CONNECTIONS, session.options.scale_seconds)
                    for count, engine in held.items()}
            session.keep("wallets", {"round": number, "at": [
                {"wallets": count, "cost": row} for count, row in told.items()]})
            for name, cost in COSTS.items():
                session.figure(f"wallets_{name}", cost(told[max(counts)]) / cost(told[min(counts)]))


def records(session):
    with session.engine(session.options.wallets) as filled:
        session.say(f"writing {session.options.scale_records} million records")
        filled.fill(session.options.scale_records)
        for number in range(session.options.rounds):
            with session.engine(session.options.wallets) as empty:
                order = (empty, filled) if number % 2 else (filled, empty)
                told = {engine: engine.pay(CONNECTIONS, session.options.scale_seconds)
                        for engine in order}
            session.keep("records", {"round": number, "at": [
                {"records": told[engine]["records_before"], "cost": told[engine]}
                for engine in (empty, filled)]})
            for name, cost in COSTS.items():
                session.figure(f"records_{name}", cost(told[filled]) / cost(told[empty]))


def idle_wallets(session, program):
    """What a start with many wallets, each with a policy and a key, holds more than an empty one."""
    need(program, "built by scripts/build.sh")
    count = max(session.options.scale_wallets)
    with tempfile.TemporaryDirectory(dir=session.scratch) as directory:
        data = Path(directory) / "data"
        subprocess.run([program, str(count + 2), str(count), data], check=True,
                       stdout=subprocess.DEVNULL)
        for made in ("followed", "views"):
            shutil.rmtree(data / made)
        Engine(session.options.binary, data).end()  # makes its views
        held = {}
        for name, place in (("idle", data), ("empty", Path(directory) / "empty")):
            engine = Engine(session.options.binary, place)
            held[name] = {"mib": engine.anonymous_mib(), "seconds": engine.seconds}
            engine.end()
    session.keep("memory", {"wallets": count, "starts": held})
    session.figure("wallet_idle", (held["idle"]["mib"] - held["empty"]["mib"]) * 2**20 / count)
