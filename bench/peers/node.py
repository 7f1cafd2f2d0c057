#!/usr/bin/env python3
"""A service as they are usually built: Node in front of PostgreSQL 15, a transaction of several prepared
queries for each payment, fsync and synchronous_commit on; asked over HTTP by the same `wrk -t1` with
the same requests as an engine. `--processes` has Node's cluster serve, `--pool` says how many
connections to the database all of them have.
"""

import os
import shutil

from peer import (HERE, KEY, ROOT, check_books, free_port, listens, need, options, run, scratch,
                  served, tell, version, wallets_file, wrk)
from postgresql import database, database_version

PACKAGES = ROOT / "build/peers/node"
WARM_UP_SECONDS = 2


def service():
    """Its packages are fetched once, and again when others are wanted."""
    wanted = (HERE / "node/package-lock.json").read_text()
    installed = PACKAGES / "installed.json"
    if not installed.exists() or installed.read_text() != wanted:
        shutil.rmtree(PACKAGES, ignore_errors=True)
        shutil.copytree(HERE / "node", PACKAGES)
        run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=PACKAGES)
        installed.write_text(wanted)
    shutil.copy(HERE / "node/service.mjs", PACKAGES)
    return PACKAGES / "service.mjs"


def main():
    given = options(__doc__, processes=1, pool=32)
    for program in ("node", "npm"):
        need(program, "nodejs, npm")
    need("wrk", "wrk")
    os.umask(0o022)
    program = service()
    with database(given) as made, scratch(given.directory) as directory:
        port = free_port()
        wallets = wallets_file(directory, given.wallets)
        with served(["node", program, port, made.port, given.pool, given.processes, KEY],
                    listens(port), directory / "log"):
            first, told = (wrk(f"127.0.0.1:{port}", given.connections, seconds, wallets)
                           for seconds in (WARM_UP_SECONDS, given.seconds))
        check_books(made.payments(), first["payments"] + told["payments"], 2 * given.connections)
    tell("Node + PostgreSQL", version=f"Node {version(['node', '--version'])}, {database_version()}",
         connections=given.connections, processes=given.processes, pool=given.pool, **told)


if __name__ == "__main__":
    main()
