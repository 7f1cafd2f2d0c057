"""What nearly every test needs of the API: an organisation, wallets with money, payments, books."""

from decimal import ROUND_HALF_EVEN, Decimal

from bursar_process import check, check_equal


def fee(amount):
    """40 basis points, rounded half-even to eight decimals."""
    return (amount * 40 / 10000).quantize(Decimal("0.00000001"), ROUND_HALF_EVEN)


def cost(amount):
    return amount + fee(amount)


def external_payment(wallet, amount, payee="merchant:demo"):
    return {"from_wallet_id": wallet, "to_external": payee, "amount": f"{Decimal(amount):f}"}


def transfer(wallet, payee, amount):
    return {"from_wallet_id": wallet, "to_wallet_id": payee, "amount": f"{Decimal(amount):f}"}


class Organization:
    """A sandbox organisation made by signing up, spoken for by its org key."""

    def __init__(self, connection, name="e2e"):
        self.connection = connection
        answer = connection.request("POST", "/v1/keys", {"name": name})
        check_equal(answer.status, 201, f"sign-up: {answer}")
        self.id = answer.json["organization_id"]
        self.key = answer.json["key"]

    def call(self, method, path, body=None, key=None):
        return self.connection.request(method, path, body, self.key, key)

    def policy(self, **terms):
        answer = self.call("POST", "/v1/policies", {"name": "e2e", **terms})
        check_equal(answer.status, 201, f"a policy: {answer}")
        return answer.json["id"]

    def wallet(self, funded=None, **fields):
        """A new wallet's id, with money from the treasury in it."""
        answer = self.call("POST", "/v1/wallets", fields)
        check_equal(answer.status, 201, f"a wallet: {answer}")
        wallet = answer.json["id"]
        if funded is not None:
            self.fund(wallet, funded)
        return wallet

    def fund(self, wallet, amount):
        answer = self.call("POST", f"/v1/wallets/{wallet}/fund",
                           {"amount": f"{Decimal(amount):f}", "source": "treasury"})
        check_equal(answer.status, 200, f"funding: {answer}")

    def balance(self, wallet):
        return balance_in(self.call("GET", f"/v1/wallets/{wallet}/balance"))

    def transactions(self, wallet):
        """Newest first."""
        return self.rows(f"/v1/wallets/{wallet}/transactions")

    def rows(self, path):
        """All of a list, page by page."""
        rows, cursor = [], ""
        while True:
            answer = self.call("GET", f"{path}?limit=100{cursor}")
            check_equal(answer.status, 200, f"{path}: {answer}")
            rows.extend(answer.json["data"])
            if not answer.json["has_more"]:
                return rows
            cursor = "&cursor=" + answer.json["next_cursor"]

    def check_books(self):
        """The trial balance is zero and every balance is what the journal says."""
        answer = self.call("GET", "/v1/ledger/trial-balance")
        check_equal(answer.status, 200, f"trial balance: {answer}")
        rows = answer.json["accounts"]
        check(rows, "the trial balance has rows")
        check_equal(sum(Decimal(row["balance"]) for row in rows), 0, f"trial balance: {answer}")
        check_equal(Decimal(answer.json["sum"]), 0, f"trial balance: {answer}")
        answer = self.call("GET", "/v1/ledger/reconciliation")
        check_equal(answer.status, 200, f"reconciliation: {answer}")
        check(answer.json["ok"] is True, f"reconciliation: {answer}")
        check_equal(answer.json["differences"], [], "reconciliation's differences")


def balance_in(answer):
    """The balance that a balance answer shows; nothing is held or pending in these tests."""
    check_equal(answer.status, 200, f"a balance: {answer}")
    shown = answer.json
    check_equal(Decimal(shown["available"]), Decimal(shown["balance"]), "available and balance")
    return Decimal(shown["balance"])
