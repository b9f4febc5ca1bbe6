"""Tables, aligned as by Go's tabwriter: a column is as wide as its widest cell and three blanks."""

from __future__ import annotations

from ecctl.output.result import NAME, cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ecctl.output.result import Column, Table
    from ecctl.output.styling import TerminalStyle

PADDING = 3


def render(table: Table, value: Any, *, wide: bool = False, headings: bool = True) -> str:
    """Return a table as text: the headings, then one row per element. *wide* shows all of its columns."""
    columns = cells(table, value, wide=wide)
    return align(columns if headings else [column[1:] for column in columns])


def cells(
    table: Table, value: Any, style: TerminalStyle | None = None, *, wide: bool = False
) -> list[list[str]]:
    """Return the cells of a table, column by column, each with its heading first."""
    show = cell_text if style is None else style.cell
    elements = elements_of(table.rows, value)
    columns = []
    for column in table.columns:
        if wide or not column.wide:
            get = getter(column)
            columns.append([column.heading, *(show(get(element)) for element in elements)])
    return columns


def elements_of(rows: str, value: Any) -> Sequence[Any]:
    """Return the elements of a reply: those at the path *rows*, or the reply itself for ""."""
    if not rows:
        return value if isinstance(value, list) else [value]
    member, _, inner = rows.partition(".")
    elements = value.get(member) if isinstance(value, dict) else None
    if isinstance(elements, dict):
        return [{NAME: name, **_members(elements[name])} for name in sorted(elements)]
    # A reply that is not as described has no rows, rather than failing.
    groups = elements if isinstance(elements, list) else ()
    return [element for group in groups for element in elements_of(inner, group)] if inner else groups


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def align(columns: list[list[str]]) -> str:
    """Align cells, given column by column, as lines; the last column is not padded."""
    # Cells are padded a column at a time: one width, and one comprehension in place of a loop over rows.
    padded = []
    for column in columns[:-1]:
        width = max(map(len, column), default=0) + PADDING
        padded.append([cell.ljust(width) for cell in column])
    lines = map("".join, zip(*padded, columns[-1], strict=True))
    return "".join(f"{line}\n" for line in lines)


def getter(column: Column) -> Callable[[Any], object]:
    """Return the function that finds a column's value in an element.

    Resolved once per column: a list of 100,000 tokens calls it for every row.
    """
    source, missing, empty = column.source, column.missing, column.empty
    if not isinstance(source, str):
        return tolerant(source)
    names = source.split(".")

    def inside(element: Any) -> object:
        value = at(element, names)
        return missing if value is None else value or empty if empty else value

    def direct(element: Any) -> object:
        value = element.get(source) if isinstance(element, dict) else None
        return missing if value is None else value

    return inside if empty or len(names) > 1 else direct


def tolerant(function: Callable[[Any], object]) -> Callable[[Any], object]:
    """Wrap a column's function to return None for an element that lacks what the function reads."""

    def get(element: Any) -> object:
        try:
            return function(element)
        # A reply may lack what a column needs: one odd element must not hide the whole table.
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            return None

    return get


def at(element: Any, names: Iterable[str]) -> Any:
    """Return the value at a path of members, or None if the path breaks off."""
    for name in names:
        if not isinstance(element, dict):
            return None
        element = element.get(name)
    return element
