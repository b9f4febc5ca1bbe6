"""Results on a terminal: bold headings, and dates with their distance from now."""

from __future__ import annotations

from ecctl.core.timefmt import parse_time
from ecctl.output import cell_text

BOLD, RESET = "\x1b[1m", "\x1b[0m"
MINUTE, HOUR, DAY = 60, 3600, 86400
FAR = 100 * 365 * DAY
"""Seconds: a date farther away than this means "never", such as Go's year 1."""


class TerminalStyle:
    """The style of results on a terminal: `now` is in seconds since 1970, `width` in columns (0: no limit)."""

    __slots__ = ("_colour", "_now", "width")

    def __init__(self, *, colour: bool, now: float, width: int = 0) -> None:
        self._colour = colour
        self._now = now
        self.width = width

    def uncut(self) -> TerminalStyle:
        """Return the style for a result of which nothing may be cut, such as a new token."""
        return TerminalStyle(colour=self._colour, now=self._now)

    def cell(self, value: object) -> str:
        """Return the text of a cell, with the distance after a date."""
        text = cell_text(value)
        moment = parse_time(text) if is_like_date(text) else None
        # Go's zero time stands for "never".
        if moment is None or abs(moment - self._now) > FAR:
            return text
        return f"{text} ({distance(moment - self._now)})"

    def heading(self, text: str) -> str:
        """Return a heading in bold."""
        return f"{BOLD}{text}{RESET}" if self._colour else text


def is_like_date(text: str) -> bool:
    """Return whether a text starts like an RFC 3339 date: 2030-01-02T03:04:05."""
    return len(text) >= len("2030-01-02T03:04:05Z") and text[4::3][:2] == "--" and text[10] in "Tt"


def distance(seconds: float) -> str:
    """Format a distance in time in its largest unit: `in 2h`, `3d ago`."""
    away = abs(seconds)
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1)):
        if away >= size:
            amount = f"{int(away // size)}{unit}"
            return f"in {amount}" if seconds > 0 else f"{amount} ago"
    return "now"
