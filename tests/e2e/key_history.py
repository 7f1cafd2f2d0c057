"""What happened to the keys of a family, one after the other, and what must hold of it.

Times are seconds of one monotonic clock. Nothing here talks to an engine.
"""

# How far the engine's clock may be from ours where a grace is judged.
CLOCK_MARGIN = 1.0


class Generation:
    """One key: known from `born` on, until a rotation was sent and then answered."""

    def __init__(self, born):
        self.born = born
        self.retiring = None  # when its rotation was sent
        self.retired = None  # when that was answered, or was learned after a crash
        self.grace_end = None  # of a rotation that left it a while


class Use:
    """One request with that key, and whether it was let in."""

    def __init__(self, generation, sent, answered, accepted):
        self.generation = generation
        self.sent = sent
        self.answered = answered
        self.accepted = accepted


def complaints(generation, uses):
    """Every sentence that does not hold of one key, with the use that shows it."""
    found = []
    for use in uses:
        found.extend((sentence, use) for sentence in _broken(generation, use))
    found.extend(_revived(generation, uses))
    return found


def _broken(key, use):
    if use.sent < key.born:
        yield "a key is used before it is told"
    if key.grace_end is None:
        if not use.accepted and (key.retiring is None or use.answered < key.retiring):
            yield "a key that nobody has rotated is accepted"
        if use.accepted and key.retired is not None and use.sent > key.retired:
            yield "a revoked key is refused from the answer on"
        return
    if not use.accepted and use.answered < key.grace_end - CLOCK_MARGIN:
        yield "a key in its grace is accepted"
    if use.accepted and use.sent > key.grace_end + CLOCK_MARGIN:
        yield "a key past its grace is refused"


def _revived(key, uses):
    """Whoever was refused once is refused for ever, whatever crashed meanwhile."""
    refusals = [use.answered for use in uses if not use.accepted]
    if not refusals:
        return []
    first = min(refusals)
    return [("a key that was refused stays refused", use)
            for use in uses if use.accepted and use.sent > first]


def _generation(born=0.0, retiring=None, retired=None, grace_end=None):
    key = Generation(born)
    key.retiring, key.retired, key.grace_end = retiring, retired, grace_end
    return key


# Histories of a key that lives from 0, is rotated between 10 and 11 or has a grace until 20, and
# what is wrong with each: the judge has to see all of it.
_ROWS = (
    ({}, (1, 2, True), None),
    ({}, (1, 2, False), "a key that nobody has rotated is accepted"),
    ({"born": 3.0}, (1, 2, True), "a key is used before it is told"),
    ({"retiring": 10.0, "retired": 11.0}, (9, 9.5, False),
     "a key that nobody has rotated is accepted"),
    ({"retiring": 10.0, "retired": 11.0}, (9, 10.5, False), None),
    ({"retiring": 10.0, "retired": 11.0}, (10.5, 12, True), None),
    ({"retiring": 10.0, "retired": 11.0}, (12, 13, False), None),
    ({"retiring": 10.0, "retired": 11.0}, (11.001, 12, True),
     "a revoked key is refused from the answer on"),
    ({"retiring": 10.0}, (12, 13, True), None),  # its rotation never came to anything
    ({"retiring": 10.0, "retired": 11.0, "grace_end": 20.0}, (12, 13, True), None),
    ({"retiring": 10.0, "retired": 11.0, "grace_end": 20.0}, (12, 13, False),
     "a key in its grace is accepted"),
    ({"retiring": 10.0, "retired": 11.0, "grace_end": 20.0}, (21.5, 22, True),
     "a key past its grace is refused"),
    ({"retiring": 10.0, "retired": 11.0, "grace_end": 20.0}, (21.5, 22, False), None),
)


def check_judge():
    """Wrong histories are found, right ones are not."""
    for times, use, expected in _ROWS:
        found = [sentence for sentence, _ in complaints(_generation(**times), [Use(0, *use)])]
        wanted = [] if expected is None else [expected]
        assert found == wanted, f"{times}, {use}: {found} instead of {wanted}"
    back = [Use(0, 10.1, 10.2, False), Use(0, 10.3, 10.4, True)]
    found = [sentence for sentence, _ in complaints(_generation(retiring=10.0), back)]
    assert found == ["a key that was refused stays refused"], found
    overlapping = [Use(0, 10.1, 10.3, False), Use(0, 10.2, 10.4, True)]
    assert not complaints(_generation(retiring=10.0, retired=11.0), overlapping)
