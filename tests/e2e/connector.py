"""Payouts through the reference bridge, by signed HTTP: they complete, fail and come back; the
bridge is away for a while; it dies, and the engine dies, between an order's being taken and its
answer; both die while many are under way; a stranger answers in the bridge's place; and a statement
is held against the ledger. Nothing is paid twice, and nothing is given back that may be on its way.

usage: connector.py BURSAR BRIDGE
"""

import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import sys
import threading
import time
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from bridge_program import BridgeProgram, secret_text
from bursar_process import (Bursar, check, check_equal, run_to_end, scratch_directory,
                            wait_until)
from engine_life import Life
from sandbox import Organization

SKIPPED = 77
FUNDS = Decimal("1000.00")
ACCOUNT = "acct_1032D82eZvKYlo2Cxyz"
BANK = {"routing_number": "021000021", "account_number": "98765432109876",
        "account_type": "checking", "account_holder": "Eponymous Holder"}
STRANGERS_KEY = b"0123456789abcdef0123456789abcdef"


class Stranger:
    """Whoever answers in the bridge's place: that all is done, signed by a key of its own, or by
    none."""

    def __init__(self, port, signs):
        self.asked = 0
        stranger = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                stranger.asked += 1
                body = json.dumps({"id": asked["id"], "amount": asked["amount"],
                                   "currency": "USD", "status": "completed",
                                   "reference": "trust me"}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                if signs:
                    answer = "ans_" + self.headers["webhook-id"][4:]
                    stamp = str(int(time.time()))
                    mac = hmac.new(STRANGERS_KEY, f"{answer}.{stamp}.".encode() + body,
                                   hashlib.sha256).digest()
                    self.send_header("webhook-id", answer)
                    self.send_header("webhook-timestamp", stamp)
                    self.send_header("webhook-signature", "v1," + base64.b64encode(mac).decode())
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        HTTPServer.allow_reuse_address = True
        self.server = HTTPServer(("127.0.0.1", port), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class World:
    def __init__(self, bursar, bridge):
        self.bursar = bursar
        self.bridge = bridge
        with bursar.connect() as connection:
            org = Organization(connection)
            self.org = org.key
            self.wallet = org.wallet(FUNDS)
        self.operator = (bursar.data / "operator.key").read_text().strip()
        self.payouts = {}  # the amount of each by its id

    def call(self, method, path, body=None, key=None):
        with self.bursar.connect() as connection:
            return connection.request(method, path, body, key or self.org)

    def ask(self, amount, destination=None, kind="stripe"):
        answer = self.call("POST", "/v1/payouts", {
            "from_wallet_id": self.wallet, "amount": amount, "destination_type": kind,
            "destination": destination or {"account": ACCOUNT}, "description": "rent"})
        check_equal(answer.status, 201, f"a payout: {answer}")
        self.payouts[answer.json["id"]] = Decimal(amount)
        return answer.json["id"]

    def show(self, payout):
        answer = self.call("GET", f"/v1/payouts/{payout}")
        check_equal(answer.status, 200, f"a payout: {answer}")
        return answer.json

    def ends(self, payout, status):
        wait_until(lambda: self.show(payout)["status"] in ("completed", "failed"),
                   f"{payout} comes to an end", 120)
        shown = self.show(payout)
        check_equal(shown["status"], status, f"{shown}")
        return shown

    def balance(self):
        return self.call("GET", f"/v1/wallets/{self.wallet}/balance").json

    def logged(self, event):
        """The lines of all its lives with that name."""
        found = []
        for log in self.bursar.logs:
            for line in log.read_text().splitlines():
                if f'"{event}"' in line and json.loads(line)["event"] == event:
                    found.append(json.loads(line))
        return found

    def check_money(self):
        """What has left is what the bridge has paid, each once; the rest is there."""
        paid = self.bridge.check_paid_once()
        completed = {one for one in self.payouts if self.show(one)["status"] == "completed"}
        check_equal(completed, paid, "what is completed is what was paid")
        left = FUNDS - sum(self.payouts[one] for one in completed)
        shown = self.balance()
        check_equal((Decimal(shown["balance"]), Decimal(shown["pending"])), (left, Decimal(0)),
                    f"{shown}")
        with self.bursar.connect() as connection:
            org = Organization.__new__(Organization)
            org.connection, org.key = connection, self.org
            org.check_books()

    def reconcile(self):
        answer = self.call("GET", "/v1/ledger/reconciliation/connector", key=self.operator)
        check_equal(answer.status, 200, f"a reconciliation: {answer}")
        return answer.json


def completes_and_fails(world):
    paid = world.ends(world.ask("25.00", BANK, "bank"), "completed")
    check_equal(paid["reference"], f"pretended {paid['id']}", "what the bridge calls it")
    order = world.bridge.lines()[0]
    check_equal(order["destination"], BANK, "the bridge is told where it goes")
    for amount, reason in (("5.01", "destination_refused"), ("5.02", "account_closed"),
                           ("5.03", "returned")):
        failed = world.ends(world.ask(amount), "failed")
        check_equal(failed["failure_reason"], reason, f"{failed}")
    world.check_money()


def bridge_away(world):
    world.bridge.kill()
    payout = world.ask("30.00")
    wait_until(lambda: world.logged("connector_silent"), "the silence is told")
    check(world.bursar.figure("bursar_connector_silent_seconds") >= 1, "the figure of silence")
    check(world.bursar.figure("bursar_connector_unanswered_total") >= 1, "questions in vain")
    check_equal(world.show(payout)["status"], "pending", "nothing has become of it")
    check_equal(Decimal(world.balance()["pending"]), Decimal("30.00"), "and nothing is released")
    world.bridge.start()
    world.ends(payout, "completed")
    check_equal(world.bursar.figure("bursar_connector_silent_seconds"), 0, "it has spoken")
    world.check_money()


def bridge_dies(world):
    """It took the order, and nobody has heard so."""
    world.bridge.kill()
    world.bridge.start("die")
    payout = world.ask("31.00")
    world.bridge.ended()
    check_equal([line["status"] for line in world.bridge.lines() if line["id"] == payout],
                ["accepted"], "it is on the bridge's disk")
    check_equal(world.show(payout)["status"], "submitted", "the engine does not know")
    world.bridge.start()
    world.ends(payout, "completed")
    world.check_money()


def engine_dies(world):
    """The bridge took the order, and the engine that asked is gone."""
    world.bridge.kill()
    world.bridge.start("hang")
    payout = world.ask("32.00")
    check_equal(world.bridge.said(), {"accepted": payout}, "the bridge has it")
    world.bursar.kill()
    world.bridge.kill()
    world.bridge.start()
    world.bursar.start()
    world.ends(payout, "completed")
    world.check_money()


def all_die(world):
    """In the middle of many payouts, each as far as it has come; the second time the bridge too."""
    for bridge_too in (False, True):
        asked = []
        before = len(world.bridge.check_paid_once())

        def ask(connection, key=None):
            if key is None:
                key = f"all-die-{bridge_too}-{len(asked)}"
                asked.append(key)
                time.sleep(0.02)
            answer = connection.request("POST", "/v1/payouts", {
                "from_wallet_id": world.wallet, "amount": "1.00", "destination_type": "stripe",
                "destination": {"account": ACCOUNT}}, world.org, key)
            check_equal(answer.status, 201, f"a payout: {answer}")
            world.payouts[answer.json["id"]] = Decimal("1.00")
            return answer.json["id"]

        Life(world.bursar, [ask]).run(lambda: len(world.bridge.check_paid_once()) > before,
                                      "one of them is paid")
        if bridge_too:
            world.bridge.kill()
            world.bridge.start()
        world.bursar.start()
        with world.bursar.connect() as connection:
            payouts = [ask(connection, key) for key in asked]
        check_equal(len(set(payouts)), len(payouts), "each is another")
        for payout in payouts:
            world.ends(payout, "completed")
        world.check_money()


def forged(world):
    world.bridge.kill()
    stranger = Stranger(world.bridge.port, signs=True)
    payout = world.ask("33.00")
    wait_until(lambda: [line for line in world.logged("connector_answer_refused")
                        if line["why"] == "forged" and line["about"] == payout],
               "the forgery is told")
    stranger.stop()
    stranger = Stranger(world.bridge.port, signs=False)
    wait_until(lambda: [line for line in world.logged("connector_answer_refused")
                        if line["why"] == "unsigned" and line["about"] == payout],
               "and what nobody has signed")
    stranger.stop()
    check(world.bursar.figure("bursar_connector_answers_refused_total") >= 2, "they are counted")
    check_equal(world.show(payout)["status"], "pending", "and change nothing")
    world.bridge.start()
    world.ends(payout, "completed")
    world.check_money()


def reconciled(world):
    found = world.reconcile()
    check_equal((found["ok"], found["differing"], found["differences"]), (True, 0, []), f"{found}")
    check_equal(found["compared"], len(world.payouts), f"{found}")
    check_equal(found["listed"], len({line["id"] for line in world.bridge.lines()}), f"{found}")
    check_equal(world.bursar.figure("bursar_connector_differences"), 0, "the figure")
    check(world.bursar.figure("bursar_connector_reconciled_timestamp_seconds") > 0, "when it was")
    world.bridge.kill()
    genuine = world.bridge.lines()
    first, second, third = sorted(world.bridge.check_paid_once())[:3]
    newest = {line["id"]: line for line in genuine}
    nobodys = {**newest[first], "id": "payout_" + "0" * 25 + "1"}
    world.bridge.rewrite(
        [line for line in genuine if line["id"] != first]
        + [{**newest[second], "amount": "999.00"}, {**newest[third], "status": "refused"}, nobodys])
    world.bridge.start()
    found = world.reconcile()
    told = {row["payout_id"]: row for row in found["differences"]}
    check_equal({one: row["what"] for one, row in told.items()},
                {first: "missing_there", second: "other_amount", third: "other_status",
                 nobodys["id"]: "missing_here"}, f"{found}")
    check_equal((found["ok"], found["differing"]), (False, 4), f"{found}")
    check_equal(told[second]["amount_there"], "999.00", f"{told[second]}")
    check_equal((told[third]["status_here"], told[third]["status_there"]),
                ("completed", "refused"), f"{told[third]}")
    check_equal(told[first]["status_there"], None, f"{told[first]}")
    check_equal(world.bursar.figure("bursar_connector_differences"), 4, "the figure")
    check_equal(world.logged("connector_differs")[-1]["differing"], 4, "the log")
    world.bridge.kill()
    world.bridge.rewrite(genuine)
    answer = world.call("GET", "/v1/ledger/reconciliation/connector", key=world.operator)
    check_equal((answer.status, answer.json["code"]), (502, "STATEMENT_UNAVAILABLE"), f"{answer}")
    world.bridge.start()
    check(world.reconcile()["ok"], "as it was")
    world.check_money()


def refused_settings(binary, directory, secret):
    """A start says which setting is wrong."""
    usual = {"connectors.sandbox": "http", "connectors.url": "http://127.0.0.1:4000",
             "connectors.secret_file": str(secret)}
    wide = directory / "wide.secret"
    wide.write_text(secret_text(STRANGERS_KEY))
    wide.chmod(0o644)
    for changed, said in (
            ({"connectors.url": ""}, "connectors.url: it must say where"),
            ({"connectors.url": "http://192.0.2.1:4000"}, "connectors.url"),
            ({"connectors.url": "https://u:p@bridge.example.com"}, "connectors.url"),
            ({"connectors.sandbox": "scripted"}, "connectors.url: it is set"),
            ({"connectors.secret_file": ""}, "connectors.secret_file"),
            ({"connectors.secret_file": str(directory / "none")}, "there is no such file"),
            ({"connectors.secret_file": str(wide)}, "chmod 600"),
            ({"connectors.destinations": '["cash"]'}, "'cash' is none of"),
            ({"connectors.authorities_file": str(directory / "none")},
             "connectors.authorities_file")):
        settings = [part for name, value in {**usual, **changed}.items()
                    for part in ("--set", f"{name}={value}")]
        code, told, error = run_to_end(binary, "serve", "--data", str(directory / "refused"),
                                       "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0",
                                       *settings)
        check(code != 0 and said in error, f"{changed}: {code} {told} {error}")


def main(binary, bridge):
    if shutil.which("node") is None:
        print("node is not installed")
        return SKIPPED
    bridge = Path(bridge)
    subprocess.run(["node", "--test", "tests/"], cwd=bridge, check=True, timeout=120,
                   stdout=sys.stderr)
    with scratch_directory() as scratch:
        scratch = Path(scratch)
        program = BridgeProgram(scratch, bridge)
        refused_settings(binary, scratch, program.secret)
        url = program.start()
        settings = [part for setting in (
            "connectors.sandbox=http", f"connectors.url={url}",
            f"connectors.secret_file={program.secret}", "connectors.deadline_ms=5000",
            "connectors.silent_seconds=2", "payouts.pending_seconds=0")
            for part in ("--set", setting)]
        with Bursar(binary, scratch / "engine", *settings) as bursar:
            bursar.directory.mkdir()
            bursar.start()
            world = World(bursar, program)
            nothing = world.reconcile()
            check_equal((nothing["ok"], nothing["listed"], nothing["compared"]), (True, 0, 0),
                        f"before there is anything: {nothing}")
            for step in (completes_and_fails, bridge_away, bridge_dies, engine_dies, all_die,
                         forged, reconciled):
                step(world)
            logged = "".join(log.read_text(errors="replace") for log in bursar.logs)
            for secret in (ACCOUNT, BANK["account_number"], BANK["account_holder"]):
                check(secret not in logged, f"{secret} stands in a log")
            bursar.stop_and_verify()
        program.kill()
        print(f"{len(world.payouts)} payouts through the bridge")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
