"""A disk that fills. Above the low-water mark writes are refused, nothing else is, and they come
back by themselves when there is room. Without a mark the disk fills to the last block: the engine
stops, and the next life has every payment that was acknowledged.

usage: disk_full.py BURSAR [TIMES]
"""

import random
import sys
from pathlib import Path

from bursar_process import Bursar, StartFailed, check, check_equal, scratch_directory, wait_until
from payment_load import PaymentLoad
from sandbox import external_payment
from small_disk import SmallDisk, enter_own_mounts

DISK_MIB = 144
MARK_MIB = 48
MIB = 1 << 20


def data_file(bursar):
    return next((Path(bursar.data) / "journal").rglob("data.mdb"))


def check_reads_go_on(bursar, load):
    """Balances, receipts and stored answers; what is new is refused and leaves no trace."""
    with bursar.connect() as connection:
        organization = load.organization(connection)
        check_equal(connection.request("GET", "/readyz").json, {"status": "read_only"}, "readyz")
        sequence = bursar.figure("bursar_journal_sequence")
        for wallet in load.wallets:
            organization.balance(wallet)
        for operation in load.acknowledged()[-20:]:
            again = organization.call("POST", "/v1/payments", operation.body, operation.key)
            check_equal((again.status, again.body, again.replayed),
                        (201, operation.answer.body, True), f"{operation.key} without room")
        for key in ("no-room", None):
            refused = organization.call("POST", "/v1/payments",
                                        external_payment(load.wallets[0], "1"), key)
            check_equal((refused.status, refused.json["code"]), (503, "READ_ONLY"), f"{refused}")
            check(int(refused.headers["retry-after"]) > 0, f"when to come back: {refused.headers}")
        sign_up = connection.request("POST", "/v1/keys", {"name": "late"})
        check_equal(sign_up.json["code"], "READ_ONLY", f"a sign-up: {sign_up}")
        check_equal(bursar.figure("bursar_journal_sequence"), sequence, "the journal's sequence")


def engine_on(disk, binary, directory, **settings):
    """Its data alone is on the disk: the log must say why it ended."""
    chosen = [word for name, value in settings.items()
              for word in ("--set", f"journal.{name}={value}")]
    bursar = Bursar(binary, directory, *chosen)
    bursar.data = disk.path / "data"
    return bursar


def low_water(binary, directory, disk):
    """Others fill the disk under load; later they clear it."""
    with engine_on(disk, binary, directory, low_water_mib=MARK_MIB, fill_ahead_mib=2) as bursar:
        bursar.start()
        load = PaymentLoad(bursar)
        load.start()
        load.wait_for_acknowledged(random.randrange(50, 400))
        disk.fill(leave_bytes=MARK_MIB * MIB // 2)
        wait_until(lambda: len(load.refusals) == 2 * len(load.wallets), "payments are refused")
        load.join()
        for refused in load.refusals:
            check_equal((refused.status, refused.json["code"]), (503, "READ_ONLY"), f"{refused}")
        check_equal(bursar.figure("bursar_read_only"), 1, "bursar_read_only")
        check_equal(bursar.figure("bursar_disk_free_bytes"), disk.free_bytes(), "what is free")
        check_reads_go_on(bursar, load)
        size = data_file(bursar).stat().st_size

        disk.clear()
        wait_until(lambda: bursar.figure("bursar_read_only") == 0, "writes come back")
        check_equal(bursar.events("read_only", "writable"), ["read_only", "writable"], "the log")
        print(f"low water: {len(load.acknowledged())} acknowledged, {len(load.refusals)} refused",
              flush=True)
        load.refusals.clear()
        load.verify_last_run()
        load.start()
        wait_until(lambda: data_file(bursar).stat().st_size >= size + MIB,
                   "the journal is filled ahead again", 120)
        load.join()
        load.verify_everything()
        check_equal(bursar.stop(), 0, "exit code")


def to_the_last_block(binary, directory, disk):
    """With the mark off the engine meets the full disk itself."""
    with engine_on(disk, binary, directory, low_water_mib=0,
                   fill_ahead_mib=random.choice((0, 1, 2))) as bursar:
        bursar.start()
        load = PaymentLoad(bursar)
        load.start()
        load.wait_for_acknowledged(random.randrange(1, 400))
        disk.fill()
        code = bursar.exit_code(120)
        check(code not in (0, 2), f"a commit that fails is a crash, not exit code {code}")
        load.join()
        check(all(answer.status in (503, 504) for answer in load.refusals), f"{load.refusals}")
        print(f"full: {len(load.acknowledged())} acknowledged, {len(load.unanswered())} in doubt",
              flush=True)
        try:
            bursar.start()
            bursar.kill()
        except StartFailed as failure:  # it may need room to start, and says so
            last = failure.stderr.strip().splitlines()[-1]
            check("bursar: " in last and str(bursar.data) in last, f"a start without room: {last}")
            print(last, flush=True)
        disk.clear()
        load.refusals.clear()
        bursar.start()
        load.verify_last_run()
        load.verify_everything()
        check_equal(bursar.stop(), 0, "exit code")


def main(binary, times="1"):
    enter_own_mounts()
    for _ in range(int(times)):
        for scenario in (low_water, to_the_last_block):
            with scratch_directory() as directory, SmallDisk(directory, DISK_MIB) as disk:
                scenario(binary, directory, disk)


if __name__ == "__main__":
    main(*sys.argv[1:])
