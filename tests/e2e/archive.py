"""The oldest part of a journal is moved away, killed on the way and begun again. What the engine
answers afterwards is what it answered before, with its views or without; what is archived is said to
be so; the rest verifies, is backed up and restored; and brought back it is all there again.

usage: archive.py BURSAR
"""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bursar_process import Bursar, StartFailed, check, check_equal, run_to_end, scratch_directory
from offline_commands import Commands
from payment_load import PaymentLoad
from views_lost import Picture, make_more, remade
from wall_clock import WallClock

SETTINGS = ("--set", "journal.segment_records=1000", "--set", "journal.fill_ahead_mib=1")
KILLS = 12


def segments(place):
    return sorted(path.name for path in place.glob("segment-??????"))


class History:
    """A journal of two closed segments and more, the later part of it three days younger."""

    def __init__(self, bursar, clock):
        self.bursar, self.clock = bursar, clock
        self.bursar.start(clock.variables)
        self.load = PaymentLoad(bursar)
        make_more(bursar, self.load)
        self._pay(2_300)
        self.early = self.load.acknowledged()
        check_equal(bursar.stop(), 0, "exit code")

    def three_days_later(self):
        self.clock.set("+3d")
        self.start()
        self._pay(700)
        self.late = self.load.acknowledged()

    def start(self):
        self.bursar.start(self.clock.variables)

    def _pay(self, count):
        self.load.start()
        self.load.wait_for_acknowledged(count)
        self.load.join()

    def call(self, path, method="GET", body=None, key=None):
        with self.bursar.connect() as connection:
            return self.load.organization(connection).call(method, path, body, key)


def past_balance(history, operation):
    """Of the payer, as it was when that payment was made."""
    at = operation.answer.json["created_at"]
    return history.call(f"/v1/wallets/{operation.payer}/balance?as_of={at}")


def check_young(commands, bursar, cold):
    output = commands.run(0, "archive", "--data", bursar.data, "--to", cold)
    check("nothing can be archived yet" in output, output)
    check("segment-000000 stays: its last record is of" in output, output)
    check("warning: payments may be disputed for 30 days (disputes.window_days)" in output, output)
    check(not cold.exists(), "nothing was made")


def check_killed(binary, commands, bursar, cold):
    """Wherever it is killed, the journal is one that verifies."""
    ended = 0
    for _ in range(KILLS):
        command = [binary, "archive", "--data", str(bursar.data), "--to", str(cold)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * 0.3)  # anywhere within its life
        process.kill()
        ended += process.wait() == 0
        verdict = commands.verdict(bursar.data)
        check_equal([one["sum"] for one in verdict["trial_balances"]], ["0.00"], "trial balances")
    print(f"{KILLS} kills; {ended} had ended before")


def check_archived(commands, bursar, cold):
    output = commands.run(0, "archive", "--data", bursar.data, "--to", cold)
    check("the journal begins with record" in output and "vouches for" in output, output)
    check("stays: " in output, output)
    kept = segments(bursar.data / "journal")
    check_equal(segments(cold)[:2], ["segment-000000", "segment-000001"], "what was moved")
    check(kept and not set(kept) & set(segments(cold)), f"what stays: {kept}")
    verdict = commands.verdict(bursar.data)
    check(verdict["ok"] and verdict["first_record"] > 2_000, f"verdict: {verdict}")
    line = commands.run(0, "verify", "--data", bursar.data)
    check(f"from record {verdict['first_record']:,} on" in line, line)
    return verdict


def check_export(commands, bursar, verdict):
    records = commands.records(bursar.data)
    check_equal(records[0]["sequence"], verdict["first_record"], "where the export begins")
    check_equal(len(records), verdict["records"], "records exported")
    check("checkpointed" in {one["kind"] for one in records}, "the checkpoint is a record")
    commands.run(2, "export", "--data", bursar.data, "--format", "csv", "--from", "1",
                 says="is archived: the journal begins with record")


def check_told(history):
    """What is archived is said to be so."""
    payment = history.early[0]
    gone = history.call("/v1/payments/" + payment.answer.json["id"])
    check_equal(gone.status, 404, f"{gone}")
    past = past_balance(history, payment)
    check_equal((past.status, past.json["code"]), (410, "HISTORY_ARCHIVED"), f"{past}")
    for wallet in history.load.wallets:
        path, rows = f"/v1/wallets/{wallet}/transactions?limit=100", 0
        page = history.call(path).json
        while page["has_more"]:
            check("archived_before" not in page, f"a page that is not the last: {page}")
            rows += len(page["data"])
            page = history.call(f"{path}&cursor={page['next_cursor']}").json
        rows += len(page["data"])
        check("archived_before" in page, f"the last page: {page}")
        check(all(row["created_at"] >= page["archived_before"] for row in page["data"]),
              f"rows that are kept: {page}")
        check(rows > 100, f"rows of {wallet}: {rows}")
    again = history.load.operations[-1]
    replay = history.call("/v1/payments", "POST", again.body, again.key)
    check_equal(replay.body, again.answer.body, "a key of today")


def check_same(history, picture, past, after):
    picture.check_same(Picture(history.bursar, history.load), after)
    check_equal([past_balance(history, one).body for one in history.late[::50]], past,
                f"past balances {after}")
    check_told(history)


def check_restored(commands, history, picture, directory):
    """A backup has the checkpoint, and what is made of it answers the same."""
    backup, bursar = Path(directory) / "backup", history.bursar
    commands.run(0, "backup", "--data", bursar.data, "--to", backup)
    check(list((backup / "journal").glob("checkpoint-*")), "the checkpoint is in the backup")
    check_equal(commands.verdict(backup)["ok"], True, "the backup")
    restored = Bursar(bursar.binary, directory, *SETTINGS)
    restored.data = Path(directory) / "restored"
    commands.run(0, "restore", "--from", backup, "--data", restored.data,
                 "--secret", bursar.data / "secret.key")
    history.bursar = history.load.bursar = restored
    history.start()
    picture.check_same(Picture(restored, history.load), "after a restore")
    check_told(history)
    check_equal(restored.stop(), 0, "exit code")
    history.bursar = history.load.bursar = bursar


def check_damage(commands, bursar, history):
    """Without views the checkpoint is needed, and believed as it was written or not at all."""
    file = next((bursar.data / "journal").glob("checkpoint-*"))
    whole = file.read_bytes()
    at = random.randrange(len(whole))
    file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1:])
    commands.run(1, "verify", "--data", bursar.data, says="bring back the archived segments")
    shutil.rmtree(bursar.data / "views")
    try:
        history.start()
        check(False, f"served with byte {at} of the checkpoint changed")
    except StartFailed as refused:
        check("bring back the archived segments" in refused.stderr, refused.stderr)
    file.write_bytes(whole)


def check_brought_back(commands, history, cold):
    journal = history.bursar.data / "journal"
    for name in segments(cold):
        shutil.copytree(cold / name, journal / name)
    (journal / "archived").unlink()
    verdict = commands.verdict(history.bursar.data)
    check_equal(verdict["first_record"], 1, "all of it")
    history.start()
    for operation in history.early[::100]:
        shown = history.call("/v1/payments/" + operation.answer.json["id"])
        check_equal((shown.status, shown.json["amount"]), (200, operation.answer.json["amount"]),
                    f"{shown}")
        check_equal(past_balance(history, operation).status, 200, "a balance of the past")
    check_equal(history.bursar.stop(), 0, "exit code")


def main(binary):
    commands = Commands(binary)
    code, output, errors = run_to_end(binary, "archive", "--help")
    check_equal((code, errors), (0, ""), "archive --help")
    check("--to" in output and "Exit codes" in output, output)
    with scratch_directory() as directory, Bursar(binary, directory, *SETTINGS) as bursar:
        cold = Path(directory) / "cold" / "storage"
        history = History(bursar, WallClock(directory))
        check_young(commands, bursar, cold)
        history.three_days_later()
        commands.run(2, "archive", "--data", bursar.data, "--to", cold, says="in use by another")
        picture = Picture(bursar, history.load)
        past = [past_balance(history, one).body for one in history.late[::50]]
        check_equal(bursar.stop(), 0, "exit code")

        check_killed(binary, commands, bursar, cold)
        verdict = check_archived(commands, bursar, cold)
        check_export(commands, bursar, verdict)
        history.start()
        check_equal(remade(bursar), None, "the views after archiving")
        check_same(history, picture, past, "after archiving")
        check_equal(bursar.stop(), 0, "exit code")

        shutil.rmtree(bursar.data / "views")
        history.start()
        check_equal(remade(bursar), "the views are missing", "said at the start")
        check_same(history, picture, past, "after archiving, without views")
        check_equal(bursar.stop(), 0, "exit code")

        check_restored(commands, history, picture, directory)
        check_damage(commands, bursar, history)
        check_brought_back(commands, history, cold)
        print(f"{verdict['first_record'] - 1} records archived, {verdict['records']} kept")


if __name__ == "__main__":
    main(*sys.argv[1:])
