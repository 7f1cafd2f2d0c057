"""Two organisations in both environments, a key for each kind of caller, and what they ask for: the
world of permission_matrix.py."""

import itertools

from bursar_process import check_equal

NOTHING = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
ZEROS = "0" * 26  # within the engine, how nothing is named
PREFIXES = {"wallet": "wal_", "payment": "tx_", "approval": "apr_", "key": "key_", "policy": "pol_",
            "organization": "org_", "wallet_id": "wal_", "from_wallet_id": "wal_",
            "to_wallet_id": "wal_", "policy_id": "pol_", "policyId": "pol_", "service": "svc_",
            "token": "tokid_", "payout": "payout_", "dispute": "disp_", "evidence": "evd_",
            "webhook": "wh_", "delivery": "del_"}
RESOURCE = "https://api.example.com/call"
# What is done to a wallet so that others could not go on with it.
ENDS = ("archive_wallet", "delete_agent", "pause_agent", "theros_archive_wallet",
        "wallgent_delete_agent", "wallgent_pause_agent")
PLACES = ("own", "foreign", "own_elsewhere", "foreign_elsewhere")


class Side:
    """An organisation in an environment: its first key, a wallet that is nobody's who asks, and one
    of everything that has an id."""

    def __init__(self, world, organization, environment):
        self.world = world
        self.environment = environment
        self.closed = False  # nobody is heard there
        self.key = organization["keys"][environment]["key"]
        self.ids = {"organization": organization["id"]}
        deposit = {"organization_id": organization["id"], "environment": environment,
                   "amount": "1000000.00", "reference": "the matrix"}
        world.must("POST", "/v1/ledger/deposits", deposit, world.operator, world.fresh())
        self.ids["wallet"], _ = self.agent()
        self.ids["wallet_number"] = self.number_of(self.ids["wallet"])
        self.payee, _ = self.agent()
        self.ids["policy"] = self.call("POST", "/v1/policies", {"name": "p"})["id"]
        self.ids["key"] = self.new_key()["id"]
        self.ids["payment"] = self.payment(self.ids["wallet"])
        self.asks = self.call("POST", "/v1/policies",
                              {"name": "asks", "require_approval": True})["id"]
        self.ids["approval"] = self.approval(self.ids["wallet"])
        self.call("POST", "/v1/services", {"name": "s", "price_per_call": "1.00",
                                           "endpoint_url": RESOURCE})

    def call(self, method, path, body=None):
        return self.world.must(method, path, body, self.key)

    def agent(self):
        """Its wallet, with money, and its key."""
        made = self.call("POST", "/v1/agents", {"name": "a"})
        self.call("POST", f"/v1/wallets/{made['wallet_id']}/fund", {"amount": "10000.00"})
        return made["wallet_id"], made["api_key"]

    def number_of(self, wallet):
        return str(self.call("GET", f"/v1/wallets/{wallet}")["number"])

    def new_key(self, **more):
        return self.call("POST", "/v1/keys", {"name": "k", **more})

    def session(self, wallet):
        return self.call("POST", f"/v1/wallets/{wallet}/rotate-token",
                         {"ttl_seconds": 86400})["session_token"]

    def payment(self, wallet):
        body = {"from_wallet_id": wallet, "to_wallet_id": self.payee, "amount": "1.00"}
        return self.call("POST", "/v1/payments", body)["id"]

    def requirements(self, payee):
        return {"scheme": "exact", "network": f"bursar:{self.environment.lower()}",
                "amount": "100000000", "asset": "USD", "payTo": payee, "maxTimeoutSeconds": 300}

    def token(self, payee):
        """Of a call that this wallet of its would be paid for; any text where nothing is served."""
        asked = {"payment_requirements": self.requirements(payee),
                 "from_wallet_id": self.ids["wallet"]}
        answer = self.world.call("POST", "/v1/x402/authorize", asked, self.key)
        return answer.json.get("token", "none")

    def paid_to(self, payee):
        body = {"from_wallet_id": self.ids["wallet"], "to_wallet_id": payee, "amount": "0.01"}
        return self.call("POST", "/v1/payments", body)["id"]

    def approval(self, wallet):
        """Of a payment that waits; the next ones need none."""
        self.call("PATCH", f"/v1/wallets/{wallet}", {"policy_id": self.asks})
        waits = self.payment(wallet)
        self.call("PATCH", f"/v1/wallets/{wallet}", {"policy_id": None})
        return PREFIXES["approval"] + waits[len(PREFIXES["payment"]):]


class World:
    def __init__(self, bursar, production=True):
        self.keys = {"nobody": None, "malformed": "not-a-key"}
        self.numbers = itertools.count()
        self.at(bursar)
        self.operator = (bursar.data / "operator.key").read_text().strip()
        self.keys["operator"] = self.operator
        spec = self.must("GET", "/openapi/spec.json")
        self.operations = {operation["operationId"]: operation for path in spec["paths"].values()
                           for operation in path.values()}
        self.schemas = spec["components"]["schemas"]
        organizations = [self.must("POST", "/v1/organizations", {"name": name}, self.operator)
                         for name in ("Mine", "Theirs")]
        environments = ("SANDBOX", "PRODUCTION") if production else ("SANDBOX",)
        sides = [Side(self, organization, environment) for environment in environments
                 for organization in organizations]
        self.sides = dict(zip(PLACES, sides))
        self._make_keys()

    def at(self, bursar):
        """Goes on with another engine over the same data."""
        self.connection = bursar.connect()
        self.directory = bursar.directory
        return self

    def _make_keys(self):
        mine = self.sides["own"]
        self.keys["wrong_checksum"] = mine.key[:-1] + ("1" if mine.key[-1] == "0" else "0")
        revoked = mine.new_key()
        mine.call("DELETE", f"/v1/keys/{revoked['id']}")
        rotated = mine.new_key()
        mine.call("POST", f"/v1/keys/{rotated['id']}/rotate")
        self.keys["revoked"], self.keys["rotated"] = revoked["key"], rotated["key"]
        self.keys["single"] = mine.new_key(permissions=["wallets:write"])["key"]
        self.keys["read_only"] = mine.new_key(permissions=["wallets:read", "payments:read"])["key"]
        self.agents = {}
        for column in ("agent", "other_agent"):
            self.agents[column], self.keys[column] = mine.agent()
        self.agents_payment = mine.payment(self.agents["agent"])
        self.agents_approval = mine.approval(self.agents["agent"])
        # One ends when the next one is made, and needs no minute of waiting.
        self.keys["expired_session"] = mine.session(self.agents["agent"])
        self.keys["session"] = mine.session(self.agents["agent"])
        self.agents["session"] = self.agents["agent"]
        self.keys["organization"] = mine.key
        self.keys["other_organization"] = self.sides["foreign"].key
        if "own_elsewhere" in self.sides:
            self.keys["other_environment"] = self.sides["own_elsewhere"].key

    def fresh(self):
        return f"k{next(self.numbers)}"

    def call(self, method, path, body=None, key=None, idempotency=None):
        return self.connection.request(method, path, body, key, idempotency)

    def must(self, method, path, body=None, key=None, idempotency=None):
        answer = self.call(method, path, body, key, idempotency)
        check_equal(answer.status // 100, 2, f"{method} {path}: {answer}")
        return answer.json

    def ask(self, row, column, target, changed=None, query=""):
        """The row's deed, well formed, of what the target says; `changed` stands in its body, and
        `query` in its path."""
        path = row["path"].replace("{id}", self._target(row, column, target))
        names = {parameter["name"] for parameter in self._operation(row).get("parameters", ())}
        if column == "operator" and "organization_id" in names:
            side = self.sides.get(target, self.sides["own"])
            path += f"?organization_id={side.ids['organization']}"
            if "environment" in names:
                path += f"&environment={side.environment}"
        if row["name"].endswith("get_x402_requirements") and not query:
            query = f"resource={RESOURCE}"
        if row["id"] == "idempotency_key":
            path += f"?wallet_id={self._name_space(column, target)}"
        if query:
            path += ("&" if "?" in path else "?") + query
        body = self._body(row, column)
        if changed:
            body = {**body, **changed}
            if "to_wallet_id" in changed:
                body.pop("to_external", None)
        return self.call(row["verb"], path, body, self.keys[column],
                         self.fresh() if row["by_key"] else None)

    def _target(self, row, column, target):
        kind = row["id"]
        if not kind or target == "garbled":
            return "nonsense"
        if kind == "idempotency_key":
            return self.fresh()
        if kind == "wallet_number" and target in ("zeros", "missing"):
            return "0" if target == "zeros" else "999999"
        if target == "zeros":
            return PREFIXES[kind] + ZEROS
        if target == "missing":
            return PREFIXES[kind] + NOTHING
        side = self.sides[target]
        if row["name"] == "refund_payment":  # whoever was paid gives
            return side.paid_to(self.agents["agent"] if target == "own" else side.payee)
        if row["name"] in ENDS:
            return self._fresh_wallet(side, row["name"])
        if kind == "key" and row["verb"] != "GET":
            return side.new_key()["id"]  # what is done to one is done
        if kind == "policy" and row["verb"] == "DELETE":
            return side.call("POST", "/v1/policies", {"name": "p"})["id"]
        if kind == "approval" and row["verb"] != "GET":
            return side.approval(side.ids["wallet"])  # what is decided is decided
        if target == "own" and kind == "payment":
            return self.agents_payment
        if target == "own" and kind == "approval":
            return self.agents_approval
        if target == "own" and kind == "wallet" and column in self.agents:
            return self.agents["agent"]
        if kind == "wallet_number" and column in self.agents:
            return side.number_of(self.agents["agent"])
        return side.ids[kind]

    def _name_space(self, column, target):
        """In whose name space a key is."""
        if target in ("garbled", "zeros", "missing"):
            return {"garbled": "nonsense", "zeros": PREFIXES["wallet"] + ZEROS,
                    "missing": PREFIXES["wallet"] + NOTHING}[target]
        if target == "own" and column in self.agents:
            return self.agents["agent"]
        return self.sides[target].ids["wallet"]

    @staticmethod
    def _fresh_wallet(side, name):
        if name.endswith("archive_wallet"):
            return side.call("POST", "/v1/wallets", {})["id"]
        return side.call("POST", "/v1/agents", {"name": "brief"})["wallet_id"]

    def _operation(self, row):
        return self.operations[row["name"]]

    def _schema(self, row):
        content = self._operation(row).get("requestBody")
        if content is None:
            return None
        return self._resolved(content["content"]["application/json"]["schema"])

    def _resolved(self, schema):
        return self.schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    def queries_of(self, row):
        """One of each parameter that any caller may give."""
        values = {"limit": "1", "page": "1", "as_of": "1", "tags": "x", "wait": "1", "offset": "0",
                  "category": "x", "resource": RESOURCE, "payTo": "x", "scheme": "exact",
                  "network": "x", "extensions": "x", "after": "1", "types": "payment.*",
                  "from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}
        for parameter in self._operation(row).get("parameters", ()):
            name = parameter["name"]
            if parameter["in"] != "query" or name in (
                    "cursor", "organization_id", "environment", "wallet_id"):
                continue
            value = values.get(name) or parameter["schema"]["enum"][0]
            yield f"{name}={value}"

    def fields_of(self, row):
        schema = self._schema(row)
        return schema["properties"] if schema else {}

    def _body(self, row, column):
        """What the schema requires, and what tells the caller's own part of a route."""
        schema = self._schema(row)
        if schema is None:
            return None
        body = {name: self._value(name, column, schema["properties"][name])
                for name in schema.get("required", ())}
        if "source" in schema["properties"]:
            body["source"] = {"agent": "test_faucet", "other_agent": "test_faucet",
                              "session": "test_faucet",
                              "operator": "treasury"}.get(column, "organization")
        if "to_wallet_id" in schema["properties"]:
            body["to_wallet_id"] = self.home(column).payee
        if column == "operator" and "organization_id" in schema["properties"]:
            body["organization_id"] = self.sides["own"].ids["organization"]
        if row["name"].endswith("verify_token"):
            body["payment_token"] = self.home(column).token(self.agents.get(column) or
                                                            self.home(column).payee)
        if row["name"] in ("authorize_payment", "authorize_service"):
            body["from_wallet_id"] = self._value("from_wallet_id", column, None)
        if row["name"].endswith("update_wallet"):
            body["label"] = self.fresh()
        elif row["verb"] == "PATCH" and "policy_id" in schema["properties"]:
            body["policy_id"] = None
        return body

    def _value(self, name, column, schema):
        if name in ("from_wallet_id", "wallet_id"):
            return self.agents.get(column) or self.home(column).ids["wallet"]
        if name == "allocations":
            wallet, amount = self._resolved(schema["items"])["required"]
            return [{wallet: self.home(column).ids["wallet"], amount: "1.00"}]
        if name == "payments":
            items = self._resolved(schema["items"])
            one = {field: self._value(field, column, items["properties"][field])
                   for field in items["required"]}
            return [{**one, "to_wallet_id": self.home(column).payee}]
        if name == "payment_requirements":
            return self.home(column).requirements(self.home(column).payee)
        if name == "url":
            return "https://hook.invalid/"
        if name == "events":
            return ["payment.*"]
        if name == "destination":
            return {"account": "acct_1032D82eZvKYlo2C"}
        if name == "payment_id":
            side = self.home(column)
            if side.closed:
                return side.ids["payment"]
            return side.payment(self.agents.get(column) or side.ids["wallet"])
        if name == "policyId":
            return self.home(column).ids["policy"]
        return {"name": "n", "amount": "1.00", "amount_usd": 1, "budget_limit_usd": 100,
                "agent_id": self.fresh(), "agentId": self.fresh(), "label": "l",
                "reference": "r", "recipient": "a shop", "environment": "SANDBOX",
                "from": "2026-01-01T00:00:00Z", "ttl_seconds": 60, "ttlSeconds": 60,
                "destination_type": "stripe", "reason": "r", "type": "t", "content": "c",
                "outcome": "denied", "note": "n", "enabled": True,
                "trigger_below": "1.00", "topup_amount": "1.00",
                "triggerBelow": "1.00", "topupAmount": "1.00", "price_per_call": "1.00",
                "template_id": "research", "templateId": "research",
                "organization_id": self.sides["own"].ids["organization"],
                "to": f"{self.directory}/copy-{self.fresh()}"}[name]

    def home(self, column):
        place = {"other_organization": "foreign", "other_environment": "own_elsewhere"}
        return self.sides[place.get(column, "own")]

    def foreign_to(self, column):
        """Where what there is, is another organisation's."""
        theirs = ("own", "own_elsewhere") if column == "other_organization" else \
            ("foreign", "foreign_elsewhere")
        return [place for place in theirs if place in self.sides]

    def other_environments(self, column):
        home = self.home(column).environment
        return [place for place, side in self.sides.items() if side.environment != home]

    @staticmethod
    def missing(name):
        return PREFIXES[name] + NOTHING

    def id_in(self, name, place):
        if place == "zeros":
            return PREFIXES[name] + ZEROS
        return self.sides[place].ids["policy" if name in ("policy_id", "policyId") else "wallet"]

    def check_books(self):
        for side in self.sides.values():
            place = f"organization_id={side.ids['organization']}&environment={side.environment}"
            trial = self.must("GET", f"/v1/ledger/trial-balance?{place}", None, self.operator)
            check_equal((trial["ok"], trial["sum"]), (True, "0.00"), f"{place}: {trial}")
