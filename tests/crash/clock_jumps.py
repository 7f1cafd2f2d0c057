"""The wall clock jumps at random under an engine that is loaded, killed and stopped meanwhile: time
never goes back in the order of what it answers, and no day's limit is exceeded.

usage: clock_jumps.py BURSAR [--cycles N] [--seed S] [--plant back|over] [--keep DIRECTORY]

With --plant what was told is changed: a payment before its time, or more in a day than the limit
lets pass. The run must fail then, and exits 0 when it did. With --keep a failure leaves there the
data, and what clients and the engine have written of it.
"""

import argparse
import collections
import json
import random
import threading
from datetime import datetime

from again import kept_on_failure, told_how
from history import RecordedBursar

from bursar_process import StartFailed, check, check_equal, run_to_end, scratch_directory
from http_connection import ConnectionLost
from linearizability import read_lines
from planted import must_find
from sandbox import Organization, external_payment
from wall_clock import WallClock

DAILY = 30  # payments of a dollar
THREADS = 4
FOUND = {"back": "^times in the order of the answers: ",
         "over": "^a day's limit is exceeded: "}
JUMPS = (60, 3_600, 86_400, 40 * 86_400)  # seconds back, at most, and twice as many forwards


class World:
    """One engine, one wallet with a daily limit, and a clock that nobody can rely on."""

    def __init__(self, binary, directory, chance):
        self.chance, self.binary = chance, binary
        self.clock = WallClock(directory)
        self.bursar = RecordedBursar(binary, directory)
        self.bursar.start(self.clock.variables)
        self.failures = []
        self.offset = self.jumps = self.refused_starts = 0
        with self.bursar.connect() as connection:
            organization = Organization(connection)
            self.key = organization.key
            policy = organization.policy(max_per_day=f"{DAILY}.00")
            self.wallet = organization.wallet("100000.00", policy_id=policy)

    def cycle(self, number):
        payers = [threading.Thread(target=self._pay, args=(f"{number}-{n}",), daemon=True)
                  for n in range(THREADS)]
        for payer in payers:
            payer.start()
        for _ in range(3):
            self._jump()
        if self.chance.random() < 0.7:
            self._accept()
        for payer in payers:
            payer.join(timeout=120)
            check(not payer.is_alive(), "a payment is not answered")
        check_equal(self.failures, [], "neither paid nor refused by the limit")
        if self.chance.random() < 0.7:
            self.bursar.kill()
        else:
            check_equal(self.bursar.stop(), 0, "exit code")
        self._jump()
        self._start()

    def _jump(self):
        self.jumps += 1
        most = self.chance.choice(JUMPS)
        self.offset += self.chance.randint(-most, 2 * most)
        self.clock.set(f"{self.offset:+d}")

    def _pay(self, name):
        try:
            with self.bursar.connect() as connection:
                for n in range(12):
                    answer = connection.request("POST", "/v1/payments",
                                                external_payment(self.wallet, "1"), self.key,
                                                f"{name}-{n}")
                    if answer.status not in (201, 403, 503, 504):
                        self.failures.append(answer)
        except (ConnectionLost, ConnectionRefusedError, ConnectionResetError):
            return
        except Exception as failure:  # a thread's own end would say nothing
            self.failures.append(failure)

    def _accept(self):
        run_to_end(self.binary, "clock", "accept", "--data", str(self.bursar.data), "--url",
                   f"http://{self.bursar.address}")

    def _start(self):
        try:
            self.bursar.start(self.clock.variables)
        except StartFailed as refused:
            check_equal(refused.code, 2, f"{refused}")
            check("--accept-clock" in refused.stderr, f"{refused}")
            self.refused_starts += 1
            self.bursar.arguments = ("--accept-clock",)
            self.bursar.start(self.clock.variables)
            self.bursar.arguments = ()

    def finish(self):
        check_equal(self.bursar.stop(), 0, "exit code")
        code, told, errors = run_to_end(self.binary, "verify", "--data", str(self.bursar.data))
        check_equal(code, 0, f"verify: {told} {errors}")
        self.bursar.history.close()
        return payment_times(read_lines(self.bursar.history_path))


def payment_times(lines):
    """When each payment was made, in the order of the organisation's sequence."""
    made = {}
    denied = 0
    for line in lines:
        denied += line.get("status") == 403
        if line.get("status") == 201 and '"total_debited"' in line["answer"]:
            made[line["org_seq"]] = datetime.fromisoformat(json.loads(line["answer"])["created_at"])
    check(denied > 0, "the limit was never met")
    return [made[sequence] for sequence in sorted(made)]


def check_times(times):
    """How many payments there were on each of the engine's days."""
    check_equal(times, sorted(times), "times in the order of the answers")
    days = collections.Counter(one.date() for one in times)
    # One that was judged at the end of a day and recorded on the next counts in the first.
    check(max(days.values()) <= DAILY + THREADS, f"a day's limit is exceeded: {days}")
    return days


def check_planted(times, plant):
    changed = times[1:] + times[:1] if plant == "back" else sorted(times * (THREADS + 1))
    must_find(lambda: check_times(changed), FOUND[plant])


def main():
    parser = argparse.ArgumentParser(description="random clock jumps")
    parser.add_argument("bursar")
    parser.add_argument("--cycles", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--plant", choices=("back", "over"))
    parser.add_argument("--keep")
    options = parser.parse_args()
    with told_how(options.seed), scratch_directory() as directory, \
            kept_on_failure(directory, options.keep):
        world = World(options.bursar, directory, random.Random(options.seed))
        with world.bursar:
            for number in range(options.cycles):
                world.cycle(number)
            times = world.finish()
        if options.plant:
            check_planted(times, options.plant)
            return
        days = check_times(times)
        print(f"{world.jumps} jumps, {world.refused_starts} starts refused until the clock was "
              f"accepted; {days.total()} payments on {len(days)} days")


if __name__ == "__main__":
    main()
