"""Agents that pay for HTTP calls over x402: a real provider with @x402/express, a real payer with
@x402/fetch, the plug-in of sdk/x402 between them and the engine. What is refused costs nothing,
what is paid is paid once, and what a provider fails to deliver is given back.

usage: x402.py BURSAR DIRECTORY

DIRECTORY keeps what npm installs, so that it is fetched once for a lock file.
"""

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from bursar_process import Bursar, check, check_equal, environment, scratch_directory, wait_until
from x402_world import PRICE, Node, Shop, World, install, remember_secret, with_token

SKIPPED = 77
ATOMIC = "500000"
TOGETHER = 8
BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NO_TOKEN = ("invalid_payload", "unexpected_verify_error")  # by its form, or its content
WRONG = "invalid_exact_bursar_payload_"


def facilitate(wallet, deed, payload, requirements=None):
    """What a provider asks the engine, by hand."""
    answer = wallet.call("POST", f"/x402/{deed}", {
        "x402Version": 2, "paymentPayload": payload,
        "paymentRequirements": requirements or payload["accepted"]})
    check_equal(answer.status, 200, f"{deed}: {answer}")
    return answer.json


def check_not_settled(wallet, payload, reason, requirements=None):
    said = facilitate(wallet, "settle", payload, requirements)
    check_equal((said["success"], said.get("errorReason")), (False, reason),
                f"a settlement: {said}")
    check_equal((said["transaction"], said["network"]), ("", "bursar:sandbox"), f"{said}")


def unpaid(world):
    answer = world.paying.tell(deed="open", url=world.shop.url + "/weather")
    check_equal((answer["status"], answer["receipt"]), (402, None), f"unpaid: {answer}")
    required = answer["required"]
    check_equal((required["x402Version"], required["error"]), (2, "Payment required"), "unpaid")
    check_equal(required["resource"]["url"], world.shop.url + "/weather", "what is to be paid for")
    check_equal(required["accepts"], [
        {"scheme": "exact", "network": "bursar:sandbox", "amount": ATOMIC, "asset": "USD",
         "payTo": world.payee.id, "maxTimeoutSeconds": 300,
         "extra": {"name": "USD", "decimals": 8}}], "what is to be paid")
    world.check_money("before anything is paid")


def paid(world):
    answer = world.pay("/weather")
    check_equal((answer["status"], answer["body"]), (200, '{"sky":"clear"}'), f"paid: {answer}")
    receipt = answer["receipt"]
    check_equal((receipt["success"], receipt["network"], receipt["payer"]),
                (True, "bursar:sandbox", world.payer.id), f"a receipt: {receipt}")
    world.paid += 1
    world.runs += 1
    world.check_money("after a call was paid")
    for wallet in (world.payer, world.payee):
        shown = wallet.call("GET", f"/v1/payments/{receipt['transaction']}")
        check_equal(shown.status, 200, f"the payment: {shown}")
        check_equal(Decimal(shown.json["amount"]), PRICE, f"the payment: {shown}")
    check_equal(world.status(answer["payload"]), "settled", "a paid token's status")
    return answer["payload"]


def replayed(world, used):
    world.check_refused(used, "/weather", "invalid_transaction_state")
    check_not_settled(world.payee, used, "duplicate_settlement")
    world.check_money("after a token was used again")


def insufficient(world):
    """Too little money, more than the payer's own control allows, and a token for less."""
    said = world.begging.tell(deed="pay", url=world.shop.url + "/weather")
    check("INSUFFICIENT_FUNDS (402)" in said.get("error", ""), f"too little money: {said}")
    said = world.paying.tell(deed="pay", url=world.shop.url + "/report")
    check("spendControls" in said.get("error", ""), f"more than a dollar: {said}")
    world.check_money("after too little money")

    cheap = world.authorize("/weather")
    world.check_money("while a token is unused", reserved=PRICE)
    world.check_refused(cheap, "/report", "No matching payment requirements")
    dear = world.paying.tell(deed="open", url=world.shop.url + "/report")["required"]["accepts"][0]
    world.check_refused({**cheap, "accepted": dear}, "/report", WRONG + "amount_mismatch")
    check_not_settled(world.payee, {**cheap, "accepted": dear}, WRONG + "amount_mismatch")
    check_not_settled(world.payee, cheap, WRONG + "amount_mismatch", dear)
    check_equal(world.status(cheap), "issued", "a token that was refused")
    world.cancel(cheap)
    world.check_money("after a token for less")


def forged(world):
    genuine, second = world.authorize("/weather"), world.authorize("/weather")
    token, other = genuine["payload"]["token"], second["payload"]["token"]
    body, _, signature = token.partition(".")
    # The last character's low bits say nothing: another spelling of the same signature.
    respelt = BASE64_URL[BASE64_URL.index(signature[-1]) ^ 1]
    forgeries = [
        body + "." + ("B" if signature[0] == "A" else "A") + signature[1:],
        body + "." + signature[:-1] + respelt,
        body + "." + signature[:-1],
        body + "." + signature + "=",
        body + "." + other.partition(".")[2],
        body[:-1] + ("1" if body[-1] == "0" else "0") + "." + signature,
        body + ".",
        body,
        body.upper() + "." + signature,
        " " + token,
        token + token,
        "x402_tok_",
    ]
    for forgery in forgeries:
        world.check_refused(with_token(genuine, forgery), "/weather", WRONG + "token")
    for no_token in ("", "A" * 5000, "\0", 42, None, {"token": token}, [token]):
        answer, = world.send(with_token(genuine, no_token), "/weather")
        check_equal((answer["status"], answer["receipt"]), (402, None), f"{no_token}: {answer}")
        check(answer["required"]["error"] in NO_TOKEN, f"{no_token}: {answer}")
    check_not_settled(world.payee, with_token(genuine, forgeries[0]), WRONG + "token")
    world.check_money("after forged tokens", reserved=2 * PRICE)
    for payload in (genuine, second):
        check_equal(world.status(payload), "issued", "a token that others forged")
        world.cancel(payload)
    world.check_money("after the genuine ones were cancelled")


def cancelled(world):
    payload = world.authorize("/weather")
    world.cancel(payload)
    world.check_money("after a token was cancelled")
    world.check_refused(payload, "/weather", "invalid_transaction_state")
    check_not_settled(world.payee, payload, "invalid_transaction_state")
    world.check_money("after a cancelled token was used")


def expired(world):
    payload = world.authorize("/brief")
    wait_until(lambda: world.status(payload) == "expired", "a token expires")
    world.check_money("after a token expired")
    world.check_refused(payload, "/brief", WRONG + "token_expired")
    check_not_settled(world.payee, payload, WRONG + "token_expired")
    world.check_money("after an expired token was used")


def redirected(world):
    """To another payee, by the payer; and to one's own key, by another provider."""
    payload = world.authorize("/weather")
    theirs = world.paying.tell(deed="open", url=world.elsewhere.url + "/weather")["required"]
    aimed = {**payload, "accepted": theirs["accepts"][0]}
    world.check_refused(payload, "/weather", "No matching payment requirements", world.elsewhere)
    world.check_refused(aimed, "/weather", WRONG + "recipient_mismatch", world.elsewhere)
    check_not_settled(world.other, aimed, WRONG + "recipient_mismatch")
    said = facilitate(world.other, "verify", payload)
    check_equal((said["isValid"], said.get("invalidReason")), (False, WRONG + "caller"), f"{said}")
    check_not_settled(world.other, payload, WRONG + "caller")
    check_equal(world.status(payload), "issued", "a token that others wanted")
    world.check_money("after a token was shown to others", reserved=PRICE)
    world.cancel(payload)
    world.check_money("after that token was cancelled")


def misconfigured(world):
    """A shop that sells for a wallet that is not its own: the payer has its money back at once."""
    shop = Shop(world, world.other, pay_to=world.payee.id)
    with shop.node:
        answer = world.paying.tell(deed="pay", url=shop.url + "/weather")
        check_equal(answer["status"], 402, f"a shop with the wrong key: {answer}")
        check_equal(answer["required"]["error"], WRONG + "caller", "why")
    world.check_money("after a shop had the wrong key")


def eight_at_once(world):
    """All of them are verified before the first is settled."""
    payload = world.authorize("/together")
    answers = world.send(payload, "/together", times=TOGETHER)
    world.paid += 1
    world.runs += TOGETHER
    won = [answer for answer in answers if answer["status"] == 200]
    check_equal(len(won), 1, f"uses that were answered: {answers}")
    check_equal(won[0]["body"], '{"sky":"clear"}', "what was paid for")
    check(won[0]["receipt"]["success"] is True, f"a receipt: {won[0]}")
    for answer in answers:
        if answer is won[0]:
            continue
        check_equal((answer["status"], answer["body"]), (402, "{}"), f"a further use: {answer}")
        check_equal((answer["receipt"]["success"], answer["receipt"].get("errorReason")),
                    (False, "duplicate_settlement"), f"a further use: {answer}")
    world.check_money("after eight uses at once")


def handed_back(world):
    for path in ("/broken", "/throwing"):
        answer = world.pay(path)
        check_equal((answer["status"], answer["receipt"]), (500, None), f"{path}: {answer}")
        world.runs += 1
        check_equal(world.status(answer["payload"]), "released", f"the token of {path}")
        world.check_money(f"after {path}")
        world.check_refused(answer["payload"], path, "invalid_transaction_state")
        world.check_money(f"after {path} again")


def upfront(world):
    """Where the money moves before the handler runs, it runs once for a token."""
    payload = world.authorize("/upfront")
    answers = world.send(payload, "/upfront", times=TOGETHER)
    world.paid += 1
    world.runs += 1
    check_equal(sorted(answer["status"] for answer in answers), [200] + [402] * (TOGETHER - 1),
                f"uses of a token that is settled first: {answers}")
    world.check_money("after paying first")


def answers_lost(world):
    """The first to each authorization, settlement and release: what was done is heard the second
    time, and done once."""
    with Node(world.directory, "lossy.js", ENGINE=world.engine) as lossy:
        engine = lossy.said()["url"]
        shop = Shop(world, world.payee, engine=engine)
        with shop.node, world.payer_of(world.payer, engine) as paying:
            for seller in (world.shop, shop):
                answer = paying.tell(deed="pay", url=seller.url + "/weather")
                check_equal(answer.get("status"), 200, f"paid, with answers lost: {answer}")
                check(answer["receipt"]["success"] is True, f"a receipt: {answer}")
                world.paid += 1
                world.runs += 1 if seller is world.shop else 0
                world.check_money("after answers were lost")
            answer = paying.tell(deed="pay", url=shop.url + "/broken")
            check_equal(answer.get("status"), 500, f"failed, with answers lost: {answer}")
            check_equal(world.status(answer["payload"]), "released", "a token given back twice")
            world.check_money("after the answer to a release was lost")


def discovered(world):
    """A service that the engine knows is found, and paid for without asking its provider first."""
    url = world.shop.url + "/weather"
    made = world.providers.call("POST", "/v1/services", {
        "name": "Weather", "price_per_call": str(PRICE), "wallet_id": world.payee.id,
        "endpoint_url": url})
    check_equal(made.status, 201, f"a service: {made}")

    def listed():
        found = world.paying.tell(deed="find", payTo=world.payee.id)
        check_equal(found.get("x402Version"), 2, f"what is sold: {found}")
        return found if found["items"] else None

    found = wait_until(listed, "a service is listed")
    check_equal([(item["resource"], item["type"], item["x402Version"])
                 for item in found["items"]], [(url, "http", 2)], f"what is sold: {found}")
    check_equal(found["pagination"], {"limit": 20, "offset": 0, "total": 1}, f"{found}")

    said = world.paying.tell(deed="authorizeFound", url=url)
    check("error" not in said, f"a service's requirements: {said}")
    remember_secret(said["payload"])
    wanted, = said["required"]["accepts"]
    check_equal((wanted["amount"], wanted["payTo"], wanted["extra"]["serviceId"]),
                (ATOMIC, world.payee.id, made.json["id"]), f"what it wants: {wanted}")
    check_equal([item["accepts"] for item in found["items"]], [[wanted]], "what is listed")
    answer, = world.send(said["payload"], "/weather")
    check_equal(answer["status"], 200, f"a service: {answer}")
    world.paid += 1
    world.runs += 1
    world.check_money("after a service was paid for")


def examples(world):
    """As the plug-in's README says, agents made by signing up."""
    at = world.directory / "example"
    with Node(at, "server.js", BURSAR=world.engine, PORT="0") as server:
        line = server.line()
        check(line.startswith("selling to wal_"), f"the example's server: {line}")
        done = subprocess.run(["node", "client.js"], cwd=at, capture_output=True, text=True,
                              timeout=120, check=False,
                              env=environment({"BURSAR": world.engine, "SHOP": line.split()[-1]}))
    check_equal(done.returncode, 0, f"the example's client: {done.stdout} {done.stderr}")
    lines = done.stdout.splitlines()
    check_equal([lines[0], lines[1].split(" {")[0], lines[3].split(" {")[0], lines[4]],
                ["before: 1.00 free, 0.00 reserved", "weather: 200", "forecast: 503",
                 "after: 0.995 free, 0.00 reserved"], "what the example's client says")


def story(world):
    unpaid(world)
    replayed(world, paid(world))
    for step in (insufficient, forged, cancelled, expired, redirected, misconfigured,
                 eight_at_once, handed_back, upfront, answers_lost, discovered,
                 examples):
        step(world)
    for organization in (world.agents, world.providers):
        organization.check_books()


def main(binary, directory):
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("node and npm are not installed")
        sys.exit(SKIPPED)
    directory = Path(directory)
    install(directory)
    subprocess.run(["node", "--test"], cwd=directory, check=True, timeout=120)
    with scratch_directory() as scratch, Bursar(binary, scratch) as bursar:
        bursar.start()
        with bursar.connect() as connection, World(bursar, connection, directory) as world:
            story(world)
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
