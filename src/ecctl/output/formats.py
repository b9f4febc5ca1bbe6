"""The outputs yaml, csv, ndjson and id. Text and JSON, which most runs print, do not load this module."""

from __future__ import annotations

from ecctl.core.errors import UsageError
from ecctl.core.jsonio import compact
from ecctl.core.terminal_text import escape_controls, escape_json, escape_line
from ecctl.output import Column, Message, Table, Verbatim, names_identifier, selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from ecctl.output import Result

CHUNK = 1000
"""Elements that are written at once."""


def written(
    result: Result,
    output: str,
    *,
    headings: bool = True,
    terminal: bool = False,
    identifier: str | None = None,
) -> Iterable[str]:
    """Return the parts of a result's text; a large list never exists as one text.

    *identifier* is the member that identifies an element, if the usual rules do not find it.
    """
    if isinstance(result.view, Message) and result.value is None:
        return (escape_controls(f"{result.view.text}\n"),) if isinstance(result.view, Verbatim) else ()
    if output == "yaml":
        from ecctl.output.yaml_text import yaml_text

        return (yaml_text(result.value),)
    elements = selection.elements_in(result)
    if output == "csv":
        lines = csv_lines(result, elements, headings=headings, terminal=terminal)
    elif output == "ndjson":
        lines = (f"{escape_json(compact(element).decode())}\n" for element in elements)
    else:
        # Not lazily: a result without identifiers must be known before anything is written.
        lines = iter([f"{each}\n" for each in identifiers(result, elements, identifier)])
    return chunks(lines)


def chunks(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines in groups: one write for each would be slow."""
    part: list[str] = []
    for line in lines:
        part.append(line)
        if len(part) == CHUNK:
            yield "".join(part)
            part = []
    if part:
        yield "".join(part)


def csv_lines(result: Result, elements: Sequence[Any], *, headings: bool, terminal: bool) -> Iterator[str]:
    """Yield the lines of a result as CSV (RFC 4180): the headings, then a record for each element."""
    columns = selection.columns_of(result, elements)
    if headings and columns:
        yield record([column.heading for column in columns])
    values = [selection.value_getter(column) for column in columns]
    # Values are written as they are, also those that a spreadsheet would take for a formula: a changed value
    # would be a wrong one. Only a terminal is protected from control characters.
    shown: Callable[[str], str] = escape_line if terminal else str
    for element in elements:
        yield record([shown(field_text(value(element))) for value in values])


def record(fields: Sequence[str]) -> str:
    """Return a line of CSV; fields with commas, quotes or line breaks are quoted."""
    # A record of one empty field would be an empty line, which readers skip.
    if list(fields) == [""]:
        return '""\r\n'
    return ",".join(map(quoted, fields)) + "\r\n"


def quoted(field: str) -> str:
    """Return a field, quoted if its characters have a meaning in CSV, or a reader could strip its blanks."""
    if field.strip() == field and not any(char in field for char in ',"\r\n'):
        return field
    doubled = field.replace('"', '""')
    return f'"{doubled}"'


def field_text(value: Any) -> str:
    """Return a value as a field: nothing for null, JSON for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return compact(value).decode()


def identifiers(result: Result, elements: Sequence[Any], member: str | None = None) -> Iterator[str]:
    """Yield the identifier of each element. Raise UsageError if there is none."""
    value = identifier_getter(result, member)
    for number, element in enumerate(elements, 1):
        found = element if isinstance(element, str) else value(element)
        if found is None and isinstance(result.view, Message):
            return  # a message reports a success, which must not look like a failure
        if not isinstance(found, (str, int)):
            what = "the result" if len(elements) == 1 else f"element {number} of the result"
            raise UsageError(f"{what} has no identifier", hint="use --output ndjson or --format")
        yield escape_line(str(found))


def identifier_getter(result: Result, member: str | None = None) -> Callable[[Any], Any]:
    """Return the function that finds the identifier of an element."""
    member = member or selection.BY_MODEL.get(result.model)
    if member:
        return selection.value_getter(Column("ID", member))
    # A request that can be edited and sent holds names and versions, but identifies nothing.
    if result.model.endswith("Request"):
        return lambda _: None
    columns: Sequence[Column] = result.view.columns if isinstance(result.view, Table) else ()
    for column in columns:
        if names_identifier(column.heading):
            return selection.value_getter(column)
    first = selection.value_getter(columns[0]) if columns else lambda _: None

    def identifier(element: Any) -> Any:
        name = selection.identifier_member(element) if isinstance(element, dict) else None
        return element[name] if name else first(element)

    return identifier
