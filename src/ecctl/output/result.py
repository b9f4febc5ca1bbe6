"""What a command returns, and how it wants to be shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.errors import EcctlError

    Cell = str | Callable[[Any], object]
    Column = tuple[str, Cell]


class Table:
    """A view: one row an element, one column a heading.

    `rows` names the member that holds the elements ("" where the reply itself is the one row); where that is
    an object, its members are the elements, by name, and have it as `$name`; a path of members joined by dots,
    such as `zones.allocators`, means the elements of every group. A column is a heading and where its value
    stands: a member's name, a path of them joined by dots, or a function. A missing value shows as `-`; a `?`
    at the end of a path shows an empty text so too, a `~` leaves the cell of a missing value empty. `in_lines`
    says whether a user's format makes a line of every element, or one of all.
    """

    __slots__ = ("columns", "in_lines", "rows")

    def __init__(self, rows: str, *columns: Column, in_lines: bool = True) -> None:
        self.rows = rows
        self.in_lines = in_lines
        self.columns: Sequence[Column] = columns


class Text:
    """A view: what a function makes of the value."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[Any], str]) -> None:
        self.make = make


class Message:
    """What is said of a success whose reply says nothing, whatever output is asked for.

    `{0}`, `{1}` … in the text are the command's arguments.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


if TYPE_CHECKING:
    View = Table | Text | Message


UNTYPED = "object"
"""The model of a reply that may be any JSON."""


class Result:
    """A value to show: with a view as text (JSON without one), with a model's name for a user's format.

    A `model` of "" stands for a reply of our own, UNTYPED for one of the API's that nothing is known of.
    `changed` says that getting it changed something: then it is shown even where a format fails on it.
    `problem` is an error that the value stands for: it is raised once the value is shown. `then` is what
    goes on once it is shown, such as following the change. `unshown` is what has to be told of it even where
    it cannot be written.
    """

    __slots__ = ("changed", "model", "problem", "then", "unshown", "value", "view")

    def __init__(  # noqa: PLR0913  # all but the value have a default
        self,
        value: Any,
        view: View | None = None,
        *,
        model: str = "",
        changed: bool = False,
        problem: EcctlError | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        self.value = value
        self.view = view
        self.model = model
        self.changed = changed
        self.problem = problem
        self.then = then
        self.unshown = ""

    @property
    def rows(self) -> str | None:
        """The member that holds the elements of a list ("" for the reply itself); None for a single thing."""
        if isinstance(self.view, Table) and (self.view.rows or isinstance(self.value, list)):
            return self.view.rows
        return None
