"""A failure comes with the way to run the same plan again."""

import contextlib
import shlex
import shutil
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


@contextlib.contextmanager
def kept_on_failure(directory, keep):
    """What a failure leaves is copied to `keep`, as far as it can be read; None: nowhere."""
    try:
        yield
    except Exception:
        if keep is not None:
            try:
                shutil.copytree(directory, keep, dirs_exist_ok=True)
            except OSError as error:
                print(f"not all of it is kept: {error}", flush=True)
        raise
