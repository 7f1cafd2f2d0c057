"""verify, export, backup and restore on the data of a real engine: after a polite stop, while it
runs, after kill -9, on damaged files; and what a restored engine then says and does.

usage: offline_commands.py BURSAR
"""

import csv
import io
import json
import random
import shutil
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory
from payment_load import PaymentLoad
from sandbox import external_payment

ANYWHERE = ("--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0")
KILLS = 12


class Commands:
    """The words for a data directory that no engine uses; each answer is checked for its form."""

    def __init__(self, binary):
        self.binary = binary

    def run(self, code, word, *arguments, says=None):
        """Standard output of a command that must end with this exit code."""
        found, output, errors = run_to_end(self.binary, word, *map(str, arguments))
        what = f"bursar {word} {arguments}: {errors or output}"
        check_equal(found, code, what)
        check_equal(len(errors.splitlines()), 0 if code == 0 else 1, what)
        if says is not None:
            check(says in errors, f"{what} says {says}")
        return output

    def verdict(self, data):
        return json.loads(self.run(0, "verify", "--data", data, "--json"))

    def records(self, data, *arguments):
        lines = self.run(0, "export", "--data", data, "--format", "jsonl", *arguments)
        return [json.loads(line) for line in lines.splitlines()]


def loaded(bursar, payments):
    load = PaymentLoad(bursar)
    load.start()
    load.wait_for_acknowledged(payments)
    return load


def stop(bursar, load):
    """Politely: whoever still sends hears of it; what was not answered is settled later."""
    check_equal(bursar.stop(), 0, "exit code")
    load.join()


def check_verify(commands, bursar):
    verdict = commands.verdict(bursar.data)
    check(verdict["ok"] is True, f"verdict: {verdict}")
    check_equal(verdict["organizations"], 1, "organisations")
    check_equal([one["sum"] for one in verdict["trial_balances"]], ["0.00"], "trial balances")
    line = commands.run(0, "verify", "--data", bursar.data)
    check(line.startswith(f"verified {verdict['records']:,} records in "), line)
    check(verdict["chain_hash"] in line, line)
    return verdict


def check_export(commands, bursar, load, verdict):
    records = commands.records(bursar.data)
    check_equal([one["sequence"] for one in records], list(range(1, verdict["records"] + 1)),
                "sequences")
    exported = {one["paid"]["id"]: one["paid"] for one in records if one["kind"] == "paid"}
    for operation in load.operations:
        if operation.answer is None or operation.answer.status != 201:
            continue
        answered = operation.answer.json
        shown = exported[answered["id"]]
        for member in ("from_wallet_id", "amount", "fee", "total_debited", "currency"):
            check_equal(shown[member], answered[member], f"{member} of {answered['id']}")
    balances = dict.fromkeys(load.wallets, Decimal(0))
    for posting in (one for record in records for one in record["postings"]):
        if posting["account"] in balances:
            balances[posting["account"]] += Decimal(posting["amount"])
            check_equal(Decimal(posting["balance_after"]), balances[posting["account"]],
                        f"running balance of {posting['account']}")
    for secret in ((bursar.data / "secret.key").read_text().split(), [load.key]):
        check(not any(word in json.dumps(records) for word in secret if len(word) > 20),
              "an export tells no secret")
    return records, balances


def check_csv(commands, bursar, records, directory):
    file = directory / "postings.csv"
    output = commands.run(0, "export", "--data", bursar.data, "--format", "csv",
                          "--output", file)
    check_equal(output, "", "standard output beside --output")
    with open(file, newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    postings = [(str(record["sequence"]), one["account"], one["amount"], one["balance_after"])
                for record in records for one in record["postings"]]
    check_equal([(row["sequence"], row["account"], row["amount"], row["balance_after"])
                 for row in rows], postings, "rows")
    middle = len(records) // 2
    part = commands.records(bursar.data, "--from", middle, "--to", middle + 9)
    check_equal(part, records[middle - 1:middle + 9], "a part of the records")
    whole = commands.run(0, "export", "--data", bursar.data, "--format", "csv")
    check_equal(list(csv.DictReader(io.StringIO(whole, newline=""))), rows, "the same on stdout")


def check_backup(commands, bursar, backup, verdict):
    output = commands.run(0, "backup", "--data", bursar.data, "--to", backup)
    check("secret.key and operator.key are not in it" in output, output)
    names = {path.name for path in backup.rglob("*")}
    check(not names & {"secret.key", "operator.key"}, f"a backup holds no key: {names}")
    manifest = (backup / "manifest").read_text()
    check(f"last_sequence {verdict['records']}\n" in manifest, manifest)
    check(f"chain_hash {verdict['chain_hash']}\n" in manifest, manifest)
    check_equal(commands.verdict(backup)["chain_hash"], verdict["chain_hash"], "the backup's hash")
    commands.run(2, "backup", "--data", bursar.data, "--to", backup, says="not empty")


def check_restore(commands, bursar, backup, data):
    """Not without its key, not with another, not over anything."""
    restore = ("restore", "--from", backup, "--data", data)
    commands.run(2, *restore, says="--secret")
    check(not data.exists(), "nothing was made without a key")
    with scratch_directory() as other:
        commands.run(0, "init", "--data", Path(other) / "data")
        commands.run(2, *restore, "--secret", Path(other) / "data" / "secret.key",
                     says="is not the key file")
        commands.run(2, "restore", "--from", backup, "--data", Path(other) / "data",
                     "--secret", bursar.data / "secret.key", says="not empty")
    check(not data.exists(), "nothing was made with another key")
    output = commands.run(0, *restore, "--secret", bursar.data / "secret.key")
    check("its epoch is now 1" in output, output)
    commands.run(2, *restore, "--secret", bursar.data / "secret.key", says="not empty")
    check_equal(commands.verdict(data)["epoch"], 1, "the epoch")


def pay_more(bursar, load, count, key):
    with bursar.connect() as connection:
        organization = load.organization(connection)
        answers = [organization.call("POST", "/v1/payments",
                                     external_payment(load.wallets[0], "0.01"), f"{key}-{n}")
                   for n in range(count)]
    check(all(one.status == 201 for one in answers), f"{key}: {answers}")
    return {one.json["id"] for one in answers}


def check_restored_engine(bursar, restored, load, balances):
    """It knows what the backup knew, and its ids are new even where the lost ones were."""
    bursar.start()
    lost = pay_more(bursar, load, 50, "after-the-backup")
    check_equal(bursar.stop(), 0, "exit code")
    restored.start()
    with restored.connect() as connection:
        organization = load.organization(connection)
        check_equal({wallet: organization.balance(wallet) for wallet in load.wallets}, balances,
                    "balances after the restore")
        organization.check_books()
        for payment in lost:
            check_equal(organization.call("GET", f"/v1/payments/{payment}").status, 404,
                        "a payment that was lost")
    again = pay_more(restored, load, 60, "after-the-restore")
    before = {one.answer.json["id"] for one in load.operations if one.answer is not None}
    check_equal(len(again | lost | before), 60 + 50 + len(before), "ids, all of them distinct")
    check_equal(restored.stop(), 0, "exit code of the restored engine")


def check_polite(binary):
    commands = Commands(binary)
    with scratch_directory() as one, scratch_directory() as two, \
            Bursar(binary, one) as bursar, Bursar(binary, two) as restored:
        bursar.start()
        load = loaded(bursar, 300)
        for word in (("verify",), ("export", "--format", "csv"),
                     ("backup", "--to", Path(one) / "backup", "--url", "http://127.0.0.1:1")):
            commands.run(2, *word, "--data", bursar.data, says="in use by another bursar")
        check(not (Path(one) / "backup").exists(), "an engine that is not reached makes no backup")
        stop(bursar, load)
        verdict = check_verify(commands, bursar)
        check(verdict["clean"] is True, "a polite end is a clean one")
        records, balances = check_export(commands, bursar, load, verdict)
        check_csv(commands, bursar, records, Path(one))
        check_backup(commands, bursar, Path(one) / "backup", verdict)
        check_restore(commands, bursar, Path(one) / "backup", restored.data)
        check_restored_engine(bursar, restored, load, balances)
        check_verify(commands, restored)
    print(f"{verdict['records']} records backed up, restored and gone on from")


def check_killed_engine(binary):
    """What kill -9 left is verified, backed up and restored as it is; nothing acknowledged is
    lost on the way."""
    commands = Commands(binary)
    with scratch_directory() as one, scratch_directory() as two, \
            Bursar(binary, one) as bursar, Bursar(binary, two) as restored:
        bursar.start()
        load = loaded(bursar, 200)
        bursar.kill()
        load.join()
        verdict = check_verify(commands, bursar)
        check(verdict["clean"] is False, "a kill is no clean end")
        check_backup(commands, bursar, Path(one) / "backup", verdict)
        commands.run(0, "restore", "--from", Path(one) / "backup", "--data", restored.data,
                     "--secret", bursar.data / "secret.key")
        load.bursar = restored
        restored.start()
        load.verify_last_run()
        load.verify_everything()
        check_equal(restored.stop(), 0, "exit code of the restored engine")
        check_verify(commands, restored)
    print(f"killed at record {verdict['records']}, restored and settled")


def killed_somewhere(binary, *arguments):
    """Whether it had ended by itself."""
    process = subprocess.Popen([binary, *map(str, arguments)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    time.sleep(random.random() * 0.03)  # anywhere within its life
    process.kill()
    return process.wait() == 0


def check_killed_commands(binary):
    """A backup or a restore that is killed leaves nothing that looks whole, and can be repeated."""
    commands = Commands(binary)
    with scratch_directory() as one, Bursar(binary, one) as bursar:
        bursar.start()
        load = loaded(bursar, 300)
        stop(bursar, load)
        verdict = commands.verdict(bursar.data)
        backup, data = Path(one) / "backup", Path(one) / "restored"
        restore = ("restore", "--from", backup, "--data", data,
                   "--secret", bursar.data / "secret.key")
        ended = [0, 0]
        for _ in range(KILLS):
            ended[0] += killed_somewhere(binary, "backup", "--data", bursar.data, "--to", backup)
            if not backup.exists():
                commands.run(0, "backup", "--data", bursar.data, "--to", backup)
            check_equal(commands.verdict(backup)["chain_hash"], verdict["chain_hash"],
                        "the backup after a kill")
            ended[1] += killed_somewhere(binary, *restore)
            if not (data / "journal").exists():
                if (data / "journal.partial").exists():
                    commands.run(2, "serve", "--data", data, *ANYWHERE, says="restore again")
                commands.run(0, *restore)
            found = commands.verdict(data)
            check_equal((found["epoch"], found["records"]), (1, verdict["records"] + 1),
                        "the restored journal after a kill")
            check(not list(Path(one).rglob("*.partial")), "nothing unfinished is left")
            shutil.rmtree(backup)
            shutil.rmtree(data)
    print(f"{KILLS} kills each; {ended[0]} backups and {ended[1]} restores had ended before")


def damaged(file, change):
    with open(file, "r+b") as data:
        change(data)


def change_a_record(data):
    """The text of a payment; pages that are free by now may hold it as well."""
    content = data.read()
    data.seek(0)
    data.write(content.replace(b"merchant:demo", b"merchant:mine"))


def check_damage(binary):
    commands = Commands(binary)
    for change, where in ((change_a_record, "record "),
                          (lambda data: data.truncate(40_000), "ends at byte"),
                          (lambda data: data.write(b"my diary" * 9), "page 0")):
        with scratch_directory() as one, Bursar(binary, one) as bursar:
            bursar.start()
            load = loaded(bursar, 100)
            stop(bursar, load)
            backup = Path(one) / "backup"
            commands.run(0, "backup", "--data", bursar.data, "--to", backup)
            for data in (bursar.data, backup):
                damaged(next((data / "journal").rglob("data.mdb")), change)
            commands.run(1, "verify", "--data", bursar.data, says=where)
            verdict = json.loads(run_to_end(binary, "verify", "--data", str(bursar.data),
                                            "--json")[1])
            check(verdict["ok"] is False and where in verdict["fault"], f"verdict: {verdict}")
            commands.run(1, "export", "--data", bursar.data, "--format", "jsonl",
                         "--output", Path(one) / "records", says=where)
            commands.run(1, "backup", "--data", bursar.data, "--to", Path(one) / "again",
                         says=where)
            commands.run(1, "restore", "--from", backup, "--data", Path(one) / "restored",
                         "--secret", bursar.data / "secret.key", says=where)
            left = {path.name for path in Path(one).iterdir()}
            check(not left & {"records", "records.partial", "again", "again.partial", "restored"},
                  f"nothing is made of what is damaged: {left}")
            code, _, errors = run_to_end(binary, "serve", "--data", str(bursar.data), *ANYWHERE)
            check_equal(code, 2, f"serving what is damaged: {errors}")


def check_refusals(binary):
    """What cannot be done as told: exit code 2, one line, nothing made."""
    commands = Commands(binary)
    for word in ("verify", "export", "backup", "restore"):
        code, output, errors = run_to_end(binary, word, "--help")
        check_equal((code, errors), (0, ""), f"{word} --help")
        check("--data" in output and "Exit codes" in output, f"{word} --help: {output}")
    with scratch_directory() as directory:
        nowhere = Path(directory) / "nowhere"
        commands.run(2, "verify", "--data", nowhere, says="holds no journal")
        commands.run(2, "export", "--data", nowhere, "--format", "csv", says="holds no journal")
        commands.run(2, "export", "--data", nowhere, "--format", "xml", says="--format")
        commands.run(2, "export", "--data", nowhere, says="--format")
        commands.run(2, "export", "--data", nowhere, "--format", "csv", "--from", 5, "--to", 4)
        commands.run(2, "backup", "--data", nowhere, says="--to")
        commands.run(2, "restore", "--from", nowhere, "--data", nowhere, says="no manifest")
        commands.run(2, "verify", "--data", nowhere, "--config", nowhere, says="nowhere")
        check_equal(list(Path(directory).iterdir()), [], "what refused commands made")


def main(binary):
    check_refusals(binary)
    check_polite(binary)
    check_killed_engine(binary)
    check_killed_commands(binary)
    check_damage(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
