"""A name that was public when its webhook was made, and leads into one's own network afterwards:
nothing is connected to there, and the delivery's record says why. The engine asks a real name
server, and whatever it connects to, public or private, is heard by one receiver. What is sent to a
public name goes to the address that was judged, though the name leads elsewhere by then; a redirect
is not followed.

usage: rebinding.py BURSAR
"""

import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import own_network
from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from certificates import Certificate
from dns_server import DnsServer
from sandbox import Organization, external_payment

PUBLIC = "93.184.216.34"
PUBLIC_TOO = "93.184.216.35"
PUBLIC_SIX = "2600:1408::34"
OF_THIS_MACHINE = "93.184.216.99"  # public, but for whom it belongs to
PRIVATE = ("127.0.0.1", "169.254.169.254", "10.1.2.3", "172.16.0.9", "192.168.1.1", "100.64.0.1",
           "::1", "fd00::7", "64:ff9b::7f00:1", OF_THIS_MACHINE)
# What a name says once its webhook is made.
FLIPPED = {
    "loopback": ["127.0.0.1"], "loopback-six": ["::1"], "metadata": ["169.254.169.254"],
    "network": ["10.1.2.3"], "network-six": ["fd00::7"], "mapped": ["::ffff:127.0.0.1"],
    "translated": ["64:ff9b::7f00:1"], "carrier": ["100.64.0.1"], "itself": [OF_THIS_MACHINE],
    "both": [PUBLIC, "10.1.2.3"], "both-families": [PUBLIC, "::1"],
    "private-first": ["127.0.0.1", PUBLIC],
}


def host(name):
    return f"{name}.example.com"


class Receiver(ThreadingHTTPServer):
    """Port 443 of every address there is, under TLS. Knows which of them were connected to."""

    daemon_threads = True
    address_family = socket.AF_INET6
    request_queue_size = 64

    def __init__(self, certificate):
        self.reached = []  # the address, of each connection
        self.heard = []    # the address, the name it was asked for, and the path, of each request
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate.certificate, certificate.key)
        super().__init__(("::", 443), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def process_request_thread(self, request, client_address):
        self.reached.append(request.getsockname()[0].removeprefix("::ffff:"))
        try:
            request = self.context.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            return self.shutdown_request(request)
        return super().process_request_thread(request, client_address)

    def handle_error(self, request, client_address):
        pass  # whoever connects may go away


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        reached = self.connection.getsockname()[0].removeprefix("::ffff:")
        self.server.heard.append((reached, self.headers["host"], self.path))
        moved = self.path.startswith("/moved-to/")
        self.send_response(302 if moved else 200)
        if moved:
            self.send_header("location", f"https://{self.path.removeprefix('/moved-to/')}/")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def hook(org, name, path="/", expected=201):
    answer = org.call("POST", "/v1/webhooks", {"url": f"https://{host(name)}{path}",
                                               "events": ["payment.completed"]})
    check_equal(answer.status, expected, f"a webhook at {name}: {answer}")
    return answer.json.get("id")


def attempts(org, webhook):
    answer = org.call("GET", f"/v1/webhooks/{webhook}/deliveries")
    check_equal(answer.status, 200, f"deliveries: {answer}")
    return answer.json["data"]


def only_attempt(org, webhook, what):
    wait_until(lambda: attempts(org, webhook), f"an attempt is recorded: {what}")
    row, = attempts(org, webhook)
    return row


def pay(org, wallet):
    answer = org.call("POST", "/v1/payments", external_payment(wallet, "0.01"))
    check_equal(answer.status, 201, f"a payment: {answer}")


def everywhere_is_heard(receiver):
    """Else it would say nothing that nobody was connected to."""
    for address in PRIVATE:
        with socket.create_connection((address, 443), timeout=30) as connection:
            connection.close()
    wait_until(lambda: len(receiver.reached) == len(PRIVATE), "every address is heard")
    check_equal(sorted(receiver.reached), sorted(PRIVATE), "where it was connected to")
    receiver.reached.clear()


def none_is_made(org, dns, receiver):
    for name, addresses in FLIPPED.items():
        dns.say(host(name), addresses)
        hook(org, name, expected=400)
    check_equal(receiver.reached, [], "nothing is connected to")


def flips(org, wallet, dns, receiver):
    """One payment is told to all; a name for each answer, and one that stays what it was."""
    made = {}
    for name, addresses in FLIPPED.items():
        dns.say(host(name), [PUBLIC], addresses)
        made[name] = hook(org, name)
    dns.say(host("stays"), [PUBLIC])
    stays = hook(org, "stays")
    pay(org, wallet)
    check_equal(only_attempt(org, stays, "stays")["outcome"], "delivered", "one that stays")
    for name, webhook in made.items():
        row = only_attempt(org, webhook, name)
        check_equal((row["outcome"], row["status"], row["response_status"]),
                    ("forbidden", "retrying", None), f"what is said of {name}")
        check(dns.lookups(host(name)) >= 2, f"{name} was looked up again")
    check_equal(receiver.reached, [PUBLIC], "what was connected to")
    check_equal(receiver.heard, [(PUBLIC, host("stays"), "/")], "and what was heard there")
    for webhook in (*made.values(), stays):
        check_equal(org.call("DELETE", f"/v1/webhooks/{webhook}").status, 200, "deleted")
    receiver.reached.clear()


def goes_where_it_was_judged(org, wallet, dns, receiver):
    """From the look-up of an attempt on, its name is anywhere else."""
    pinned = {"pinned": [PUBLIC], "pinned-six": [PUBLIC_SIX]}
    made = {}
    for name, addresses in pinned.items():
        dns.say(host(name), [PUBLIC_TOO], addresses, ["127.0.0.1", "::1"])
        made[name] = hook(org, name)
    pay(org, wallet)
    for name, webhook in made.items():
        row = only_attempt(org, webhook, name)
        check_equal((row["outcome"], row["response_status"]), ("delivered", 200), f"{name}")
        check_equal(dns.lookups(host(name)), 2, f"{name}: once made, once tried")
        again = org.call("POST", f"/v1/webhooks/deliveries/{row['id']}/redeliver")
        check_equal(again.status, 202, f"{again}")
        wait_until(lambda: len(attempts(org, webhook)) == 2, "it is tried again")
        check_equal(attempts(org, webhook)[0]["outcome"], "forbidden", f"{name} leads elsewhere")
        check_equal(org.call("DELETE", f"/v1/webhooks/{webhook}").status, 200, "deleted")
    check_equal(sorted(receiver.reached), sorted([PUBLIC, PUBLIC_SIX]), "what was connected to")
    receiver.reached.clear()


def stays_where_it_is(org, wallet, dns, receiver):
    """Whatever a redirect leads to: an address, or a name that leads there."""
    dns.say(host("moves"), [PUBLIC])
    dns.say(host("inside"), ["10.1.2.3"])
    targets = ("127.0.0.1", "169.254.169.254", "[::1]", host("inside"), host("moves"))
    made = [hook(org, "moves", f"/moved-to/{target}") for target in targets]
    pay(org, wallet)
    for webhook in made:
        row = only_attempt(org, webhook, "one that is moved")
        check_equal((row["outcome"], row["status"], row["response_status"]),
                    ("answered", "retrying", 302), "what is said of a redirect")
    check_equal(receiver.reached, [PUBLIC] * len(targets), "what was connected to")
    check_equal(dns.lookups(host("inside")), 0, "and nobody asked for the other name")


def main(binary):
    own_network.enter_own_network()
    own_network.switch_loopback("up")
    own_network.lead_back("93.184.216.0/25", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                          "100.64.0.0/10", "169.254.0.0/16", "2600:1408::/32", "fd00::/8",
                          "64:ff9b::/96")
    own_network.own_address(OF_THIS_MACHINE)
    with scratch_directory() as place:
        own_network.look_names_up_at("127.0.0.1", place)
        dns = DnsServer()
        certificate = Certificate(place, "*.example.com")
        receiver = Receiver(certificate)
        with Bursar(binary, place) as bursar:
            bursar.start({"SSL_CERT_FILE": str(certificate.certificate)})
            with bursar.connect() as connection:
                org = Organization(connection)
                wallet = org.wallet("1000.00")
                everywhere_is_heard(receiver)
                none_is_made(org, dns, receiver)
                flips(org, wallet, dns, receiver)
                goes_where_it_was_judged(org, wallet, dns, receiver)
                stays_where_it_is(org, wallet, dns, receiver)
            check_equal(bursar.stop(), 0, "exit code")
    print(f"{len(FLIPPED)} names led into a network of one's own, and nobody went there")


if __name__ == "__main__":
    main(*sys.argv[1:])
