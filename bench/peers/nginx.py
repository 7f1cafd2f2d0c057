#!/usr/bin/env python3
"""nginx with one worker that answers a constant and keeps nothing, asked by one `wrk -t1` with the
requests that an engine gets: the most that this machine's TCP and this load generator can do.
"""

from peer import (ROOT, free_port, listens, need, options, scratch, served, tell, version,
                  wallets_file, wrk)


def main():
    given = options(__doc__)
    need("/usr/sbin/nginx", "nginx-light")
    need("wrk", "wrk")
    with scratch(given.directory) as directory:
        port = free_port()
        config = (ROOT / "bench/nginx.conf").read_text()
        (directory / "nginx.conf").write_text(
            config.replace("@DIRECTORY@", str(directory)).replace("@PORT@", str(port)))
        with served(["/usr/sbin/nginx", "-p", directory, "-c", directory / "nginx.conf"],
                    listens(port), directory / "log"):
            wrk(f"127.0.0.1:{port}", given.connections, 1, wallets_file(directory, given.wallets))
            told = wrk(f"127.0.0.1:{port}", given.connections, given.seconds,
                       wallets_file(directory, given.wallets))
    told["answers"] = told.pop("payments")
    told["answers_per_second"] = told.pop("payments_per_second")
    tell("nginx, constant answer", version=version(["/usr/sbin/nginx", "-v"]),
         connections=given.connections, **told)


if __name__ == "__main__":
    main()
