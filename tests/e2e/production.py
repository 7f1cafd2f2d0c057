"""production.enabled on the real binary: each thing that is unfit for money refuses the start alone,
with its own line and nothing touched; then an organisation that lives in both environments, with
money from outside, across a kill -9, and books that verify.

usage: production.py BURSAR
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory
from sandbox import transfer

ON = ("--set", "production.enabled=true")


def refused(binary, data, *more, listen="127.0.0.1:0"):
    """The lines of a start that ends with 2."""
    code, output, errors = run_to_end(binary, "serve", "--data", str(data), "--listen", listen,
                                      "--metrics", "127.0.0.1:0", *ON, *more)
    check_equal((code, output), (2, ""), errors)
    return errors.splitlines()


def check_refused(binary, data, says, *more, listen="127.0.0.1:0"):
    lines = refused(binary, data, *more, listen=listen)
    check_equal(len(lines), 1, f"one line: {lines}")
    check(lines[0].startswith("bursar: production.enabled: ") and says in lines[0],
          f"{says}: {lines}")


def made(binary, directory):
    """A data directory that has served production and ended well."""
    with Bursar(binary, directory, *ON) as bursar:
        bursar.start()
        check_equal(bursar.stop(), 0, "a clean end")
        return bursar.data


def check_start_matrix(binary, directory):
    data = made(binary, directory)
    check_equal(os.stat(data).st_mode & 0o777, 0o700, "the data directory's mode")

    def with_mode(path, mode, says):
        before = os.stat(path).st_mode & 0o777
        os.chmod(path, mode)
        check_refused(binary, data, says)
        os.chmod(path, before)

    with_mode(data, 0o755, f"data.dir: {data} has mode 0755")
    with_mode(data / "operator.key", 0o644, "operator.key has mode 0644")
    with_mode(data / "secret.key", 0o640, "secret.key has mode 0640")

    secrets = (data / "secret.key").read_text()
    words = [line.split() for line in secrets.splitlines()]
    words[1][2] = "61" * 32
    (data / "secret.key").write_text("".join(" ".join(row) + "\n" for row in words))
    check_refused(binary, data, "is not 32 random bytes")
    words[1][2] = "61" * 31
    (data / "secret.key").write_text("".join(" ".join(row) + "\n" for row in words))
    code, _, errors = run_to_end(binary, "serve", "--data", str(data), *ON)
    check_equal(code, 2, errors)
    check("the key 'cursors' is missing or damaged" in errors, f"a key of 31 bytes: {errors}")
    (data / "secret.key").write_text(secrets)

    if os.geteuid() == 0:
        os.chown(data / "secret.key", 12345, 12345)
        check_refused(binary, data, "belongs to user 12345")
        os.chown(data / "secret.key", 0, 0)
    if os.path.isdir("/dev/shm"):
        with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
            check_refused(binary, Path(memory) / "data", "is on a tmpfs")
            check(not (Path(memory) / "data").exists(), "a refused start makes nothing")
            secrets = Path(memory) / "secret.key"
            check_refused(binary, directory / "fresh", "would be made on a tmpfs", "--set",
                          f"secrets.file={secrets}")
            check(not secrets.exists(), "nor a secret")
    check_refused(binary, data, "http.listen: 0.0.0.0:0 is reached from other machines",
                  listen="0.0.0.0:0")
    check_refused(binary, data, "sandbox.open_signup", "--set", "sandbox.open_signup=on")
    check_refused(binary, data, "webhooks.allow: 127.0.0.1:4050", "--set",
                  'webhooks.allow=["127.0.0.1:4050"]')
    lines = refused(binary, data, "--set", "sandbox.open_signup=on", listen="0.0.0.0:0")
    check_equal(len(lines), 2, f"all of them at once: {lines}")


def operator_call(bursar, connection):
    key = (bursar.data / "operator.key").read_text().strip()

    def call(method, path, body=None, idempotency=None):
        return connection.request(method, path, body, key, idempotency)
    return call


def check_money(binary, directory):
    with Bursar(binary, directory, *ON) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            check_equal(connection.request("POST", "/v1/keys", {"name": "x"}).status, 401,
                        "nobody signs up")
            operator = operator_call(bursar, connection)
            acme = operator("POST", "/v1/organizations", {"name": "Acme"})
            check_equal(acme.status, 201, f"{acme}")
            key = acme.json["keys"]["PRODUCTION"]["key"]
            deposit = {"organization_id": acme.json["id"], "environment": "PRODUCTION",
                       "amount": "1000.00", "reference": "wire 1"}
            first = operator("POST", "/v1/ledger/deposits", deposit, "d1")
            check_equal((first.status, first.json["balance"]), (201, "1000.00"), f"{first}")
            agents = [connection.request("POST", "/v1/agents", {"name": n}, key) for n in "ab"]
            a, b = (agent.json["wallet_id"] for agent in agents)
            funded = connection.request("POST", f"/v1/wallets/{a}/fund", {"amount": "500.00"}, key)
            check_equal(funded.status, 200, f"{funded}")
            paid = connection.request("POST", "/v1/payments", transfer(a, b, "250"), key, "p1")
            check_equal(paid.status, 201, f"{paid}")
            outside = {"from_wallet_id": a, "to_external": "shop", "amount": "5"}
            check_equal(connection.request("POST", "/v1/payments", outside, key).json["code"],
                        "SETTLEMENT_NOT_CONFIGURED", "nobody outside is paid")
        bursar.kill()

        bursar.start()
        with bursar.connect() as connection:
            operator = operator_call(bursar, connection)
            again = operator("POST", "/v1/ledger/deposits", deposit, "d1")
            check_equal((again.body, again.replayed), (first.body, True), "a replay after a crash")
            fees = {**deposit, "amount": "1.00", "reference": "fees", "from": "fees"}
            taken = operator("POST", "/v1/ledger/withdrawals", fees, "w1")
            check_equal(taken.status, 201, f"{taken}")
            more = operator("POST", "/v1/ledger/withdrawals", {**fees, "amount": "0.01"}, "w2")
            check_equal((more.status, more.json["code"]), (402, "INSUFFICIENT_FUNDS"), f"{more}")
            place = f"organization_id={acme.json['id']}&environment=PRODUCTION"
            trial = operator("GET", f"/v1/ledger/trial-balance?{place}")
            check_equal({row["account"]: row["balance"] for row in trial.json["accounts"]},
                        {"treasury": "0.00", "fees": "0.00", "external": "-999.00",
                         "inter_org": "0.00", "wallets": "999.00"}, f"{trial}")
        check_equal(bursar.stop(), 0, "a clean end")
        check_books(binary, bursar.data)


def check_books(binary, data):
    code, output, errors = run_to_end(binary, "verify", "--data", str(data))
    check_equal(code, 0, errors)
    check("trial balance 0.00 in each of 2 books" in output, output)
    code, output, errors = run_to_end(binary, "export", "--data", str(data), "--format", "jsonl")
    check_equal(code, 0, errors)
    rows = map(json.loads, output.splitlines())
    cleared = [row["cleared"] for row in rows if row["kind"] == "cleared"]
    check_equal([row["reference"] for row in cleared], ["wire 1", "fees"], "what was exported")


def main(binary):
    for part in (check_start_matrix, check_money):
        with scratch_directory() as directory:
            part(binary, Path(directory))


if __name__ == "__main__":
    main(sys.argv[1])
