"""Durations between dates."""

from __future__ import annotations

import re

_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))?", re.ASCII
)
_DAY_NS = 86_400_000_000_000
_SECOND_NS = 1_000_000_000


def between(start: str, end: str) -> int | None:
    """Return the nanoseconds between two RFC 3339 dates, in whole milliseconds; None if one is not a date."""
    first, last = _instant(start), _instant(end)
    return None if first is None or last is None else last - first


def _instant(date: str) -> int | None:
    """Return the nanoseconds since the year 1, in whole milliseconds; None if the text is not a date."""
    import datetime as dt

    found = _DATE.fullmatch(date)
    if not found:
        return None
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    try:
        days = dt.date(year, month, day).toordinal()
    except ValueError:
        return None
    fraction, sign, zone_hours, zone_minutes = found.groups()[6:]
    zone = (int(zone_hours) * 60 + int(zone_minutes)) * (-1 if sign == "-" else 1) if sign else 0
    # strfmt.DateTime keeps milliseconds, so the Go ecctl computes with no more than that.
    milliseconds = int(f"{fraction or '0':0<3}"[:3])
    seconds = (hour * 60 + minute - zone) * 60 + second
    return days * _DAY_NS + seconds * _SECOND_NS + milliseconds * 1_000_000
