"""Times as RFC 3339 text, without `datetime`, whose import costs a start 1 ms."""

from __future__ import annotations

import time

DAY = 86400


def format_time(seconds: float, *, milliseconds: bool = False) -> str:
    """Return a time in seconds since 1970 as UTC text: `2026-01-02T03:04:05Z`, or with `.678`."""
    whole, millis = divmod(int(seconds * 1000), 1000)
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole))
    return f"{text}.{millis:03}Z" if milliseconds else f"{text}Z"


def parse_time(text: str) -> float | None:
    """Return seconds since 1970 for an RFC 3339 text, or None if it is not one.

    A time without a zone is not an instant, and not RFC 3339; `T` and `Z` may be in lower case (5.6).
    """
    head, rest = text[:19], text[19:]
    if len(head) < 19 or head[4] + head[7] + head[13] + head[16] != "--::" or head[10] not in "Tt ":
        return None
    figures = (head[:4], head[5:7], head[8:10], head[11:13], head[14:16], head[17:])
    fraction, zone = _split_zone(rest)
    offset = _offset(zone)
    if offset is None or fraction[:1] not in ("", ".") or fraction == ".":
        return None
    if not all(each.isascii() and each.isdigit() for each in (*figures, fraction[1:] or "0")):
        return None
    year, month, day, hour, minute, second = map(int, figures)
    if not (1 <= month <= 12 and 1 <= day <= _days_in(year, month) and hour < 24 and minute < 60):
        return None
    if second > 60:  # 60 is a leap second
        return None
    whole = _days_since_1970(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset
    return whole + float(f"0{fraction}") if fraction else float(whole)


def _split_zone(rest: str) -> tuple[str, str]:
    """Split the text behind the seconds into fraction and zone."""
    at = next((at for at, c in enumerate(rest) if c in "Zz+-"), len(rest))
    return rest[:at], rest[at:]


def _offset(zone: str) -> int | None:
    """Return the seconds that a zone is ahead of UTC, or None if it is not a zone."""
    if zone in ("Z", "z"):
        return 0
    hours, colon, minutes = zone[1:3], zone[3:4], zone[4:]
    if colon != ":" or len(minutes) != 2 or not (hours + minutes).isdigit() or not zone.isascii():
        return None
    if int(hours) > 23 or int(minutes) > 59:
        return None
    seconds = int(hours) * 3600 + int(minutes) * 60
    return -seconds if zone[0] == "-" else seconds


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in(year: int, month: int) -> int:
    return (
        29 if month == 2 and _is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    )


def _days_since_1970(year: int, month: int, day: int) -> int:
    """Return the days between 1970-01-01 and a date of the Gregorian calendar, counting from 1 March."""
    # Years that begin in March have the leap day at their end, so that month lengths follow one formula.
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day - 719469
