"""What must_find takes for a finding, and what it does not.

usage: planted_test.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from bursar_process import StartFailed
from planted import must_find


def failing_with(failure):
    def run():
        raise failure
    return run


def refuses(run):
    try:
        must_find(run, "^lost: [0-9]+")
    except AssertionError as refused:
        print(refused)
        return
    raise SystemExit("taken for a finding")


def main():
    must_find(failing_with(AssertionError("lost: 3 payments")), "^lost: [0-9]+")
    refuses(lambda: None)
    refuses(failing_with(AssertionError("a request is not answered")))
    refuses(failing_with(StartFailed(1, "cannot start")))


if __name__ == "__main__":
    main()
