"""What a figure was measured on: a figure without its conditions is none."""

import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

from peer import run, slower_syncs, version

SYNCS = 300
SYNC_BYTES = 16_384
LOOK_SECONDS = 2

# In a process of its own, so that a library that delays syncs can stand before it.
SYNC_PROGRAM = f"""
import os, sys, time
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
text = b"s" * {SYNC_BYTES}
os.pwrite(file, text * {SYNCS}, 0)
os.fsync(file)
took = []
for n in range({SYNCS}):
    before = time.perf_counter()
    os.pwrite(file, text, n * {SYNC_BYTES})
    os.fdatasync(file)
    took.append(time.perf_counter() - before)
took.sort()
print(took[{SYNCS} // 2] * 1e3, took[{SYNCS} * 99 // 100] * 1e3)
"""


def sync_latency(directory, delay_ms):
    """Milliseconds of a write of 16 KiB into blocks that a file has already, and its sync."""
    out = run([sys.executable, "-c", SYNC_PROGRAM, Path(directory) / "syncs"],
              env=os.environ | slower_syncs(delay_ms, directory))
    (Path(directory) / "syncs").unlink()
    p50, p99 = map(float, out.split())
    return {"bytes": SYNC_BYTES, "syncs": SYNCS, "p50_ms": round(p50, 4), "p99_ms": round(p99, 4)}


def processor_times():
    """Of all cores since the machine's start: user, nice, system, idle, wait, interrupts, stolen."""
    return [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]


def share_of(before, after, index):
    spent = [late - early for early, late in zip(before, after)]
    return round(spent[index] / max(sum(spent), 1), 3)


def idle_share():
    """How much of the cores nobody uses, over two seconds in which we do nothing."""
    before = processor_times()
    time.sleep(LOOK_SECONDS)
    return share_of(before, processor_times(), 3)


def conditions(directory):
    release = Path("/etc/os-release").read_text()
    processor = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = re.search(r"^MemTotal: +(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)
    mounted = subprocess.run(["findmnt", "-n", "-o", "FSTYPE,SOURCE,OPTIONS", "-T", str(directory)],
                             stdout=subprocess.PIPE, text=True, check=False).stdout.split()
    return {"processor": processor.group(1) if processor else platform.machine(),
            "cores": len(os.sched_getaffinity(0)),
            "memory_mib": int(memory.group(1)) // 1024,
            "kernel": platform.release(),
            "distribution": re.search(r'PRETTY_NAME="(.*)"', release).group(1),
            "file_system": " ".join(mounted[:1]), "device": " ".join(mounted[1:2]),
            "mounted_with": " ".join(mounted[2:]),
            "idle_before": idle_share(), "load_before": os.getloadavg()[0],
            "wrk": version(["wrk", "--version"])}
