"""Makes a golden journal: a small one with every kind of record, written by the real engine, the
older of them archived, and what an export and the API say of it. Once made it is kept for ever, and
a later engine has to read it; new kinds of records get a new one beside it.

usage: make_journal.py BURSAR DIRECTORY
"""

import gzip
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "e2e"))

# pylint: disable=wrong-import-position
from bursar_process import Bursar, check, run_to_end, scratch_directory  # noqa: E402
from sandbox import Organization, external_payment, transfer  # noqa: E402
from wall_clock import WallClock  # noqa: E402

SEGMENT_RECORDS = 1_000  # the fewest there may be


class Author:
    """Calls the API, and notes every answer that a record repeats."""

    def __init__(self, bursar):
        self.bursar = bursar
        self.organization = Organization(bursar.connect(), name="Golden & Söhne")

    def call(self, expected, path, body, key=None, credential=None):
        answer = self.organization.connection.request(
            "POST", path, body, credential or self.organization.key, key)
        check(answer.status in expected, f"{path} {body}: {answer}")
        return answer.json

    def pay(self, body, key=None, expected=(201,), credential=None, path="/v1/payments"):
        return self.call(expected, path, body, key, credential)


def first_life(author):
    """Organisations, policies, wallets, agents, keys; money in, across and out."""
    org = author.organization
    policy = org.policy(max_per_tx="50.00", max_per_day="80.00", max_per_month="500.00",
                        max_total="900.00")
    bound = org.wallet("500.00", name="bound", agent_id="agent-7", label="a label",
                       agent_name="Research", operator="acme", policy_id=policy,
                       tags=["one", "two"], metadata={"team": "blue", "n": 1.5})
    budget = org.wallet(name="budget", budget_limit="25.00")
    free = org.wallet("1000000000.00")
    author.call((200,), f"/v1/wallets/{free}/fund",
                {"amount": "12.5", "source": "organization", "currency": "USDC"}, "fund-1")
    agent = author.call((201,), "/v1/agents",
                        {"name": "Scout", "operator": "acme", "policy_id": policy}, None)
    author.call((200,), f"/v1/wallets/{agent['wallet_id']}/fund",
                {"amount": "100.00", "source": "test_faucet"}, "faucet-1", agent["api_key"])
    author.pay({**external_payment(bound, "0.00000001"), "description": "the least there is"})
    author.pay({**external_payment(bound, "49.99"), "currency": "USDC",
                "description": "line one\nline two, \"quoted\" — €", "category": "research",
                "metadata": {"order": "A-1"}}, "order-1")
    author.pay(external_payment(bound, "49.99"), "order-2", expected=(403, 402))
    author.pay(transfer(bound, free, "1.23"), "order-3")
    author.pay(external_payment(budget, "20.00"), "drawn-1")
    author.pay(external_payment(budget, "20.00"), "drawn-2", expected=(402, 403))
    author.pay(transfer(agent["wallet_id"], bound, "3.00"), "agent-1", credential=agent["api_key"])
    author.pay({"from_wallet_id": agent["wallet_id"], "to_external": "merchant:agentpay",
                "amount": 1.5}, "agentpay-1", credential=agent["api_key"],
               path="/agentpay/v1/payments")
    other = Organization(author.bursar.connect(), name="Elsewhere")
    author.pay(transfer(free, other.wallet(name="theirs"), "7.00"), "across-1")
    key = author.call((201,), "/v1/keys", {"name": "to be revoked"})
    revoked = org.call("DELETE", f"/v1/keys/{key['id']}")
    check(revoked.status in (200, 204), f"revoking: {revoked}")
    attached = org.call("PATCH", f"/v1/wallets/{free}", {"policy_id": policy})
    check(attached.status == 200, f"attaching: {attached}")
    return free


def second_life(author, wallet):
    """A crash that was recovered from."""
    author.bursar.kill()
    author.bursar.start()
    author.organization.connection = author.bursar.connect()
    author.pay(external_payment(wallet, "2.00"), "after-the-crash")
    check(author.bursar.stop() == 0, "exit code")


def third_life(author, wallet, backup, restored):
    """Restored from a backup."""
    done(author.bursar.binary, "backup", "--data", author.bursar.data, "--to", backup)
    done(author.bursar.binary, "restore", "--from", backup, "--data", restored.data,
         "--secret", author.bursar.data / "secret.key")
    restored.start()
    author.organization.connection = restored.connect()
    author.pay(external_payment(wallet, "3.00"), "after-the-restore")
    for n in range(SEGMENT_RECORDS):
        author.pay(external_payment(wallet, "0.01"), f"many-{n}")
    check(restored.stop() == 0, "exit code")


def fourth_life(author, wallet, restored, clock, cold):
    """Days later, with all but the newest records archived."""
    clock.set("-1d")
    restored.start()
    author.organization.connection = restored.connect()
    author.pay(external_payment(wallet, "4.00"), "before-archiving")
    check(restored.stop() == 0, "exit code")
    done(author.bursar.binary, "archive", "--data", restored.data, "--to", cold)
    restored.start()
    author.organization.connection = restored.connect()
    author.pay(external_payment(wallet, "5.00"), "after-archiving")
    check(restored.stop() == 0, "exit code")


def done(binary, *arguments):
    code, output, errors = run_to_end(binary, *map(str, arguments))
    check(code == 0, f"{arguments}: {errors}")
    return output


def keep(binary, data, scratch, directory):
    """As a backup, which is compact, with its pages in gzip, and the key file beside it."""
    backup = scratch / "compact"
    done(binary, "backup", "--data", data, "--to", backup)
    directory.mkdir(parents=True)
    shutil.copy(backup / "manifest", directory)
    shutil.copy(data / "secret.key", directory)
    for segment in (backup / "journal").glob("segment-*"):
        with gzip.GzipFile(directory / f"{segment.name}.mdb.gz", "wb", mtime=0) as packed:
            packed.write((segment / "data.mdb").read_bytes())
    for checkpoint in (backup / "journal").glob("checkpoint-*"):
        with gzip.GzipFile(directory / f"{checkpoint.name}.gz", "wb", mtime=0) as packed:
            packed.write(checkpoint.read_bytes())
    shutil.copy(backup / "journal" / "archived", directory)
    (directory / "records.jsonl").write_text(
        done(binary, "export", "--data", backup, "--format", "jsonl"), encoding="utf-8")


def main(binary, directory):
    with scratch_directory() as one, scratch_directory() as two, \
            Bursar(binary, one) as bursar, \
            Bursar(binary, two, "--set", f"journal.segment_records={SEGMENT_RECORDS}") as restored:
        clock = WallClock(two)
        clock.set("-4d")  # so that no record is later than its making
        os.environ.update(clock.variables)
        bursar.start()
        author = Author(bursar)
        wallet = first_life(author)
        second_life(author, wallet)
        third_life(author, wallet, Path(one) / "backup", restored)
        fourth_life(author, wallet, restored, clock, Path(two) / "cold")
        keep(binary, restored.data, Path(two), Path(directory))
        (Path(directory) / "api.key").write_text(author.organization.key + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
