"""Tables that fit a terminal: cells measured in columns, long ones cut, and a record per element as a last resort.

Cutting loses information, so it is done only for the eyes, never for a pipe, and in this order: dates are
reduced to their distance from now, then the widest columns shrink. The column that identifies an element is
never cut, because it is what people copy. Nor is a single thing, or what a change has returned.
"""

from __future__ import annotations

from ecctl.core.terminal_text import cut, display_width, padded
from ecctl.output import PADDING, names_identifier
from ecctl.output.styling import is_like_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.output.styling import TerminalStyle

LEAST = 8
"""Columns below which a cell is not cut: too little would be left of it."""


def fitted(columns: list[list[str]], style: TerminalStyle, *, single: bool, headings: bool) -> str:
    """Return cells, given column by column, headings first, as a table that fits the terminal."""
    room = style.width
    empty = len(columns[0]) == 1
    if room and not empty and total(widths_of(columns)) > room:
        if single:
            return records(columns, style)
        columns = [[short_date(cell) for cell in column] for column in columns]
        limits = shrunk(columns, room)
        if limits is None:
            return records(columns, style)
        columns = [
            [cut(cell, limit) for cell in column] for column, limit in zip(columns, limits, strict=True)
        ]
    first, *rows = lines_of(columns)
    return "".join(f"{line}\n" for line in ([style.heading(first), *rows] if headings else rows))


def lines_of(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return aligned lines; the last column is not padded."""
    aligned = [
        [padded(cell, width + PADDING) for cell in column]
        for column, width in zip(columns[:-1], widths_of(columns[:-1]), strict=True)
    ]
    return ["".join(cells) for cells in zip(*aligned, columns[-1], strict=True)]


def widths_of(columns: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column's widest cell."""
    return [max(map(display_width, column)) for column in columns]


def total(widths: Sequence[int]) -> int:
    """Return the width of a table."""
    return sum(widths) + PADDING * (len(widths) - 1)


def short_date(cell: str) -> str:
    """Return the distance of a date that is shown with it: `2h ago`. Return any other cell unchanged."""
    return cell.partition("(")[2].removesuffix(")") if is_like_date(cell) and cell.endswith(")") else cell


def shrunk(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Return a width for each column so that the table fits; None if too little would be left of them."""
    widths = widths_of(columns)
    headings = [display_width(column[0]) for column in columns]
    kept = identifying(columns)
    # The widest columns shrink first, to a common limit.
    for limit in range(max(widths), LEAST - 1, -1):
        limits = [
            width if index == kept else max(min(width, limit), heading)
            for index, (heading, width) in enumerate(zip(headings, widths, strict=True))
        ]
        if total(limits) <= room:
            return limits
    return None


def identifying(columns: Sequence[Sequence[str]]) -> int:
    """Return the index of the column that identifies an element: the first id, else the first column."""
    return next((i for i, column in enumerate(columns) if names_identifier(column[0])), 0)


def records(columns: Sequence[Sequence[str]], style: TerminalStyle) -> str:
    """Return a block of lines for each element, a line for each of its cells."""
    width = max(display_width(column[0]) for column in columns) + PADDING
    blocks = []
    for row in zip(*(column[1:] for column in columns), strict=True):
        lines = [
            f"{style.heading(padded(column[0], width))}{cell}\n".rstrip(" ")
            for column, cell in zip(columns, row, strict=True)
        ]
        blocks.append("".join(lines))
    return "\n".join(blocks)
