"""AgentPay's page, command by command: its curl calls run in a shell as they are printed, where
AGENTPAY_BASE_URL and the variables that the page names are set, and what it prints of the answers is
there. Only what it leaves open is filled in: an address, and whose key a provider uses.

usage: agentpay.py BURSAR
"""

import json
import os
import re
import subprocess
import sys
from decimal import Decimal

from bursar_process import Bursar, check, check_equal, scratch_directory

AS_JSON = '''-H "Content-Type: application/json"'''
AS_AGENT = '''-H "Authorization: Bearer $AGENTPAY_API_KEY"'''

CREATE_AGENT = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/agents" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "ResearchOpsAgent",
    "operator": "acme"
  }'
'''
FUND = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/wallets/$WALLET_ID/fund" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "amount": 100,
    "source": "test_faucet"
  }'
'''
PAY = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/payments" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "from_wallet_id": "'$WALLET_ID'",
    "to_external": "merchant:demo",
    "amount": 5,
    "currency": "USD",
    "rail": "internal",
    "description": "Agent tool purchase",
    "idempotency_key": "tool-call-001"
  }'
'''
BALANCE = r'''
curl "$AGENTPAY_BASE_URL/v1/wallets/$WALLET_ID/balance" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY"
'''
PAYMENT = r'''
curl "$AGENTPAY_BASE_URL/v1/payments/$PAYMENT_ID" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY"
'''
SERVICES = r'''
curl "$AGENTPAY_BASE_URL/v1/services?category=data&verified=true" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY"
'''
AUTHORIZE = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/services/$SERVICE_ID/authorize" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"from_wallet_id": "'$WALLET_ID'"}'
'''
REGISTER = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/services" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "name": "WeatherAPI",
    "description": "Real-time weather data per query",
    "price_per_call": 0.002,
    "currency": "USD",
    "category": "data",
    "endpoint_url": "https://api.example.com/weather"
  }'
'''
DISPUTE = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/disputes" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "payment_id": "'$PAYMENT_ID'",
    "reason": "service_not_delivered",
    "description": "Provider returned 503 after token was consumed"
  }'
'''
DISPUTES = r'''
curl "$AGENTPAY_BASE_URL/v1/disputes?status=open" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY"
'''
EVIDENCE = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/disputes/$DISPUTE_ID/evidence" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "type": "log_excerpt",
    "content": "HTTP 503 at 2026-05-08T11:59:01Z — no response body"
  }'
'''
TO_BANK = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/payouts" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "from_wallet_id": "'$WALLET_ID'",
    "amount": 250.00,
    "destination_type": "bank",
    "destination": {
      "routing_number": "021000021",
      "account_number": "9876543210",
      "account_type": "checking",
      "account_holder": "Acme Corp"
    }
  }'
'''
TO_CHAIN = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/payouts" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "from_wallet_id": "'$WALLET_ID'",
    "amount": 50.00,
    "destination_type": "crypto",
    "destination": {
      "address": "0xABCDEF...",
      "network": "ethereum"
    }
  }'
'''.replace("0xABCDEF...", "0x52908400098527886E0F7030069857D2E4169EE7")
PAYOUTS = r'''
curl "$AGENTPAY_BASE_URL/v1/payouts?status=pending" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY"
'''
WEBHOOK = r'''
curl -X POST "$AGENTPAY_BASE_URL/v1/webhooks" \
  -H "Authorization: Bearer $AGENTPAY_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "url": "https://example.com/agentpay/webhooks",
    "events": ["payment.completed", "payment.refunded"]
  }'
'''


def step(verb, path, body=""):
    """Of the lifecycle's table, which has no commands."""
    given = f"{AS_JSON} -d '{body}'" if body else ""
    return f'''curl -X {verb} "$AGENTPAY_BASE_URL{path}" {AS_AGENT} {given}'''


TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
DATE = re.compile(r"^\d{4}-\d\d-\d\d$")


def check_printed(printed, found, where):
    """What the page prints is there: "tx_..." is any text that begins so, a time any time."""
    if isinstance(printed, dict):
        for name, value in printed.items():
            check(name in found, f"{where} has {name}: {found}")
            check_printed(value, found[name], f"{where}.{name}")
    elif isinstance(printed, list):
        check_equal(len(found), len(printed), f"{where}: {found}")
        for one, other in zip(printed, found):
            check_printed(one, other, where)
    elif isinstance(printed, str) and (TIME.match(printed) or DATE.match(printed)):
        same = TIME if TIME.match(printed) else DATE
        check(same.match(found), f"{where}: {found}")
    elif isinstance(printed, str) and printed.endswith("..."):
        check(found.startswith(printed[:-3]) and len(found) > len(printed) - 3, f"{where}: {found}")
    else:
        check_equal((type(found), found), (type(printed), printed), where)


class Page:
    """A shell with the page's variables."""

    def __init__(self, address):
        self.variables = {"AGENTPAY_BASE_URL": f"http://{address}/agentpay"}

    def run(self, command, status, printed, **changed):
        shell = f'curl() {{ command curl -sS -w "\\n%{{http_code}}" "$@"; }}\n{command}'
        done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60,
                              check=False, env={**os.environ, **self.variables, **changed})
        check_equal(done.returncode, 0, f"{command}\n{done.stderr}")
        body, told = done.stdout.rsplit("\n", 1)
        check_equal(int(told), status, f"{command}\n{body}")
        answer = json.loads(body, parse_float=Decimal, parse_int=Decimal)
        check_printed(json.loads(printed, parse_float=Decimal, parse_int=Decimal), answer, command)
        return answer

    def quick_start(self):
        agent = self.run(CREATE_AGENT, 201, '''{"id": "agent_...", "api_key": "pk_test_...",
            "wallet_id": "wallet_...", "secret_key": "sk_test_..."}''')
        self.variables.update(AGENTPAY_API_KEY=agent["api_key"], WALLET_ID=agent["wallet_id"])
        self.run(FUND, 200, '{"amount": 100, "balance": 100}')
        paid = self.run(PAY, 201, '''{"id": "tx_...", "amount": 5, "fee": 0.02,
            "total_debited": 5.02, "currency": "USD", "rail": "internal", "status": "completed"}''')
        self.run(BALANCE, 200, '{"balance": 94.98, "currency": "USD"}')
        self.run(PAYMENT, 200, '{"amount": 5, "fee": 0.02, "status": "completed"}',
                 PAYMENT_ID=paid["id"])

    def sell(self, operator):
        """Another agent registers the page's service, which the operator vouches for."""
        made = self.run(CREATE_AGENT, 201, '{"id": "agent_..."}')
        self.variables.update(PROVIDER=made["api_key"])
        service = self.run(REGISTER, 201, '''{"id": "svc_...", "slug": "weatherapi",
            "status": "active", "trust_score": 50}''', AGENTPAY_API_KEY=made["api_key"])
        self.variables.update(SERVICE_ID=service["id"])
        verified = '''curl -X POST "${AGENTPAY_BASE_URL%/agentpay}/v1/services/$SERVICE_ID/verify" ''' \
            + AS_AGENT
        self.run(verified, 200, "{}", AGENTPAY_API_KEY=operator)

    def buy(self):
        self.run(SERVICES, 200, '''{"services": [{"id": "svc_...", "name": "WeatherAPI",
            "slug": "weatherapi", "price_per_call": 0.002, "currency": "USD", "category": "data",
            "trust_score": 50, "verified": true, "status": "active"}], "total": 1}''')
        self.run(step("GET", "/v1/x402/requirements?resource=https://api.example.com/weather"), 200,
                 '{"x402Version": 2}')
        token = self.run(AUTHORIZE, 201, '''{"token": "x402_tok_...", "token_id": "tokid_...",
            "expires_at": "2026-05-08T13:05:00Z", "service_id": "svc_...",
            "reserved_amount": 0.002}''')
        unused = self.run(AUTHORIZE, 201, '{"token": "x402_tok_..."}')
        self.run(step("DELETE", f"/v1/x402/tokens/{unused['token_id']}"), 200,
                 '{"status": "cancelled"}')
        provider = self.variables["PROVIDER"]
        verify = step("POST", "/v1/x402/verify", json.dumps({"payment_token": token["token"]}))
        self.run(verify, 200, '{"valid": true, "service": {"name": "WeatherAPI"}}',
                 AGENTPAY_API_KEY=provider)
        for event, status in (("started", "started"), ("accepted", "accepted"),
                              ("completed", "settled")):
            done = self.run(step("POST", f"/v1/x402/tokens/{token['token_id']}/call-{event}"), 200,
                            json.dumps({"status": status}), AGENTPAY_API_KEY=provider)
        self.run(verify, 409, '{"error": {"code": "TOKEN_REDEEMED"}}', AGENTPAY_API_KEY=provider)
        self.variables.update(PAYMENT_ID=done["payment_id"])

    def dispute(self):
        opened = self.run(DISPUTE, 201, '''{"id": "disp_...", "status": "open",
            "payment_id": "tx_...", "reason": "service_not_delivered",
            "created_at": "2026-05-08T12:00:00Z"}''')
        self.run(DISPUTE, 409, json.dumps({"error": {"code": "DUPLICATE_DISPUTE",
                                                     "dispute_id": opened["id"]}}))
        self.run(DISPUTES, 200, '{"disputes": [{"id": "disp_...", "status": "open"}], "total": 1}')
        self.run(EVIDENCE, 201, '{"id": "evd_...", "type": "log_excerpt"}', DISPUTE_ID=opened["id"])

    def pay_out(self):
        self.run(TO_BANK, 402, '{"error": {"code": "AP-1001", "reason": "INSUFFICIENT_FUNDS"}}')
        for _ in range(3):
            self.run(FUND, 200, "{}")
        made = self.run(TO_BANK, 201, '''{"id": "payout_...", "status": "pending",
            "amount": 250.00, "currency": "USD", "destination_type": "bank",
            "estimated_arrival": "2026-05-10", "created_at": "2026-05-08T12:00:00Z"}''')
        self.run(TO_CHAIN, 201, '{"id": "payout_...", "status": "pending", "amount": 50}')
        self.run(PAYOUTS, 200, "{}")
        self.run(step("GET", f"/v1/payouts/{made['id']}"), 200, '{"id": "payout_..."}')

    def listen(self):
        """Last: nothing is paid from then on, and so nothing is sent anywhere."""
        self.run(WEBHOOK, 201, '''{"id": "wh_...", "secret": "whsec_...",
            "events": ["payment.completed", "payment.refunded"]}''')


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        page = Page(bursar.start().address)
        page.quick_start()
        page.sell((bursar.data / "operator.key").read_text().strip())
        page.buy()
        page.dispute()
        page.pay_out()
        page.listen()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
