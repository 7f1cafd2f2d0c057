"""The reference bridge as a program of its own, which tests start, kill and look into."""

import base64
import json
import subprocess
from pathlib import Path

from bursar_process import check_equal, environment

FAULTY = Path(__file__).resolve().parent / "bridge" / "faulty.js"


def secret_text(key):
    return "whsec_" + base64.b64encode(key).decode()


class BridgeProgram:
    """The bridge in several lives, always in the same place and with the same state."""

    def __init__(self, directory, bridge):
        self.directory = directory
        self.bridge = bridge
        self.secret = directory / "bridge.secret"
        self.secret.write_text(secret_text(b"a secret of thirty-two bytes....") + "\n")
        self.secret.chmod(0o600)
        self.state = directory / "bridge.state"
        self.port = 0
        self.process = None

    def start(self, fault=None):
        program = [str(FAULTY)] if fault else [str(self.bridge / "serve.js")]
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", "node", *program], text=True,
            stdout=subprocess.PIPE,
            env=environment({"SECRET_FILE": str(self.secret), "STATE_FILE": str(self.state),
                             "PORT": str(self.port), "SETTLE_MS": "200", "FAULT": fault or "",
                             "BRIDGE": str(self.bridge)}))
        url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(url.rsplit(":", 1)[1])
        return url

    def said(self):
        return json.loads(self.process.stdout.readline())

    def kill(self):
        self.process.kill()
        self.ended()

    def ended(self):
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.process = None

    def lines(self):
        """Of its state, in order."""
        if not self.state.exists():
            return []
        return [json.loads(line) for line in self.state.read_text().splitlines()]

    def rewrite(self, lines):
        self.state.write_text("".join(json.dumps(line) + "\n" for line in lines))

    def check_paid_once(self):
        paid = [line["id"] for line in self.lines() if line["status"] == "completed"]
        check_equal(sorted(paid), sorted(set(paid)), "each is paid once")
        return set(paid)
