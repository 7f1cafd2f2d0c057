"""Streams of events that nobody reads: whoever cannot follow what happens is let go, comes again
and hears the rest without a gap; what was there before waits at the engine for who reads it. The
engine's memory stays within so much for each of them, and others hear everything meanwhile.

usage: slow_streams.py BURSAR
"""

import sys
import threading

from bursar_process import PATIENCE, Bursar, check, check_equal, scratch_directory
from event_stream import Stream
from sandbox import Organization

SLOW = 40
ROOM = 4_096
CHANGES = 400
TEXT = "m" * 16_000  # of each: all of them are 6.4 MB, which nobody is kept
OWN_MIB = 32  # for the changes themselves
WAITING_MIB = 0.5  # for each stream: 64 KiB, and what it grows by
UNTAKEN_MIB = 3  # 1 MiB, a piece on top of it, and what both grow by


def anonymous_mib(bursar):
    with open(f"/proc/{bursar.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1024


class World:
    def __init__(self, bursar, connection):
        self.bursar = bursar
        self.org = Organization(connection)
        self.wallet = self.org.wallet()
        self.changes = 0
        self.before = anonymous_mib(bursar)
        self.most = self.before

    def stands(self):
        return self.org.call("GET", "/v1/organization").headers["bursar-org-seq"]

    def change(self):
        """And looks at the engine's memory meanwhile."""
        for _ in range(CHANGES):
            self.changes += 1
            answer = self.org.call("PATCH", f"/v1/wallets/{self.wallet}",
                                   {"metadata": {"number": f"{self.changes}", "text": TEXT}})
            check_equal(answer.status, 200, f"a change: {answer}")
            if self.changes % 10 == 0:
                self.look()

    def look(self):
        self.most = max(self.most, anonymous_mib(self.bursar))

    def open(self, count=SLOW, **where):
        return [Stream(self.bursar, self.org.key, types="wallet.updated", room=ROOM, **where)
                for _ in range(count)]

    def hears_all(self, begin, stream, told=()):
        """Whoever was told so much already hears each of the changes once."""
        told = list(told)
        while len(told) < CHANGES:
            told.append(stream.next())
        stream.close()
        numbers = [int(event["data"]["metadata"]["number"]) for _, _, event in told]
        check_equal(numbers, list(range(begin + 1, begin + CHANGES + 1)), "what was told")

    def check_memory(self, each):
        """A slower build's own would hide it."""
        bound = OWN_MIB + SLOW * each
        check(PATIENCE > 1 or self.most - self.before < bound,
              f"{self.before:.0f} MiB before, {self.most:.0f} with {SLOW} streams")


def waits_for_its_reader(world):
    world.change()
    slow = world.open(after=0)
    brisk = Stream(world.bursar, world.org.key, types="wallet.updated", after=0)
    world.hears_all(0, brisk)
    world.look()
    world.check_memory(WAITING_MIB)
    world.hears_all(0, slow.pop())
    for stream in slow:
        stream.close()


def is_let_go(world):
    begin = world.changes
    slow = world.open(after=world.stands())
    brisk = Stream(world.bursar, world.org.key, types="wallet.updated", after=world.stands())
    heard = []
    reader = threading.Thread(target=lambda: heard.extend(brisk.next() for _ in range(CHANGES)),
                              daemon=True)
    reader.start()
    world.change()
    reader.join()
    world.hears_all(begin, brisk, heard)
    world.check_memory(UNTAKEN_MIB)
    told = [stream.rest() for stream in slow]
    check(all(0 < len(rows) < CHANGES for rows in told), "it was let go in the middle")
    world.hears_all(begin, *world.open(1, last_id=told[0][-1][0]), told[0])


def main(binary):
    # Nobody is let go for being slow alone.
    settings = ("--set", "http.write_deadline_ms=600000")
    with scratch_directory() as directory, Bursar(binary, directory, *settings) as bursar:
        bursar.start()
        with bursar.connect() as connection:
            world = World(bursar, connection)
            waits_for_its_reader(world)
            is_let_go(world)
        check_equal(bursar.stop(), 0, "exit code")
        print(f"{world.before:.0f} MiB before, at most {world.most:.0f} with {SLOW} streams")


if __name__ == "__main__":
    main(*sys.argv[1:])
