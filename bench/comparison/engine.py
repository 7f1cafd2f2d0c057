"""An engine that is measured: with wallets of its own, asked by wrk or by `bursar bench`, looked at
once a second meanwhile, and held against its own books afterwards.
"""

import json
import re
import subprocess
import threading
import time
import urllib.request
from decimal import Decimal
from pathlib import Path

from engine_process import ROOT, Engine
from ledger_count import in_books
from peer import check_books, check_slower, refuse, run, slower_syncs, wrk

AMOUNT = "0.01"
BATCH = 1_000
SETTLE_SECONDS = 900
UNDER_WAY_SECONDS = 0.3  # what wrk leaves unanswered at its end is made within
BEHIND = "503 OVERLOADED"  # what is said where the views are too far behind
GOES_MAX = 200
FILLED_BY = 2  # connections: one organisation may have no more batches under way


class Looks:
    """What /metrics and /proc say of an engine, once a second while something goes on."""

    def __init__(self, measured):
        self.measured = measured
        self.rows = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _look(self):
        first = self.measured.state()
        last = first
        while not self._over.wait(1 - (time.monotonic() - last["at"]) % 1):
            now = self.measured.state()
            seconds = now["at"] - last["at"]
            batches = now["batches"] - last["batches"]
            self.rows.append({
                "second": round(now["at"] - first["at"], 2),
                "payments_per_second": round((now["payments"] - last["payments"]) / seconds),
                "payments": round(now["payments"] - first["payments"]),
                "lag": now["lag"],
                "batch_records": round((now["records"] - last["records"]) / batches, 1)
                                 if batches else None,
                "commit_ms": round((now["commit_seconds"] - last["commit_seconds"]) * 1e3
                                   / batches, 3) if batches else None,
                "journal_mib": now["journal_mib"], "anonymous_mib": now["anonymous_mib"]})
            last = now


class Measured:
    """Prepared once; measured as often as wanted."""

    def __init__(self, options, directory, wallets):
        self.options = options
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        variables = slower_syncs(options.fsync_delay, directory)
        self.data = self.directory / "data"
        self.engine = Engine(options.binary, self.data, variables=variables)
        try:
            check_slower(self.engine.process.pid, variables)
            self.wallets = self.prepare(wallets) if wallets else None
        except BaseException:
            self.end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        self.engine.end()

    def prepare(self, count):
        """An organisation with so many wallets; what payments.lua reads of it."""
        file = self.directory / f"wallets-{count}-{time.monotonic_ns()}.lua"
        with open(file, "w", encoding="utf-8") as out:
            done = subprocess.run(
                [ROOT / "bench/prepare.py", self.engine.address, str(count), AMOUNT], stdout=out,
                check=False)
        if done.returncode != 0:
            refuse("the wallets cannot be prepared")
        return file

    def state(self):
        with urllib.request.urlopen(f"http://{self.engine.metrics}/metrics", timeout=60) as answer:
            series = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines()
                          if line and line[0] != "#")

        def of(name):
            return float(series[name])

        blocks = sum(file.stat().st_blocks for file in (self.data / "journal").rglob("*"))
        return {"at": time.monotonic(),
                "payments": of('bursar_payments_total{outcome="completed"}'),
                "lag": of("bursar_views_lag_records"), "keys": of("bursar_idempotency_keys"),
                "batches": of("bursar_journal_batch_records_count"),
                "records": of("bursar_journal_batch_records_sum"),
                "commit_seconds": of("bursar_journal_commit_seconds_sum"),
                "cpu": self.engine.cpu_seconds(), "journal_mib": round(blocks * 512 / 2**20, 1),
                "anonymous_mib": round(self.engine.anonymous_mib(), 1)}

    def settle(self):
        """Until nothing is left to do of what was before."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while self.engine.figure("bursar_views_lag_records") > 0:
            if time.monotonic() > deadline:
                refuse(f"the views have not caught up within {SETTLE_SECONDS} s")
            time.sleep(0.1)

    def books(self, wallets):
        key = re.search(r'key = "([^"]+)"', wallets.read_text(encoding="utf-8")[:500]).group(1)
        return in_books(self.engine.address, key, Decimal(AMOUNT))

    def pay(self, connections, seconds, wallets=None, warm_up=1):
        """Single payments in a closed loop by wrk; what the views do of it later is its cost too."""
        wallets = wallets or self.wallets
        if warm_up:
            wrk(self.engine.address, connections, warm_up, wallets)
            time.sleep(UNDER_WAY_SECONDS)
        self.settle()
        books, before = self.books(wallets), self.state()
        with Looks(self) as looks:
            told = wrk(self.engine.address, connections, seconds, wallets)
        after = self.state()
        time.sleep(UNDER_WAY_SECONDS)
        self.settle()
        settled = self.state()
        check_books(self.books(wallets) - books, told["payments"], connections)
        check_books(round(settled["payments"] - before["payments"]), told["payments"], connections)
        batches = after["batches"] - before["batches"]
        return {"connections": connections, **told,
                "cpu_us": round((after["cpu"] - before["cpu"]) * 1e6 / told["payments"], 3),
                "cpu_settled_us": round((settled["cpu"] - before["cpu"]) * 1e6
                                        / told["payments"], 3),
                "settle_seconds": round(settled["at"] - after["at"], 2),
                "batch_records": round((after["records"] - before["records"]) / batches, 1),
                "commit_ms": round((after["commit_seconds"] - before["commit_seconds"]) * 1e3
                                   / batches, 4),
                "keys_before": before["keys"], "records_before": before["records"],
                **lag_of(looks.rows), "looks": looks.rows}

    def bench(self, workload, *arguments, allowed=()):
        """`bursar bench`, which makes an organisation of its own; its JSON. Errors are no result, but
        for those that are allowed.
        """
        self.settle()
        file = self.directory / "bench.json"
        run([self.options.binary, "bench", workload, "--url", f"http://{self.engine.address}",
             "--json", file, *arguments])
        told = json.loads(file.read_text(encoding="utf-8"))
        whole = told["whole_run"]
        if not set(told["errors"]) <= set(allowed) or whole["never_sent"] \
                or whole["refused_in_batches"]:
            refuse(f"{workload}: {told['errors']}, {whole}")
        return told

    def fill(self, millions):
        """Keys, and records, until there are so many: payments in batches over HTTP. Where the views
        cannot follow these are refused, and made later; what each go came to.
        """
        told = []
        for _ in range(GOES_MAX):
            missing = round(millions * 1e6 - self.state()["keys"]) // BATCH
            if missing <= 0:
                self.settle()
                return told
            told.append(self.bench("batch", "--batch", BATCH, "--requests", missing, "--connections",
                                   FILLED_BY, "--seconds", 86_400, allowed=(BEHIND,)))
        refuse(f"{millions} million payments cannot be stored")


def lag_of(rows):
    """How far the views were behind, in the middle of a run and in its last third."""
    third = len(rows) // 3
    lags = [row["lag"] for row in rows]
    if not third:
        return {"lag_most": max(lags, default=0), "lag_middle": None, "lag_last": None,
                "lag_grows": None}
    middle, last = (sum(part) / len(part) for part in (lags[third:2 * third], lags[2 * third:]))
    return {"lag_most": max(lags), "lag_middle": round(middle), "lag_last": round(last),
            "lag_grows": last > 1.25 * middle + 5_000}
