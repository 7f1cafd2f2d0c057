#!/usr/bin/env python3
"""Breaks ledger/ in one place at a time and counts how often its tests notice.

  mutations.py                        every mutant of ledger/
  mutations.py --sample 200 --seed 1  so many of them, drawn by a seed
  mutations.py --file ledger/ids.cpp  those of one file; may be given again
  mutations.py --list                 only says which there are

A mutant is one operator, constant or statement changed. It is killed when a test of tests/ledger
fails, the program ends or takes too long; not compiled when the compiler refuses it. Verdicts are
kept in build/mutations/verdicts.jsonl, so that a run that was stopped goes on where nothing has
changed. What cannot be told from the original stands in scripts/equivalent_mutants.txt, each with
its reason, and does not count. Ends with 1 when fewer than 95 % were killed.
"""

import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/mutations"
VERDICTS = BUILD / "verdicts.jsonl"
EQUIVALENT = ROOT / "scripts/equivalent_mutants.txt"
COMPILER = ["g++", "-std=c++23", "-O0", "-w", f'-DBURSAR_SOURCE_DIR="{ROOT}"']
LIBRARIES = ["-lrapidcheck", "-lgmock_main", "-lgmock", "-lgtest", "-lpthread"]
SCORE_MIN = 95.0

# Between spaces an operator is a binary one: clang-format sees to it.
BINARY = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"],
    "+=": ["-="], "-=": ["+="], "|=": ["&="], "&": ["|"], "|": ["&"], "<<": [">>"], ">>": ["<<"],
}
OPERATOR = re.compile(r" (" + "|".join(map(re.escape, sorted(BINARY, key=len, reverse=True))) + r") ")
NUMBER = re.compile(r"(?<![\w.'])(\d[\d']*)(?![\w.'])")
NEGATION = re.compile(r"(?<![\w)])!(?=[\w(:])")
TRUTH = re.compile(r"\b(true|false)\b")
STEP = re.compile(r"\+\+|--(?=\w)|(?<=\w)--")
CONDITION = re.compile(r"\bif \((?!const|auto)(.*)\)( |$)")
STATEMENT = re.compile(r"^\s+(?!return|using|const|auto|for|if|else|case|default|static_assert|throw)"
                       r"(\+\+|--)?[\w.:\->\[\]]+(\(.*\)| [-+|]?= .*|\+\+|--)?;$")
EARLY_RETURN = re.compile(r"^(\s+)(if \(.*\) )return .*;$")
# In a header: the tests see their own, so that its mutants would say nothing.
DECLARATION = re.compile(r" {0,2}(enum |[\w:<>, ]+ = )")


@dataclasses.dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    before: str  # the line, stripped
    after: str

    def key(self):
        return f"{self.file} | {self.before} | {self.after} | {self.line}"

    def lasting(self):
        """Says the same of a file that has grown elsewhere."""
        return (self.file, self.before, self.after)


def code_of(line):
    """The line with what is no code blanked out."""
    line = re.sub(r'"(\\.|[^"\\])*"' + r"|'(\\.|[^'\\])'(?!\d)", lambda m: "~" * len(m[0]), line)
    return line.split("//")[0]


def changed_lines(line):
    code = code_of(line)
    put = lambda begin, end, text: line[:begin] + text + line[end:]
    for match in OPERATOR.finditer(code):
        for other in BINARY[match[1]]:
            yield put(*match.span(1), other)
    for match in NUMBER.finditer(code):
        value = int(match[1].replace("'", ""))
        yield put(*match.span(1), str(value + 1))
        if value > 0:
            yield put(*match.span(1), str(value - 1))
    for match in NEGATION.finditer(code):
        yield put(*match.span(), "")
    for match in TRUTH.finditer(code):
        yield put(*match.span(), "false" if match[1] == "true" else "true")
    for match in STEP.finditer(code):
        yield put(*match.span(), "--" if match[0] == "++" else "++")
    if match := CONDITION.search(code):
        yield put(*match.span(1), "!(" + line[match.start(1):match.end(1)] + ")")
    if STATEMENT.match(code):
        yield re.match(r"\s*", line)[0] + ";"
    if match := EARLY_RETURN.match(code):
        yield match[1] + ";"


def mutants_of(file):
    lines = (ROOT / file).read_text().splitlines()
    seen = set()
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or "static_assert" in line:
            continue
        if file.endswith(".hpp") and DECLARATION.match(line):
            continue
        for changed in changed_lines(line):
            mutant = Mutant(file, number, line.strip(), changed.strip())
            if mutant not in seen and mutant.before != mutant.after:
                seen.add(mutant)
                yield mutant


def equivalent():
    """Rows of four lines: the file, the line, the changed line, the reason; blank ones between."""
    known = {}
    if EQUIVALENT.exists():
        text = "\n".join(row for row in EQUIVALENT.read_text().splitlines() if row[:1] != "#")
        for row in filter(None, text.strip().split("\n\n")):
            file, before, after, reason = row.strip().split("\n")
            known[(file, before, after)] = reason
    return known


def files_of(suffix):
    return sorted(str(p.relative_to(ROOT)) for p in ROOT.glob(f"ledger/*.{suffix}"))


def used_by_tests():
    return sorted([*ROOT.glob("ledger/*"), *ROOT.glob("tests/ledger/*"),
                   *ROOT.glob("tests/support/amounts.hpp")])


def compiled(source, to, *flags, first=ROOT):
    command = [*COMPILER, f"-I{first}", f"-I{ROOT}", *flags, "-c", str(source), "-o", str(to)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).returncode == 0


class Bench:
    """The tests of ledger/, compiled once, and how ledger/ is put under them with one line changed.

    ledger/ is compiled as one unit, with the changed file found before the true one. It is linked
    first and has every inline function, which tests compiled without optimization call where it
    stands: so a header's mutants need no new tests either.
    """

    def __init__(self):
        BUILD.mkdir(parents=True, exist_ok=True)
        self.whole = BUILD / "ledger.cpp"
        self.whole.write_text("".join(f'#include "{source}"\n' for source in files_of("cpp")))
        tests = sorted(p.relative_to(ROOT) for p in ROOT.glob("tests/ledger/*_test.cpp"))
        newest = max(p.stat().st_mtime for p in used_by_tests() if p.suffix == ".hpp")
        for test in tests:
            to = self.object(test)
            fresh = to.exists() and to.stat().st_mtime > max(newest, (ROOT / test).stat().st_mtime)
            if not fresh and not compiled(test, to):
                sys.exit(f"{test} does not compile")
        self.tests = BUILD / "tests.o"
        subprocess.run(["ld", "-r", "-o", self.tests, *map(self.object, tests)], check=True)
        began = time.monotonic()
        if not (compiled(self.whole, self.ledger()) and self.passes(300)):
            sys.exit("the tests fail without any mutant")
        self.seconds_max = 5 * (time.monotonic() - began) + 5

    @staticmethod
    def object(source):
        return BUILD / (str(source).replace("/", "_") + ".o")

    def ledger(self):
        return self.object("ledger")

    def passes(self, seconds):
        program = BUILD / "mutant"
        subprocess.run(["g++", "-o", program, self.ledger(), self.tests, *LIBRARIES], check=True)
        environment = dict(os.environ, RC_PARAMS="seed=1")
        try:
            ran = subprocess.run([program, "--gtest_fail_fast", "--gtest_brief=1"], env=environment,
                                 capture_output=True, timeout=seconds, cwd=BUILD)
        except subprocess.TimeoutExpired:
            return None
        return ran.returncode == 0

    def verdict(self, mutant):
        lines = (ROOT / mutant.file).read_text().splitlines()
        lines[mutant.line - 1] = mutant.after
        changed = BUILD / "changed" / mutant.file
        changed.parent.mkdir(parents=True, exist_ok=True)
        changed.write_text("\n".join(lines) + "\n")
        good = compiled(self.whole, self.ledger(), "-fkeep-inline-functions",
                        first=BUILD / "changed")
        changed.unlink()
        if not good:
            return "not compiled"
        passed = self.passes(self.seconds_max)
        return "killed" if passed is False else "timed out" if passed is None else "survived"


def state():
    """Of ledger/ and its tests: a verdict holds for these alone."""
    digest = hashlib.sha256()
    for path in used_by_tests():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def kept_verdicts(now):
    kept = {}
    if VERDICTS.exists():
        for row in VERDICTS.read_text().splitlines():
            entry = json.loads(row)
            if entry.get("state") == now:
                kept[entry["mutant"]] = entry["verdict"]
    return kept


def chosen(options):
    files = options.file or [*files_of("cpp"), *files_of("hpp")]
    mutants = [mutant for file in files for mutant in mutants_of(file)]
    if options.sample and options.sample < len(mutants):
        mutants = sorted(random.Random(options.seed).sample(mutants, options.sample),
                         key=lambda mutant: (mutant.file, mutant.line))
    return mutants


def report(mutants, verdicts, known):
    count = dict.fromkeys(["killed", "timed out", "survived", "equivalent", "not compiled"], 0)
    by_file = {}
    for mutant in mutants:
        verdict = "equivalent" if mutant.lasting() in known else verdicts.get(mutant.key())
        if verdict is None:
            continue
        count[verdict] += 1
        told = by_file.setdefault(mutant.file, [0, 0])
        told[0] += verdict in ("killed", "timed out")
        told[1] += verdict in ("killed", "timed out", "survived")
        if verdict == "survived":
            print(f"survived: {mutant.file}:{mutant.line}: {mutant.before}  ->  {mutant.after}")
    for file, (killed, of) in sorted(by_file.items()):
        print(f"{file}: {killed} of {of}")
    killed = count["killed"] + count["timed out"]
    of = killed + count["survived"]
    score = 100.0 * killed / of if of else 100.0
    print(f"{sum(count.values())} mutants of {len(mutants)}: " +
          ", ".join(f"{number} {what}" for what, number in count.items()))
    print(f"score {score:.1f} %: {killed} of {of}")
    return score


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", action="append")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--minutes", type=float, help="stop after so long and report what there is")
    options = parser.parse_args()
    mutants = chosen(options)
    if options.list:
        for mutant in mutants:
            print(f"{mutant.file}:{mutant.line}: {mutant.before}  ->  {mutant.after}")
        print(f"{len(mutants)} mutants")
        return 0
    now = state()
    known, verdicts = equivalent(), kept_verdicts(now)
    bench = Bench()
    until = time.monotonic() + 60 * options.minutes if options.minutes else float("inf")
    with VERDICTS.open("a") as out:
        for mutant in mutants:
            told = verdicts.get(mutant.key())
            if mutant.lasting() in known or told or time.monotonic() > until:
                continue
            verdicts[mutant.key()] = bench.verdict(mutant)
            entry = {"state": now, "mutant": mutant.key(), "verdict": verdicts[mutant.key()]}
            out.write(json.dumps(entry) + "\n")
            out.flush()
    return 0 if report(mutants, verdicts, known) >= SCORE_MIN else 1


if __name__ == "__main__":
    sys.exit(main())
