"""An endpoint of webhooks, without TLS: takes what comes, and answers as it is told to."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Endpoint:
    def __init__(self):
        self.received = []
        self.answers = lambda path, count: 200
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                endpoint.received.append((self.path, dict(self.headers), body))
                answer = endpoint.answers(self.path, len(endpoint.received))
                status, fields = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://{self.place}{path}"

    def at(self, path):
        return [(headers, body) for where, headers, body in list(self.received) if where == path]

    def events(self, path):
        return [json.loads(body) for _, body in self.at(path)]


def fields_of(headers):
    return {name.lower(): value for name, value in headers.items()
            if name.lower().startswith("webhook-")}


def signed_by(secret, fields, body):
    """Whether one of its signatures is by that secret."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{fields['webhook-id']}.{fields['webhook-timestamp']}.{body}"
    mac = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
    return f"v1,{mac}" in fields["webhook-signature"].split(" ")
