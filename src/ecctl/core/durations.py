"""Durations as Go writes them (`1h30m`, `500ms`), with three extensions: bare seconds, days and weeks.

A duration is an integer of nanoseconds. Source: Go's `time.ParseDuration` and `Duration.String`.
"""

from __future__ import annotations

NANOSECOND = 1
MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
LONGEST = (1 << 63) - 1

UNITS = {
    "ns": NANOSECOND,
    "us": MICROSECOND,
    "µs": MICROSECOND,
    "μs": MICROSECOND,
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
    "d": DAY,
    "w": WEEK,
}
_DIGITS = frozenset("0123456789")


def parse_duration(text: str) -> int:
    """Return nanoseconds for a text; a number without a unit is seconds. Raise ValueError with the reason."""
    sign, rest = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    if not rest:
        raise ValueError(f'"{text}" is not a duration')
    total = 0
    while rest:
        number, rest = _leading(rest, _DIGITS | {"."})
        unit, rest = _until(rest, _DIGITS | {"."})
        whole, point, fraction = number.partition(".")
        if not (whole or fraction) or "." in fraction:
            raise ValueError(f'"{text}" is not a duration')
        if not unit and (total or rest):
            raise ValueError(f'"{text}" lacks a unit: use ns, us, ms, s, m, h, d or w')
        scale = UNITS.get(unit or "s")
        if scale is None:
            raise ValueError(f'"{text}" has the unknown unit "{unit}": use ns, us, ms, s, m, h, d or w')
        total += int(whole or "0") * scale
        if point and fraction:
            # In integers, as in Go: a float does not hold every number of nanoseconds.
            total += int(fraction) * scale // 10 ** len(fraction)
        if total > LONGEST:
            raise ValueError(f'"{text}" is too long: at most {format_duration(LONGEST)}')
    return sign * total


def _leading(text: str, wanted: frozenset[str]) -> tuple[str, str]:
    """Split a text behind its leading characters of a set."""
    end = 0
    while end < len(text) and text[end] in wanted:
        end += 1
    return text[:end], text[end:]


def _until(text: str, stop: frozenset[str]) -> tuple[str, str]:
    """Split a text before its first character of a set."""
    end = 0
    while end < len(text) and text[end] not in stop:
        end += 1
    return text[:end], text[end:]


def format_duration(nanoseconds: int) -> str:
    """Return a duration as Go prints it: `30s`, `1m30s`, `2h0m0s`, `1.5ms`."""
    if nanoseconds < 0:
        return f"-{format_duration(-nanoseconds)}"
    if nanoseconds == 0:
        return "0s"
    for unit, scale in (("ns", NANOSECOND), ("µs", MICROSECOND), ("ms", MILLISECOND)):
        if nanoseconds < scale * 1000:
            return _decimal(nanoseconds, scale) + unit
    seconds = _decimal(nanoseconds % MINUTE, SECOND) + "s"
    minutes = nanoseconds // MINUTE
    if minutes < 60:
        return f"{minutes}m{seconds}" if minutes else seconds
    return f"{minutes // 60}h{minutes % 60}m{seconds}"


def _decimal(amount: int, scale: int) -> str:
    """Return an amount in units of a scale, without trailing zeros."""
    whole, part = divmod(amount, scale)
    if not part:
        return str(whole)
    digits = str(part).rjust(len(str(scale)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}"
