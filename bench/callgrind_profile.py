"""What callgrind has counted in a span: instructions by function, and allocations by who asks."""

import collections
import re

# What stands between other signs than template arguments, or is no list of parameters.
KEPT = {"(anonymous namespace)": "\1", "operator()": "\2", "operator<=>": "\3", "operator<<": "\4",
        "operator>>": "\5", "operator<": "\6", "operator>": "\7", "operator->": "\b"}
GIVES_BACK = re.compile("free|delete|usable|good_size")


class Profile:
    """Of one file that was written with --dump-line=no --compress-strings=no."""

    def __init__(self, path):
        self.name = ""
        self.instructions = 0
        self.by_function = collections.Counter()
        self.allocations = 0
        self.allocating = collections.Counter()
        of_call = False
        own = callee = callee_object = caller = ""
        with open(path, encoding="utf-8") as lines:
            for line in map(str.rstrip, lines):
                key, _, value = line.partition("=")
                if line.startswith("desc: Trigger: Client Request: "):
                    self.name = line.rpartition(": ")[2]
                elif key == "ob":
                    own = value
                elif key == "fn":
                    caller = value
                elif key == "cob":
                    callee_object = value
                elif key == "cfn":
                    callee = value
                elif key == "calls":
                    self._call(own, caller, callee_object or own, callee, int(value.split()[0]))
                    callee_object = ""
                    of_call = True
                elif line[:1].isdigit():
                    if not of_call:
                        self._count(own, caller, int(line.split()[1]))
                    of_call = False

    def _count(self, own, function, instructions):
        self.instructions += instructions
        known = not function.startswith("0x")  # else: in a library without names
        self.by_function[plain(function) if known else f"({own.rpartition('/')[2]})"] += instructions

    def _call(self, own, caller, callee_object, callee, times):
        into = "mimalloc" in callee_object and "mimalloc" not in own
        if into and not GIVES_BACK.search(callee):
            self.allocations += times
            self.allocating[plain(caller)] += times


def plain(name):
    """Without template arguments and parameters, and without which call of a recursion it was."""
    name = re.sub(r"'\d+$", "", name)
    if name.startswith("_Z"):
        return scopes(name)
    for text, sign in KEPT.items():
        name = name.replace(text, sign)
    kept, depth = [], 0
    for character in name:
        if character in "(<":
            depth += 1
        elif character in ")>":
            depth -= 1
        elif depth == 0:
            kept.append(character)
    name = re.sub(r" const$| \[clone [^]]*\]", "", "".join(kept)).strip()
    name = re.search(r"\S*operator .*$|\S*$", name).group()  # without what it returns
    for text, sign in KEPT.items():
        name = name.replace(sign, text)
    return name


def scopes(mangled):
    """Of a name that valgrind does not know how to read, as far as its template arguments."""
    rest = re.sub(r"^_ZN?K?(St)?", "", mangled)
    names = []
    while (length := re.match(r"\d+", rest)):
        begin = length.end()
        end = begin + int(length.group())
        names.append(rest[begin:end])
        rest = rest[end:]
    return "::".join(names).replace("_GLOBAL__N_1", "(anonymous namespace)") or mangled
