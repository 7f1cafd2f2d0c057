"""A fault that was planted is found when the check that looks for it says so. Any other failure,
such as of an engine that cannot start, shows nothing about the check, and fails."""

import re

from bursar_process import StartFailed


def must_find(run, sentence):
    """The run must fail with what this pattern describes."""
    try:
        run()
    except (AssertionError, StartFailed) as found:
        if re.search(sentence, str(found)) is None:
            raise AssertionError(f"another failure than the planted: {found}") from found
        print(f"found: {str(found)[:400]}")
        return
    raise AssertionError(f"the planted fault was not found: {sentence}")
