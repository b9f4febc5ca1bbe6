"""Failing disk: a layer over SQLite's file system interface that injects faults into this process.

Every write, sync and truncation of a store's files is a step, counted from the moment it is armed. At a
chosen step the process is killed (before the step, in the middle of it, or after it), or the step fails as
on a full or broken disk. With `volatile`, what is written stays in memory until the next sync, as in a
disk's cache when the power goes: a kill then loses all that was not synced.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import signal
import threading
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p

FULL, IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_SHORT_READ = 13, 778, 1034, 1546, 522
FAILURES = {"write": IOERR_WRITE, "sync": IOERR_FSYNC, "truncate": IOERR_TRUNCATE}

OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
TRANSFER = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
SIZE = CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))


class Methods(ctypes.Structure):
    """The changed part of sqlite3_io_methods."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", TRANSFER),
        ("write", TRANSFER),
        ("truncate", TRUNCATE),
        ("sync", SYNC),
        ("size", SIZE),
        ("rest", c_void_p * 12),
    )


class Vfs(ctypes.Structure):
    """The changed part of sqlite3_vfs."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", OPEN),
        ("rest", c_void_p * 15),
    )


class FaultyDisk:
    """Installs itself under SQLite in this process. `at` is the step at which `action` happens, 0 for never.

    Actions: "kill" before the step, "torn" in the middle of a write, "after" it; "full" and "broken" fail it,
    and those after it up to `lasting` steps.
    """

    def __init__(self, at: int, action: str, *, lasting: int = 1, volatile: bool = False) -> None:
        self.at = at
        self.action = action
        self.lasting = lasting
        self.volatile = volatile
        self.steps = 0
        self.armed = False
        self._counting = threading.Lock()
        self._unsynced: dict[str, list[tuple[int, bytes]]] = {}
        self._paths: dict[int, str] = {}
        self._patched: dict[int, Methods] = {}
        self._library = ctypes.CDLL(_sqlite3.__file__)
        self._install()

    def _install(self) -> None:
        self._library.sqlite3_vfs_find.restype = POINTER(Vfs)
        original = self._library.sqlite3_vfs_find(None).contents
        self._vfs = Vfs.from_buffer_copy(original)
        self._vfs.name = b"faulty"
        self._vfs.next = None
        really_open = original.open

        def opened(vfs, name, file, flags, out):
            result = really_open(ctypes.addressof(original), name, file, flags, out)
            if result == 0 and name:
                methods = ctypes.cast(file, POINTER(c_void_p))
                self._paths[file] = ctypes.string_at(name).decode()
                if methods[0] not in self._patched:
                    self._patched[methods[0]] = self._patch(methods[0])
                methods[0] = ctypes.addressof(self._patched[methods[0]])
            return result

        self._open = OPEN(opened)
        self._vfs.open = self._open
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def _patch(self, address: int) -> Methods:
        """Return a copy of a file's methods, with faults in those that change it."""
        real = Methods.from_address(address)
        patched = Methods.from_buffer_copy(real)

        def write(file, data, size, offset):
            def whole():
                if not self.volatile:
                    return real.write(file, data, size, offset)
                self._cache(file).append((offset, ctypes.string_at(data, size)))
                return 0

            return self._step("write", whole, lambda: real.write(file, data, size // 2, offset))

        def truncate(file, size):
            def whole():
                self._cache(file)[:] = [each for each in self._cache(file) if each[0] + len(each[1]) <= size]
                return real.truncate(file, size)

            return self._step("truncate", whole)

        def sync(file, flags):
            def whole():
                for start, part in self._cache(file):
                    real.write(file, ctypes.cast(ctypes.c_char_p(part), c_void_p).value, len(part), start)
                self._cache(file).clear()
                return real.sync(file, flags)

            return self._step("sync", whole)

        patched.write, patched.truncate, patched.sync = TRANSFER(write), TRUNCATE(truncate), SYNC(sync)
        if self.volatile:
            patched.read, patched.size = self._cached(real)
        return patched

    def _cached(self, real: Methods):
        """Replace the methods that read and measure a file, to include what is not synced yet."""

        def read(file, data, size, offset):
            result = real.read(file, data, size, offset)
            for start, part in self._cache(file):
                low, high = max(start, offset), min(start + len(part), offset + size)
                if low < high:
                    ctypes.memmove(data + low - offset, part[low - start : high - start], high - low)
                    if result == IOERR_SHORT_READ and (low, high) == (offset, offset + size):
                        result = 0
            return result

        def size_of(file, out):
            result = real.size(file, out)
            out[0] = max(out[0], *(start + len(part) for start, part in self._cache(file)), 0)
            return result

        return TRANSFER(read), SIZE(size_of)

    def _cache(self, file: int) -> list[tuple[int, bytes]]:
        """Return the parts of a file that were written and not synced."""
        return self._unsynced.setdefault(self._paths[file], [])

    def _step(self, kind, whole, half=None) -> int:
        """Perform a step or its fault, and return SQLite's result code."""
        if not self.armed:
            return whole()
        with self._counting:
            self.steps += 1
            number = self.steps
        if self.at <= number < self.at + self.lasting and self.action in {"full", "broken"}:
            return FULL if self.action == "full" and kind != "sync" else FAILURES[kind]
        if number == self.at and self.action == "torn" and half and not self.volatile:
            half()
        if number == self.at and self.action in {"kill", "torn"}:
            os.kill(os.getpid(), signal.SIGKILL)
        result = whole()
        if number == self.at and self.action == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def from_environment() -> FaultyDisk | None:
    """Return the disk described by ECCTL_TEST_DISK: "STEP ACTION [volatile] [lasting=N]"."""
    words = os.environ.get("ECCTL_TEST_DISK", "").split()
    if not words:
        return None
    lasting = [int(word[8:]) for word in words if word.startswith("lasting=")]
    return FaultyDisk(int(words[0]), words[1], lasting=(lasting or [1])[0], volatile="volatile" in words)
