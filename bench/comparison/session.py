"""One comparison: what is asked for, what came of it so far, where it is written."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

from comparison.engine import ROOT, Measured
from comparison.goals import judge
from comparison.page import page_of
from peer import refuse, run


class Session:
    def __init__(self, options, result):
        self.options = options
        self.result = result
        self.result.update({"figures": {}, "parts": {}, "refused": []})
        self.scratch = Path(tempfile.mkdtemp(dir=options.directory, prefix="bursar-compare-"))
        self.scratch.chmod(0o755)  # so that PostgreSQL's user comes to its own
        self.began = time.monotonic()
        self._stored = None

    def end_round(self):
        if self._stored is not None:
            self._stored.end()
            shutil.rmtree(self._stored.directory)
            self._stored = None

    def end(self):
        self.end_round()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def few_seconds(self):
        """For what has no more to tell after ten."""
        return min(10, self.options.seconds)

    def say(self, text):
        print(f"{time.monotonic() - self.began:7.0f} s  {text}", file=sys.stderr, flush=True)

    def engine(self, wallets):
        """A fresh one, over an empty ledger."""
        return Measured(self.options, tempfile.mkdtemp(dir=self.scratch), wallets)

    def stored(self):
        """The one of this round, which has keys stored already."""
        if self._stored is None:
            engine = self.engine(self.options.wallets)
            try:
                self.fill(engine)
            except BaseException:
                engine.end()
                raise
            self._stored = engine
        return self._stored

    def fill(self, engine):
        self.say(f"storing {self.options.stored} million keys")
        before = engine.state()
        goes = [go["measured"] for go in engine.fill(self.options.stored)]
        after = engine.state()
        if goes:
            payments, seconds = (sum(go[name] for go in goes) for name in ("payments", "seconds"))
            self.keep("filling", {
                "payments": payments, "seconds": seconds, "refused": sum(go["failed"] for go in goes),
                "payments_per_second": payments / seconds,
                "settled_after_seconds": round(after["at"] - before["at"], 1),
                "journal_bytes_each": round((after["journal_mib"] - before["journal_mib"]) * 2**20
                                            / (after["records"] - before["records"]))})

    def peer(self, name, *arguments, seconds=None):
        """What its script tells: a line for each of what it measured."""
        out = run([sys.executable, ROOT / f"bench/peers/{name}.py", "--seconds",
                   seconds or self.options.seconds, "--wallets", self.options.wallets,
                   "--directory", self.scratch, "--fsync-delay", self.options.fsync_delay, *arguments])
        told = [json.loads(line) for line in out.splitlines()]
        if not told:
            refuse(f"{name} told nothing")
        return told

    def lone_commit(self, seconds=None):
        """LMDB with one record a commit, in this very minute."""
        return self.peer("lmdb", "--batches", 1, seconds=seconds or self.few_seconds())[0]

    def figure(self, key, value):
        self.result["figures"].setdefault(key, []).append(round(value, 4))
        self.say(f"{key} {value:.4g}")

    def keep(self, part, row):
        self.result["parts"].setdefault(part, []).append(row)
        self.write()

    def refused(self, part, why):
        self.result["refused"].append({"part": part, "why": str(why)})
        self.say(f"{part}: {why}")

    def write(self):
        """As far as it has come: what is interrupted leaves what it measured."""
        self.result["judged"] = judge(self.result["figures"])
        whole(self.options.json, json.dumps(self.result, indent=1) + "\n")
        whole(self.options.html, page_of(self.result))


def whole(path, text):
    """A file that appears once it is complete."""
    draft = Path(f"{path}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
