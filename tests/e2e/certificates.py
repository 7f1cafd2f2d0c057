"""Certificates for tests of TLS, made by OpenSSL's own program."""

import ssl
import subprocess
from pathlib import Path


class Certificate:
    """A self-signed certificate and its key, as two files that may be made anew."""

    def __init__(self, directory, name="localhost"):
        self.name = name
        self.certificate = Path(directory) / "cert.pem"
        self.key = Path(directory) / "key.pem"
        self.make()

    def make(self, when=None):
        """Each in one step, as whoever renews them should. `when` is faketime's: "3 days ago"."""
        made = [path.with_suffix(".new") for path in (self.certificate, self.key)]
        then = ["faketime", when] if when else []
        subprocess.run([*then, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
                        f"/CN={self.name}", "-addext", f"subjectAltName=DNS:{self.name}",
                        "-out", str(made[0]), "-keyout", str(made[1])],
                       check=True, capture_output=True)
        made[1].chmod(0o600)
        made[0].rename(self.certificate)
        made[1].rename(self.key)

    def arguments(self):
        return ("--set", f"http.tls_certificate={self.certificate}",
                "--set", f"http.tls_key={self.key}")

    def der(self):
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())

    def expires(self):
        """In seconds since 1970."""
        said = subprocess.run(["openssl", "x509", "-in", str(self.certificate), "-noout",
                               "-enddate"], check=True, capture_output=True, text=True).stdout
        return ssl.cert_time_to_seconds(said.strip().removeprefix("notAfter="))

    def context(self):
        """Of a client that trusts this certificate alone."""
        return ssl.create_default_context(cafile=str(self.certificate))
