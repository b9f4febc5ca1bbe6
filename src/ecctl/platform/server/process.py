"""Process-level settings and measurements, and messages to systemd."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys
import time
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

OUT_OF_MEMORY = 70
"""Exit status of a process that has no memory left (EX_SOFTWARE of sysexits.h)."""
MANY_FILES = 65536
"""Soft limit of open files if the hard one is unlimited or unknown."""
PR_SET_DUMPABLE = 4
"""Option of prctl(2)."""


def harden() -> None:
    """Keep secrets in memory out of core dumps, and other processes of the user away from them.

    RLIMIT_CORE does not stop a core_pattern that pipes to a program; PR_SET_DUMPABLE does, and it also forbids
    other processes of the same user to attach with ptrace or to read /proc/PID/mem and environ. It means that
    debuggers and py-spy need root. If either is not permitted, the environment decided so.
    """
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def raise_file_limit() -> int:
    """Raise the soft limit of open files to the hard one, if that is permitted; return the limit."""
    soft = MANY_FILES  # a sandbox may even forbid to read the limit
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = max(soft, MANY_FILES) if hard == resource.RLIM_INFINITY else hard
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return soft


def exit_out_of_memory() -> NoReturn:
    """End the process at once with status 70.

    After a MemoryError inside a callback of the event loop, timers and accepts may be lost: the process would live,
    accept connections, and never answer. Ending lets a supervisor start a new one; the store recovers as after
    kill -9.
    """
    os.write(2, b"out of memory: the server ends\n")
    os._exit(OUT_OF_MEMORY)


def watch_memory_errors() -> None:
    """End the process on a MemoryError that would only be printed."""
    before = sys.unraisablehook

    def unraisable(event: sys.UnraisableHookArgs) -> None:
        if isinstance(event.exc_value, MemoryError):
            exit_out_of_memory()
        before(event)

    sys.unraisablehook = unraisable


def trim_memory() -> None:
    """Return free memory to the system.

    glibc keeps it otherwise: after 900 bodies of 1 MiB the process had 139 MiB instead of the 38 MiB before.
    """
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)


def notify(message: str) -> None:
    """Send a message to systemd (sd_notify) if it waits for one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address.startswith("@"):
        address = f"\0{address[1:]}"
    if address:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
            # Without libsystemd: the protocol is one datagram (sd_notify(3)).
            link.sendto(message.encode(), address)


@lru_cache(maxsize=1)
def started() -> float | None:
    """Return the Unix time at which the process began, or None if the system does not report it."""
    try:
        with open("/proc/self/stat", encoding="utf-8") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        # Not from /proc/stat, which a service with ProcSubset=pid does not see.
        boot = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return None
    return boot + ticks / os.sysconf("SC_CLK_TCK")


def resident() -> int | None:
    """Return the bytes of memory that the process uses, or None if the system does not report it."""
    try:
        with open("/proc/self/statm", encoding="utf-8") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


def open_files() -> int | None:
    """Return the number of open files and sockets, or None if the system does not report it."""
    try:
        return len(os.listdir("/proc/self/fd")) - 1
    except OSError:
        return None
