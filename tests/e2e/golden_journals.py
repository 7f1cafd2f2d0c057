"""Journals that earlier versions wrote: this one still reads every record of them as it was, finds
them right, restores them, and goes on from there.

usage: golden_journals.py BURSAR DIRECTORY
"""

import gzip
import json
import sys
from decimal import Decimal
from pathlib import Path

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory


def done(binary, *arguments):
    code, output, errors = run_to_end(binary, *map(str, arguments))
    check_equal(code, 0, f"{arguments}: {errors}")
    return output


def unpacked(golden, backup):
    """The backup that the golden files are."""
    for packed in golden.glob("segment-*.mdb.gz"):
        segment = backup / "journal" / packed.name.split(".")[0]
        segment.mkdir(parents=True)
        (segment / "data.mdb").write_bytes(gzip.decompress(packed.read_bytes()))
    for packed in golden.glob("checkpoint-*.gz"):
        file = backup / "journal" / packed.name.split(".")[0]
        file.write_bytes(gzip.decompress(packed.read_bytes()))
    if (golden / "archived").exists():
        (backup / "journal" / "archived").write_bytes((golden / "archived").read_bytes())
    (backup / "manifest").write_bytes((golden / "manifest").read_bytes())
    return backup


def check_records(binary, golden, backup):
    verdict = json.loads(done(binary, "verify", "--data", backup, "--json"))
    manifest = dict(line.split(" ") for line in (golden / "manifest").read_text().splitlines())
    check_equal(verdict["chain_hash"], manifest["chain_hash"], "the chain hash")
    exported = done(binary, "export", "--data", backup, "--format", "jsonl")
    expected = (golden / "records.jsonl").read_text(encoding="utf-8")
    for found, wanted in zip(exported.splitlines(), expected.splitlines(), strict=True):
        check_equal(json.loads(found), json.loads(wanted), "a record")
    check_equal(exported, expected, "the export, byte for byte")
    return [json.loads(line) for line in expected.splitlines()]


def last_balances(records, organization):
    """Of every wallet of that organisation that the records tell of."""
    wallets = {}
    for record in records:
        if record["kind"] == "opened" and \
                record["organizations"][0]["organization_id"] == organization:
            wallets.update((one["id"], "0.00") for one in record["opened"]["wallets"])
        for posting in record["postings"]:
            if posting["organization_id"] == organization and \
                    posting["account"].startswith("wal_"):
                wallets[posting["account"]] = posting["balance_after"]
    check(wallets, f"wallets of {organization}")
    return wallets


def check_restored(binary, golden, backup, records):
    key = (golden / "api.key").read_text().strip()
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--accept-clock") as bursar:  # they are years old one day
        secret = Path(directory) / "secret.key"
        secret.write_bytes((golden / "secret.key").read_bytes())
        secret.chmod(0o600)
        done(binary, "restore", "--from", backup, "--data", bursar.data, "--secret", secret)
        bursar.start()
        with bursar.connect() as connection:
            def get(path):
                answer = connection.request("GET", path, None, key)
                check_equal(answer.status, 200, f"{path}: {answer}")
                return answer.json
            organization = get("/v1/organization")["id"]
            for wallet, balance in last_balances(records, organization).items():
                check_equal(get(f"/v1/wallets/{wallet}/balance")["balance"], balance, wallet)
            paid = [one["paid"] for one in records if one["kind"] == "paid"]
            for payment in paid:
                shown = get(f"/v1/payments/{payment['id']}")
                for member in ("id", "from_wallet_id", "amount", "fee", "description"):
                    check_equal(shown[member], payment[member], f"{member} of {payment['id']}")
            check_equal(Decimal(get("/v1/ledger/trial-balance")["sum"]), 0, "trial balance")
        check_equal(bursar.stop(), 0, "exit code")


def main(binary, directory):
    goldens = sorted(path.parent for path in Path(directory).glob("journal-*/manifest"))
    check(goldens, f"golden journals in {directory}")
    for golden in goldens:
        with scratch_directory() as scratch:
            backup = unpacked(golden, Path(scratch) / "backup")
            records = check_records(binary, golden, backup)
            check_restored(binary, golden, backup, records)
        kinds = sorted({record["kind"] for record in records})
        print(f"{golden.name}: {len(records)} records of the kinds {', '.join(kinds)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
