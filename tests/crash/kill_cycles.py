"""kill -9 at random moments and at named points, over the same data again and again: no payment
that was acknowledged is lost, none is doubled, every balance is exact, every answer is given again
byte for byte, and `bursar verify` passes over what each death left.

usage: kill_cycles.py BURSAR SHIM [--cycles N] [--seed S] [--plant lose|double] [--keep DIRECTORY]

A cycle is a start, the judgement of the life before, payments from eight connections, a death and a
`bursar verify`. With --plant the run must fail, and exits 0 when it did. What a failure leaves, the
history included, is kept in the directory that --keep names.
"""

import argparse
import collections
import random
import shutil
import subprocess
from pathlib import Path

from again import kept_on_failure, told_how
from crash_plan import CrashPlan
from history import RecordedBursar

from bursar_process import (StartFailed, check, check_equal, run_to_end, scratch_directory,
                            wait_until)
from linearizability import check_history
from mixed_load import MixedLoad
from planted import must_find
from sandbox import external_payment

CYCLES_OF_ONE_DIRECTORY = 10
ACKNOWLEDGED_MAX = 150  # of one life: past it the engine is killed wherever it is

# How often a point is passed before the end, at most; what a life has few of comes early.
UNDER_LOAD = {
    "before-put": 150, "before-commit": 25, "mid-pages": 50, "before-sync": 25, "after-sync": 25,
    "before-meta": 25, "after-meta": 25, "after-commit": 25, "before-reply": 150,
    "mid-reply": 150, "after-reply": 150, "before-views": 3, "mid-views": 12, "after-views": 3,
    "before-growth": 1, "after-growth": 1, "mid-zeros": 2,
}
OF_A_SEGMENT = {"before-rename": 1, "after-rename": 1}
OF_A_STOP = {"before-commit": 3, "after-commit": 3, "before-meta": 3, "before-views": 2,
             "mid-views": 3, "after-views": 2}
AT_A_START = {"disk-call": 40, "before-commit": 3, "after-meta": 3, "before-views": 2}
OF_A_BACKUP = {"backup-write": 8}
EVERY_POINT = {*UNDER_LOAD, *OF_A_SEGMENT, *OF_A_STOP, *AT_A_START, *OF_A_BACKUP}
SELDOM = {"before-views", "mid-views", "after-views", "before-growth", "after-growth", "mid-zeros"}
KILLED_AT_ALL_FROM = 1_000  # cycles


class Directory:
    """One data directory through some of the cycles: an engine, its clients, and its deaths."""

    def __init__(self, binary, shim, path, chance, plant=None):
        self.chance = chance
        self.compared = 0  # answers, with what the model of linearizability.py says
        rolling = chance.random() < 0.3
        growing = not rolling and chance.random() < 0.5
        self.rolling, self.growing = rolling, growing
        self.armed = set()
        settings = ["--set", "journal.fill_ahead_mib=1"]
        if rolling:
            settings += ["--set", "journal.segment_records=1000"]
        self.bursar = RecordedBursar(binary, path, *settings)
        self.plan = CrashPlan(shim, Path(path), map_kib=64 if growing else None)
        self.deaths = collections.Counter()
        self.bursar.start(self.plan.variables)
        self.load = MixedLoad(self.bursar, seed=self.chance.getrandbits(32))
        self.plant = plant

    # --- One cycle

    def cycle(self):
        self._die_under_load()
        self._verify_offline()
        self._start_again()
        self.load.verify_last_run()

    def finish(self):
        """Everything ever acknowledged, also after a polite end, and the order of all of it."""
        self.load.verify_everything()
        check_equal(self.bursar.stop(), 0, "exit code")
        self._verify_offline()
        self.bursar.start(self.plan.variables)
        self.load.verify_everything()
        check_equal(self.bursar.stop(), 0, "exit code")
        self.bursar.history.close()
        self.compared += check_history(self.bursar.history_path)["compared"]

    def _die_under_load(self):
        how = self.chance.choices(("anywhere", "point", "segment", "stop", "backup"),
                                  (3, 6, 2 if self.rolling else 0, 1, 1))[0]
        self.plan.lose_commits(self.plant == "lose")
        self.load.start()
        if how == "anywhere":
            self._wait_for(self.chance.randrange(1, ACKNOWLEDGED_MAX))
        elif how == "point":
            seldom = self._arm(UNDER_LOAD) in SELDOM
            self._wait_for((4 if seldom else 1) * ACKNOWLEDGED_MAX)
        elif how == "segment":
            self._arm(OF_A_SEGMENT)
            self._wait_for(4 * ACKNOWLEDGED_MAX)
        elif how == "stop":
            self._wait_for(20)
            self._arm(OF_A_STOP)
            self.bursar.terminate()
            self.bursar.exit_code()
        else:
            self._wait_for(20)
            self._back_up()
        self._die()

    def _wait_for(self, acknowledged):
        wait_until(lambda: self._dead() or len(self.load.acknowledged()) >= acknowledged,
                   f"{acknowledged} payments are answered", 60)

    def _arm(self, points):
        point = self.chance.choice([one for one in points if self.growing or "growth" not in one])
        self.armed.add(point)
        self.plan.arm(point, self.chance.randint(1, points[point]))
        return point

    def _back_up(self):
        """The engine may end within it; what is there under its name is whole."""
        target = self.bursar.directory / "backup"
        self._arm(OF_A_BACKUP)
        with subprocess.Popen([self.bursar.binary, "backup", "--data", self.bursar.data, "--to",
                               target, "--url", f"http://{self.bursar.address}"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as backup:
            backup.wait(timeout=60)
        if target.exists():
            check_equal(run_to_end(self.bursar.binary, "verify", "--data", str(target))[0], 0,
                        "verify of a backup")
            shutil.rmtree(target)

    def _dead(self):
        return self.bursar.process.poll() is not None

    def _die(self):
        if not self._dead():
            self.bursar.kill()
        self._count("anywhere")
        self.plan.disarm()
        self.plan.lose_commits(False)
        self.load.join()
        check_equal([one for one in self.load.refusals if one.status not in (503, 504)], [],
                    "refusals")
        self.load.refusals.clear()

    def _count(self, otherwise):
        self.deaths[self.plan.killed_at() or otherwise] += 1

    def _verify_offline(self):
        code, told, errors = run_to_end(self.bursar.binary, "verify", "--data",
                                        str(self.bursar.data))
        check_equal(code, 0, f"verify: {told} {errors}")

    def _start_again(self):
        """At times it dies before it listens, once or more."""
        while self.chance.random() < 0.25:
            self._arm(AT_A_START)
            try:
                self.bursar.start(self.plan.variables)
            except StartFailed as failure:
                check_equal(failure.code, -9, f"a start that was not killed: {failure}")
                self._count("anywhere")
                self.plan.disarm()
                self._verify_offline()
                continue
            self.plan.disarm()
            if self._dead():
                self._count("anywhere")
                break
            return
        self.bursar.start(self.plan.variables)

    def pay_twice(self):
        """The fault of --plant double: a payment that nobody logged."""
        one = self.load.operations[0]
        with super(RecordedBursar, self.bursar).connect() as connection:
            answer = connection.request("POST", "/v1/payments",
                                        external_payment(one.payer, one.amount), self.load.key,
                                        "again")
        check_equal(answer.status, 201, f"{answer}")


class Tally:
    """What all directories of a run came to."""

    def __init__(self):
        self.cycles = self.payments = self.compared = 0
        self.deaths = collections.Counter()
        self.passed = collections.Counter()
        self.armed = set()

    def add(self, directory):
        self.deaths.update(directory.deaths)
        self.passed.update(directory.plan.passed())
        self.armed |= directory.armed
        self.payments += len(directory.load.operations)
        self.compared += directory.compared

    def __str__(self):
        return (f"{self.cycles} cycles, {sum(self.deaths.values())} deaths, {self.payments} "
                f"payments there once, {self.compared} answers as the model's")

    def check_points(self):
        """A point that nothing passes shows nothing; in a long run each has also killed."""
        idle = {one for one in self.armed if not self.passed[one]}
        check(not idle, f"armed and never passed: {sorted(idle)}")
        if self.cycles >= KILLED_AT_ALL_FROM:
            alive = {one for one in EVERY_POINT if not self.deaths[one]}
            check(not alive, f"never killed at: {sorted(alive)}")

    def points(self):
        return "\n".join(f"{point}: passed {self.passed[point]}, killed at {self.deaths[point]}"
                         for point in sorted(set(self.passed) | set(self.deaths)))


def live(options, chance, path, cycles):
    """One directory through so many cycles."""
    directory = Directory(options.bursar, options.shim, path, chance, options.plant)
    with kept_on_failure(path, options.keep), directory.bursar:
        for _ in range(cycles):
            directory.cycle()
            if options.plant == "double":
                directory.pay_twice()
        directory.finish()
    return directory


def run(options):
    chance, tally = random.Random(options.seed), Tally()
    while tally.cycles < options.cycles:
        cycles = min(options.cycles - tally.cycles, CYCLES_OF_ONE_DIRECTORY)
        with scratch_directory() as path:
            tally.add(live(options, chance, path, cycles))
        tally.cycles += cycles
        print(tally, flush=True)
    print(tally.points())
    tally.check_points()


def main():
    parser = argparse.ArgumentParser(description="kill -9 cycles")
    parser.add_argument("bursar")
    parser.add_argument("shim")
    parser.add_argument("--cycles", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--plant", choices=("lose", "double"))
    parser.add_argument("--keep")
    options = parser.parse_args()
    with told_how(options.seed):
        if options.plant is None:
            run(options)
        else:
            must_find(lambda: run(options), "^balances right after the start: ")


if __name__ == "__main__":
    main()
