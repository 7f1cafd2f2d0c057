"""The preloaded shim as a test sees it: how to start an engine under it, and what it logged."""

from pathlib import Path


class Call:
    """One sync or synchronous write of the engine; times in monotonic nanoseconds."""

    def __init__(self, kind, began):
        self.kind = kind
        self.began = began
        self.ended = None  # not yet
        self.error = None


class Shim:
    """Environment of one life of an engine, and the shim's log of it."""

    def __init__(self, library, directory, delay_ms=0, fail_after=None):
        directory = Path(directory)
        self.log = directory / "shim.log"
        self.fault = directory / "shim.fault"
        self.log.unlink(missing_ok=True)
        self.fault.unlink(missing_ok=True)
        self.variables = {
            "LD_PRELOAD": str(library),
            "BURSAR_SHIM_FDATASYNC_DELAY_MS": str(delay_ms),
            "BURSAR_SHIM_LOG": str(self.log),
            "BURSAR_SHIM_FAULT_FILE": str(self.fault),
        }
        if fail_after is not None:
            self.variables["BURSAR_SHIM_FDATASYNC_EIO_AFTER"] = str(fail_after)

    def make_fail(self, how):
        """From now on, as the words say: see fsync_shim.c."""
        draft = self.fault.with_suffix(".draft")
        draft.write_text(how)
        draft.rename(self.fault)

    def calls(self):
        """Every call so far, in the order of their beginning."""
        found = {}
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        for line in lines:
            what, number, kind, nanoseconds, *error = line.split()
            if what == "begin":
                found[number] = Call(kind, int(nanoseconds))
            else:
                found[number].ended = int(nanoseconds)
                found[number].error = int(error[0])
        return list(found.values())

    def begun_since(self, nanoseconds):
        """Syncs under way or done that began after this time."""
        return [call for call in self.calls() if call.began > nanoseconds and call.kind == "sync"]
