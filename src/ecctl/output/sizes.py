"""Sizes of memory in tables: a number in five columns and its unit.

The figures equal the Go ecctl's, rounding included: whole multiples of a gibibyte lose their decimals even
in tebibytes, and quotients have the precision of a 32-bit float.
"""

from __future__ import annotations

UNIT = 1024
WIDTH = 5


def written(mebibytes: int) -> str:
    """Format a size in its largest unit, zero as `-`."""
    if mebibytes == 0:
        return "-"
    gibibytes = single(mebibytes / UNIT)
    if gibibytes < 1:
        return f"{mebibytes!s:<{WIDTH}}MB"
    whole = mebibytes % UNIT == 0 or gibibytes % UNIT == 0
    amount, unit = (gibibytes, "GB") if gibibytes < UNIT else (single(gibibytes / UNIT), "TB")
    return f"{f'{amount:.{0 if whole else 2}f}':<{WIDTH}}{unit}"


def single(number: float) -> float:
    """Round to a 32-bit float."""
    from struct import pack, unpack

    nearest: float = unpack("f", pack("f", number))[0]
    return nearest
