"""A failure comes with the way to run the same plan again."""

import contextlib
import shlex
import sys


@contextlib.contextmanager
def told_how(seed):
    """Prints the seed, and with a failure the whole command; of two seeds the last counts."""
    print(f"seed {seed}", flush=True)
    try:
        yield
    except BaseException:
        print("again: python3", shlex.join([*sys.argv, "--seed", str(seed)]), flush=True)
        raise
