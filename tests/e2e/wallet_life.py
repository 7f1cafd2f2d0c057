"""Many wallets, of which few may live at once, under load and over a kill: whatever came to rest and
to life again, nothing is lost, nothing is doubled, every balance is exact.

usage: wallet_life.py BURSAR
"""

import sys

from bursar_process import Bursar, check, check_equal, scratch_directory, wait_until
from payment_load import PaymentLoad

WALLETS = 40
LIVE_MAX = 4
SETTINGS = ("--set", f"wallets.live_max={LIVE_MAX}", "--set", "wallets.idle_seconds=1")
PAYMENTS = 4_000


def passivations(bursar):
    return bursar.figure("bursar_wallet_passivations_total")


def living(bursar):
    return bursar.figure("bursar_wallet_activations_total") - passivations(bursar)


def main(binary):
    with scratch_directory() as directory, Bursar(binary, directory, *SETTINGS) as bursar:
        bursar.start()
        load = PaymentLoad(bursar, WALLETS)
        load.start()
        load.wait_for_acknowledged(PAYMENTS)
        check(passivations(bursar) > WALLETS, "wallets come to rest under load")
        bursar.kill()
        load.join()
        check_equal(load.refusals, [], "refusals")

        bursar.start()
        check_equal(living(bursar), 0, "wallets alive before anything came for them")
        load.verify_last_run()
        load.verify_everything()
        wait_until(lambda: living(bursar) == 0, "every wallet rests when nothing comes")
        print(f"{len(load.operations)} payments, then {passivations(bursar):.0f} passivations")
        load.verify_everything()
        check_equal(bursar.stop(), 0, "exit code")


if __name__ == "__main__":
    main(*sys.argv[1:])
