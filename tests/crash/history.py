"""What clients meant and what they were told, kept outside the engine: every request is in the
history before its first byte is sent, every answer after its last byte has come. Nothing is ever
taken out again.

The file, for linearizability.py and for people: one JSON object a line. `{"n", "at", "method",
"path", "body", "key"}` is a call, `{"n", "at", "status", "org_seq", "replayed", "answer"}` its
answer; times are monotonic nanoseconds, n numbers the calls.
"""

import itertools
import json
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from bursar_process import Bursar
from http_connection import Connection


class History:
    """The file, open; used by every connection of a run."""

    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8")
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def call(self, method, path, body, key):
        number = next(self._numbers)
        self._write({"n": number, "at": time.monotonic_ns(), "method": method, "path": path,
                     "body": body, "key": key})
        return number

    def answer(self, number, answer):
        sequence = answer.headers.get("bursar-org-seq")
        self._write({"n": number, "at": time.monotonic_ns(), "status": answer.status,
                     "org_seq": None if sequence is None else int(sequence),
                     "replayed": answer.replayed, "answer": answer.body.decode()})

    def close(self):
        self._file.close()

    def _write(self, line):
        text = json.dumps(line) + "\n"
        with self._lock:
            self._file.write(text)
            self._file.flush()


class RecordedConnection(Connection):
    """A connection that does nothing without the history."""

    def __init__(self, address, patience, history):
        super().__init__(address, patience)
        self._history = history

    def request(self, method, path, body=None, credential=None, key=None, headers=()):
        number = self._history.call(method, path, body, key)
        answer = super().request(method, path, body, credential, key, headers)
        self._history.answer(number, answer)
        return answer


class RecordedBursar(Bursar):
    """An engine all of whose clients are recorded, over all its lives."""

    def __init__(self, binary, directory, *arguments):
        super().__init__(binary, directory, *arguments)
        self.history_path = self.directory / "history"
        self.history = History(self.history_path)

    def connect(self, patience=60):
        return RecordedConnection(self.address, patience, self.history)
