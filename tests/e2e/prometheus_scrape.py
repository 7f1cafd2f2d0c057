"""The real Prometheus scrapes /metrics, and its query API gives back what was sent.

usage: prometheus_scrape.py BURSAR
"""

import json
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from sandbox import Organization, external_payment, transfer

PROMETHEUS = "/usr/bin/prometheus"
SKIPPED = 77
SERIES_MAX = 2000
CONFIG = """
global: {{scrape_interval: 1s, scrape_timeout: 1s}}
scrape_configs:
  - job_name: bursar
    static_configs: [{{targets: ["{target}"]}}]
"""


class Prometheus:
    """A server of its own with data, configuration and port of this test alone."""

    def __init__(self, directory, target):
        directory = Path(directory)
        self.log = directory / "prometheus.log"
        config = directory / "prometheus.yml"
        config.write_text(CONFIG.format(target=target))
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", PROMETHEUS,
                 f"--config.file={config}", f"--storage.tsdb.path={directory / 'prometheus'}",
                 "--web.listen-address=127.0.0.1:0"], stdout=log, stderr=log)
        self.address = wait_until(self._address, "prometheus listens", 60)

    def _address(self):
        check(self.process.poll() is None, f"prometheus runs: {self.log.read_text()}")
        found = re.search(r'"Listening on" address=(\S+)', self.log.read_text())
        return found and found.group(1)

    def ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)["data"]
        except OSError:  # it listens before it is ready
            return None

    def value(self, query):
        """Of a query with one result; none while there is none."""
        data = self.ask("query", query=query)
        return float(data["result"][0]["value"][1]) if data and data["result"] else None

    def wait_for(self, query, expected):
        try:
            wait_until(lambda: self.value(query) == expected, query, 30)
        except AssertionError as failure:
            found = self.value(query)
            raise AssertionError(f"{query} is {found}, and not {expected}") from failure

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class CountingConnection:
    """Counts the requests that pass through it by status."""

    def __init__(self, connection):
        self.connection = connection
        self.statuses = {}

    def request(self, *arguments):
        answer = self.connection.request(*arguments)
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        return answer


def use(connection):
    """Seven payments, two of them transfers; one replay; two refusals; somebody unknown."""
    organization = Organization(connection)
    payer, payee = organization.wallet("100.00"), organization.wallet()
    for number in range(5):
        organization.call("POST", "/v1/payments", external_payment(payer, "1"), f"p-{number}")
    for number in range(2):
        organization.call("POST", "/v1/payments", transfer(payer, payee, "1"), f"t-{number}")
    again = organization.call("POST", "/v1/payments", external_payment(payer, "1"), "p-0")
    check(again.replayed, f"a replay: {again}")
    for key in ("refused", None):
        refused = organization.call("POST", "/v1/payments", external_payment(payer, "500"), key)
        check_equal(refused.status, 402, f"{refused}")
    check_equal(organization.call("GET", "/v1/nowhere").status, 404, "no such route")
    return organization, (payer, payee)


def check_series(prometheus, organization, wallets):
    """Few of them, and none that tells whose money it is about."""
    series = prometheus.ask("series", **{"match[]": '{job="bursar"}', "start": time.time() - 3600})
    check(len(series) < SERIES_MAX, f"{len(series)} series")
    names = {one["__name__"] for one in series}
    print(f"{len(series)} series of {len(names)} names")
    for part in ("bursar_http_requests_total", "bursar_payments_total", "bursar_refusals_total",
                 "bursar_journal_sequence"):
        check(part in names, f"{part} is among {sorted(names)}")
    check(any("commit" in name and name.endswith("_bucket") for name in names),
          "a histogram of commits")
    for one in series:
        for label, value in one.items():
            check(not re.search("wallet_id|org|agent_id|key", label), f"a label {label}")
            for secret in (*wallets, organization.id):
                check(secret[-26:] not in value, f"{label}={value} in {one['__name__']}")


def main(binary):
    if not Path(PROMETHEUS).exists():
        print(f"{PROMETHEUS} is not installed")
        sys.exit(SKIPPED)
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        with Prometheus(directory, bursar.metrics) as prometheus, bursar.connect() as plain:
            connection = CountingConnection(plain)
            organization, wallets = use(connection)
            prometheus.wait_for('sum(bursar_payments_total{outcome="completed"})', 7)
            prometheus.wait_for('sum(bursar_payments_total{outcome="replayed"})', 1)
            prometheus.wait_for('sum(bursar_payments_total{outcome="refused"})', 2)
            prometheus.wait_for('sum(bursar_refusals_total{reason="INSUFFICIENT_FUNDS"})', 2)
            for status, count in connection.statuses.items():
                prometheus.wait_for(f'sum(bursar_http_requests_total{{status="{status}"}})', count)
            prometheus.wait_for("sum(bursar_http_requests_total)",
                                sum(connection.statuses.values()))
            check(prometheus.value("max(bursar_journal_sequence)") >= 8, "the journal's sequence")
            check_series(prometheus, organization, wallets)
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
