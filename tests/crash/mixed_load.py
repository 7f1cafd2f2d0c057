"""A payment load in whose midst others look, and fight over wallets that have too little: what they
are told shows whether there is one order of everything. Only linearizability.py judges it."""

import threading
from decimal import Decimal

from bursar_process import check
from http_connection import ConnectionLost
from payment_load import PaymentLoad
from sandbox import external_payment, transfer


class MixedLoad(PaymentLoad):
    """Beside the payers: two that look, three that empty two poor wallets and fund them again."""

    def __init__(self, bursar, wallets=4, seed=None):
        super().__init__(bursar, wallets, seed)
        self._numbers = 0
        self._asked = []  # (path, body, key) of the poor wallets' operations in this life
        with bursar.connect() as connection:
            organization = self.organization(connection)
            self.poor = [organization.wallet("1.00", label=f"poor {n}") for n in range(2)]

    def start(self):
        super().start()
        others = [threading.Thread(target=self._while_it_lives, args=(deed,), daemon=True)
                  for deed in (self._look, self._look, self._fight, self._fight, self._fight)]
        self._threads += others
        for thread in others:
            thread.start()

    def verify_last_run(self):
        """What of the poor wallets was not answered is asked again, and so is all the rest."""
        with self.bursar.connect() as connection:
            for path, body, key in self._asked:
                answer = self.organization(connection).call("POST", path, body, key)
                check(answer.status in (200, 201, 402), f"{key} again: {answer}")
        self._asked.clear()
        super().verify_last_run()

    def _while_it_lives(self, deed):
        try:
            with self.bursar.connect() as connection:
                organization = self.organization(connection)
                while not self._stopping:
                    deed(organization)
        except (ConnectionLost, ConnectionRefusedError, ConnectionResetError):
            return
        except Exception as failure:  # a thread's own end would say nothing
            self.failures.append(failure)

    def _look(self, organization):
        wallet = self.random.choice(self.wallets + self.poor)
        answer = organization.call("GET", f"/v1/wallets/{wallet}/balance")
        check(answer.status in (200, 503, 504), f"a balance that is known: {answer}")

    def _fight(self, organization):
        payer, other = self.random.sample(self.poor, 2)
        amount = Decimal(self.random.randrange(1, 100)).scaleb(-2)
        path, body = self.random.choice((
            ("/v1/payments", external_payment(payer, amount)),
            ("/v1/payments", transfer(payer, other, amount)),
            (f"/v1/wallets/{payer}/fund", {"amount": f"{amount:f}", "source": "treasury"})))
        with self._lock:
            self._numbers += 1
            key = f"poor-{self._numbers}"
            self._asked.append((path, body, key))
        organization.call("POST", path, body, key)
