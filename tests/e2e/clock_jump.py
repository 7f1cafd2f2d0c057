"""The wall clock jumps under a running engine, and between two lives of it. It is not followed until
the operator accepts it, which the journal then says; no window of a policy opens by it.

usage: clock_jump.py BURSAR
"""

import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bursar_process import (Bursar, StartFailed, check, check_equal, run_to_end, scratch_directory,
                            wait_until)
from sandbox import Organization, external_payment
from wall_clock import WallClock

NEAR = timedelta(minutes=10)  # as long as a test may take, and far below any jump
DAY = timedelta(days=1)


class Payer:
    """Pays a dollar at a time from a wallet that may spend three a day."""

    def __init__(self, bursar):
        self.bursar = bursar
        with bursar.connect() as connection:
            organization = Organization(connection)
            self.key = organization.key
            policy = organization.policy(max_per_day="3.00")
            self.wallet = organization.wallet("1000.00", policy_id=policy)
        self.last = None

    def pay(self):
        """When it happened, by the engine's time, which never goes back; none when denied."""
        with self.bursar.connect() as connection:
            answer = connection.request("POST", "/v1/payments", external_payment(self.wallet, "1"),
                                        self.key)
        if answer.status == 403:
            check_equal(answer.json["code"], "POLICY_DENIED", f"{answer}")
            return None
        check_equal(answer.status, 201, f"{answer}")
        now = datetime.fromisoformat(answer.json["created_at"])
        check(self.last is None or now >= self.last, f"{now} is before {self.last}")
        self.last = now
        return now


def wait_for_alarm(bursar, there=True):
    """Until the log says so; the figures do at once."""
    wanted = "clock_diverged" if there else "clock_agrees"
    wait_until(lambda: bursar.events("clock_diverged", "clock_agrees")[-1:] == [wanted], wanted)
    check_equal(bursar.figure("bursar_clock_diverged"), 1 if there else 0, "the figure")


def check_near(found, expected, what):
    check(abs(found - expected) < NEAR, f"{what}: expected about {expected}, found {found}")


def accept(binary, bursar):
    code, told, errors = run_to_end(binary, "clock", "accept", "--data", str(bursar.data),
                                    "--url", f"http://{bursar.address}")
    check_equal(code, 0, f"bursar clock accept: {errors}")
    return json.loads(told)


def check_who_may_accept(binary, bursar, directory):
    """The command needs the engine's own data directory, and an engine."""
    url = f"http://{bursar.address}"
    data, other = str(bursar.data), str(Path(directory) / "other")
    check_equal(run_to_end(binary, "init", "--data", other)[0], 0, "init")
    for expected, told, *arguments in (
            (1, "UNAUTHENTICATED", "--data", other, "--url", url),
            (2, "operator.key", "--data", str(Path(directory) / "nowhere"), "--url", url),
            (2, "--url", "--data", data, "--url", "https://localhost"),
            (2, "127.0.0.1:1", "--data", data, "--url", "http://127.0.0.1:1/")):
        code, _, errors = run_to_end(binary, "clock", "accept", *arguments)
        check_equal((code, errors.count("\n")), (expected, 1), f"{arguments}: {errors}")
        check(told in errors, f"{told} in {errors}")
    check(not accept(binary, bursar)["accepted"], "there is nothing to accept")


def check_who_is_asked(binary, bursar, directory):
    """Without a URL, whoever the settings say; one that listens everywhere is here too."""
    port = bursar.address.rsplit(":", 1)[1]
    settings = Path(directory) / "settings.toml"
    settings.write_text(f'[http]\nlisten = "0.0.0.0:{port}"\n')
    code, told, errors = run_to_end(binary, "clock", "accept", "--data", str(bursar.data),
                                    "--config", str(settings))
    check_equal(code, 0, f"bursar clock accept: {errors}")
    check(not json.loads(told)["accepted"], "there is nothing to accept")


def check_jumps_are_not_followed(bursar, clock, payer):
    """Nor do they open a window; it is an alarm, and the engine is as ready as before."""
    before = payer.pay()
    while payer.pay():
        pass
    for offset in ("-1h", "-1d", "+1h", "+40d"):
        clock.set(offset)
        wait_for_alarm(bursar)
        check(payer.pay() is None, f"a jump of {offset} opened the day's window")
        with bursar.connect() as connection:
            check_equal(connection.request("GET", "/readyz").json, {"status": "ready"}, "readyz")
        clock.set("+0")
        wait_for_alarm(bursar, there=False)
    check_equal(bursar.events("clock_diverged", "clock_agrees"),
                ["clock_diverged", "clock_agrees"] * 4, "the log")
    return before


def check_forwards(binary, bursar, clock, payer, before):
    clock.set("+40d")
    wait_for_alarm(bursar)
    check_near(timedelta(seconds=bursar.figure("bursar_clock_divergence_seconds")), 40 * DAY,
               "the divergence")
    told = accept(binary, bursar)
    check(told["accepted"], f"{told}")
    check_near(datetime.fromisoformat(told["from"]), before, "from")
    check_near(datetime.fromisoformat(told["to"]), before + 40 * DAY, "to")
    check_near(payer.pay(), before + 40 * DAY, "a payment afterwards")
    check(not accept(binary, bursar)["accepted"], "accepting again does nothing")


def check_backwards(binary, bursar, clock, payer):
    """Time holds still, also in the engine's next life, and no day of the past is re-opened."""
    clock.set("+39d")
    wait_for_alarm(bursar)
    check(accept(binary, bursar)["accepted"], "backwards")
    held = payer.pay()
    check_equal(payer.pay(), held, "time holds still")
    check(payer.pay() is None, "the day's window is still the same one")
    wait_for_alarm(bursar, there=False)
    check_near(timedelta(seconds=bursar.figure("bursar_clock_divergence_seconds")), -DAY,
               "by how much time must hold still")
    for end in (bursar.kill, bursar.stop):
        end()
        bursar.start(clock.variables)
        check(payer.pay() is None, "the day's window after a restart")
    return held


def check_starts(bursar, clock, payer, held):
    """A clock that is far off needs a word of the operator's, forwards and backwards."""
    bursar.stop()
    for offset in ("+30d", "+60d"):
        clock.set(offset)
        try:
            bursar.start(clock.variables)
            raise AssertionError(f"it starts at {offset}")
        except StartFailed as refused:
            check_equal(refused.code, 2, f"exit code: {refused.stderr}")
            said = [line for line in refused.stderr.splitlines() if not line.startswith("{")]
            check(len(said) == 1 and "--accept-clock" in said[0], f"one line: {said}")
            # The clock's, the journal's, and the clock's for which time has held still since.
            check_equal(len(re.findall(r"\d{4}-\d\d-\d\dT[\d:.]+Z", said[0])), 3,
                        f"times in {said[0]}")
        bursar.arguments = ("--accept-clock",)
        bursar.start(clock.variables)
        bursar.arguments = ()
        found = payer.pay()
        if offset == "+60d":
            check_near(found, held + 20 * DAY, "a payment by the accepted clock")
        else:
            check(found is None, "time holds still after a start with a clock that is behind")
        bursar.stop()
        bursar.start(clock.variables)  # once is enough
        bursar.stop()


def check_journal(binary, bursar):
    """Whole, with a record of every clock that was accepted."""
    code, _, errors = run_to_end(binary, "verify", "--data", str(bursar.data))
    check_equal(code, 0, f"verify: {errors}")
    code, lines, errors = run_to_end(binary, "export", "--format", "jsonl",
                                     "--data", str(bursar.data))
    check_equal(code, 0, f"export: {errors}")
    kinds = [json.loads(line)["kind"] for line in lines.splitlines()]
    check_equal(kinds.count("clock_accepted"), 4, "records of accepted clocks")


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        clock = WallClock(directory)
        bursar.start(clock.variables)
        payer = Payer(bursar)
        check_who_may_accept(binary, bursar, directory)
        check_who_is_asked(binary, bursar, directory)
        before = check_jumps_are_not_followed(bursar, clock, payer)
        check_forwards(binary, bursar, clock, payer, before)
        held = check_backwards(binary, bursar, clock, payer)
        check_starts(bursar, clock, payer, held)
        check_journal(binary, bursar)


if __name__ == "__main__":
    main(*sys.argv[1:])
