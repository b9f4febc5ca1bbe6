"""The conversion of a result to text, which the command's renderer writes to stdout.

Tables are aligned as by Go's tabwriter: a column is as wide as its widest cell and three blanks. They are in this
module because nearly every command loads both: a module of its own costs a start 70 µs.
"""

from __future__ import annotations

from ecctl.core.terminal_text import escape_controls, escape_json
from ecctl.output import NAME, PADDING, Message, Result, Table, cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from ecctl.output import Column
    from ecctl.output.format import Format
    from ecctl.output.styling import TerminalStyle


def render(
    result: Result,
    output: str,
    format: Format | None = None,  # noqa: A002  # the flag's name
    style: TerminalStyle | None = None,
    *,
    headings: bool = True,
) -> str:
    """Return a result as text.

    *output* is text, wide or json; a user's format takes precedence over the result's view. A *style* says
    that the text goes to a terminal.
    """
    view = result.view
    if isinstance(view, Message) and (output != "json" or result.value is None):
        return escape_controls(f"{view.text}\n") if view.text else ""
    if format is not None and not isinstance(view, Message):
        # Rendered unescaped first: escaping the values before would change what the template compares.
        text = _formatted(result, result.value, format)
        if style is None or not _has_controls(text):
            return text
        # Only the response's strings are escaped, and only now: the template may contain colours of its own.
        return _formatted(result, _escaped(result.value), format)
    if output == "json" or view is None or isinstance(view, Message):
        return "" if result.value is None else json_text(result.value)
    if isinstance(view, Table):
        wide = output == "wide"
        if style is None:
            return table_text(view, result.value, wide=wide, headings=headings)
        from ecctl.output.fit import fitted

        # Nothing may be cut of what a change has returned, such as a token, nor of wide output.
        fitting = style.uncut() if result.changed or wide else style
        columns = cells(view, result.value, style, wide=wide)
        return fitted(columns, fitting, single=result.rows is None, headings=headings)
    if view.summary and (style is None or not style.width):
        return json_text(result.value)
    return escape_controls(view.make(result.value))


def json_text(value: Any) -> str:
    """Return a value as indented JSON that is safe to show on a terminal."""
    from ecctl.core.jsonio import indented

    return escape_json(indented(value))


def _formatted(result: Result, value: Any, format: Format) -> str:  # noqa: A002
    """Return the text of a format: a line per element of a list, or one for the response; tabs make columns."""
    from ecctl.output.go_types import element_model
    from ecctl.output.tabwriter import align

    rows = result.rows
    if rows is None:
        return align(format.render(value, result.model) + "\n")
    texts = format.render_many(elements_of(rows, value), element_model(result.model, rows))
    if isinstance(result.view, Table) and not result.view.in_lines:
        return align("".join(texts) + "\n")
    return align("".join(f"{text}\n" for text in texts))


def _has_controls(text: str) -> bool:
    return not text.replace("\n", "").isprintable()


def _escaped(value: Any) -> Any:
    """Return a JSON value with the control characters of its strings and keys escaped."""
    if isinstance(value, str):
        return escape_controls(value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {escape_controls(key): _escaped(item) for key, item in value.items()}
    return value


def table_text(table: Table, value: Any, *, wide: bool = False, headings: bool = True) -> str:
    """Return a table as text: the headings, then one row per element. *wide* shows all of its columns."""
    columns = cells(table, value, wide=wide)
    return align_columns(columns if headings else [column[1:] for column in columns])


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
    """Return the elements of a response: those at the path *rows*, or the response itself for ""."""
    if not rows:
        return value if isinstance(value, list) else [value]
    member, _, inner = rows.partition(".")
    elements = value.get(member) if isinstance(value, dict) else None
    if isinstance(elements, dict):
        return [{NAME: name, **_members(elements[name])} for name in sorted(elements)]
    # A response that is not as described has no rows, rather than failing.
    groups = elements if isinstance(elements, list) else ()
    return [element for group in groups for element in elements_of(inner, group)] if inner else groups


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def align_columns(columns: list[list[str]]) -> str:
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
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            # A response may lack what a column needs: one odd element must not hide the whole table.
            return None

    return get


def at(element: Any, names: Iterable[str]) -> Any:
    """Return the value at a path of members, or None if the path breaks off."""
    for name in names:
        if not isinstance(element, dict):
            return None
        element = element.get(name)
    return element
