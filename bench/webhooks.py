#!/usr/bin/env python3
"""How long an event takes to a webhook where many others hang: payments in several organisations,
each told to all webhooks of its own, of which some do not do what they should. The time is from a
payment's answer until its event has come the first time. Ends with 1 when the 99th percentile is
above 2 s, when one did not come at all, or when first attempts came out of their order.

Those that do not: take the connection and never answer (never), answer after 14 s, which is just
within the deadline (late), are a host that drops every packet (drop), refuse the connection
(refuse), or answer 500 at once (fail).

usage: webhooks.py [--webhooks N] [--hanging N] [--how never|late|drop|refuse|fail]
                   [--organizations N] [--seconds N] [--rate N] [--binary FILE]
"""

import argparse
import asyncio
import collections
import contextlib
import http.client
import json
import multiprocessing
import socket
import tempfile
import time

from engine_process import ROOT, Engine

AIM_MS = 2_000
WARM_UP_SECONDS = 20  # until those that hang were late once
LATE_SECONDS = 14
UNHEARD = {"drop": "late", "refuse": "other"}  # by the receiver, and what the engine calls that
WAIT_SECONDS = 60  # for what is still missing at the end

Arrival = collections.namedtuple("Arrival", "path payment org_seq at")


async def misbehave(how, reader, writer):
    if how == "fail":
        writer.write(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        return
    try:  # until the other side has enough of it
        await asyncio.wait_for(reader.read(), LATE_SECONDS if how == "late" else None)
    except TimeoutError:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")


def receive(how, pipe):
    """A process of its own: tells its port; then, as often as it is asked, how many have come; at
    the end everything."""
    came = []

    async def serve(reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            event = json.loads(await reader.readexactly(length))
            came.append(Arrival(path, event["data"]["id"], event["org_seq"], time.monotonic()))
            if path.startswith("/hangs"):
                await misbehave(how, reader, writer)
            else:
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4_096)
        pipe.send(server.sockets[0].getsockname()[1])
        while True:
            await asyncio.sleep(0.1)
            if not pipe.poll():
                continue
            if pipe.recv() == "enough":
                break
            pipe.send(sum(one.path.startswith("/takes") for one in came))
        pipe.send(came)

    asyncio.run(run())


class Api:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.connection = http.client.HTTPConnection(host, int(port))

    def post(self, path, body, key=None):
        fields = {"Content-Type": "application/json"}
        if key:
            fields["Authorization"] = f"Bearer {key}"
        self.connection.request("POST", path, json.dumps(body), fields)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status // 100 != 2:
            raise SystemExit(f"no result: {path}: {answer.status} {text.decode()}")
        return json.loads(text)


class Payer:
    """An organisation, and how many webhooks of its own take what comes."""

    def __init__(self, api):
        self.key = api.post("/v1/keys", {"name": "bench"})["key"]
        self.wallet = api.post("/v1/wallets", {}, self.key)["id"]
        api.post(f"/v1/wallets/{self.wallet}/fund",
                 {"amount": "1000.00", "source": "treasury"}, self.key)
        self.takers = 0

    def add_webhook(self, api, place, hangs, number):
        path = f"/{'hangs' if hangs else 'takes'}/{number}"
        api.post("/v1/webhooks", {"url": f"http://{place}{path}", "events": ["payment.completed"]},
                 self.key)
        self.takers += not hangs


class Paid:
    """Payments of one part of the run: when each was answered, and how many are to hear of it."""

    def __init__(self, name, api, payers, seconds, rate):
        self.name = name
        self.answered = {}
        self.deliveries = 0
        begin = time.monotonic()
        for number in range(int(seconds * rate)):
            time.sleep(max(0, begin + number / rate - time.monotonic()))
            payer = payers[number % len(payers)]
            payment = api.post("/v1/payments", {"from_wallet_id": payer.wallet,
                                                "to_external": "shop", "amount": "0.01"}, payer.key)
            self.answered[payment["id"]] = time.monotonic()
            self.deliveries += payer.takers

    def judged(self, first):
        """Says the figures of those that take what comes, and whether they are good enough."""
        times = sorted((one.at - self.answered[one.payment]) * 1_000 for one in first
                       if one.payment in self.answered)
        if not times:
            raise SystemExit(f"no result: nothing came {self.name}")
        p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
        missing = self.deliveries - len(times)
        print(f"{self.name}: {len(times)} deliveries, p50 {p50:.0f} ms, p99 {p99:.0f} ms, "
              f"max {times[-1]:.0f} ms, {missing} missing")
        return p99 <= AIM_MS and missing == 0


def first_of_each(came):
    """Of the arrivals at those that take what comes; how many came again, and how many after one
    that had happened later."""
    first, last = {}, collections.defaultdict(int)
    again = misplaced = 0
    for one in came:
        if not one.path.startswith("/takes"):
            continue
        if (one.path, one.payment) in first:
            again += 1
            continue
        first[one.path, one.payment] = one
        misplaced += one.org_seq < last[one.path]
        last[one.path] = max(last[one.path], one.org_seq)
    return list(first.values()), again, misplaced


def hung(engine, options, came):
    """How many attempts met one that does not do what it should; none is reported where that was
    less than each of them once."""
    if options.how in UNHEARD:
        met = int(engine.figure(f"bursar_webhook_failures_{UNHEARD[options.how]}_total"))
        enough = met >= options.hanging
    else:
        paths = [one.path for one in came if one.path.startswith("/hangs")]
        met, enough = len(paths), len(set(paths)) == options.hanging
    if not enough:
        raise SystemExit(f"no result: {met} attempts at {options.hanging} that hang")
    return met


@contextlib.contextmanager
def nobody(drops):
    """A port where no connection is taken: it is refused, or else nothing at all is answered, as a
    queue of connections that is full lets Linux do."""
    with contextlib.ExitStack() as open_ones:
        listener = open_ones.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        if drops:
            listener.listen(0)
            for _ in range(8):
                waiting = open_ones.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(listener.getsockname())
        yield place


def pay(api, options, place, unheard):
    """Makes organisations and webhooks, and pays in two parts."""
    payers = [Payer(api) for _ in range(options.organizations)]
    for number in range(options.webhooks):
        hangs = number < options.hanging
        payers[number % len(payers)].add_webhook(
            api, unheard if hangs and options.how in UNHEARD else place, hangs, number)
    return [Paid("from the first payment on", api, payers, WARM_UP_SECONDS, options.rate),
            Paid("once they were late", api, payers, options.seconds, options.rate)]


def arrivals(pipe, wanted):
    """Everything that has come, once that is as much as is wanted or was given its time."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        pipe.send("how many")
        if pipe.recv() >= wanted:
            break
    pipe.send("enough")
    return pipe.recv()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--webhooks", type=int, default=1_000)
    parser.add_argument("--hanging", type=int, default=100)
    parser.add_argument("--how", default="never",
                        choices=("never", "late", "drop", "refuse", "fail"))
    parser.add_argument("--organizations", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--rate", type=float, default=5, help="payments a second in all")
    parser.add_argument("--binary", default=f"{ROOT}/build/release/bursar")
    options = parser.parse_args()
    pipe, far = multiprocessing.Pipe()
    multiprocessing.Process(target=receive, args=(options.how, far), daemon=True).start()
    place = f"127.0.0.1:{pipe.recv()}"
    with nobody(options.how == "drop") as unheard, tempfile.TemporaryDirectory() as data:
        engine = Engine(options.binary, data,
                        (f'webhooks.allow=["{place}","{unheard}"]',
                         f"webhooks.per_organization_max={options.webhooks}"))
        try:
            parts = pay(Api(engine.address), options, place, unheard)
            came = arrivals(pipe, sum(part.deliveries for part in parts))
            met = hung(engine, options, came)
        finally:
            engine.end(kill=True)
    print(f"{options.webhooks} webhooks, {options.hanging} of which do not do what they should "
          f"({options.how}, {met} attempts), in {options.organizations} organisations, "
          f"{options.rate} payments/s")
    first, again, misplaced = first_of_each(came)
    good = [part.judged(first) for part in parts]
    print(f"{again} came again, {misplaced} out of order")
    verdict = "holds" if all(good) and misplaced == 0 else "DOES NOT HOLD"
    print(f"p99 <= {AIM_MS} ms, each there and in order: {verdict}")
    raise SystemExit(verdict != "holds")


if __name__ == "__main__":
    main()
