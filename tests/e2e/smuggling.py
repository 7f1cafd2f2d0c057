"""What two parsers could read in two ways, direct and behind nginx and haproxy: nobody ever gets the
answer to another's request, and whom a request is from cannot be chosen by the client.

usage: smuggling.py BURSAR
"""

import re
import socket
import sys

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from http_connection import Connection, ConnectionLost
from proxies import proxies

SIGN_UPS = 3
NO_FAULT = "upgrade to h2c"
HIDDEN_PATH = "/openapi/spec.json"
CHUNKED = "5\r\nhello\r\n0\r\n\r\n"


def hidden(number):
    """The request that somebody would slip in; its path and id are nobody else's."""
    return (f"GET {HIDDEN_PATH} HTTP/1.1\r\nHost: localhost\r\n"
            f"X-Request-Id: hidden-{number}\r\n\r\n")


def post(fields, body="", host="Host: localhost\r\n"):
    return f"POST /v1/keys HTTP/1.1\r\n{host}X-Request-Id: shown\r\n{fields}\r\n\r\n{body}"


def cases():
    """By name; HIDDEN stands for the request that is slipped in, LENGTH for its length."""
    inside = "0\r\n\r\nHIDDEN"
    get = "GET /healthz HTTP/1.1\r\nX-Request-Id: shown\r\n"
    return {
        "length, then chunked": post("Content-Length: 6\r\nTransfer-Encoding: chunked", inside),
        "chunked, then length": post("Transfer-Encoding: chunked\r\nContent-Length: 6", inside),
        "two lengths that differ": post("Content-Length: 0\r\nContent-Length: LENGTH", "HIDDEN"),
        "two equal lengths": post("Content-Length: 5\r\nContent-Length: 5", "helloHIDDEN"),
        "length as a list": post("Content-Length: 5,5", "helloHIDDEN"),
        "length with a sign": post("Content-Length: +5", "helloHIDDEN"),
        "hexadecimal length": post("Content-Length: 0x5", "helloHIDDEN"),
        "empty length": post("Content-Length:", "HIDDEN"),
        "space before the colon": post("Content-Length : 5", "helloHIDDEN"),
        "tab before the colon": post("Transfer-Encoding\t: chunked", CHUNKED + "HIDDEN"),
        "vertical tab in the coding": post("Transfer-Encoding: \x0bchunked", CHUNKED + "HIDDEN"),
        "coding in quotes": post('Transfer-Encoding: "chunked"', CHUNKED + "HIDDEN"),
        "chunked, then identity": post("Transfer-Encoding: chunked, identity", CHUNKED + "HIDDEN"),
        "identity, then chunked": post("Transfer-Encoding: identity, chunked", CHUNKED + "HIDDEN"),
        "two codings": post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                            CHUNKED + "HIDDEN"),
        "unknown coding": post("Transfer-Encoding: xchunked", CHUNKED + "HIDDEN"),
        "gzip and length": post("Transfer-Encoding: gzip\r\nContent-Length: 5", "helloHIDDEN"),
        "folded coding": post("Transfer-Encoding:\r\n chunked", CHUNKED + "HIDDEN"),
        "folded line": post("X: a\r\n Content-Length: 5", "helloHIDDEN"),
        "line feed in a chunk's extension": post(
            "Transfer-Encoding: chunked", '5;a="\n"\r\nhello\r\n0\r\n\r\nHIDDEN'),
        "chunk longer than all numbers": post(
            "Transfer-Encoding: chunked", "10000000000000005\r\nhello\r\n0\r\n\r\nHIDDEN"),
        "old version, chunked": post("Transfer-Encoding: chunked", CHUNKED + "HIDDEN").replace(
            "HTTP/1.1", "HTTP/1.0", 1),
        "bare line feeds": "GET /healthz HTTP/1.1\nHost: localhost\nX-Request-Id: shown\n"
                           "Content-Length: LENGTH\n\nHIDDEN",
        "carriage return in a value": post("X: a\rContent-Length: 5", "helloHIDDEN"),
        "NUL in a value": post("X: a\0b\r\nContent-Length: 5", "helloHIDDEN"),
        "no host": post("Content-Length: 5", "helloHIDDEN", host=""),
        "two hosts": post("Host: evil.example\r\nContent-Length: 5", "helloHIDDEN"),
        "GET with a body": get + "Host: localhost\r\nContent-Length: LENGTH\r\n\r\nHIDDEN",
        "a name with brackets": post("[Content-Length]: 5", "helloHIDDEN"),
        "expects the unknown": post("Expect: 200-ok\r\nContent-Length: 5", "helloHIDDEN"),
        "upgrade to h2c": get + "Host: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                          "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\nHIDDEN",
        "a field of the proxy's, dropped": post(
            "Connection: Content-Length\r\nContent-Length: LENGTH", "HIDDEN"),
    }


def said_to(address, data):
    """Everything that comes back on a connection of its own, until nothing more would."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=30) as one:
        one.sendall(data)
        one.shutdown(socket.SHUT_WR)
        said = b""
        try:
            while some := one.recv(65536):
                said += some
        except ConnectionResetError:
            pass
    return said.decode("latin-1")


def statuses(said):
    return [int(status) for status in re.findall(r"HTTP/1\.[01] (\d{3}) ", said)]


def check_own_answers(address, name):
    """Others, over the same connection of the proxy's to the engine, each hear their own answer."""
    for turn in range(3):
        own = f"own-{turn}-{abs(hash(name))}"
        with Connection(address) as other:
            answer = other.request("GET", "/healthz", headers=(f"X-Request-Id: {own}",))
        check_equal(answer.status, 200, f"behind '{name}': {answer}")
        check_equal(answer.headers.get("x-request-id"), own, f"whose answer, behind '{name}'")


def bytes_of(text, number):
    slipped_in = hidden(number)
    return text.replace("HIDDEN", slipped_in).replace("LENGTH", str(len(slipped_in))).encode(
        "latin-1")


def check_direct(bursar, served):
    """One refusal and a close, whatever stands behind it; an upgrade alone is only not taken up."""
    for number, (name, text) in enumerate(cases().items()):
        said = said_to(bursar.address, bytes_of(text, number))
        if name != NO_FAULT:
            check(len(statuses(said)) == 1 and statuses(said)[0] >= 400, f"'{name}': {said!r}")
            check(f"hidden-{number}" not in said, f"'{name}': {said!r}")
        check_own_answers(bursar.address, name)
    check_equal(served.since_last(), 1, "the request behind the upgrade, and no other")


def check_proxied(served, proxy):
    """A proxy that resolves a doubt itself may pass on what it saw as a second request. What only
    the engine took for one would be nobody's answer, but the engine has counted it."""
    for number, (name, text) in enumerate(cases().items()):
        said_to(proxy.address, bytes_of(text, number))
        check_own_answers(proxy.address, f"{proxy.name}: {name}")
    found = served.since_last()
    wait_until(lambda: proxy.saw("GET " + HIDDEN_PATH) >= found,
               f"{proxy.name} tells of all {found} requests that were served behind it")


class HiddenServed:
    """How often the engine has served the path that the hidden requests ask for. A thread of its
    counts in order, but shows what it counted a little later: a request of another kind marks how
    far it shows. So it has one thread here."""

    def __init__(self, bursar):
        self.bursar = bursar
        self.marks = 0
        self.seen = 0

    def since_last(self):
        self.marks += 1
        with self.bursar.connect() as connection:
            check_equal(connection.request("GET", "/v1/wallets").status, 401, "a mark")
        mark = 'bursar_http_requests_total{route="list_wallets",status="401"}'
        wait_until(lambda: self.bursar.figure(mark) == self.marks, "the mark")
        before = self.seen
        self.seen = self.bursar.figure(
            'bursar_http_requests_total{route="get_openapi",status="200"}') or 0
        return self.seen - before


def sign_up(address, source, spoofed):
    """The status of a sign-up from this machine's address, which says that it is another's."""
    host, _, port = address.rpartition(":")
    one = socket.create_connection((host, int(port)), timeout=60, source_address=(source, 0))
    with Connection.over(one) as connection:
        return connection.request("POST", "/v1/keys", {"name": "a"},
                                  headers=(f"X-Forwarded-For: {spoofed}",)).status


def check_spoofing(proxy, source):
    """Sign-ups are counted by the address that the proxy saw, whatever the client says of itself;
    the engine's minute may turn once meanwhile."""
    found = [sign_up(proxy.address, source, f"10.0.0.{turn}") for turn in range(2 * SIGN_UPS + 1)]
    check(429 in found, f"{proxy.name}: nobody signs up for ever: {found}")
    check_equal(found[0], 201, f"{proxy.name}: {source} was not counted with others")


def main(binary):
    with scratch_directory() as directory, \
            Bursar(binary, directory, "--set", "http.trusted_hops=1", "--set", "http.io_threads=1",
                   "--set", "sandbox.open_signup=on",
                   "--set", f"limits.signups_per_minute={SIGN_UPS}") as bursar:
        bursar.start()
        served = HiddenServed(bursar)
        check_direct(bursar, served)
        for number, proxy in enumerate(proxies(bursar.address, directory)):
            with proxy:
                check_proxied(served, proxy)
                for host in (2, 3):
                    check_spoofing(proxy, f"127.0.{number + 1}.{host}")
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
