"""An engine as a bench sees it, and wrk's payments against it."""

import json
import os
import random
import re
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Engine:
    """Serves a data directory; what it logs until it listens is kept."""

    def __init__(self, binary, data, settings=(), variables=None, listen="127.0.0.1:0"):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--data", data, "--listen", listen, "--metrics", "127.0.0.1:0",
             "--accept-clock", *(f"--set={setting}" for setting in settings)],
            stderr=subprocess.PIPE, text=True, env=os.environ | (variables or {}))
        self.log = {}
        for line in self.process.stderr:
            said = json.loads(line) if line.startswith("{") else {"msg": line}
            self.log[said.get("event", said.get("msg"))] = said
            if '"listening"' in line:
                break
        else:
            raise SystemExit(f"no result: the engine ended: {self.log}")
        self.seconds = time.monotonic() - began
        # A pipe that nobody reads would stop whoever logs much.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.address = said["address"]
        self.metrics = said["metrics"]

    def figure(self, name):
        """What /metrics shows under a name without labels."""
        with urllib.request.urlopen(f"http://{self.metrics}/metrics", timeout=30) as answer:
            text = answer.read().decode()
        return float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE).group(1))

    def anonymous_mib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("RssAnon:"))
        return int(line.split()[1]) / 1024

    def cpu_seconds(self):
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def end(self, kill=False):
        self.process.kill() if kill else self.process.terminate()
        self.process.wait()


def load(engine, scratch, wallets, seconds):
    """256 connections that pay with fresh keys from wallets that are made first."""
    file = f"{scratch}/wallets.lua"
    with open(file, "w", encoding="utf-8") as out:
        subprocess.run([ROOT / "bench/prepare.py", engine.address, str(wallets), "0.01"],
                       stdout=out, check=True)
    return subprocess.Popen(
        ["wrk", "-t1", "-c256", f"-d{seconds}s", "-s", ROOT / "bench/payments.lua",
         f"http://{engine.address}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {"BURSAR_BENCH_WALLETS": file,
                          "BURSAR_BENCH_RUN": str(random.getrandbits(60))})
