"""Tables as Go's tabwriter aligns them: columns as wide as their widest cell and three blanks."""

from __future__ import annotations

from ecctl.core.jsonio import Number
from ecctl.output.result import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ecctl.output.result import Column, Table
    from ecctl.output.styling import Look

PADDING = 3
NO_VALUE = "-"


def render(table: Table, value: Any, look: Look | None = None) -> str:
    """A table's text: its headings, then a row an element; on a terminal with a look."""
    show = cell_text if look is None else look.cell
    elements = elements_of(table.rows, value)
    columns = []
    for column in table.columns:
        get = getter(column)
        columns.append([column.heading, *(show(get(element)) for element in elements)])
    text = align(columns)
    return text if look is None else look.table(text)


def elements_of(rows: str, value: Any) -> Sequence[Any]:
    """The elements of a reply: what its member `rows` holds, or the reply itself; of a path, all at its end."""
    if not rows:
        return value if isinstance(value, list) else [value]
    member, _, inner = rows.partition(".")
    elements = value.get(member) if isinstance(value, dict) else None
    if isinstance(elements, dict):
        return [{NAME: name, **_members(elements[name])} for name in sorted(elements)]
    groups = elements if isinstance(elements, list) else ()
    return [element for group in groups for element in elements_of(inner, group)] if inner else groups


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def align(columns: list[list[str]]) -> str:
    """Cells, column by column, as aligned lines; the last column is not filled up."""
    padded = []
    for column in columns[:-1]:
        width = max(map(len, column)) + PADDING
        padded.append([cell.ljust(width) for cell in column])
    lines = map("".join, zip(*padded, columns[-1], strict=True))
    return "\n".join(lines) + "\n"


def getter(column: Column) -> Callable[[Any], object]:
    """Return the function that finds a column's value in an element.

    Resolved once per column: a list of 100,000 tokens calls it for every row.
    """
    source, missing, empty = column.source, column.missing, column.empty
    if not isinstance(source, str):
        return _tolerant(source)
    names = source.split(".")

    def inside(element: Any) -> object:
        value = at(element, names)
        return missing if value is None else value or empty if empty else value

    def direct(element: Any) -> object:
        value = element.get(source) if isinstance(element, dict) else None
        return missing if value is None else value

    return inside if empty or len(names) > 1 else direct


def _tolerant(function: Callable[[Any], object]) -> Callable[[Any], object]:
    """A column's function, where an element that lacks what it needs has no value."""

    def get(element: Any) -> object:
        try:
            return function(element)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            return None

    return get


def at(element: Any, names: Iterable[str]) -> Any:
    """The value at the end of a path of members, None where the path breaks off."""
    for name in names:
        if not isinstance(element, dict):
            return None
        element = element.get(name)
    return element


def cell_text(value: object) -> str:
    """A value as it stands in a cell: lists as Go prints them, nothing as `-`, control characters escaped."""
    if isinstance(value, str):
        return value if value.isprintable() else escaped(value)
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.text
    if isinstance(value, list):
        return (
            f"[{' '.join('' if item is None else cell_text(item) if item != '' else '' for item in value)}]"
        )
    if isinstance(value, dict):
        import json

        return escaped(json.dumps(value, ensure_ascii=False))
    return str(value)


def escaped(text: str) -> str:
    """A text whose control characters cannot act on a terminal or fake rows."""
    return "".join(c if c.isprintable() else _ESCAPES.get(c) or _code(c) for c in text)


_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _code(character: str) -> str:
    number = ord(character)
    if 0xD800 <= number < 0xE000:  # half of a UTF-16 pair is no character
        return "\ufffd"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
