"""SIGTERM under load: the process ends by itself within five seconds, with 0, and whatever it had
answered is there in the next life. So does SIGINT, and so does a stop with idle connections.

usage: graceful_stop.py BURSAR
"""

import signal
import sys

from bursar_process import Bursar, check, check_equal, scratch_directory
from payment_load import PaymentLoad

DRAIN_SECONDS = 5  # promised, whatever the load


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory) as bursar:
        bursar.start()
        load = PaymentLoad(bursar)
        for wanted in (signal.SIGTERM, signal.SIGINT):
            idle = bursar.connect()
            load.start()
            load.wait_for_acknowledged(100)
            bursar.process.send_signal(wanted)
            check_equal(bursar.exit_code(DRAIN_SECONDS), 0, f"exit code after {wanted.name}")
            load.join()
            idle.close()
            check(all(answer.status == 503 for answer in load.refusals),
                  f"while draining: {load.refusals}")
            print(f"{wanted.name}: {len(load.acknowledged())} acknowledged, "
                  f"{len(load.unanswered())} in doubt", flush=True)
            load.refusals.clear()
            bursar.start()
            load.verify_last_run()
        load.verify_everything()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
