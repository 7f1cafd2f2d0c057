"""A network of the test's own, with mounts of its own, in which any address leads back to it and
names are looked up where it says. Without leave to make one the test is skipped."""

import os
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
INSIDE = "BURSAR_E2E_OWN_NETWORK"


def enter_own_network():
    """Starts this very program again where network and mounts are nobody else's, or skips it."""
    if os.environ.get(INSIDE):
        return
    command = ["unshare", "--map-root-user", "--net", "--mount", "--propagation", "private", "--"]
    tried = subprocess.run([*command, "ip", "link", "set", "lo", "up"], capture_output=True,
                           text=True, check=False)
    if tried.returncode != 0:
        print(f"skipped: no network of one's own can be made here: {tried.stderr.strip()}")
        sys.exit(SKIPPED)
    os.environ[INSIDE] = "1"
    os.execvp(command[0], [*command, sys.executable, "-B", *sys.argv])


def switch_loopback(state):
    """Up or down; it is down at first."""
    subprocess.run(["ip", "link", "set", "lo", state], check=True)


def lead_back(*networks):
    """What is sent to these arrives here, though they are no addresses of this machine."""
    for network in networks:
        family = "-6" if ":" in network else "-4"
        subprocess.run(["ip", family, "route", "add", "local", network, "dev", "lo"], check=True)


def own_address(address):
    subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)


def look_names_up_at(address, directory):
    """By nothing but the DNS."""
    for path, text in (("/etc/resolv.conf", f"nameserver {address}\n"),
                       ("/etc/nsswitch.conf", "hosts: dns\n"), ("/etc/hosts", "")):
        if not Path(path).exists():
            continue
        own = Path(directory) / Path(path).name
        own.write_text(text, encoding="ascii")
        subprocess.run(["mount", "--bind", str(own), os.path.realpath(path)], check=True)
