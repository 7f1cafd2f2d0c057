"""bursar backup of an engine at full load: the backup verifies and restores, everything that was
answered before it began is in it, and no id given after the restore was ever given before.

usage: backup_running.py BURSAR
"""

import json
import sys
import threading
from decimal import Decimal
from pathlib import Path

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory, wait_until
from payment_load import INITIAL_BALANCE, PaymentLoad
from sandbox import Organization, cost, external_payment

SEGMENT_RECORDS = 1_000  # the fewest there may be, so that segments are closed meanwhile
DRAIN_SECONDS = 5


class Backups:
    """The command, said to an engine that is running."""

    def __init__(self, bursar):
        self.bursar = bursar

    def run(self, to, url=None):
        return run_to_end(self.bursar.binary, "backup", "--data", str(self.bursar.data),
                          "--url", url or f"http://{self.bursar.address}", "--to", str(to))

    def make(self, to):
        code, output, errors = self.run(to)
        check_equal((code, errors), (0, ""), "bursar backup")
        manifest = dict(line.split(" ", 1) for line in
                        (to / "manifest").read_text().splitlines())
        for told in (f"backed up {int(manifest['last_sequence']):,} records", str(to),
                     manifest["chain_hash"], "secret.key"):
            check(told in output, f"{told} in {output}")
        return int(manifest["last_sequence"])

    def refused(self, says, to, url=None):
        code, output, errors = self.run(to, url)
        check_equal((code, output, errors.count("\n")), (2, "", 1), f"{to}: {errors}")
        check("is in use by another bursar" in errors and says in errors, f"{says} in {errors}")


def verdict(binary, data):
    code, output, errors = run_to_end(binary, "verify", "--data", str(data), "--json")
    check_equal(code, 0, f"verify {data}: {errors or output}")
    return json.loads(output)


def records(binary, data):
    code, output, errors = run_to_end(binary, "export", "--data", str(data), "--format", "jsonl")
    check_equal(code, 0, f"export {data}: {errors}")
    return [json.loads(line) for line in output.splitlines()]


def check_refusals(bursar, directory):
    """Where a backup may not go, and who may not ask for one."""
    backups = Backups(bursar)
    (directory / "taken").mkdir()
    (directory / "taken" / "diary").write_text("mine")
    backups.refused("BACKUP_REFUSED", directory / "taken")
    backups.refused("no answer", directory / "backup", "http://127.0.0.1:1")
    code, _, errors = backups.run(bursar.data / "backup")
    check_equal(code, 2, f"a backup in its own source: {errors}")
    key = (bursar.data / "operator.key").read_text().strip()
    with bursar.connect() as connection:
        for to in (bursar.data / "backup", bursar.data / "journal" / ".." / "b"):
            answer = connection.request("POST", "/v1/backups", {"to": str(to)}, key)
            check_equal((answer.status, answer.json["code"]), (409, "BACKUP_REFUSED"), f"{to}")
        other = Organization(connection)
        answer = other.call("POST", "/v1/backups", {"to": str(directory / "backup")})
        check_equal(answer.status, 403, f"{answer}")
    left = {path.name for path in directory.iterdir() if path.name.startswith("backup")}
    check_equal(left, set(), "what refused backups left")


def paid(load):
    """Those answered by now, with the ids that they were given."""
    return {one.answer.json["id"]: one for one in list(load.operations)
            if one.answer is not None and one.answer.status == 201}


def check_holds(binary, backup, load, before, count):
    """Whatever was answered before it began; and it is one journal, of many segments."""
    found = verdict(binary, backup)
    check_equal((found["ok"], found["records"]), (True, count), "the backup's verdict")
    exported = {one["paid"]["id"] for one in records(binary, backup) if one["kind"] == "paid"}
    check(before.keys() <= exported, f"{len(before.keys() - exported)} payments are not in it")
    check(exported <= paid(load).keys(), "it holds nothing but what was answered")
    segments = list((backup / "journal").glob("segment-*"))
    check(len(segments) > 1, f"segments: {segments}")
    return exported


def check_restored(binary, backup, bursar, restored, load, exported):
    """The balances are those of the payments in the backup; the ids given from now on are new."""
    code, _, errors = run_to_end(binary, "restore", "--from", str(backup),
                                 "--data", str(restored.data),
                                 "--secret", str(bursar.data / "secret.key"))
    check_equal(code, 0, f"restore: {errors}")
    restored.start()
    by_id = paid(load)
    expected = dict.fromkeys(load.wallets, INITIAL_BALANCE)
    for one in (by_id[payment] for payment in exported):
        expected[one.payer] -= cost(one.amount)
        if one.payee is not None:
            expected[one.payee] += one.amount
    with restored.connect() as connection:
        organization = load.organization(connection)
        check_equal({wallet: organization.balance(wallet) for wallet in load.wallets}, expected,
                    "balances after the restore")
        organization.check_books()
        lost = by_id.keys() - exported
        for payment in list(lost)[:50]:
            check_equal(organization.call("GET", f"/v1/payments/{payment}").status, 404,
                        "a payment that was lost")
        again = [organization.call("POST", "/v1/payments",
                                   external_payment(load.wallets[n % 4], Decimal("0.01")))
                 for n in range(len(lost) + 50)]
        check(all(one.status == 201 for one in again), "payments after the restore")
    new = {one.json["id"] for one in again}
    check_equal(len(new), len(again), "ids given after the restore, each of them once")
    check(not new & by_id.keys(), f"given before: {new & by_id.keys()}")
    check_equal(restored.stop(), 0, "exit code of the restored engine")
    verdict(binary, restored.data)
    return lost, new


def check_at_full_load(binary):
    with scratch_directory() as one, scratch_directory() as two, \
            Bursar(binary, one, "--set", f"journal.segment_records={SEGMENT_RECORDS}") as bursar, \
            Bursar(binary, two) as restored:
        bursar.start()
        check_refusals(bursar, Path(one))
        load = PaymentLoad(bursar)
        load.start()
        load.wait_for_acknowledged(1_500)
        backup, before = Path(one) / "backup", paid(load)
        count = Backups(bursar).make(backup)
        load.wait_for_acknowledged(len(load.acknowledged()) + 200)
        bursar.kill()
        load.join()
        check(not load.refusals, f"payments were refused meanwhile: {load.refusals}")
        exported = check_holds(binary, backup, load, before, count)
        lost, new = check_restored(binary, backup, bursar, restored, load, exported)
    print(f"{len(before)} payments before the backup, {len(exported)} in it, {len(lost)} lost, "
          f"{len(new)} after the restore")


def check_stop(binary):
    """SIGTERM while a backup is made: a polite end, in time, and nothing is left of the backup."""
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        load = PaymentLoad(bursar)
        load.start()
        load.wait_for_acknowledged(2_000)
        backup = Path(directory) / "backup"
        backups = Backups(bursar)
        told = []
        asking = threading.Thread(target=lambda: told.append(backups.run(backup)))
        asking.start()
        wait_until(lambda: backup.exists() or Path(f"{backup}.partial").exists(),
                   "the backup begins")
        bursar.terminate()
        check_equal(bursar.exit_code(DRAIN_SECONDS), 0, "exit code")
        load.join()
        asking.join()
        code, _, errors = told[0]
        check(not Path(f"{backup}.partial").exists(), "nothing unfinished is left")
        if backup.exists():
            verdict(binary, backup)
            print("the backup was complete before the engine stopped")
        else:
            check(code in (1, 2), f"bursar backup: {errors}")
            print(f"given up: {errors.strip()}")


def main(binary):
    code, output, _ = run_to_end(binary, "backup", "--help")
    check(code == 0 and "--timeout" in output and "--url" in output, f"--help: {output}")
    check_at_full_load(binary)
    check_stop(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
