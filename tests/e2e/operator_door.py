"""The operator's own door: its routes are there and nowhere else, commands find it beside TLS, and
it opens when strangers have taken every place.

usage: operator_door.py BURSAR
"""

import sys

from bursar_process import (Bursar, StartFailed, check, check_equal, run_to_end, scratch_directory,
                            wait_until)
from certificates import Certificate
from http_connection import Connection, ConnectionLost


def check_routes(bursar, operator_key):
    asked = {"to": "nowhere"}
    with bursar.connect() as front, Connection(bursar.operator) as door:
        for method in ("POST", "GET", "DELETE"):
            answer = front.request(method, "/v1/backups", asked if method == "POST" else None,
                                   operator_key)
            check_equal(answer.status, 404, f"{method} at the front: {answer}")
            check("allow" not in answer.headers, f"{method} at the front: {answer.headers}")
        answer = door.request("POST", "/v1/backups", asked, operator_key)
        check_equal(answer.status, 400, f"at the operator's door: {answer}")
        answer = door.request("POST", "/v1/backups", asked)
        check_equal(answer.status, 401, f"without a key: {answer}")
        answer = door.request("GET", "/healthz", headers=("Origin: https://evil.example",))
        check_equal(answer.status, 403, f"a browser that was sent there: {answer}")


def check_commands(bursar, directory, certificate):
    check_backup(bursar, f"{directory}/backup", "--url", f"http://{bursar.operator}")
    settings = f"{directory}/settings.toml"
    with open(settings, "w", encoding="ascii") as file:
        file.write(f'http.tls_certificate = "{certificate.certificate}"\n')
    code, _, err = run_to_end(bursar.binary, "clock", "accept", "--data", str(bursar.data),
                              "--config", settings, "--url", f"https://{bursar.address}")
    check_equal(code, 1, f"within TLS the front does not know it: {err}")
    check("NOT_FOUND" in err, f"within TLS the front does not know it: {err}")


def check_backup(bursar, backup, *where):
    common = ("--data", str(bursar.data), *where)
    code, out, err = run_to_end(bursar.binary, "backup", "--to", backup, *common)
    check_equal(code, 0, f"a backup through the operator's door: {out}{err}")
    code, out, err = run_to_end(bursar.binary, "clock", "accept", *common)
    check_equal(code, 0, f"the clock through the operator's door: {out}{err}")


def check_places(bursar):
    taken = []
    try:
        while True:
            connection = bursar.connect()
            connection.request("GET", "/healthz")
            taken.append(connection)
    except (ConnectionLost, OSError):
        pass
    check_equal(len(taken), 5, "places for strangers")
    with Connection(bursar.operator) as door:
        check_equal(door.request("GET", "/healthz").status, 200, "a place for the operator")
    for connection in taken:
        connection.close()


def check_public(binary):
    """Where strangers could connect, the start refuses or warns."""
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "operator.listen=0.0.0.0:0") as bursar:
        try:
            bursar.start()
        except StartFailed as failure:
            check_equal(failure.code, 2, f"exit code: {failure}")
            check("operator.listen" in failure.stderr, f"why: {failure}")
        else:
            raise AssertionError("the operator's door stands open to everybody")
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "metrics.listen=0.0.0.0:0") as bursar:
        bursar.start()
        wait_until(lambda: bursar.events("metrics_for_everybody"), "a warning")


def main(binary):
    with scratch_directory() as directory:
        certificate = Certificate(directory)
        with Bursar(binary, directory, *certificate.arguments(),
                    "--set", "operator.listen=127.0.0.1:0",
                    "--set", "http.connections_max=5") as bursar:
            bursar.context = certificate.context()
            bursar.start()
            operator_key = (bursar.data / "operator.key").read_text().strip()
            check_routes(bursar, operator_key)
            check_commands(bursar, directory, certificate)
            wait_until(lambda: bursar.figure("bursar_connections") == 0, "everybody has gone")
            check_places(bursar)
            check_equal(bursar.events("metrics_for_everybody"), [], "warnings")
            check_equal(bursar.stop(), 0, "exit code")
    check_public(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
