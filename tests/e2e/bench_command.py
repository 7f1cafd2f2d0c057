"""`bursar bench` against a real engine: every workload does as many operations as it was told to, what
it says of them adds up, the ledger holds as many payments, and journals verify; it refuses what makes
no sense, engines that serve PRODUCTION, and targets that are none. Nothing here looks at how long
anything took.

usage: bench_command.py BURSAR
"""

import json
import sys
from pathlib import Path

from bursar_process import Bursar, check, check_equal, run_to_end, scratch_directory

REQUESTS = 60
BATCH = 7
WORKLOADS = ("single", "six-rules", "batch", "wallet-to-wallet", "hot-payer", "hot-payee",
             "org-wallet", "x402", "mixed")


class Bench:
    """The command, told where an engine is and whose key to speak with."""

    def __init__(self, bursar, directory):
        self.bursar = bursar
        self.directory = Path(directory)
        self.runs = 0

    def run(self, *arguments, operator=True):
        """Exit code, standard output and error, and what was written as JSON and as a page."""
        self.runs += 1
        written = self.directory / f"bench.{self.runs}"
        key = ("--operator-key-file", str(self.bursar.data / "operator.key")) if operator else ()
        code, output, errors = run_to_end(
            self.bursar.binary, "bench", *arguments, "--url", f"http://{self.bursar.address}",
            "--json", f"{written}.json", "--html", f"{written}.html", *key)
        told = page = None
        if code == 0:
            told = json.loads(Path(f"{written}.json").read_text())
            page = Path(f"{written}.html").read_text()
        return code, output, errors, told, page


def payments_made(bursar):
    text = bursar.figure('bursar_payments_total{outcome="completed"}')
    return int(text or 0)


def check_adds_up(told, requests):
    """Its sums are those of its parts."""
    whole, measured = told["whole_run"], told["measured"]
    check_equal(whole["sent"], requests, f"operations: {told}")
    check_equal(whole["done"] + whole["failed"], whole["sent"], f"answers: {whole}")
    check_equal(whole["never_sent"], 0, "never sent")
    check_equal(measured["done"], whole["done"], "without a warm-up everything is measured")
    for name in ("sent", "done", "failed", "payments", "reads"):
        check_equal(sum(row[name] for row in told["seconds"]), whole[name], f"{name} by second")
    check_equal([row["second"] for row in told["seconds"]], list(range(len(told["seconds"]))),
                "seconds")
    steps = told["latency_cumulative_ns"]
    check_equal(steps[-1][1], measured["done"], "the histogram's last step")
    check(all(a[0] < b[0] and a[1] < b[1] for a, b in zip(steps, steps[1:])), "steps rise")
    latency = told["latency_ms"]
    order = [latency[name] for name in ("least", "p50", "p90", "p99", "p99_9", "p99_99", "most")]
    check_equal(order, sorted(order), "quantiles")


def check_workloads(bench):
    for name in WORKLOADS:
        before = payments_made(bench.bursar)
        # One organisation may have no more batches under way.
        connections = "2" if name == "batch" else "5"
        code, output, errors, told, page = bench.run(
            name, "--requests", str(REQUESTS), "--connections", connections, "--wallets", "20",
            "--batch", str(BATCH))
        check_equal(code, 0, f"{name}: {output}{errors}")
        check_adds_up(told, REQUESTS)
        check_equal((told["errors"], told["whole_run"]["failed"]), ({}, 0), f"{name}: {told}")
        whole = told["whole_run"]
        wanted = {"batch": REQUESTS * BATCH, "mixed": REQUESTS - whole["reads"]}
        check_equal(whole["payments"], wanted.get(name, REQUESTS), f"{name}: payments")
        check_equal(told["asked"]["loop"], "closed", name)
        check(told["books"]["agree"], f"{name}: {told['books']}")
        if name != "x402":
            check_equal(told["books"]["payments"], whole["payments"], f"{name}: {told['books']}")
            check_equal(payments_made(bench.bursar) - before, whole["payments"],
                        f"{name}: payments in /metrics")
        check("<svg " in page and "<script" not in page, f"{name}: the page has its plots")


def check_open_loop(bench):
    code, output, errors, told, _ = bench.run(
        "single", "--requests", "200", "--rate", "400", "--threads", "2", "--connections", "3",
        "--wallets", "10", "--pick", "zipf")
    check_equal(code, 0, output + errors)
    check_adds_up(told, 200)
    asked = told["asked"]
    check_equal((asked["loop"], asked["rate"], asked["threads"], asked["pick"]),
                ("open", 400, 2, "zipf"), "what was asked")
    check_equal(sum(row["due"] for row in told["seconds"]), 200, "due by second")
    check_equal(len(errors.splitlines()), len(told["seconds"]), f"a line a second: {errors}")
    code, output, errors, told, _ = bench.run(
        "single", "--rate", "50", "--rate-to", "150", "--seconds", "2", "--wallets", "10")
    check_equal(code, 0, output + errors)
    check_adds_up(told, 200)
    check_equal((told["asked"]["rate"], told["asked"]["rate_to"]), (50, 150), "a ramp")


def check_sign_up(bench):
    code, output, errors, told, _ = bench.run("single", "--requests", "5", "--wallets", "2",
                                              operator=False)
    check_equal(code, 0, output + errors)
    check_equal(told["whole_run"]["payments"], 5, "payments of whoever signed up")


def check_refused(binary, says, *arguments):
    code, output, errors = run_to_end(binary, "bench", *arguments)
    check_equal((code, output), (2, ""), f"{arguments}: {errors}")
    check_equal(len(errors.splitlines()), 1, f"{arguments}: {errors}")
    check(says in errors, f"{arguments}: {says}: {errors}")


def check_wrong_arguments(binary, directory):
    check_refused(binary, "workload is required")
    check_refused(binary, "'double' is no workload: single, six-rules", "double")
    check_refused(binary, "--connections is from 1 to 65536", "single", "--connections", "0")
    check_refused(binary, "--rate-to needs --rate", "single", "--rate-to", "5")
    check_refused(binary, "speaks plain HTTP", "single", "--url", "https://127.0.0.1:1")
    check_refused(binary, "is no http://HOST:PORT", "single", "--url", "nowhere")
    check_refused(binary, "no answer from 127.0.0.1:1", "single", "--url", "http://127.0.0.1:1")
    check_refused(binary, "--operator-key-file", "single", "--operator-key-file",
                  str(directory / "none"))
    check_refused(binary, "cannot be written", "single", "--json", str(directory / "no/where"))


def check_production(binary, directory):
    with Bursar(binary, directory, "--set", "production.enabled=true") as bursar:
        bursar.start()
        bench = Bench(bursar, directory)
        code, output, errors, *_ = bench.run("single", "--requests", "5", "--wallets", "2")
        check_equal((code, output), (2, ""), errors)
        check("serves PRODUCTION" in errors and "--yes-beside-production" in errors, errors)
        check_equal(payments_made(bursar), 0, "payments")
        code, output, errors, *_ = bench.run("single", "--requests", "5", "--wallets", "2",
                                             "--yes-beside-production")
        check_equal(code, 0, errors)
        bursar.stop_and_verify()


def main(binary):
    with scratch_directory() as directory:
        with Bursar(binary, directory) as bursar:
            bursar.start()
            bench = Bench(bursar, directory)
            check_workloads(bench)
            check_open_loop(bench)
            check_sign_up(bench)
            bursar.stop_and_verify()
    with scratch_directory() as directory:
        check_wrong_arguments(binary, Path(directory))
        check_production(binary, Path(directory))


if __name__ == "__main__":
    main(sys.argv[1])
