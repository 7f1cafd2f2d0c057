#!/usr/bin/env python3
"""How long an event takes to a webhook where many others hang: payments in several organisations,
each told to all webhooks of its own, of which some take the connection and never answer. The time is
from a payment's answer until its event has come.

usage: webhooks.py [--webhooks N] [--hanging N] [--organizations N] [--seconds N] [--rate N]
                   [--binary FILE]
"""

import argparse
import asyncio
import http.client
import json
import multiprocessing
import tempfile
import time

from engine_process import ROOT, Engine

AIM_MS = 2_000
WARM_UP_SECONDS = 20  # until those that hang were late once


def receive(connected, results):
    """A process of its own: tells its port, then at the end what came when, by path."""
    came = []

    async def serve(reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            body = await reader.readexactly(length)
            if path.startswith("/hangs"):
                await asyncio.sleep(3_600)
            came.append((path, json.loads(body)["data"]["id"], time.monotonic()))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4_096)
        connected.send(server.sockets[0].getsockname()[1])
        while not connected.poll():
            await asyncio.sleep(0.1)
        results.send(came)

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


def organizations(api, port, options):
    """Keys and wallets, each with its part of the webhooks."""
    made = []
    for number in range(options.organizations):
        key = api.post("/v1/keys", {"name": "bench"})["key"]
        wallet = api.post("/v1/wallets", {}, key)["id"]
        api.post(f"/v1/wallets/{wallet}/fund", {"amount": "1000.00", "source": "treasury"}, key)
        for i in range(number, options.webhooks, options.organizations):
            kind = "hangs" if i < options.hanging else "takes"
            api.post("/v1/webhooks", {"url": f"http://127.0.0.1:{port}/{kind}/{i}",
                                      "events": ["payment.completed"]}, key)
        made.append((key, wallet))
    return made


def paid(api, made, seconds, rate):
    """When each payment was answered, by its id; as many a second in all."""
    answered = {}
    begin = time.monotonic()
    for number in range(int(seconds * rate)):
        time.sleep(max(0, begin + number / rate - time.monotonic()))
        key, wallet = made[number % len(made)]
        payment = api.post("/v1/payments", {"from_wallet_id": wallet, "to_external": "shop",
                                            "amount": "0.01"}, key)
        answered[payment["id"]] = time.monotonic()
    return answered


def told(name, answered, came, each):
    """The figures of those that answer; how many deliveries are missing."""
    times = sorted((at - answered[payment]) * 1_000 for path, payment, at in came
                   if payment in answered)
    missing = len(answered) * each - len({(path, payment) for path, payment, _ in came
                                          if payment in answered})
    if not times:
        raise SystemExit(f"no result: nothing came of {name}")
    p50, p99 = (times[int(len(times) * part)] for part in (0.5, 0.99))
    print(f"{name}: {len(times)} deliveries, p50 {p50:.0f} ms, p99 {p99:.0f} ms, "
          f"max {times[-1]:.0f} ms, {missing} missing")
    return p99, missing


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--webhooks", type=int, default=1_000)
    parser.add_argument("--hanging", type=int, default=100)
    parser.add_argument("--organizations", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--rate", type=float, default=5, help="payments a second in all")
    parser.add_argument("--binary", default=f"{ROOT}/build/release/bursar")
    options = parser.parse_args()
    connected, far = multiprocessing.Pipe()
    results, far_results = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=receive, args=(far, far_results), daemon=True)
    receiver.start()
    port = connected.recv()
    each = (options.webhooks - options.hanging) // options.organizations
    with tempfile.TemporaryDirectory() as data:
        engine = Engine(options.binary, data,
                        (f'webhooks.allow=["127.0.0.1:{port}"]',
                         f"webhooks.per_organization_max={options.webhooks}"))
        api = Api(engine.address)
        made = organizations(api, port, options)
        first = paid(api, made, WARM_UP_SECONDS, options.rate)
        later = paid(api, made, options.seconds, options.rate)
        time.sleep(5)
        connected.send("enough")
        came = [one for one in results.recv() if not one[0].startswith("/hangs")]
        engine.end(kill=True)
    print(f"{options.webhooks} webhooks, {options.hanging} of which hang, in "
          f"{options.organizations} organisations, {options.rate} payments/s")
    told("from the first payment on", first, came, each)
    p99, missing = told("once they were late", later, came, each)
    verdict = "holds" if p99 <= AIM_MS and missing == 0 else "DOES NOT HOLD"
    print(f"p99 <= {AIM_MS} ms {verdict}")
    raise SystemExit(verdict != "holds")


if __name__ == "__main__":
    main()
