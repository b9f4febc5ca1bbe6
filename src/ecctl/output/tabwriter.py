"""Text with tabs in aligned columns, as Go's text/tabwriter lays it out with the original's settings.

A cell ends with a tab; what follows a line's last tab is no cell. Neighbouring lines that have a cell in a
column form a block, as wide as its widest cell and three blanks.
"""

from __future__ import annotations

PADDING = 3


def align(text: str) -> str:
    """The same text with every tab replaced by the blanks that its column needs."""
    if "\t" not in text:
        return text
    lines = [line.split("\t") for line in text.split("\n")]
    column = 0
    left = [line for line in lines if len(line) > 1]
    while left:
        block: list[list[str]] = []
        for line in lines:
            if len(line) > column + 1:
                block.append(line)
            elif block:
                _fill(block, column)
                block = []
        _fill(block, column)
        column += 1
        left = [line for line in left if len(line) > column + 1]
    return "\n".join("".join(line) for line in lines)


def _fill(block: list[list[str]], column: int) -> None:
    """Make the cells of a column in a block equally wide."""
    width = max((len(line[column]) for line in block), default=0) + PADDING
    for line in block:
        line[column] = line[column].ljust(width)
