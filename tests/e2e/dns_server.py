"""A name server on loopback, of a few names: what each is told to say at every look-up of it, and
how often it was asked. https://www.rfc-editor.org/rfc/rfc1035
"""

import ipaddress
import socket
import struct
import threading

HEAD = struct.Struct("!HHHHHH")
ADDRESS_TYPES = {1: 4, 28: 6}  # A and AAAA, and which addresses stand there
ANSWER = 0x8580  # authoritative, and recursion is to be had
NO_SUCH_NAME = 3


class DnsServer:
    """A resolver asks for A and for AAAA: the nth time either is asked for, it hears of the nth
    answer the addresses of that type, and of the last one from then on."""

    def __init__(self, address="127.0.0.1", port=53):
        self._answers = {}
        self._asked = {}
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, port))
        threading.Thread(target=self._serve, daemon=True).start()

    def say(self, name, *answers):
        """From now on; each is a list of addresses."""
        with self._lock:
            self._answers[name] = [[ipaddress.ip_address(one) for one in answer]
                                   for answer in answers]
            self._asked[name] = {kind: [] for kind in ADDRESS_TYPES}

    def lookups(self, name):
        """How often its addresses were asked for, of the type that was asked for more often."""
        with self._lock:
            return max(map(len, self._asked[name].values()))

    def _serve(self):
        while True:
            question, asker = self._socket.recvfrom(4_096)
            self._socket.sendto(self._answer(question, asker), asker)

    def _answer(self, question, asker):
        number = HEAD.unpack_from(question)[0]
        labels, at = [], HEAD.size
        while length := question[at]:
            labels.append(question[at + 1:at + 1 + length].decode("ascii"))
            at += 1 + length
        name = ".".join(labels).lower()
        kind, = struct.unpack_from("!H", question, at + 1)
        addresses = self._addresses(name, kind, (number, asker))
        asked_again = question[HEAD.size:at + 5]
        head = HEAD.pack(number, ANSWER | (NO_SUCH_NAME if addresses is None else 0), 1,
                         len(addresses or ()), 0, 0)
        return head + asked_again + b"".join(
            # The name of the question, for so many seconds.
            struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(one.packed)) + one.packed
            for one in addresses or ())

    def _addresses(self, name, kind, question):
        """None: there is no such name. Whoever asks the same question again was not heard."""
        with self._lock:
            if name not in self._answers:
                return None
            if kind not in ADDRESS_TYPES:
                return []
            asked, answers = self._asked[name][kind], self._answers[name]
            if question not in asked:
                asked.append(question)
            answer = answers[min(asked.index(question), len(answers) - 1)]
            return [one for one in answer if one.version == ADDRESS_TYPES[kind]]
