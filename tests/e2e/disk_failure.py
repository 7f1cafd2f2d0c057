"""A disk that reports errors: nothing is answered after the first one, the process ends, and the
next life agrees with every answer that was given, and with whatever a webhook or a stream was told.

usage: disk_failure.py BURSAR SHIM [every-call N]
"""

import sys
import threading

from bursar_process import (Bursar, StartFailed, check, check_equal, scratch_directory,
                            wait_until)
from event_stream import Stream
from http_connection import ConnectionLost
from payment_load import PaymentLoad
from shim import Shim
from webhook_endpoint import Endpoint, fields_of

ERRNO_EIO = 5
EXIT_SECONDS = 20
COMMITS_ALONE = ("--set", "journal.fill_ahead_mib=0")  # no other syncs than those of commits
# Once: of the journal. Where it is the views that could not be written, the journal is not in doubt.
FAULTS = ("sync once lost journal", "sync always lost", "sync once kept journal",
          "write once lost journal", "write always lost", "write once kept journal")


def first_error(shim):
    return next((call for call in shim.calls() if call.error == ERRNO_EIO), None)


def check_fail_stop(bursar, load, shim, how):
    """What must be seen of the engine's end."""
    code = bursar.exit_code(EXIT_SECONDS)
    check(code not in (0, 2), f"{how}: a failed commit is a crash, not exit code {code}")
    load.join()
    check(all(answer.status in (503, 504) for answer in load.refusals),
          f"{how}: {load.refusals}")
    failed = first_error(shim)
    later = [call for call in shim.calls() if call.began > failed.ended]
    check(all(call.error == ERRNO_EIO for call in later),
          f"{how}: the engine went on writing after an error")
    for operation in load.acknowledged():
        check(operation.sent_at < failed.began, f"{how}: {operation.key} was answered afterwards")


class Listeners:
    """A webhook and a stream of whatever happens to whoever pays."""

    def __init__(self, bursar, load, endpoint):
        self.bursar, self.load, self.endpoint = bursar, load, endpoint
        with bursar.connect() as connection:
            made = load.organization(connection).call(
                "POST", "/v1/webhooks", {"url": endpoint.url("/"), "events": ["*"]})
        check_equal(made.status, 201, f"a webhook: {made}")
        self.begin = made.json["next_org_seq"]
        self.streamed = []
        stream = Stream(bursar, load.key, after=self.begin - 1)
        self.reader = threading.Thread(target=lambda: self.streamed.extend(stream.rest()),
                                       daemon=True)
        self.reader.start()

    def delivered(self):
        return {fields_of(headers)["webhook-id"] for headers, _ in self.endpoint.at("/")}

    def events(self):
        with self.bursar.connect() as connection:
            return {row["id"] for row in self.load.organization(connection).rows("/v1/events")
                    if row["org_seq"] >= self.begin}

    def verify(self, how):
        """In the next life: nothing was told that did not happen, and what happened is told."""
        self.reader.join()
        told = self.delivered() | {event["id"] for _, _, event in self.streamed}
        check(told, f"{how}: somebody was told of something")
        events = self.events()
        check(told <= events, f"{how}: told, and did not happen: {told - events}")
        wait_until(lambda: events <= self.delivered(), f"{how}: all of it is told")


def fail_under_load(binary, library, how):
    endpoint = Endpoint()
    settings = ("--set", f'webhooks.allow=["{endpoint.place}"]')
    with scratch_directory() as directory, \
            Bursar(binary, directory, *COMMITS_ALONE, *settings) as bursar:
        shim = Shim(library, directory, delay_ms=2)
        bursar.start(shim.variables)
        load = PaymentLoad(bursar)
        listeners = Listeners(bursar, load, endpoint)
        load.start()
        load.wait_for_acknowledged(40)
        if how.startswith("write") and all(call.kind != "write" for call in shim.calls()):
            print(f"{how}: the engine makes no synchronous writes")
            return
        shim.make_fail(how)
        wait_until(lambda: first_error(shim), "the disk fails")
        check_fail_stop(bursar, load, shim, how)
        print(f"{how}: {len(load.acknowledged())} acknowledged, "
              f"{len(load.unanswered())} in doubt", flush=True)
        bursar.start()
        listeners.verify(how)
        load.verify_last_run()
        load.verify_everything()
        check_equal(bursar.stop(), 0, "exit code")


def fail_at_every_call(binary, library, calls):
    """The n-th call and all after it fail, for each n: at the start, at set-up, under load."""
    for number in range(int(calls)):
        with scratch_directory() as directory, Bursar(binary, directory) as bursar:
            shim = Shim(library, directory, fail_after=number)
            load = None
            try:
                bursar.start(shim.variables)
                load = PaymentLoad(bursar)
                load.start()
                code = bursar.exit_code(EXIT_SECONDS)
                load.join()
            except StartFailed as failure:
                code = failure.code
            except (ConnectionLost, ConnectionRefusedError, AssertionError):
                check(first_error(shim), f"before call {number + 1} something else failed")
                code = bursar.exit_code(EXIT_SECONDS)
            check(code != 0, f"call {number + 1} failed and the exit code is 0")
            bursar.start()
            if load is not None:
                load.verify_last_run()
                load.verify_everything()
            check_equal(bursar.stop(), 0, f"exit code of the life after call {number + 1} failed")


def main(binary, library, mode="under-load", calls="0"):
    if mode == "every-call":
        fail_at_every_call(binary, library, calls)
        return
    for how in FAULTS:
        fail_under_load(binary, library, how)


if __name__ == "__main__":
    main(*sys.argv[1:])
