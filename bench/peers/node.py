#!/usr/bin/env python3
"""A service as they are usually built: one process of Node in front of PostgreSQL 15, a transaction of
several queries for each payment, fsync and synchronous_commit on; asked over HTTP by the same
`wrk -t1` with the same requests as an engine.
"""

import os
import shutil

from peer import (HERE, check_books, free_port, listens, need, options, run, scratch, served, tell,
                  wallets_file, wrk)
from postgresql import database

POOL = 32  # connections to the database


def main():
    given = options(__doc__)
    for program in ("node", "npm"):
        need(program, "nodejs, npm")
    need("wrk", "wrk")
    os.umask(0o022)
    with database(given) as made, scratch(given.directory) as directory:
        service = directory / "node"
        shutil.copytree(HERE / "node", service)
        run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=service)
        port = free_port()
        with served(["node", service / "service.mjs", port, made.port, POOL], listens(port),
                    directory / "log"):
            told = wrk(f"127.0.0.1:{port}", given.connections, given.seconds,
                       wallets_file(directory, given.wallets))
        check_books(made.payments(), told["payments"], given.connections)
    tell("Node + PostgreSQL", connections=given.connections, **told)


if __name__ == "__main__":
    main()
