"""Where the engine is to die, shared with crash_shim.c: armed while it runs, and read when it is
dead."""

import mmap
import struct

PAGE = 4096
NAME = 24
POINTS_AT = 64
POINT = struct.Struct(f"{NAME}sq")


class CrashPlan:
    """The shared page of one data directory, for all lives of its engine."""

    def __init__(self, library, directory, map_kib=None):
        path = directory / "crash.plan"
        path.write_bytes(bytes(PAGE))
        with open(path, "r+b") as file:
            self._page = mmap.mmap(file.fileno(), PAGE)
        self.variables = {"LD_PRELOAD": str(library), "BURSAR_CRASH_PLAN": str(path)}
        if map_kib is not None:
            self.variables["BURSAR_CRASH_MAP_KIB"] = str(map_kib)

    def arm(self, point, passes):
        self.disarm()
        self._page[32:32 + NAME] = bytes(NAME)
        self._page[NAME:32] = struct.pack("q", passes)
        self._page[0:NAME] = point.encode().ljust(NAME, b"\0")

    def disarm(self):
        self._page[0:NAME] = bytes(NAME)

    def lose_commits(self, losing):
        """The fault that a test must find: what is told to be durable is not."""
        self._page[56:64] = struct.pack("q", losing)

    def killed_at(self):
        """The point at which the engine ended since it was armed, or nothing."""
        return self._page[32:32 + NAME].rstrip(b"\0").decode()

    def passed(self):
        """How often each point was passed, over all lives."""
        found = {}
        for at in range(POINTS_AT, PAGE - POINT.size, POINT.size):
            name, count = POINT.unpack_from(self._page, at)
            if name[:1] != b"\0":
                found[name.rstrip(b"\0").decode()] = count
        return found
