"""The quick start, as demo.sh runs it, against a real process: every figure of every answer.

usage: quick_start.py BURSAR DEMO_SH
"""

import os
import subprocess
import sys
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory
from sandbox import Organization

AMOUNTS = {"amount": Decimal("5"), "fee": Decimal("0.02"), "total_debited": Decimal("5.02")}


def check_fields(answer, status, expected, what):
    """These fields with exactly these values; numbers are numbers, not text."""
    check_equal(answer.status, status, f"{what}: {answer}")
    check_equal(answer.headers["content-type"].split(";")[0], "application/json", what)
    check("bursar-org-seq" in answer.headers or what == "agent", f"{what}: Bursar-Org-Seq")
    for name, value in expected.items():
        check(name in answer.json, f"{what} has {name}: {answer}")
        found = answer.json[name]
        check(type(found) is type(value), f"{what}: {name} is a {type(value).__name__}: {answer}")
        check_equal(found, value, f"{what}: {name}")


def prefixed(answer, name, prefix):
    value = answer.json[name]
    check(value.startswith(prefix) and len(value) > len(prefix), f"{name} is {prefix}…: {answer}")
    return value


def agentpay(bursar):
    """The five calls as that system's documentation prints them."""
    with bursar.connect() as connection:
        agent = connection.request("POST", "/agentpay/v1/agents",
                                   {"name": "ResearchOpsAgent", "operator": "acme"})
        check_fields(agent, 201, {"name": "ResearchOpsAgent", "operator": "acme",
                                  "balance": Decimal(0)}, "agent")
        prefixed(agent, "id", "agent_")
        prefixed(agent, "secret_key", "sk_test_")
        key = prefixed(agent, "api_key", "pk_test_")
        wallet = prefixed(agent, "wallet_id", "wallet_")

        funding = connection.request("POST", f"/agentpay/v1/wallets/{wallet}/fund",
                                     {"amount": 100, "source": "test_faucet"}, key)
        check_fields(funding, 200, {"wallet_id": wallet, "amount": Decimal(100),
                                    "balance": Decimal(100), "currency": "USD",
                                    "source": "test_faucet", "status": "completed"}, "funding")

        order = {"from_wallet_id": wallet, "to_external": "merchant:demo", "amount": 5,
                 "currency": "USD", "rail": "internal", "description": "Agent tool purchase",
                 "idempotency_key": "tool-call-001"}
        payment = connection.request("POST", "/agentpay/v1/payments", order, key)
        paid = {**AMOUNTS, "currency": "USD", "rail": "internal", "status": "completed"}
        check_fields(payment, 201, paid, "payment")
        payment_id = prefixed(payment, "id", "tx_")

        again = connection.request("POST", "/agentpay/v1/payments", order, key)
        check_equal((again.status, again.body), (201, payment.body), "the retry's answer")
        check(again.replayed, f"the retry is told to be a replay: {again.headers}")

        receipt = connection.request("GET", f"/agentpay/v1/payments/{payment_id}", None, key)
        check_fields(receipt, 200, {"id": payment_id, "from_wallet_id": wallet,
                                    "to_external": "merchant:demo", **paid}, "receipt")
        balance = connection.request("GET", f"/agentpay/v1/wallets/{wallet}/balance", None, key)
        check_fields(balance, 200, {"balance": Decimal("94.98"), "available": Decimal("94.98"),
                                    "currency": "USD"}, "balance")


def canonical(bursar):
    """The same over /v1, where money is text."""
    with bursar.connect() as connection:
        organization = Organization(connection)
        wallet = organization.wallet(label="quick start")
        funding = organization.call("POST", f"/v1/wallets/{wallet}/fund",
                                    {"amount": "100", "source": "test_faucet"})
        check_fields(funding, 200, {"wallet_id": wallet, "funded_amount": "100.00",
                                    "balance": "100.00"}, "funding")
        payment = organization.call("POST", "/v1/payments",
                                    {"from_wallet_id": wallet, "to_external": "merchant:demo",
                                     "amount": "5.00"}, "canonical-001")
        expected = {"from_wallet_id": wallet, "to_external": "merchant:demo", "amount": "5.00",
                    "fee": "0.02", "total_debited": "5.02", "currency": "USD",
                    "rail": "internal", "status": "completed", "balance_after": "94.98"}
        check_fields(payment, 201, expected, "payment")
        receipt = organization.call("GET", f"/v1/payments/{payment.json['id']}")
        for name in ("amount", "fee", "total_debited", "status"):
            check_equal(receipt.json[name], expected[name], f"receipt: {name}")
        check_equal(organization.balance(wallet), Decimal("94.98"), "balance")
        organization.check_books()


def demo(bursar, script):
    """The script that the documentation sends a newcomer to."""
    done = subprocess.run([script], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "BURSAR_URL": f"http://{bursar.address}"})
    check_equal(done.returncode, 0, f"demo.sh\n{done.stdout}\n{done.stderr}")
    for shown in ("curl", "/agentpay/v1/agents", '"fee": 0.02', '"total_debited": 5.02', "94.98"):
        check(shown in done.stdout, f"demo.sh shows {shown}:\n{done.stdout}")
    # A server that is not there is a failure too.
    done = subprocess.run([script], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "BURSAR_URL": "http://127.0.0.1:9"})
    check(done.returncode != 0, f"demo.sh without a server\n{done.stdout}")


def main(binary, script):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        agentpay(bursar)
        canonical(bursar)
        demo(bursar, script)
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
