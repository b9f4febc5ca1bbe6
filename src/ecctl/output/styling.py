"""How a result looks on a terminal: headings in bold, and beside a date how far away it is."""

from __future__ import annotations

from ecctl.core.timefmt import parse_time
from ecctl.output.table import cell_text

BOLD, RESET = "\x1b[1m", "\x1b[0m"
MINUTE, HOUR, DAY = 60, 3600, 86400
FAR = 100 * 365 * DAY
"""Seconds: a date farther away than this stands for none, such as Go's year 1."""


class Look:
    """The look of one result. `now` is seconds since 1970; without `colour` there is only text."""

    __slots__ = ("_colour", "_now")

    def __init__(self, *, colour: bool, now: float) -> None:
        self._colour = colour
        self._now = now

    def cell(self, value: object) -> str:
        """A cell's text; behind a date, how far away that is."""
        text = cell_text(value)
        moment = seconds_of(text) if is_like_date(text) else None
        if moment is None or abs(moment - self._now) > FAR:
            return text
        return f"{text} ({distance(moment - self._now)})"

    def table(self, text: str) -> str:
        """A table's text, its first line made a heading."""
        if not self._colour:
            return text
        heading, line_end, rows = text.partition("\n")
        return f"{BOLD}{heading}{RESET}{line_end}{rows}"


def is_like_date(text: str) -> bool:
    """Whether a text begins as RFC 3339 writes a moment: 2030-01-02T03:04:05."""
    return len(text) >= len("2030-01-02T03:04:05Z") and text[4::3][:2] == "--" and text[10] in "Tt"


def seconds_of(text: str) -> float | None:
    """The moment that a text names, in seconds since 1970; None where it names none."""
    return parse_time(text)


def distance(seconds: float) -> str:
    """How far away a moment is, in its largest unit: `in 2h`, `3d ago`."""
    away = abs(seconds)
    for unit, size in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1)):
        if away >= size:
            amount = f"{int(away // size)}{unit}"
            return f"in {amount}" if seconds > 0 else f"{amount} ago"
    return "now"
