"""nginx and haproxy in front of the engine, as an operator would set them up.

Each shares one connection to the engine among all clients, so that whoever could make it and the
proxy disagree about where a request ends would answer for somebody else.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from bursar_process import wait_until

NGINX = """
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log;
events {{ worker_connections 64; }}
http {{
  access_log {directory}/nginx.requests;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  upstream engine {{ server {engine}; keepalive 1; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://engine;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host localhost;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""

HAPROXY = """
global
  maxconn 64
  log stdout len 4096 format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 10s
  timeout client 60s
  timeout server 60s
  option forwardfor
  http-reuse always
listen front
  bind 127.0.0.1:{port}
  http-request set-header Host localhost
  server engine {engine} maxconn 1 pool-max-conn 1
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Proxy:
    """A proxy in its own process, gone with the test."""

    def __init__(self, name, program, text, engine, directory):
        self.name = name
        self.program = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin")
        self.text, self.engine, self.directory = text, engine, Path(directory)
        self.process = None
        self.address = None

    def start(self):
        """On a port that was free a moment ago; another one when it is taken by now."""
        for _ in range(10):
            port = free_port()
            self.address = f"127.0.0.1:{port}"
            config = self.directory / f"{self.name}.conf"
            config.write_text(self.text.format(directory=self.directory, engine=self.engine,
                                               port=port))
            flag = "-c" if self.name == "nginx" else "-f"
            with open(self.directory / f"{self.name}.said", "wb") as said:
                self.process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", "--", self.program, flag, str(config)],
                    stdout=said, stderr=said)
            if wait_until(lambda: self.listens() or self.process.poll() is not None, self.name) \
                    and self.process.poll() is None:
                return self
        raise AssertionError(f"{self.name} does not start: "
                             + (self.directory / f"{self.name}.said").read_text())

    def listens(self):
        host, _, port = self.address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=10).close()
        except OSError:
            return False
        return True

    def saw(self, request):
        """How many requests that begin so it has told of, at their end, in its log."""
        log = self.directory / ("nginx.requests" if self.name == "nginx" else f"{self.name}.said")
        return log.read_text(errors="replace").count(f'"{request}')

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=60)


def proxies(engine, directory):
    both = [Proxy("nginx", "nginx", NGINX, engine, directory),
            Proxy("haproxy", "haproxy", HAPROXY, engine, directory)]
    missing = [proxy.name for proxy in both if proxy.program is None]
    if missing:
        print(f"skipped: {missing} are not installed; scripts/setup.sh installs them")
        sys.exit(77)
    return both
