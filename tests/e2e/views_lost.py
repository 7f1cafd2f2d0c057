"""The views follow from the journal: without them, with half of them, or with a byte of them changed
the next start says so, makes them anew, and no answer is another one. After a kill -9 under load the
views are gone on from.

usage: views_lost.py BURSAR
"""

import json
import random
import shutil
import sys

from bursar_process import Bursar, check, check_equal, scratch_directory
from payment_load import PaymentLoad


class Picture:
    """Everything that can be asked about one organisation, answer by answer."""

    def __init__(self, bursar, load):
        self.answers = {}
        with bursar.connect() as connection:
            organization = load.organization(connection)
            ask = lambda path: self._ask(organization, path)
            for path in ("/v1/organization", "/v1/ledger/trial-balance",
                         "/v1/ledger/reconciliation"):
                ask(path)
            for path in ("/v1/wallets", "/v1/agents", "/v1/keys", "/v1/policies"):
                self._ask_pages(organization, path)
            for wallet in load.wallets:
                ask(f"/v1/wallets/{wallet}")
                ask(f"/v1/wallets/{wallet}/balance")
                self._ask_pages(organization, f"/v1/wallets/{wallet}/transactions")
            for operation in load.acknowledged():
                ask("/v1/payments/" + operation.answer.json["id"])

    def _ask(self, organization, path):
        answer = organization.call("GET", path)
        check_equal(answer.status, 200, f"GET {path}: {answer}")
        self.answers[path] = answer.body
        return answer.json

    def _ask_pages(self, organization, path):
        page, cursor = 0, ""
        while True:
            page += 1
            body = self._ask(organization, f"{path}?limit=2{cursor}")
            if not body["has_more"] or page == 20:
                return
            cursor = "&cursor=" + body["next_cursor"]

    def check_same(self, other, after):
        check_equal(sorted(other.answers), sorted(self.answers), f"what can be asked {after}")
        for path, body in self.answers.items():
            check_equal(other.answers[path], body, f"GET {path} {after}")


def make_more(bursar, load):
    """Agents, keys and policies: what the lists list."""
    with bursar.connect() as connection:
        organization = load.organization(connection)
        policy = organization.policy(max_per_day="900000.00")
        for n in range(5):
            agent = {"name": f"agent {n}", "tags": ["e2e"]}
            answer = organization.call("POST", "/v1/agents", agent)
            check_equal(answer.status, 201, f"an agent: {answer}")
            key = organization.call("POST", "/v1/keys", {"name": f"key {n}"})
            check_equal(key.status, 201, f"a key: {key}")
        revoked = organization.call("DELETE", f"/v1/keys/{key.json['id']}")
        check(revoked.status in (200, 204), f"a key revoked: {revoked}")
        attached = organization.call("PATCH", f"/v1/wallets/{load.wallets[0]}",
                                     {"policy_id": policy})
        check(attached.status in (200, 204), f"a policy attached: {attached}")


def remade(bursar):
    """Why the last start made the views anew; none when it did not."""
    for line in bursar.log_text().splitlines():
        if '"views_remade"' in line:
            return json.loads(line)["why"]
    return None


def change_byte(file):
    """Somewhere in the middle of what is used, on whatever page that is."""
    with open(file, "r+b") as views:
        size = file.stat().st_size
        at = random.SystemRandom().randrange(8192, size)
        views.seek(at)
        byte = views.read(1)[0]
        views.seek(at)
        views.write(bytes([byte ^ 0x10]))
        return at


def change_name(file, name):
    """Wherever it stands: in a row, and in what older pages still have of it."""
    content = file.read_bytes()
    check(name in content, f"the views hold {name}")
    file.write_bytes(content.replace(name, name[:-1] + b"?"))


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        load = PaymentLoad(bursar)
        make_more(bursar, load)
        load.start()
        load.wait_for_acknowledged(300)
        bursar.kill()
        load.join()
        bursar.start()
        check_equal(remade(bursar), None, "the views after a kill")
        load.verify_last_run()

        before = Picture(bursar, load)
        views = bursar.data / "views"
        check_equal(bursar.stop(), 0, "exit code")
        shutil.rmtree(views)
        bursar.start()
        check_equal(remade(bursar), "the views are missing", "said at the start")
        before.check_same(Picture(bursar, load), "without views")

        check_equal(bursar.stop(), 0, "exit code")
        size = (views / "data.mdb").stat().st_size
        with open(views / "data.mdb", "r+b") as file:
            file.truncate(size // 2)
        bursar.start()
        check("damaged" in (remade(bursar) or ""), f"said at the start: {remade(bursar)}")
        before.check_same(Picture(bursar, load), "with half of the views")

        check_equal(bursar.stop(), 0, "exit code")
        change_name(views / "data.mdb", b"agent 3")
        bursar.start()
        check("damaged" in (remade(bursar) or ""), f"said at the start: {remade(bursar)}")
        before.check_same(Picture(bursar, load), "with another name in the views")

        for _ in range(10):
            check_equal(bursar.stop(), 0, "exit code")
            at = change_byte(views / "data.mdb")
            bursar.start()
            after = f"with byte {at} of the views changed ({remade(bursar)})"
            print(after, flush=True)
            before.check_same(Picture(bursar, load), after)

        load.start()
        load.wait_for_acknowledged(100)
        bursar.kill()
        load.join()
        bursar.start()
        load.verify_last_run()
        load.verify_everything()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
