"""The power goes: ext4 on a loop device is shut down under a running engine, and what was not
synced is gone. After the file system's own recovery no payment that was acknowledged is lost or
doubled, and every balance is exact.

usage: power_loss.py BURSAR SHIM [--cycles N] [--seed S] [--plant volatile] [--keep DIRECTORY]

Needs root; without it the test is skipped. With --plant the engine's syncs do nothing, so that the
run must fail, and exits 0 when it did. With --keep a failure leaves there the data as it was on its
disk, and what clients and the engine have written of it.
"""

import argparse
import fcntl
import os
import random
import struct
import subprocess
import sys
import threading
import time

from again import kept_on_failure, told_how
from history import RecordedBursar

from bursar_process import StartFailed, check, check_equal, run_to_end, scratch_directory
from linearizability import check_history
from mixed_load import MixedLoad
from planted import must_find
from small_disk import SKIPPED, SmallDisk, enter_own_mounts

DISK_MIB = 144
CYCLES_OF_ONE_DISK = 10
ACKNOWLEDGED_MAX = 300
SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
FLUSHING_ITS_LOG, AT_ONCE = 1, 2
# What a journal says of itself whose pages are not all there, or what clients miss in it.
NOT_SYNCED = r"data\.mdb is (damaged|cut off): | has no table |^balances right after the start: "


class Disk(SmallDisk):
    """One whose power can be cut. It must be mounted again before it is used."""

    def cut_power(self, how):
        directory = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.ioctl(directory, SHUTDOWN, struct.pack("I", how))
        except OSError as error:
            print(f"a file system cannot be shut down here: {error}")
            sys.exit(SKIPPED)
        finally:
            os.close(directory)

    def restore_power(self):
        subprocess.run(["umount", str(self.path)], check=True)
        subprocess.run(["mount", "-o", "loop", str(self.image), str(self.path)], check=True)


class Machine:
    """One disk through some of the cycles, and the engine on it."""

    def __init__(self, options, chance, disk, directory):
        self.chance, self.disk = chance, disk
        self.compared = self.in_doubt = self.starts_cut = 0
        settings = ["--set", "journal.fill_ahead_mib=1", "--set", "journal.low_water_mib=8"]
        if chance.random() < 0.5:
            settings += ["--set", "journal.segment_records=1000"]
        self.bursar = RecordedBursar(options.bursar, directory, *settings)
        self.bursar.data = disk.path / "data"
        self.variables = {}
        if options.plant == "volatile":
            self.variables = {"LD_PRELOAD": options.shim, "BURSAR_CRASH_NO_SYNC": "1"}
        self.bursar.start()  # what it makes is there in any case
        self.load = MixedLoad(self.bursar, seed=self.chance.getrandbits(32))

    def cycle(self):
        self.load.start()
        self.load.wait_for_acknowledged(self.chance.randrange(1, ACKNOWLEDGED_MAX))
        time.sleep(self.chance.random() * 0.02)  # anywhere within a batch's life
        self._lose_power()
        self.load.join()
        check(all(one.status in (503, 504) for one in self.load.refusals), f"{self.load.refusals}")
        self.load.refusals.clear()
        self.in_doubt += len(self.load.unanswered())
        while self.chance.random() < 0.25:
            self._lose_power_while_it_starts()
        self.bursar.start(self.variables)
        self.load.verify_last_run()

    def finish(self):
        self.load.verify_everything()
        check_equal(self.bursar.stop(), 0, "exit code")
        code, told, errors = run_to_end(self.bursar.binary, "verify", "--data",
                                        str(self.bursar.data))
        check_equal(code, 0, f"verify: {told} {errors}")
        self.bursar.history.close()
        self.compared = check_history(self.bursar.history_path)["compared"]

    def _lose_power(self):
        self.disk.cut_power(self.chance.choice((FLUSHING_ITS_LOG, AT_ONCE)))
        self.bursar.kill()
        self.disk.restore_power()

    def _lose_power_while_it_starts(self):
        self.starts_cut += 1
        cut = threading.Timer(self.chance.random() * 0.1, self.disk.cut_power, (AT_ONCE,))
        cut.start()
        try:
            self.bursar.start(self.variables)
        except StartFailed as failure:
            print(f"cut while it starts: {failure.code}", flush=True)
        cut.join()
        self.bursar.kill()
        self.disk.restore_power()


def run(options):
    chance = random.Random(options.seed)
    cycles = payments = compared = in_doubt = starts = 0
    while cycles < options.cycles:
        more = min(options.cycles - cycles, CYCLES_OF_ONE_DISK)
        with scratch_directory() as directory, Disk(directory, DISK_MIB) as disk:
            machine = Machine(options, chance, disk, directory)
            # The disk lies below the directory, and is an image beside its data.
            with kept_on_failure(directory, options.keep), machine.bursar:
                for _ in range(more):
                    machine.cycle()
                machine.finish()
        cycles += more
        payments += len(machine.load.operations)
        compared += machine.compared
        in_doubt += machine.in_doubt
        starts += machine.starts_cut
        print(f"{cycles} losses of power under load, {starts} at a start; {payments} payments "
              f"there once, {in_doubt} of them in doubt before; {compared} answers as the model's",
              flush=True)


def main():
    parser = argparse.ArgumentParser(description="losses of power")
    parser.add_argument("bursar")
    parser.add_argument("shim")
    parser.add_argument("--cycles", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--plant", choices=("volatile",))
    parser.add_argument("--keep")
    options = parser.parse_args()
    enter_own_mounts()
    with told_how(options.seed):
        if options.plant is None:
            run(options)
        else:
            must_find(lambda: run(options), NOT_SYNCED)


if __name__ == "__main__":
    main()
