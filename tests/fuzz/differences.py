#!/usr/bin/python3
"""Heads and JSON that the edge reads, held against other people's parsers.

What the edge lets through, h11 reads as the same request that ends at the same byte, and Python's
json as the same value; what Python's json reads, the edge never calls broken. Both sides are asked
of thousands of texts that a seed makes of kept ones.
"""

import argparse
import json
import pathlib
import random
import re
import secrets
import struct
import subprocess
import sys

import h11

CORPUS = pathlib.Path(__file__).parent / "corpus"
BODY_MOST = 4096
NEXT = b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n"


class Difference(Exception):
    pass


class Edge:
    """The program that tells how the edge reads bytes."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def verdict(self, kind, text):
        self.process.stdin.write(kind + struct.pack(">I", len(text)) + text)
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Difference("the edge's reader has ended")
        return line.decode().split()


# --- Texts.

FIELDS = [
    b"Host: a", b"Host: 127.0.0.1:3100", b"Content-Length: 0", b"Content-Length: 5",
    b"Content-Length: 0005", b"Content-Length:7 ", b"content-length:\t12\t", b"Connection: close",
    b"Connection: keep-alive, x", b"Transfer-Encoding: chunked", b"Expect: 100-continue",
    b"Content-Type: application/json", b"Authorization: Bearer bur_test_a", b"X-API-Key:",
    b"Idempotency-Key: \"k-1\"", b"X-Request-Id:  two  words  ", b"Origin: http://a",
    b"Accept: */*", b"Cookie: a=b; c=\xe9", b"X-Empty:", b"Upgrade: websocket",
]
METHODS = [b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS", b"M-SEARCH"]
TARGETS = [b"/", b"/v1/payments", b"/v1/wallets?limit=2&tags=a%2Cb", b"http://a/v1?x", b"/a?b?c",
           b"http://a:1", b"/%00", b"//b/c", b"/a;b=c@d"]
MARKS = [b"\r", b"\n", b"\r\n", b" ", b"\t", b":", b",", b"\0", b"\x7f", b"\x80", b"\xff", b"0",
         b"+", b"-", b"_", b"\x0b", b";", b"\"", b"(", b"HTTP/1.1", b"HTTP/1.0", b"\r\n ", b"#"]


def head_from_parts(dice):
    lines = [b" ".join([dice.choice(METHODS), dice.choice(TARGETS), b"HTTP/1.1"])]
    if dice.random() < 0.9:
        lines.append(FIELDS[0])
    lines += dice.sample(FIELDS, dice.randrange(4))
    if lines[0].startswith(b"P") and dice.random() < 0.5:
        lines.append(b"Content-Length: %d" % dice.randrange(20))
    return b"\r\n".join(lines) + b"\r\n\r\n"


JSON_PARTS = [b"{", b"}", b"[", b"]", b",", b":", b"\"", b"\\", b"\\u0065", b"\\ud83d\\ude00",
              b"\\ud800", b"null", b"true", b"false", b"0", b"-0", b"1e5", b"1E-7", b"0.10", b"01",
              b"1.", b"NaN", b"\"a\"", b"\"\\/\"", b"\xe2\x82\xac", b"\xff", b"\xef\xbb\xbf", b" ",
              b"\n", b"\0", b"\x01", b"\"a\":1", b"18446744073709551616", b"1.0000000000000001"]


def json_value(dice, depth=0):
    kind = dice.randrange(8 if depth < 4 else 6)
    if kind == 0:
        return dice.choice([None, True, False])
    if kind in (1, 2):
        return dice.choice([0, -1, 5, 0.005, 1e-7, 1e300, 2**64, 12345678901234567890123])
    if kind in (3, 4, 5):
        return "".join(dice.choice("aé\u20ac\U0001f600\"\\/\b\n\t\u0001z") for _ in range(3))
    if kind == 6:
        return [json_value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice("abcdeé\"") * dice.randrange(1, 3): json_value(dice, depth + 1)
            for _ in range(dice.randrange(4))}


def json_from_parts(dice):
    members = {"k": json_value(dice), "l": json_value(dice)}
    text = json.dumps({"value": members}, ensure_ascii=dice.random() < 0.5,
                      indent=dice.choice([None, 1]))
    return text.encode()


def mutated(dice, text, marks):
    for _ in range(dice.choice([0, 0, 1, 1, 1, 2, 3])):
        at = dice.randrange(len(text) + 1)
        to = min(len(text), at + dice.choice([0, 0, 1, 1, 4, 12]))
        middle = dice.choice([dice.choice(marks), b"", text[at:to] * 2, dice.randbytes(1)])
        text = text[:at] + middle + text[to:]
    return text


def texts(dice, kind):
    kept = [path.read_bytes() for path in sorted((CORPUS / kind).iterdir())]
    parts, marks = {"http_head": (head_from_parts, MARKS), "json": (json_from_parts, JSON_PARTS)}[kind]
    while True:
        text = parts(dice) if dice.random() < 0.8 else dice.choice(kept)
        yield mutated(dice, text, marks)


# --- Heads against h11.

VIEWS = ["host", "origin", "content-type", "authorization", "x-api-key", "x-trove-key",
         "x-explorer-access", "idempotency-key", "x-request-id"]


def read_by_h11(stream):
    """The request that the stream begins with, its body, and what stands behind it."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
    connection.receive_data(stream)
    request, body = connection.next_event(), b""
    if not isinstance(request, h11.Request):
        raise Difference(f"h11 reads no request but {request!r}")
    while True:
        event = connection.next_event()
        if isinstance(event, h11.EndOfMessage):
            return request, body, connection.trailing_data[0]
        if not isinstance(event, h11.Data):
            raise Difference(f"h11 finds no end of the body but {event!r}")
        body += event.data


def text_of(word):
    return None if word == "-" else bytes.fromhex(word.rstrip("."))


def compare_head(text, verdict):
    if verdict[0] == "refused":
        return False
    head, length = text[:int(verdict[1])], int(verdict[2])
    if length > BODY_MOST:
        return False
    body = b"x" * length
    try:
        request, body_read, behind = read_by_h11(head + body + NEXT)
    except h11.RemoteProtocolError as error:
        raise Difference(f"h11 refuses it: {error}") from None
    if body_read != body or behind != NEXT:
        raise Difference(f"h11 sees a body of {len(body_read)} bytes, the edge one of {length}")
    if verdict[3] != "-" and verdict[3].encode() != request.method:
        raise Difference(f"h11 reads the method {request.method}, the edge {verdict[3]}")
    compare_target(request.target, *map(text_of, verdict[6:8]))
    if verdict[5] == "once":
        compare_fields(dict(request.headers), request.target, list(map(text_of, verdict[8:])))
    return True


def compare_target(target, path, query):
    target = re.sub(rb"(?i)^http://[^/?]*", b"", target)
    wanted_path, mark, wanted_query = target.partition(b"?")
    if (path, query) != (wanted_path or b"/", wanted_query if mark else None):
        raise Difference(f"h11 reads the target {target}, the edge {path} and {query}")


def compare_fields(fields, target, told):
    for name, value in zip(VIEWS, told):
        wanted = fields.get(name.encode())
        if name == "host" and not target.startswith(b"/"):
            wanted = re.match(rb"(?i)http://([^/?]*)", target)[1]
        if value != wanted:
            raise Difference(f"h11 reads {name}: {wanted}, the edge {value}")


# --- JSON against Python's.

def one_member_each(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a member is named twice")
    return dict(pairs)


def no_constant(word):
    raise ValueError(f"{word} is no number")


def number(written):
    return ("number", written)  # by its characters, as the edge keeps it


def read_by_python(text):
    """None where it is no JSON."""
    try:
        return json.loads(text.decode("utf-8"), object_pairs_hook=one_member_each,
                          parse_constant=no_constant, parse_float=number, parse_int=number)
    except (ValueError, RecursionError):
        return None


def compare_json(text, verdict):
    value = read_by_python(text)
    if verdict[0] == "refused":
        said = [bytes.fromhex(word).decode() for word in verdict[1:]]
        if value is not None and any("not valid JSON" in fault for fault in said) and \
                not re.search(rb"\\u[dD][89a-fA-F]", text):
            raise Difference("Python reads it, the edge calls it broken")
        return False
    told = read_by_python(bytes.fromhex(verdict[1]))
    if value is None or not isinstance(value, dict):
        raise Difference("Python does not read it as an object")
    if told != value.get("value"):
        raise Difference(f"Python reads {value.get('value')}, the edge {told}")
    return True


# --- Faults that must be found: the edge's verdict as if it had read so.

def octal_length(text, verdict):
    found = re.search(rb"(?i)\r\ncontent-length:[ \t]*0([0-7]+)[ \t]*\r\n", text)
    return verdict[:2] + [str(int(found[1], 8) + 1)] + verdict[3:] if found else verdict


def lost_sign(text, verdict):
    return [verdict[0], verdict[1].replace(b"e-".hex(), b"e+".hex())]


SUBJECTS = {"heads": (b"h", "http_head", compare_head, octal_length),
            "json": (b"j", "json", compare_json, lost_sign)}


def search(args):
    kind, corpus, compare, planted = SUBJECTS[args.subject]
    edge = Edge(args.verdicts)
    dice = random.Random(args.seed)
    through = 0
    for count, text in enumerate(texts(dice, corpus)):
        if count == args.texts:
            break
        verdict = edge.verdict(kind, text)
        if args.plant and verdict[0] == "accepted":
            verdict = planted(text, verdict)
        try:
            through += compare(text, verdict)
        except Difference as difference:
            print(f"{text!r}\n{difference}")
            return 0 if args.plant else 1
    print(f"{args.texts} texts, {through} of them let through, all read alike")
    if args.plant:
        print("the planted difference was not found")
        return 1
    if through < args.texts // 20:
        print("too few are let through for that to mean anything")
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("verdicts", help="the program")
    parser.add_argument("--texts", type=int, default=30_000)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--plant", action="store_true", help="read verdicts wrongly, which must be found")
    args = parser.parse_args()
    if args.seed is None:
        args.seed = secrets.randbits(32)
    print(f"seed {args.seed}", flush=True)
    sys.exit(search(args))


if __name__ == "__main__":
    main()
