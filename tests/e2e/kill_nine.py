"""kill -9 under load: no acknowledged payment is lost, none is doubled, balances are exact.

usage: kill_nine.py BURSAR [CYCLES [SEGMENT_RECORDS]]

With SEGMENT_RECORDS the journal goes from segment to segment meanwhile.
"""

import sys
import time

from bursar_process import Bursar, check, check_equal, scratch_directory
from payment_load import PaymentLoad


def settings(segment_records):
    if not segment_records:
        return ()
    return ("--set", f"journal.segment_records={segment_records}",
            "--set", "journal.fill_ahead_mib=1")


def check_rolled(bursar):
    segments = sorted(path.name for path in (bursar.data / "journal").glob("segment-*"))
    print(f"{len(segments)} segments", flush=True)
    check(len(segments) > 2, f"the journal never rolled: {segments}")


def main(binary, cycles="20", segment_records=None):
    with scratch_directory() as directory, \
            Bursar(binary, directory, *settings(segment_records)) as bursar:
        bursar.start()
        load = PaymentLoad(bursar)
        in_doubt = 0
        for cycle in range(int(cycles)):
            load.start()
            load.wait_for_acknowledged(load.random.randrange(1, 200))
            time.sleep(load.random.random() * 0.02)  # anywhere within a batch's life
            bursar.kill()
            load.join()
            check_equal(load.refusals, [], "refusals")
            in_doubt += len(load.unanswered())
            print(f"life {cycle}: {len(load.acknowledged())} acknowledged, "
                  f"{len(load.unanswered())} in doubt", flush=True)
            bursar.start()
            load.verify_last_run()
        check(in_doubt > 0, "no kill met a payment under way")
        load.verify_everything()
        if segment_records:
            check_rolled(bursar)
        check_equal(bursar.stop(), 0, "exit code")
        bursar.start()
        load.verify_everything()


if __name__ == "__main__":
    main(*sys.argv[1:])
