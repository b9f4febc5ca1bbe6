"""Records as keys and values of etcd, and checks as its comparisons.

A value is stored behind a mark: "~" for one that does not expire, else its expiry as 12 digits. An entry is
live if its stored value is greater than the present time in that form, so that etcd compares it as well: digits
sort before "~", and UTF-8 has no byte 0xff.
"""

from __future__ import annotations

import math

from aetcd import rpc

from ecctl.platform.store.base import ABSENT, PRESENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.store.base import Require

FOREVER = b"~"
DIGITS = 12


class Found:
    """An entry that etcd has; revision 0 if it has none."""

    __slots__ = ("raw", "revision")

    def __init__(self, raw: bytes = b"", revision: int = 0) -> None:
        self.raw = raw
        self.revision = revision

    def live(self, now: float) -> str | None:
        """Return the value, or None if it has expired or there is none."""
        return decoded(self.raw, now) if self.revision else None


def encoded(value: str, expires: int | None) -> bytes:
    """Return a value as it is stored."""
    mark = FOREVER if expires is None else b"%0*d" % (DIGITS, max(expires, 0))
    return mark + value.encode()


def decoded(raw: bytes, now: float) -> str | None:
    """Return the value that was stored, or None if it has expired."""
    if raw.startswith(FOREVER):
        return raw[1:].decode()
    return raw[DIGITS:].decode() if int(raw[:DIGITS]) > now else None


def expiry(raw: bytes) -> int | None:
    """Return the second at which a stored value expires, or None."""
    return None if raw.startswith(FOREVER) else int(raw[:DIGITS])


class Comparison:
    """One of etcd's comparisons, which can also be evaluated here, on an entry of the past."""

    __slots__ = ("key", "operand", "operator", "target")

    def __init__(self, key: bytes, target: int, operator: int, operand: Any) -> None:
        self.key = key
        self.target = target
        self.operator = operator
        self.operand = operand

    def add_to(self, compares: Any) -> None:
        """Add the message to a transaction."""
        message = compares.add(key=self.key, target=self.target, result=self.operator)
        if self.target == rpc.Compare.VALUE:
            message.value = self.operand
        else:
            message.mod_revision = self.operand

    def holds(self, found: Found) -> bool:
        """Tell what etcd would have found."""
        if self.target == rpc.Compare.MOD:
            return bool(found.revision == self.operand)
        if not found.revision:
            return False
        if self.operator == rpc.Compare.GREATER:
            return found.raw > bytes(self.operand)
        return bool(found.raw == self.operand)


def comparison(key: bytes, check: Require, now: float, known: bytes | None) -> Comparison:
    """Return the comparison of a check, given what was stored lately: by default an entry that does not expire."""
    if check.value is ABSENT:
        return unchanged(key, Found())
    if check.value is PRESENT:
        # An entry that expires in this second has the same digits, and is less because of the byte 0xff: it
        # counts as expired, as everywhere.
        limit = b"%0*d\xff" % (DIGITS, math.floor(now))
        return Comparison(key, rpc.Compare.VALUE, rpc.Compare.GREATER, limit)
    stored = encoded(str(check.value), None)
    # etcd compares what is stored, with its expiry, which the check does not know: the last reading does.
    if known is not None and decoded(known, now) == check.value:
        stored = known
    return Comparison(key, rpc.Compare.VALUE, rpc.Compare.EQUAL, stored)


def unchanged(key: bytes, found: Found) -> Comparison:
    """Return the comparison that an entry is still the one that was found."""
    return Comparison(key, rpc.Compare.MOD, rpc.Compare.EQUAL, found.revision)


def end_of(prefix: bytes) -> bytes:
    """Return the end of the range of all keys with a prefix that ends in a slash."""
    return prefix[:-1] + bytes([prefix[-1] + 1])
