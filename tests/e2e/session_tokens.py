"""Session tokens over TCP: they are JSON Web Tokens as Python makes them, outlive restarts and kills,
end with the next one, and nothing that is forged is heard, whatever it says of how it is signed.

usage: session_tokens.py BURSAR
"""

import base64
import hashlib
import hmac
import json
import sys

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory
from sandbox import Organization


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def made(key, header, claims, digest=hashlib.sha256):
    """A token as RFC 7515 says, without the engine's library."""
    signed = ".".join(base64url(json.dumps(one, separators=(",", ":")).encode())
                      for one in (header, claims))
    return f"{signed}.{base64url(hmac.new(key, signed.encode(), digest).digest())}"


def session_key(bursar):
    for line in (bursar.data / "secret.key").read_text().splitlines():
        name, key_id, digits = line.split() if line.startswith("sessions ") else (None, None, None)
        if name:
            return key_id, bytes.fromhex(digits)
    raise AssertionError("secret.key has no key for sessions")


class Speaker:
    def __init__(self, bursar):
        self.connection = bursar.connect()

    def answer(self, token):
        return self.connection.request("GET", "/v1/wallets", None, token)

    def check(self, token, status, what):
        answer = self.answer(token)
        check_equal(answer.status, status, f"{what}: {answer}")
        return answer


def forgeries(key_id, key, token):
    header, claims = part(token, 0), part(token, 1)
    signed, signature = token.rsplit(".", 1)
    later = {**claims, "exp": claims["exp"] + 3600}
    none = base64url(b'{"alg":"none"}') + "." + token.split(".")[1]
    yield "its signature left out", signed + "."
    yield "no algorithm", none + "."
    yield "no algorithm, signed", f"{none}.{signature}"
    yield "another algorithm with the right key", made(
        key, {**header, "alg": "HS512"}, claims, hashlib.sha512)
    yield "its key named by itself", made(b"x" * 32, {**header, "jwk": {"k": "eA"}}, claims)
    yield "another key's id", made(key, {**header, "kid": "00000000"}, claims)
    yield "another key", made(b"x" * 32, header, claims)
    yield "an end that was moved", ".".join(
        (token.split(".")[0], made(key, header, later).split(".")[1], signature))
    yield "the public part of the key as key", made(key_id.encode(), header, claims)


def first_life(bursar):
    with bursar.connect() as connection:
        organization = Organization(connection, "sessions")
        wallet = organization.wallet("100.00")

        def rotate(seconds=3600):
            answer = organization.call("POST", f"/v1/wallets/{wallet}/rotate-token",
                                       {"ttl_seconds": seconds})
            check_equal(answer.status, 200, f"{answer}")
            return answer.json["session_token"]

        old, token = rotate(), rotate()
        key_id, key = session_key(bursar)
        check_equal(part(token, 0), {"alg": "HS256", "kid": key_id, "typ": "JWT"}, "the header")
        check_equal({name: part(token, 1)[name] for name in ("sub", "gen")},
                    {"sub": wallet, "gen": 2}, "the claims")
        check_equal(token, made(key, part(token, 0), part(token, 1)), "as Python makes it")
        speaker = Speaker(bursar)
        speaker.check(token, 200, "the newest token")
        ended = speaker.check(old, 401, "the one before")
        check("rotated" in ended.json["detail"], f"it is told that its session ended: {ended}")
        nonsense = speaker.check("bur_test_nonsense", 401, "nonsense").json["detail"]
        for name, forged in forgeries(key_id, key, token):
            told = speaker.check(forged, 401, name).json["detail"]
            check_equal(told, nonsense, f"nothing is told to whoever sends {name}")
        # A generation that is not there yet is none, though it is signed by us.
        ahead = made(key, part(token, 0), {**part(token, 1), "gen": 3})
        speaker.check(ahead, 401, "a generation that was not made")
    return old, token


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        old, token = first_life(bursar.start())
        bursar.kill()
        speaker = Speaker(bursar.start())
        speaker.check(token, 200, "after a kill")
        speaker.check(old, 401, "the old one after a kill")
        check_equal(bursar.stop(), 0, "exit code")
        code, exported, said = run_to_end(binary, "export", "--data", str(bursar.data),
                                            "--format", "jsonl")
        check_equal(code, 0, f"export: {said}")
        issued = [json.loads(line) for line in exported.splitlines() if "session_issued" in line]
        check_equal([row["session_issued"]["generation"] for row in issued], [1, 2], "exported")
        check(token.rsplit(".", 1)[1] not in exported, "no token is exported")
        speaker = Speaker(bursar.start())
        speaker.check(token, 200, "after a stop")
        speaker.check(old, 401, "the old one after a stop")
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
