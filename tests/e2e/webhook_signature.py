"""What we sign is what the standard's own library, npm's standardwebhooks, takes for signed; what was
changed on its way is not, and while a secret is rotated either of the two will do.

usage: webhook_signature.py BURSAR SIGNER DIRECTORY

DIRECTORY keeps what npm installs, so that it is fetched once for a lock file.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bursar_process import check, check_equal, environment

INSTALL_SECONDS = 240
RECEIVER = Path(__file__).parent / "webhooks"
BODY = '{"type":"payment.completed","data":{"amount":"5.00","description":"für café \\u2603"}}'
SKIPPED = 77


def install(directory):
    directory.mkdir(parents=True, exist_ok=True)
    files = ("package.json", "package-lock.json")
    wanted = hashlib.sha256(b"".join((RECEIVER / name).read_bytes() for name in files)).hexdigest()
    installed = directory / "installed"
    if not installed.exists() or installed.read_text() != wanted:
        installed.unlink(missing_ok=True)
        for name in files:
            shutil.copy(RECEIVER / name, directory)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], check=True,
                       cwd=directory, timeout=INSTALL_SECONDS, stdout=sys.stderr)
        installed.write_text(wanted)
    shutil.copy(RECEIVER / "verify.js", directory)


class Receiver:
    """A program that verifies a line at a time."""

    def __init__(self, directory):
        self.process = subprocess.Popen(["node", "verify.js"], cwd=directory, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env=environment())

    def takes(self, secret, headers, body=BODY):
        self.process.stdin.write(json.dumps({"secret": secret, "headers": headers,
                                             "body": body}) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        if "verified" in said:
            check_equal(said["verified"], json.loads(body), "what was verified")
        return "verified" in said


def signed(signer, seconds, *seeds, message="evt_01J0000000000000000000000A"):
    """The secrets, and the header fields."""
    done = subprocess.run([signer, message, str(seconds), BODY, *seeds], check=True, text=True,
                          capture_output=True)
    *secrets, signature = done.stdout.splitlines()
    return secrets, {"webhook-id": message, "webhook-timestamp": str(seconds),
                     "webhook-signature": signature}


def main(_, signer, directory):
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("node and npm are not installed")
        return SKIPPED
    install(Path(directory))
    receiver = Receiver(directory)
    now = int(time.time())
    (secret,), headers = signed(signer, now, "one")
    check(receiver.takes(secret, headers), "what we signed")
    (other,), _ = signed(signer, now, "another")
    check(not receiver.takes(other, headers), "another's secret")
    check(not receiver.takes(secret, headers, BODY.replace("5.00", "6.00")), "another body")
    check(not receiver.takes(secret, {**headers, "webhook-id": "evt_2"}), "another id")
    check(not receiver.takes(secret, {**headers, "webhook-timestamp": str(now - 1)}),
          "another time")
    _, stale = signed(signer, now - 3600, "one")
    check(not receiver.takes(secret, stale), "an hour later")
    (new, old), both = signed(signer, now, "new", "old")
    check(receiver.takes(new, both) and receiver.takes(old, both), "either secret of a rotation")
    check(not receiver.takes(secret, both), "and no third")
    receiver.process.stdin.close()
    check_equal(receiver.process.wait(), 0, "exit code")
    print("verified by standardwebhooks")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
