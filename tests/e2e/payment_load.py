"""Payments from several connections, each logged before it is sent and again when it is answered,
so that whatever happens to the engine, what it promised can be held against it afterwards.
"""

import os
import random
import threading
import time
from decimal import Decimal

from bursar_process import check, check_equal, wait_until
from http_connection import ConnectionLost
from sandbox import Organization, cost, external_payment, transfer

INITIAL_BALANCE = Decimal("100000.00")
SEED = "BURSAR_PAYMENT_SEED"  # of a test that takes none itself


class Operation:
    """One payment: what was meant, and what was answered, if anything was."""

    def __init__(self, key, payer, payee, amount):
        self.key = key
        self.payer = payer
        self.payee = payee  # a wallet, or None for somebody outside
        self.amount = amount
        self.sent_at = None  # monotonic nanoseconds, as the shim's log has them
        self.answer = None

    @property
    def body(self):
        if self.payee is None:
            return external_payment(self.payer, self.amount)
        return transfer(self.payer, self.payee, self.amount)


class PaymentLoad:
    """Wallets of one organisation, and the connections that pay from them, two to a wallet."""

    def __init__(self, bursar, wallets=4, seed=None):
        self.bursar = bursar
        if seed is None:
            seed = int(os.environ.get(SEED) or random.SystemRandom().getrandbits(32))
            print(f"payments of seed {seed}: again with {SEED}={seed}", flush=True)
        self.random = random.Random(seed)
        self.operations = []  # settled ones of earlier runs and those of this run
        self.run_began = 0
        self.refusals = []
        self.failures = []
        self._lock = threading.Lock()
        self._threads = []
        self._count = 0
        self._stopping = False
        with bursar.connect() as connection:
            organization = Organization(connection)
            self.key = organization.key
            policy = organization.policy(max_per_tx="100.00")
            self.wallets = [organization.wallet(INITIAL_BALANCE, label=f"load {n}",
                                                policy_id=policy) for n in range(wallets)]

    def organization(self, connection):
        """The same organisation over another connection."""
        again = Organization.__new__(Organization)
        again.connection, again.key = connection, self.key
        return again

    # --- Sending

    def start(self):
        self._stopping = False
        self.run_began = len(self.operations)
        self._threads = [threading.Thread(target=self._pay, args=(wallet,), daemon=True)
                         for wallet in self.wallets for _ in range(2)]
        for thread in self._threads:
            thread.start()

    def wait_for_acknowledged(self, count):
        wait_until(lambda: len(self.acknowledged()) >= count, f"{count} payments are answered", 60)

    def join(self):
        """The engine is gone or going: every connection has seen its end."""
        self._stopping = True
        for thread in self._threads:
            thread.join(timeout=120)
            check(not thread.is_alive(), "a request is neither answered nor its connection closed")
        check(not self.failures, f"a connection failed: {self.failures}")

    def acknowledged(self):
        return [one for one in self.operations[self.run_began:] if one.answer is not None]

    def unanswered(self):
        return [one for one in self.operations[self.run_began:] if one.answer is None]

    def _next(self, payer):
        with self._lock:
            self._count += 1
            to_wallet = self._count % 3 == 0
            payee = self.random.choice([w for w in self.wallets if w != payer])
            amount = Decimal(self.random.randrange(1, 100_000_000)).scaleb(-8)
            operation = Operation(f"load-{self._count}", payer, payee if to_wallet else None,
                                  amount)
            self.operations.append(operation)
            return operation

    def _pay(self, wallet):
        try:
            with self.bursar.connect() as connection:
                while not self._stopping:
                    operation = self._next(wallet)
                    operation.sent_at = time.monotonic_ns()
                    answer = connection.request("POST", "/v1/payments", operation.body, self.key,
                                                operation.key)
                    if answer.status != 201:
                        self.refusals.append(answer)
                        return
                    operation.answer = answer
        except (ConnectionLost, ConnectionRefusedError, ConnectionResetError):
            return
        except Exception as failure:  # a thread's own end would say nothing
            self.failures.append(failure)

    # --- Judging, over the engine's next life

    def verify_last_run(self):
        """What was acknowledged is there, the rest is absent or whole; afterwards all is done."""
        with self.bursar.connect() as connection:
            organization = self.organization(connection)
            found = {wallet: organization.balance(wallet) for wallet in self.wallets}
            absent = [one for one in self.unanswered() if not self._settle(organization, one)]
            expected = self._balances(set(self.operations) - set(absent))
            check_equal(found, expected, "balances right after the start")
            for operation in self.acknowledged():
                self._check_acknowledged(organization, operation)
            self._check_now(organization)

    def verify_everything(self):
        """Every payment ever settled is there once, and nothing else is."""
        with self.bursar.connect() as connection:
            organization = self.organization(connection)
            for operation in self.operations:
                self._check_acknowledged(organization, operation)
            for wallet in self.wallets:
                self._check_history(organization, wallet)
            self._check_now(organization)

    def _settle(self, organization, operation):
        """Sends it again with its key; True when the engine had done it before."""
        answer = organization.call("POST", "/v1/payments", operation.body, operation.key)
        check_equal(answer.status, 201, f"{operation.key} sent again: {answer}")
        operation.answer = answer
        return answer.replayed

    def _check_acknowledged(self, organization, operation):
        again = organization.call("POST", "/v1/payments", operation.body, operation.key)
        check_equal((again.status, again.body), (201, operation.answer.body),
                    f"{operation.key} replayed")
        check(again.replayed, f"{operation.key} is told to be a replay: {again.headers}")
        payment = operation.answer.json["id"]
        receipt = organization.call("GET", f"/v1/payments/{payment}")
        check_equal(receipt.status, 200, f"the receipt of {operation.key}: {receipt}")
        check_equal((receipt.json["id"], Decimal(receipt.json["amount"])),
                    (payment, operation.amount), f"the receipt of {operation.key}")

    def _check_history(self, organization, wallet):
        listed = [row["id"] for row in organization.transactions(wallet)]
        check_equal(len(listed), len(set(listed)), "no transaction is listed twice")
        paid = {one.answer.json["id"] for one in self.operations
                if wallet in (one.payer, one.payee)}
        check(paid <= set(listed), f"not listed: {paid - set(listed)}")
        check_equal(len(listed), len(paid) + 1, "the payments and one funding are listed")

    def _check_now(self, organization):
        now = {wallet: organization.balance(wallet) for wallet in self.wallets}
        check_equal(now, self._balances(self.operations), "balances when all is settled")
        organization.check_books()

    def _balances(self, operations):
        balances = dict.fromkeys(self.wallets, INITIAL_BALANCE)
        for one in operations:
            balances[one.payer] -= cost(one.amount)
            if one.payee is not None:
                balances[one.payee] += one.amount
        return balances
