"""No key that was ever issued stands in a log, in an answer to somebody else, or in the data.

usage: secrets_in_logs.py BURSAR
"""

import mmap
import sys
import tempfile

from bursar_process import KEPT_SECRETS, Bursar, check, check_equal, scratch_directory, secrets_in
from http_connection import ISSUED, Connection
from sandbox import Organization, external_payment


def secret_part(key):
    """What is random in it: a log must not hold that either, under any prefix."""
    if key.startswith("eyJ"):
        return key.rsplit(".", 1)[1]
    return max(key.split("_"), key=len)


def issue_keys(connection):
    """One of every kind that a caller can be given, and whoever holds them uses them."""
    organization = Organization(connection, "secrets")
    keys = [organization.key]
    made = organization.call("POST", "/v1/keys", {"name": "second"})
    keys.append(made.json["key"])
    for path, credential in (("/v1/agents", organization.key), ("/v1/agents", None),
                             ("/agentpay/v1/agents", None)):
        agent = connection.request("POST", path, {"name": "agent"}, credential)
        check_equal(agent.status, 201, f"{path}: {agent}")
        keys.extend([agent.json["api_key"], agent.json["secret_key"]])
    own_agent = organization.call("GET", "/v1/agents").json["data"][0]["id"]
    for path, shown in ((f"/v1/keys/{made.json['id']}/rotate", "key"),
                        (f"/v1/agents/{own_agent}/rotate-key", "api_key")):
        rotated = organization.call("POST", path, {})
        check_equal(rotated.status, 200, f"{path}: {rotated}")
        keys.append(rotated.json[shown])
    wallet = organization.wallet("100.00")
    for _ in range(2):
        session = organization.call("POST", f"/v1/wallets/{wallet}/rotate-token",
                                    {"ttl_seconds": 3600})
        check_equal(session.status, 200, f"{session}")
        keys.append(session.json["session_token"])
    check_equal(connection.request("GET", "/v1/wallets", None, keys[-1]).status, 200, "a session")
    for key in (None, "logged-1", "logged-1"):
        paid = organization.call("POST", "/v1/payments", external_payment(wallet, "1"), key)
        check_equal(paid.status, 201, f"{paid}")
    for path in ("/v1/keys", "/v1/agents", "/v1/organization", "/v1/wallets"):
        listed = organization.call("GET", path)
        check_equal(listed.status, 200, f"{path}: {listed}")
        check_absent(listed.body, keys, f"the answer to {path}")
    revoked = organization.call("DELETE", f"/v1/keys/{made.json['id']}")
    check(revoked.status in (200, 204), f"{revoked}")
    return keys


def misuse_keys(connection, keys):
    """Wrong, cut, misplaced and doubled credentials: refused, and not repeated in the refusal."""
    wrong = keys[0][:-1] + ("A" if keys[0][-1] != "A" else "B")
    attempts = [("GET", "/v1/organization", None, wrong, ()),
                ("GET", "/v1/organization", None, keys[1], ()),  # revoked
                ("GET", "/v1/organization", None, keys[3], ()),  # a secret_key unlocks nothing
                ("GET", "/v1/wallets", None, keys[-2], ()),  # its session has ended
                ("GET", "/v1/wallets", None, f"{keys[-1]}A", ()),
                ("GET", f"/v1/wallets/{keys[-1]}/balance", None, keys[-1], ()),
                ("GET", "/v1/wallets", None, keys[-1], (f"X-API-Key: {keys[0]}",)),
                ("GET", "/v1/organization", None, keys[0], (f"X-API-Key: {keys[2]}",)),
                ("GET", f"/v1/wallets/{keys[0]}/balance", None, keys[0], ()),
                ("GET", f"/v1/organization?key={keys[0]}", None, None, ()),
                ("POST", "/v1/payments", {keys[0]: keys[1]}, keys[0], ()),
                ("POST", "/v1/agents", {"name": keys[0], "nonsense": keys[2]}, keys[0], ())]
    for method, path, body, credential, headers in attempts:
        answer = connection.request(method, path, body, credential, None, headers)
        check(400 <= answer.status < 500, f"{method} {path} is refused: {answer}")
    return [*keys, wrong]


def check_absent(text, keys, where):
    for key in keys:
        check(secret_part(key).encode() not in text, f"a key stands in {where}")


def check_scan(directory, keys):
    """That scan finds a key wherever it stands."""
    for before in (0, 1 << 20, (1 << 20) - 20):
        for key in (keys[0], keys[-1]):
            with tempfile.NamedTemporaryFile(dir=directory) as planted:
                planted.write(b"\0" * before + b'{"key": "' + key.encode() + b'"}')
                planted.flush()
                check(ISSUED & secrets_in(planted.name), f"a key behind {before} bytes is found")


def check_files(bursar, keys):
    files = [path for path in bursar.directory.rglob("*") if path.is_file()]
    check(any(path.suffix == ".mdb" for path in files), f"the data is found: {files}")
    own = [path.read_text().split()[-1] for path in files if path.name == "operator.key"]
    check_equal(len(own), 1, "operator.key")
    for path in files:
        check_equal(path.stat().st_mode & 0o077 if path.name in KEPT_SECRETS else 0, 0,
                    f"others may not read {path.name}")
        if path.stat().st_size == 0:
            continue
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as bytes_:
            for key in keys + ([] if path.name == "operator.key" else own):
                check(bytes_.find(secret_part(key).encode()) < 0, f"a key stands in {path.name}")


def main(binary):
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--log-level", "debug") as bursar:
        bursar.start()
        with bursar.connect() as connection:
            keys = issue_keys(connection)
            check_equal(len({secret_part(key) for key in keys}), len(keys), "different keys")
            check_equal({secret_part(key).encode() for key in keys} - ISSUED, set(),
                        "keys that the scan after every test does not look for")
            check_scan(directory, keys)
            keys = misuse_keys(connection, keys)
        with Connection(bursar.metrics) as connection:
            check_absent(connection.request("GET", "/metrics").body, keys, "/metrics")
        check_files(bursar, keys)
        check_equal(bursar.stop(), 0, "exit code")
        bursar.start()
        check_equal(bursar.stop(), 0, "exit code of the second life")
        check_files(bursar, keys)


if __name__ == "__main__":
    main(*sys.argv[1:])
