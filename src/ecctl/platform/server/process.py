"""What /proc tells of this process; None on a system that has none."""

from __future__ import annotations

import os
from functools import lru_cache


@lru_cache(maxsize=1)
def started() -> float | None:
    """The second since 1970 at which the process began."""
    try:
        with open("/proc/self/stat", encoding="utf-8") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        with open("/proc/stat", encoding="utf-8") as file:
            boot = next(int(line.split()[1]) for line in file if line.startswith("btime "))
    except (OSError, StopIteration):
        return None
    return boot + ticks / os.sysconf("SC_CLK_TCK")


def resident() -> int | None:
    """Bytes of memory that the process has."""
    try:
        with open("/proc/self/statm", encoding="utf-8") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def open_files() -> int | None:
    """How many files and sockets are open."""
    try:
        return len(os.listdir("/proc/self/fd")) - 1
    except OSError:
        return None
