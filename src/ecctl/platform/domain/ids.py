"""Identifiers in order of creation, so that stores append."""

from __future__ import annotations

import os
from itertools import count

_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""Maps a random digit to one with the variant bits of RFC 9562, 4.1."""


def new_id(now: float) -> str:
    """Return a UUID of version 7 (RFC 9562, 5.7 and 6.2): 1/4096 milliseconds, and 62 random bits."""
    # 48 bits of milliseconds and, in place of rand_a, 12 bits of their fraction (RFC 9562, 6.2, method 3):
    # ids created in one millisecond stay in order.
    ticks = f"{int(now * 4_096_000):015x}"
    random = os.urandom(8).hex()
    return f"{ticks[:8]}-{ticks[8:12]}-7{ticks[12:]}-{_VARIANT[random[0]]}{random[1:4]}-{random[4:]}"


# Two processes can create names in the same microsecond.
_NAME = f"%014x-{os.urandom(4).hex()}-%x"
# next() on it is atomic, so threads need no lock.
_COUNT = count()


def new_name(now: float) -> str:
    """Return a name that is unique, not unguessable: microseconds, 32 random bits per process, a counter."""
    return _NAME % (int(now * 1_000_000), next(_COUNT))
