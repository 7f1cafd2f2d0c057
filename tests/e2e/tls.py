"""TLS: 1.2 and 1.3 and nothing older; a certificate is renewed under load without losing a request;
what is no TLS, or never becomes it, harms nobody; a start that cannot serve says why in a line.

usage: tls.py BURSAR
"""

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import warnings
from pathlib import Path

from bursar_process import (Bursar, StartFailed, check, check_equal, run_to_end, scratch_directory,
                            wait_until)
from certificates import Certificate
from http_connection import Connection, ConnectionLost, request_bytes
from sandbox import Organization, external_payment

RENEWALS = 10


def plain_socket(address):
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=60)


def read_all(connection):
    """Until the other side ends; a reset ends it, too."""
    said = b""
    try:
        while some := connection.recv(65536):
            said += some
    except ConnectionResetError:
        pass
    return said


def check_versions(bursar, certificate):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = certificate.context()
        context.minimum_version = context.maximum_version = version
        with Connection(bursar.address, context=context) as connection:
            check_equal(connection.request("GET", "/healthz").status, 200, str(version))
    old = ["-cipher", "ALL:@SECLEVEL=0"]  # so that the client itself would go along
    for flags in (["-tls1_1", *old], ["-tls1", *old], ["-tls1_2", "-cipher", "AES128-SHA"],
                  ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"], ["-alpn", "h2"]):
        said = subprocess.run(["openssl", "s_client", "-connect", bursar.address, *flags],
                              input=b"", capture_output=True, timeout=60, check=False)
        check(said.returncode != 0 and b"alert" in said.stderr, f"{flags}: {said.stderr!r}")


def check_renegotiation(bursar):
    """s_client asks for one when it reads a line of R."""
    said = subprocess.run(["openssl", "s_client", "-connect", bursar.address, "-tls1_2"],
                          input=b"R\n", capture_output=True, timeout=60, check=False)
    check(b"no renegotiation" in said.stderr, f"renegotiation: {said.stderr!r}")


def check_no_tls(bursar):
    """Garbage, plain HTTP and half a handshake, while somebody else is served."""
    with bursar.connect() as good:
        for garbage in (b"\x00" * 100_000, b"\x16\x03\x01\x02\x00" + b"\xff" * 512,
                        b"\x80\x2e\x01\x00\x02" + b"\x00" * 64, os.urandom(50_000)):
            with plain_socket(bursar.address) as bad:
                try:
                    bad.sendall(garbage)
                    bad.shutdown(socket.SHUT_WR)
                except OSError:  # it was cut off already
                    pass
                said = read_all(bad)
                check(said[:1] in (b"", b"\x15"), f"an alert or nothing: {said[:80]!r}")
            check_equal(good.request("GET", "/healthz").status, 200, "the good client")
        with plain_socket(bursar.address) as plain:
            plain.sendall(request_bytes("GET", "/healthz"))
            said = read_all(plain)
            check(said.startswith(b"HTTP/1.1 400 ") and b"https" in said, f"plain HTTP: {said!r}")
        with plain_socket(bursar.address) as halfway:
            halfway.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
            check_equal(read_all(halfway), b"", "half a handshake is ended without a word")
        check_equal(good.request("GET", "/healthz").status, 200, "the good client afterwards")
    for status in (400, 408):
        figure = f'bursar_http_requests_total{{route="none",status="{status}"}}'
        wait_until(lambda figure=figure: bursar.figure(figure), figure)


class Payer(threading.Thread):
    """Pays over one connection after the other, each good for a few payments."""

    def __init__(self, bursar, organization, wallet):
        super().__init__()
        self.bursar, self.key, self.wallet = bursar, organization.key, wallet
        self.ended = threading.Event()
        self.paid = 0
        self.fault = None

    def run(self):
        try:
            while not self.ended.is_set():
                with self.bursar.connect() as connection:
                    for _ in range(5):
                        self.pay(connection)
        except (ConnectionLost, AssertionError, OSError) as fault:
            self.fault = fault

    def pay(self, connection):
        answer = connection.request("POST", "/v1/payments", external_payment(self.wallet, "0.01"),
                                    self.key, f"{self.name}-{self.paid}")
        check_equal(answer.status, 201, f"a payment: {answer}")
        self.paid += 1


def shown_certificate(bursar):
    with plain_socket(bursar.address) as plain:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(plain) as sealed:
            return sealed.getpeercert(binary_form=True)


def renew(bursar, event):
    before = len(bursar.events(event))
    bursar.process.send_signal(signal.SIGHUP)
    wait_until(lambda: len(bursar.events(event)) > before, event)


def check_renewal(bursar, certificate, organization):
    """Every request is answered, whatever certificate its connection began with."""
    wallet = organization.wallet("1000.00")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bursar.context = ssl._create_unverified_context()  # both certificates are met
    payers = [Payer(bursar, organization, wallet) for _ in range(4)]
    for payer in payers:
        payer.start()
    try:
        for _ in range(RENEWALS):
            paid = [payer.paid for payer in payers]
            certificate.make()
            renew(bursar, "certificate_renewed")
            check_equal(shown_certificate(bursar), certificate.der(), "the certificate shown")
            check_equal(bursar.figure("bursar_certificate_expires_timestamp_seconds"),
                        certificate.expires(), "when it expires")
            wait_until(lambda paid=paid: all(payer.fault or payer.paid > before + 10
                                             for payer, before in zip(payers, paid)), "payments")
    finally:
        for payer in payers:
            payer.ended.set()
            payer.join()
    for payer in payers:
        check(payer.fault is None, f"a request was lost: {payer.fault!r}")
    bursar.context = certificate.context()
    rows = organization_over(bursar, organization).transactions(wallet)
    check_equal(len([row for row in rows if row["amount"] == "0.01"]),
                sum(payer.paid for payer in payers), "payments on the books")


def organization_over(bursar, organization):
    organization.connection = bursar.connect()
    return organization


def check_bad_renewals(bursar, certificate):
    """What is wrong with a new certificate is logged, and the old one stays."""
    old = certificate.der()
    good = certificate.certificate.read_text()
    key = certificate.key.read_text()
    for path, text in ((certificate.certificate, "nothing\n"), (certificate.key, "nothing\n")):
        path.write_text(text)
        renew(bursar, "certificate_not_renewed")
        certificate.certificate.write_text(good)
        certificate.key.write_text(key)
        check_equal(shown_certificate(bursar), old, f"the certificate after a bad {path.name}")
    renew(bursar, "certificate_renewed")


def check_command(bursar, certificate, directory):
    """A command tells the operator's key to the certificate that it was told, and to no other."""
    other = Path(directory) / "other"
    other.mkdir()
    for shown, expected in ((Certificate(other), 2), (certificate, 0)):
        settings = Path(directory) / "settings.toml"
        settings.write_text(f'http.tls_certificate = "{shown.certificate}"\n')
        code, out, err = run_to_end(bursar.binary, "backup", "--data", str(bursar.data), "--config",
                                    str(settings), "--url", f"https://{bursar.address}", "--to",
                                    f"{directory}/backup")
        check_equal(code, expected, f"a backup by {shown.certificate}: {out}{err}")


def check_starts(binary):
    """Each fault is one line and exit code 2."""
    def refused(*arguments):
        with scratch_directory() as data, Bursar(binary, data, *arguments) as bursar:
            try:
                bursar.start()
            except StartFailed as failure:
                check_equal(failure.code, 2, f"exit code: {failure}")
                check_equal(failure.stderr.count("\n"), 1, f"one line: {failure.stderr!r}")
                return failure.stderr
        raise AssertionError(f"started with {arguments}")

    with scratch_directory() as directory:
        certificate = Certificate(directory)
        both = certificate.arguments()
        check("TLS needs both" in refused(*both[:2]), "no key")
        check("TLS needs both" in refused(*both[2:]), "no certificate")
        with scratch_directory() as elsewhere:
            other = Certificate(elsewhere)
            check("is not the key of the certificate" in refused(*both[:2], *other.arguments()[2:]),
                  "the key of another certificate")
        certificate.make("3 days ago")
        check("certificate expired on" in refused(*both), "a certificate that has expired")
        certificate.make("3 days")
        check("is not valid before" in refused(*both), "a certificate of the future")
        certificate.make()
        certificate.key.chmod(0o644)
        check("chmod 600" in refused(*both), "a key for everybody")
        certificate.key.unlink()
        check("No such file" in refused(*both), "a key that is missing")


def check_plain_renewal(binary):
    """Without TLS a hang-up harms nobody."""
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        renew(bursar, "nothing_to_renew")
        with bursar.connect() as connection:
            check_equal(connection.request("GET", "/healthz").status, 200, "after a hang-up")
        check_equal(bursar.stop(), 0, "exit code")


def main(binary):
    with scratch_directory() as directory:
        certificate = Certificate(directory)
        with Bursar(binary, directory, *certificate.arguments(),
                    "--set", "http.header_deadline_ms=1000") as bursar:
            bursar.context = certificate.context()
            bursar.start()
            check_versions(bursar, certificate)
            check_renegotiation(bursar)
            check_no_tls(bursar)
            with bursar.connect() as connection:
                organization = Organization(connection)
                check_renewal(bursar, certificate, organization)
                check_bad_renewals(bursar, certificate)
                organization.check_books()
            check_command(bursar, certificate, directory)
            check_equal(bursar.stop(), 0, "exit code")
    check_starts(binary)
    check_plain_renewal(binary)


if __name__ == "__main__":
    main(*sys.argv[1:])
