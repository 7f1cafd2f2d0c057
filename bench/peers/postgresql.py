#!/usr/bin/env python3
"""PostgreSQL 15 doing a payment's work in a stored procedure (postgresql.sql), durable before it is
answered (fsync and synchronous_commit are on), asked by pgbench with one thread and prepared
statements over a Unix socket: no HTTP, no JSON to read. Its log is made ahead and no checkpoint
falls into a run, as its friends would have it.
"""

import contextlib
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from peer import (AMOUNT_UNITS, FUNDS_UNITS, HERE, POSTGRESQL, as_user, check_books, free_port, latencies,
                  need, options, refuse, run, scratch, served, slower_syncs, tell,
                  version)

USER = "postgres"
SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": 1_100, "shared_buffers": "1GB",
            "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
            "wal_level": "minimal", "max_wal_senders": 0, "wal_buffers": "64MB",
            "min_wal_size": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}
SEGMENT_MIB = 64
SEGMENTS_AHEAD = 12
WARM_UP_SECONDS = 2


class Database:
    """A cluster of its own in a directory that is gone afterwards."""

    def __init__(self, directory, port):
        self.directory = directory
        self.port = port

    def client(self, program, *arguments):
        return [POSTGRESQL / program, "-h", self.directory, "-p", self.port, "-U", USER, *arguments]

    def ask(self, query):
        return run(self.client("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", query))

    def ready(self):
        done = subprocess.run(list(map(str, self.client("pg_isready", "-q"))), check=False)
        return done.returncode == 0

    def fill(self, wallets):
        run(self.client("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-f",
                        HERE / "postgresql.sql"))
        dollars = 100_000_000
        self.ask(f"INSERT INTO policies VALUES (1, {10 * dollars}, {10**6 * dollars}, "
                 f"{10**7 * dollars}, {10**8 * dollars}); INSERT INTO wallets (id, policy, balance) "
                 f"SELECT n, 1, {FUNDS_UNITS} FROM generate_series(1, {wallets}) n")
        self.ask("VACUUM ANALYZE")
        self.make_log_ahead()

    def make_log_ahead(self):
        """Segments that were written once are used again, and cost no new blocks."""
        for _ in range(SEGMENTS_AHEAD):
            self.ask("SELECT pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()")
        self.ask("CHECKPOINT")

    def payments(self):
        """How many its books hold; refuses when they do not add up."""
        count, paid, entries, spent = (int(x) for x in self.ask(
            "SELECT (SELECT count(*) FROM payments), (SELECT coalesce(sum(amount + fee), 0) FROM "
            "payments), (SELECT coalesce(sum(amount), 0) FROM entries), (SELECT "
            f"sum({FUNDS_UNITS} - balance) FROM wallets)").split("|"))
        if entries != 0 or spent != paid:
            refuse(f"entries sum to {entries}; wallets spent {spent}, payments are {paid}")
        return count


def database_version():
    return version([POSTGRESQL / "postgres", "--version"])


@contextlib.contextmanager
def database(given):
    need(POSTGRESQL / "postgres", "postgresql-15")
    with scratch(given.directory, USER) as directory:
        run(as_user(USER, [POSTGRESQL / "initdb", "-D", directory / "data", "-U", USER, "-A", "trust",
                           "-E", "UTF8", "--no-locale", "-N", f"--wal-segsize={SEGMENT_MIB}"]),
            cwd="/")
        port = free_port()
        made = Database(directory, port)
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        # SIGINT is its fast shutdown.
        with served(as_user(USER, [POSTGRESQL / "postgres", "-D", directory / "data", "-p", port, "-k",
                                   directory, *settings]), made.ready, directory / "log",
                    stop=signal.SIGINT, variables=slower_syncs(given.fsync_delay, directory)):
            made.fill(given.wallets)
            yield made


def pgbench(given, made, seconds):
    """How long each transaction took, in milliseconds, and how many there were a second."""
    with tempfile.TemporaryDirectory(dir=made.directory) as logs:
        logs = Path(logs)
        script = logs / "pay.sql"
        script.write_text(f"\\set wallet random(1, {given.wallets})\n\\set key random(1, "
                          "9223372036854775807)\n"
                          f"SELECT pay(:wallet, 'k' || :key, 'merchant bench', {AMOUNT_UNITS});\n")
        out = run(made.client("pgbench", "-n", "-M", "prepared", "-j", 1, "-c", given.connections,
                              "-T", seconds, "-l", "--log-prefix", logs / "times", "-f", script,
                              "postgres"), cwd=logs)
        if "number of failed transactions: 0 " not in out:
            refuse(out)
        took = sorted(int(line.split()[2]) / 1e3 for path in logs.glob("times*")
                      for line in path.read_text().splitlines())
    # Without the time that it takes to connect.
    return took, float(next(line.split()[2] for line in out.splitlines() if line.startswith("tps = ")))


def main():
    given = options(__doc__)
    os.umask(0o022)
    with database(given) as made:
        first, _ = pgbench(given, made, WARM_UP_SECONDS)
        took, rate = pgbench(given, made, given.seconds)
        # Each of pgbench's connections ends with its last answer.
        check_books(made.payments(), len(first) + len(took), 0)
        tell("PostgreSQL, stored procedure", version=database_version(), connections=given.connections,
             payments=len(took), payments_per_second=round(rate), **latencies(took))


if __name__ == "__main__":
    main()
