"""Names for things: unguessable, and in the order of their making, so that stores append."""

from __future__ import annotations

import os
from itertools import count

_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""A random digit, its upper two bits made those that the RFC asks for."""


def new_id(now: float) -> str:
    """A UUID of version 7 (RFC 9562, 5.7 and 6.2): milliseconds, a 4096th of one, and 62 random bits."""
    ticks = f"{int(now * 4_096_000):015x}"
    chance = os.urandom(8).hex()
    return f"{ticks[:8]}-{ticks[8:12]}-7{ticks[12:]}-{_VARIANT[chance[0]]}{chance[1:4]}-{chance[4:]}"


_PROCESS = os.urandom(4).hex()
_COUNT = count()


def new_name(now: float) -> str:
    """One that need not be unguessable: microseconds, the process (32 random bits), a count within it."""
    return f"{int(now * 1_000_000):014x}-{_PROCESS}-{next(_COUNT):x}"
