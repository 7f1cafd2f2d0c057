"""What many do to an engine at once until it is killed: one life of it. The next begins with
`bursar.start()`, and tells what has become of whatever was under way.
"""

import random
import threading
import time

from bursar_process import check, wait_until
from http_connection import ConnectionLost

LOST = (ConnectionLost, ConnectionRefusedError, ConnectionResetError)
SECONDS_MAX = 120


class Life:
    """Each deed is done over and over by a thread and over a connection of its own, which it is
    called with, from the beginning to the kill."""

    def __init__(self, bursar, deeds):
        self._bursar = bursar
        self._failures = []
        self._done = [0] * len(deeds)
        self._threads = [threading.Thread(target=self._until_lost, args=(place, deed), daemon=True)
                         for place, deed in enumerate(deeds)]

    def run(self, enough, what):
        """The kill comes soon after `enough()`, and before this returns."""
        for thread in self._threads:
            thread.start()
        wait_until(lambda: self._failures or enough(), what, SECONDS_MAX)
        time.sleep(random.random() * 0.02)  # anywhere within a deed
        self._bursar.kill()
        for thread in self._threads:
            thread.join(timeout=SECONDS_MAX)
            check(not thread.is_alive(), "a request is neither answered nor its connection closed")
        if self._failures:
            raise self._failures[0]

    def run_deeds(self, count):
        self.run(lambda: sum(self._done) >= count, f"{count} deeds")

    def _until_lost(self, place, deed):
        try:
            with self._bursar.connect() as connection:
                while not self._failures:
                    deed(connection)
                    self._done[place] += 1
        except LOST:
            return
        except Exception as failure:  # a thread's own end would say nothing
            self._failures.append(failure)


class Deed:
    """One call of an organisation's, under a key of its own or under none, and what it was told."""

    refusals = ()  # that may be told beside a yes, where others do the same at the same time

    def __init__(self, path, body=None, key=None):
        self.path, self.body, self.key = path, body, key
        self.answer = None

    def do(self, organization, connection):
        """Again, where it was done: the caller judges whether it is told the same."""
        answer = connection.request("POST", self.path, self.body, organization.key, self.key)
        check(answer.status // 100 == 2 or answer.json["code"] in self.refusals,
              f"{self.path} {self.body}: {answer}")
        return answer
