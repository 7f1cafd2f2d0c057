"""A stream of events as its client hears it."""

import json
import socket

from bursar_process import check
from http_connection import Connection, ConnectionLost, request_bytes


class Stream:
    def __init__(self, bursar, key, after=None, last_id=None, types=None, room=None):
        """With little room its client leaves what comes soon untaken."""
        query = "&".join(f"{name}={value}" for name, value in (("after", after), ("types", types))
                         if value is not None)
        headers = ["Accept: text/event-stream"]
        if last_id is not None:
            headers.append(f"Last-Event-ID: {last_id}")
        self.connection = bursar.connect() if room is None else narrow(bursar.address, room)
        self.connection.send(request_bytes("GET", f"/v1/events?{query}", credential=key,
                                           headers=headers))
        head = self.connection._take_until(b"\r\n\r\n").decode("latin-1")
        check(" 200 " in head.split("\r\n")[0], f"a stream: {head}")
        check("text/event-stream" in head, f"a stream: {head}")

    def next(self):
        """The next event: its id, its type and what it says."""
        while True:
            part = self.connection._take_until(b"\n\n").decode()
            fields = dict(line.split(": ", 1) for line in part.split("\n") if ": " in line)
            if "data" in fields:
                return fields["id"], fields["event"], json.loads(fields["data"])

    def rest(self):
        """Whatever is told until it is ended, however that may be."""
        told = []
        try:
            while True:
                told.append(self.next())
        except ConnectionLost:
            return told

    def close(self):
        self.connection.close()


def narrow(address, room):
    host, _, port = address.rpartition(":")
    with_room = socket.socket()
    with_room.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    with_room.settimeout(60)
    with_room.connect((host, int(port)))
    return Connection.over(with_room)
