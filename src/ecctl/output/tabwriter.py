"""Alignment of tab-separated text in columns, as by Go's text/tabwriter with the settings of the Go ecctl.

A tab ends a cell; the text after the last tab of a line is not a cell. Adjacent lines with a cell in the same
column form a block, as wide as its widest cell and three blanks.
"""

from __future__ import annotations

PADDING = 3


def align(text: str) -> str:
    """Replace every tab by the blanks that its column needs."""
    if "\t" not in text:
        return text
    lines = [line.split("\t") for line in text.split("\n")]
    column = 0
    # Column by column, so that a block is known before its cells are padded.
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
    """Pad the cells of a column in a block to the same width."""
    width = max((len(line[column]) for line in block), default=0) + PADDING
    for line in block:
        line[column] = line[column].ljust(width)
