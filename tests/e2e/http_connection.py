"""One keep-alive HTTP/1.1 connection, written by hand so that a test knows every byte.

Sending and receiving are apart: a test may have many requests on their way before it reads the
first answer. Answers come in the order of the requests.
"""

import json
import re
import socket
from decimal import Decimal


# What is secret of each API key, under any prefix, and each session token that an answer has shown: no log
# and no file of the engine's may hold it. See Bursar.check_secrets.
ISSUED = set()
SECRET = re.compile(rb"(?<![A-Za-z0-9])([A-Za-z0-9]{43})_[A-Za-z0-9]{6}(?![A-Za-z0-9])")
# Of a session token, its signature; behind it nothing that could belong to one.
SIGNATURE = re.compile(rb"\.([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])")


def secret_parts(text):
    return SECRET.findall(text) + SIGNATURE.findall(text)


class ConnectionLost(Exception):
    """The other side closed or reset the connection before the answer was whole."""


class Answer:
    """Status, headers in lower case, and the body as it came."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        """The body, every number in it exact."""
        return json.loads(self.body, parse_float=Decimal, parse_int=Decimal)

    @property
    def replayed(self):
        return self.headers.get("idempotency-replayed") == "true"

    def __repr__(self):
        return f"<{self.status} {self.body[:600]!r}>"


def request_bytes(method, path, body=None, credential=None, key=None, headers=()):
    """The whole request; a body that is not bytes is sent as JSON."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    if credential is not None:
        lines.append(f"Authorization: Bearer {credential}")
    if key is not None:
        lines.append(f"Idempotency-Key: {key}")
    lines.extend(headers)
    payload = b""
    if body is not None:
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines.append("Content-Type: application/json")
        lines.append(f"Content-Length: {len(payload)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


class Connection:
    """Blocking; an answer that takes longer than the patience is a failure, not a lost one."""

    def __init__(self, address, patience=60, context=None):
        """With a context of TLS, the other side must show a certificate for localhost."""
        host, _, port = address.rpartition(":")
        self._socket = socket.create_connection((host.strip("[]"), int(port)), timeout=patience)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            self._socket = context.wrap_socket(self._socket, server_hostname="localhost")
        self._received = b""

    @classmethod
    def over(cls, connected):
        """On a socket that is connected already."""
        connection = cls.__new__(cls)
        connection._socket = connected
        connection._received = b""
        return connection

    def request(self, method, path, body=None, credential=None, key=None, headers=()):
        self.send(request_bytes(method, path, body, credential, key, headers))
        return self.receive()

    def send(self, data):
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ConnectionLost(str(error)) from error

    def receive(self):
        head = self._take_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        body = self._take(int(headers.get("content-length", "0")))
        ISSUED.update(secret_parts(body))
        return Answer(status, headers, body)

    def close(self):
        self._socket.close()

    def _take_until(self, mark):
        while mark not in self._received:
            self._read_more()
        taken, _, self._received = self._received.partition(mark)
        return taken

    def _take(self, length):
        while len(self._received) < length:
            self._read_more()
        taken, self._received = self._received[:length], self._received[length:]
        return taken

    def _read_more(self):
        try:
            data = self._socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError) as error:
            raise ConnectionLost(str(error)) from error
        if not data:
            raise ConnectionLost("closed")
        self._received += data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
