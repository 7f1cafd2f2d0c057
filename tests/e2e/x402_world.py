"""What tests/e2e/x402.py plays with: npm's packages installed, providers and payers as programs of
their own, and what everybody's money should be by now."""

import copy
import hashlib
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from bursar_process import check, check_equal, environment
from http_connection import ISSUED, secret_parts
from sandbox import Organization, fee

HERE = Path(__file__).resolve().parent
SDK = HERE.parent.parent / "sdk" / "x402"
INSTALL_SECONDS = 240

FUNDS = Decimal("1.00")
PRICE = Decimal("0.005")
POOR = PRICE - Decimal("0.00000001")
EARNED = PRICE - fee(PRICE)  # the fee comes off the provider's side


def install(directory):
    """The plug-in, its packages and this test's own programs, as somebody who uses it has them."""
    directory.mkdir(parents=True, exist_ok=True)
    lock = (SDK / "package-lock.json").read_bytes() + (SDK / "package.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    installed = directory / "installed"
    if not installed.exists() or installed.read_text() != wanted:
        installed.unlink(missing_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SDK / name, directory)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], check=True,
                       cwd=directory, timeout=INSTALL_SECONDS, stdout=sys.stderr)
        installed.write_text(wanted)
    for source in (*SDK.glob("*.js"), *(HERE / "x402").glob("*.js")):
        shutil.copy(source, directory)
    for folder in ("example", "tests"):
        shutil.rmtree(directory / folder, ignore_errors=True)
        shutil.copytree(SDK / folder, directory / folder)


class Node:
    """A program that says a line of JSON for each that it is told, or its first by itself."""

    def __init__(self, directory, program, **variables):
        command = ["setpriv", "--pdeathsig", "KILL", "--", "node", program]
        self.process = subprocess.Popen(
            command, cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment({"NODE_ENV": "test", **variables}))

    def line(self):
        line = self.process.stdout.readline()
        check(line, f"{self.process.args[-1]} goes on: exit code {self.process.poll()}")
        return line

    def said(self):
        return json.loads(self.line())

    def tell(self, **deed):
        self.process.stdin.write(json.dumps(deed) + "\n")
        self.process.stdin.flush()
        return self.said()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Wallet:
    """An agent's, spoken for by its own key."""

    def __init__(self, organization, funds=None):
        answer = organization.call("POST", "/v1/agents", {"name": "e2e"})
        check_equal(answer.status, 201, f"an agent: {answer}")
        self.connection = organization.connection
        self.id = answer.json["wallet_id"]
        self.key = answer.json["api_key"]
        if funds is not None:
            organization.fund(self.id, funds)

    def call(self, method, path, body=None):
        return self.connection.request(method, path, body, self.key)

    def check_money(self, free, reserved, when):
        answer = self.call("GET", f"/v1/wallets/{self.id}/balance")
        check_equal(answer.status, 200, f"a balance: {answer}")
        found = Decimal(answer.json["available"]), Decimal(answer.json["reserved"])
        check_equal(found, (free, reserved), f"free and reserved of {self.id} {when}")


class Shop:
    """A provider and the wallet that it sells for."""

    def __init__(self, world, wallet, pay_to=None, engine=None):
        self.node = Node(world.directory, "shop.js", ENGINE=engine or world.engine,
                         KEY=wallet.key, PAY_TO=pay_to or wallet.id)
        self.url = self.node.said()["url"]

    def runs(self, payer):
        return json.loads(payer.tell(deed="open", url=f"{self.url}/runs")["body"])["runs"]


class World:
    """A payer, the shop it pays, another shop, and what all of them should have by now."""

    def __init__(self, bursar, connection, directory):
        self.directory = directory
        self.engine = f"http://{bursar.address}"
        self.agents, self.providers = Organization(connection), Organization(connection)
        self.payer = Wallet(self.agents, FUNDS)
        self.poor = Wallet(self.agents, POOR)
        self.payee, self.other = Wallet(self.providers), Wallet(self.providers)
        self.paying = self.payer_of(self.payer)
        self.begging = self.payer_of(self.poor)
        self.shop = Shop(self, self.payee)
        self.elsewhere = Shop(self, self.other)
        self.nodes = [self.paying, self.begging, self.shop.node, self.elsewhere.node]
        self.paid = 0  # times PRICE
        self.runs = 0  # handlers of the shop

    def payer_of(self, wallet, engine=None):
        return Node(self.directory, "payer.js", ENGINE=engine or self.engine, KEY=wallet.key)

    def check_money(self, when, reserved=Decimal(0)):
        """Everybody has what was paid, reserved and earned, and nobody else anything."""
        spent = PRICE * self.paid
        self.payer.check_money(FUNDS - spent - reserved, reserved, when)
        self.poor.check_money(POOR, Decimal(0), when)
        self.payee.check_money(EARNED * self.paid, Decimal(0), when)
        self.other.check_money(Decimal(0), Decimal(0), when)
        check_equal(self.shop.runs(self.paying), self.runs, f"handlers that ran {when}")
        check_equal(self.elsewhere.runs(self.paying), 0, f"handlers that ran elsewhere {when}")

    def pay(self, path):
        answer = self.paying.tell(deed="pay", url=self.shop.url + path)
        check("error" not in answer, f"{path} is paid: {answer}")
        remember_secret(answer["payload"])
        return answer

    def authorize(self, path):
        answer = self.paying.tell(deed="authorize", url=self.shop.url + path)
        check("error" not in answer, f"{path} is authorized: {answer}")
        remember_secret(answer["payload"])
        return answer["payload"]

    def send(self, payload, path, shop=None, times=1):
        url = (shop or self.shop).url + path
        said = self.paying.tell(deed="send", url=url, payload=payload, times=times)
        check("error" not in said, f"{path} answers: {said}")
        return said["answers"]

    def check_refused(self, payload, path, reason, shop=None):
        """By whoever verifies it; the payer is told why, and may pay anew."""
        answer, = self.send(payload, path, shop)
        check_equal((answer["status"], answer["body"]), (402, "{}"), f"{reason}: {answer}")
        check_equal(answer["required"]["error"], reason, "why it was refused")
        check_equal(answer["receipt"], None, "a receipt of what was refused")

    def status(self, payload):
        answer = self.payer.call("GET", f"/v1/x402/tokens/{payload['payload']['tokenId']}")
        check_equal(answer.status, 200, f"a token: {answer}")
        return answer.json["status"]

    def cancel(self, payload):
        said = self.paying.tell(deed="cancel", tokenId=payload["payload"]["tokenId"])
        check_equal(said, {}, "an unused token is cancelled")
        check_equal(self.status(payload), "cancelled", "a cancelled token's status")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for node in self.nodes:
            node.__exit__()


def remember_secret(payload):
    """No token may stand in a log or in the data."""
    found = secret_parts(payload["payload"]["token"].encode())
    check_equal(len(found), 1, "the secret part of a token")
    ISSUED.update(found)


def with_token(payload, token):
    changed = copy.deepcopy(payload)
    changed["payload"]["token"] = token
    return changed
