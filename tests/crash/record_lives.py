"""Some lives of an engine written down by record_shim.c, for disk_images: payments from eight
connections over two segments and more, kill -9, polite ends, an archive with its checkpoint, and a
life after it. What each life left is what disk_images must arrive at as well.
"""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from bursar_process import Bursar, check, check_equal, environment
from payment_load import PaymentLoad
from wall_clock import WallClock

SETTINGS = ("--set", "journal.segment_records=1000", "--set", "journal.fill_ahead_mib=1")
HEAD = struct.Struct("<IIQQQ")
CUT = 5  # made shorter: no bytes follow
AT_REST = 12  # nothing runs: the directory is as its copy of that number


class RecordedLives:
    """The log, and a copy of the data directory for every time that nothing ran."""

    def __init__(self, binary, library, directory, seed):
        self.seed = seed
        self.log = directory / "recorded"
        self.copies = directory / "copies"
        self.copies.mkdir()
        self.clock = WallClock(directory)
        self.bursar = Bursar(binary, directory, *SETTINGS)
        self.variables = {
            **self.clock.variables,
            "LD_PRELOAD": f"{library}:{self.clock.variables['LD_PRELOAD']}",
            "BURSAR_RECORD_DATA": str(self.bursar.data),
            "BURSAR_RECORD_LOG": str(self.log),
        }
        self._rests = 0
        self._whole = 0  # so much of the log is known to be whole
        self.load = None
        self.before_archive = 0  # so many of the load's payments are of three days before the rest

    def live(self, short):
        """All of it."""
        with self.bursar as bursar:
            bursar.start(self.variables)
            load = self.load = PaymentLoad(bursar, seed=self.seed)
            self._pay(load, 40 if short else 400)
            for count in ((60, 30) if short else (900, 300)):
                self._die(load, count)
            if not short:
                self._pay(load, 500)
                self._grow_old_and_archive(load)
            self._stop()

    def _pay(self, load, count):
        load.start()
        load.wait_for_acknowledged(count)
        load.join()
        check_equal(load.refusals, [], "refusals")

    def _die(self, load, count):
        load.start()
        load.wait_for_acknowledged(count)
        self.bursar.kill()
        load.join()
        self._rest(killed=True)
        self.bursar.start(self.variables)
        load.verify_last_run()

    def _stop(self):
        check_equal(self.bursar.stop(), 0, "exit code")
        self._rest()

    def _grow_old_and_archive(self, load):
        self._stop()
        self.before_archive = len(load.operations)
        self.clock.set("+3d")
        self.bursar.start(self.variables)
        self._pay(load, 400)
        self._stop()
        self._archive()
        self.bursar.start(self.variables)
        self._die(load, 100)

    def _archive(self):
        cold = self.bursar.directory / "cold"
        command = [self.bursar.binary, "archive", "--data", self.bursar.data, "--to", cold]
        check_equal(subprocess.run(command, env=environment(self.variables), check=False,
                                   stdout=subprocess.DEVNULL).returncode, 0, "archive")
        check((self.bursar.data / "journal" / "archived").exists(), "something was archived")
        self._rest()

    def _rest(self, killed=False):
        self._rests += 1
        self._forget_half(killed)
        shutil.copytree(self.bursar.data, self.copies / str(self._rests))
        with open(self.log, "ab") as log:
            log.write(HEAD.pack(AT_REST, 1, killed, self._rests, 0) + b"\0")

    def _forget_half(self, killed):
        """A kill may end the writing of an event halfway, once, at the log's end: what it tells of
        was under way as well."""
        size = self.log.stat().st_size
        with open(self.log, "r+b") as log:
            while self._whole < size:
                log.seek(self._whole)
                head = log.read(HEAD.size)
                ends = self._whole + end_of(head)
                if ends > size:
                    check(killed, "the log of an engine that ended by itself is whole")
                    return log.truncate(self._whole)
                self._whole = ends


def end_of(head):
    """Where an event ends that begins so, from its beginning."""
    if len(head) < HEAD.size:
        return HEAD.size
    deed, path_bytes, _, _, size = HEAD.unpack(head)
    return HEAD.size + path_bytes + (0 if deed == CUT else size)
