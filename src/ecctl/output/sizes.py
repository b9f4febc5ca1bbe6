"""Amounts of memory as tables show them: a number in five columns and its unit.

The figures are the original's to the letter, its rounding included: whole multiples of a gibibyte lose
their decimals even in tebibytes, and quotients have the precision of a 32-bit float.
"""

from __future__ import annotations

UNIT = 1024
WIDTH = 5


def written(mebibytes: int) -> str:
    """An amount in the unit that suits it, `-` for none."""
    if mebibytes == 0:
        return "-"
    gibibytes = single(mebibytes / UNIT)
    if gibibytes < 1:
        return f"{mebibytes!s:<{WIDTH}}MB"
    whole = mebibytes % UNIT == 0 or gibibytes % UNIT == 0
    amount, unit = (gibibytes, "GB") if gibibytes < UNIT else (single(gibibytes / UNIT), "TB")
    return f"{f'{amount:.{0 if whole else 2}f}':<{WIDTH}}{unit}"


def single(number: float) -> float:
    """The nearest number that a 32-bit float can hold."""
    from struct import pack, unpack

    nearest: float = unpack("f", pack("f", number))[0]
    return nearest
