#!/usr/bin/env python3
"""How many instructions a payment takes, and how many allocations, held to what is recorded in
instructions.json: neither more nor less than 5 % of it. Both are counted by callgrind over the
same payments in every run (payment_instructions.cpp), so that no other work on the machine changes
them. Whoever changes them on purpose records the new ones, and says why in the commit.

Ends with 1 when a figure is another one, and tells which functions have changed most; with 77
where nothing can be counted."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from callgrind_profile import Profile

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT / "bench/instructions.json"
TOLERANCE = 0.05
LISTED_SHARE = 0.005  # of a payment's instructions: smaller functions are not recorded
CHANGES_SHOWN = 12


def quick_place():
    """In memory where there is such a place: what the disk does costs no instructions here."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def valgrind_version():
    try:
        told = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        print("not counted: valgrind is not there; scripts/setup.sh installs it")
        sys.exit(77)
    return told.stdout.strip()


def count(binary, scratch):
    """What was counted of each course, and what the program says of itself."""
    # Vectors are used as wide as the processor has them: only alike ones count alike.
    if " avx2 " not in Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        print("not counted: the processor has no AVX2, and other code would run than was recorded")
        sys.exit(77)
    ran = subprocess.run(
        ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--dump-line=no",
         "--compress-strings=no", "--compress-pos=no", f"--callgrind-out-file={scratch}/out",
         binary, scratch],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"})
    if ran.returncode != 0:
        sys.exit(f"no result: {ran.stderr}")
    said = dict(line.split(": ", 1) for line in ran.stdout.splitlines())
    profiles = map(Profile, sorted(Path(scratch).glob("out.*")))
    return {profile.name: profile for profile in profiles if profile.name}, said


def figures_of(profiles, said):
    """By course, of one payment."""
    figures = {}
    for name, profile in profiles.items():
        payments = int(said[name].split()[0])
        least = LISTED_SHARE * profile.instructions
        figures[name] = {
            "instructions": round(profile.instructions / payments),
            "allocations": round(profile.allocations / payments, 2),
            "functions": {function: round(instructions / payments)
                          for function, instructions in profile.by_function.most_common()
                          if instructions >= least}}
    return figures


def held(name, now, then):
    """Whether a course's figures are what is recorded; says what they are."""
    good = True
    for what in ("instructions", "allocations"):
        change = now[what] / then[what] - 1
        print(f"{name}: {now[what]:,} {what} a payment, recorded {then[what]:,} ({change:+.2%})")
        good = good and abs(change) <= TOLERANCE
    return good


def tell_changes(name, now, then):
    functions = set(now["functions"]) | set(then["functions"])
    changes = {function: now["functions"].get(function, 0) - then["functions"].get(function, 0)
               for function in functions}
    print(f"\n{name}, what has changed most:")
    for function in sorted(changes, key=lambda one: -abs(changes[one]))[:CHANGES_SHOWN]:
        if changes[function]:
            print(f"{changes[function]:+8,}  now {now['functions'].get(function, 0):6,}  {function}")


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default=ROOT / "build/release/bench/payment_instructions")
    options.add_argument("--record", action="store_true", help="write instructions.json anew")
    options.add_argument("--functions", metavar="COURSE",
                         help="list all functions of a course, and who allocates: 'batch 64'")
    options = options.parse_args()
    valgrind = valgrind_version()
    with tempfile.TemporaryDirectory(prefix="bursar-", dir=quick_place()) as scratch:
        profiles, said = count(options.binary, scratch)
    made_with = {"compiler": said.pop("compiler"), "valgrind": valgrind}
    figures = figures_of(profiles, said)
    if options.functions:
        profile = profiles[options.functions]
        payments = int(said[options.functions].split()[0])
        for title, counted in (("instructions", profile.by_function),
                               ("allocations", profile.allocating)):
            print(f"\n{title} a payment")
            for function, times in counted.most_common(60):
                print(f"{times / payments:10.2f}  {function}")
        return 0
    if options.record:
        text = json.dumps({"made_with": made_with, "figures": figures}, indent=1)
        RECORDED.write_text(text + "\n", encoding="utf-8")
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    changed = [name for name, then in recorded["figures"].items()
               if not held(name, figures[name], then)]
    for name in changed:
        tell_changes(name, figures[name], recorded["figures"][name])
    if not changed:
        return 0
    if made_with != recorded["made_with"]:
        print(f"\nrecorded with {recorded['made_with']}, counted with {made_with}")
    print("\nIf that is meant: bench/instructions.py --record, and why in the commit.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
