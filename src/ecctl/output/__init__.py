"""What a command returns, and how to show it."""

from __future__ import annotations

from ecctl.core import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

PADDING = 3
"""Blanks between two columns, as in the original."""

NAME = "$name"
"""The member that holds an element's name if the elements are the members of an object."""

NO_VALUE = "-"
"""The cell of a value that is null."""

NIL = "-    "
"""A missing member that the API requires. As wide as Go's `<nil>`, so that columns align as the original's do."""


def names_identifier(heading: str) -> bool:
    """Return whether a column of this heading identifies an element: `ID`, `TOKEN ID`."""
    return heading == "ID" or heading.endswith(" ID")


class Column(Frozen):
    """A column of a table: its heading, and where its values are.

    `source` is a member's name, a path of names joined by dots, or a function of the element. `missing` is
    shown for a member that is absent or null, `empty` for an empty one (default: nothing). A `wide` column is
    not shown as text, which scripts for the original read, but by `--output wide` and `--output csv`.
    """

    heading: str
    source: str | Callable[[Any], object]
    missing: str = NIL
    empty: str = ""
    wide: bool = False


class Table(Frozen):
    """A view with one row per element and one column per heading.

    `rows` names the member that holds the elements ("" if the response itself is the list or the only row). The
    elements of an object are its members, each with its name as NAME. A path such as `zones.allocators`
    collects the elements of all groups. `in_lines` tells whether a user's format writes one line per element
    or one for all.
    """

    rows: str
    columns: Sequence[Column]
    in_lines: bool

    def __init__(self, rows: str, *columns: Column, in_lines: bool = True) -> None:
        super().__init__(rows=rows, columns=columns, in_lines=in_lines)


class Text:
    """A view: what a function makes of the value. A `summary` is shown on a terminal only, JSON elsewhere."""

    __slots__ = ("make", "summary")

    def __init__(self, make: Callable[[Any], str], *, summary: bool = False) -> None:
        self.make = make
        self.summary = summary


class Message:
    """A view of a success whose response says nothing: a text, whatever format the user asks for.

    With JSON output, the result's value is shown if it has one. `{0}`, `{1}` … in the text are the command's
    arguments.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Verbatim(Message):
    """A view: a text that is all of the result, such as a script, printed the same with every output."""

    __slots__ = ()


if TYPE_CHECKING:
    View = Table | Text | Message


UNTYPED = "object"
"""The model of a response that may be any JSON."""


class Result:
    """A value to show: with a view as text (JSON without one), with a model's name for a user's format.

    A `model` of "" stands for a value of this command's own, UNTYPED for a response of an unknown model.
    `changed` tells that getting the value changed something: it is shown even if a format fails on it.
    """

    __slots__ = ("changed", "model", "value", "view")

    def __init__(
        self, value: Any, view: View | None = None, *, model: str = "", changed: bool = False
    ) -> None:
        self.value = value
        self.view = view
        self.model = model
        self.changed = changed

    @property
    def rows(self) -> str | None:
        """The member that holds the elements of a list ("" for the response itself); None for a single thing."""
        if isinstance(self.view, Table) and (self.view.rows or isinstance(self.value, list)):
            return self.view.rows
        return None


def cell_text(value: object) -> str:
    """Return a value as a cell shows it: lists as Go prints them, None as `-`, control characters escaped."""
    if isinstance(value, str):
        # Most cells are printable, and isprintable() is a single scan in C.
        return value if value.isprintable() else _in_a_line(value)
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        # Go prints an empty item as nothing, so only a whole cell may become `-`.
        return f"[{' '.join('' if item is None or item == '' else cell_text(item) for item in value)}]"
    if isinstance(value, dict):
        import json

        return _in_a_line(json.dumps(value, ensure_ascii=False))
    return str(value)


def _in_a_line(text: str) -> str:
    from ecctl.core.terminal_text import escape_line

    return escape_line(text)
