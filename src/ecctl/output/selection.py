"""`--columns` and `--sort`: which columns of a result are shown, and in which order its elements are.

A name means a column of the result's table, by its heading (`HOST IP`, `host-ip` and `host_ip` are the same),
or else a path of members (`zone`, `security.roles`), which also reaches into lists.
"""

from __future__ import annotations

from ecctl.core import Frozen
from ecctl.core.errors import UsageError
from ecctl.output import NIL, NO_VALUE, Column, Message, Result, Table
from ecctl.output.render import elements_of, tolerant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

IDENTIFIERS = (
    "id", "token_id", "allocator_id", "proxy_id", "constructor_id", "runner_id", "deployment_id", "role_id",
    "user_name", "repository_name", "name", "$name",
)  # fmt: skip
"""Members that identify a thing, the first that it has. Allocators and proxies also name their runner."""


BY_MODEL = {
    "[]MetadataItem": "key",
    "StackVersionConfig": "version",
    "StackVersionConfigs": "version",
    "UpdatedTlsChain": "service",
}
"""Members that identify a thing in the responses of some models only."""


class Selection(Frozen):
    """The columns to show (all if empty), the column to sort by, and whether headings are shown.

    `identifier` is the member that id output shows, if the usual rules do not find it.
    """

    columns: Sequence[str] = ()
    sort: str = ""
    headings: bool = True
    identifier: str | None = None


def selected(result: Result, selection: Selection, *, projected: bool) -> Result:
    """Return a result with the chosen columns, its elements sorted.

    If *projected*, elements are reduced to the chosen members, for outputs that are not tables. Raise
    UsageError for a name that no element has.
    """
    if isinstance(result.view, Message) or not (selection.columns or selection.sort):
        return result
    elements = list(elements_in(result))
    known = columns_of(result, elements)
    if selection.sort:
        if is_single(result):
            raise UsageError("--sort has no effect: the result is not a list")
        name, _, direction = selection.sort.rpartition(":")
        # A colon may be part of the name, such as that of a tag.
        if direction not in ("asc", "desc"):
            name, direction = selection.sort, "asc"
        column = resolve(name, known, elements, "--sort")
        elements = in_order(elements, value_getter(column), descending=direction == "desc")
    columns = [resolve(name, known, elements, "--columns") for name in selection.columns] or known
    if projected and selection.columns:
        elements = [
            {key_of(column): value_getter(column)(element) for column in columns} for element in elements
        ]
        columns = [Column(column.heading, key_getter(key_of(column))) for column in columns]
    value = elements[0] if is_single(result) else elements
    return Result(value, Table("", *columns), model=result.model, changed=result.changed)


def is_single(result: Result) -> bool:
    """Return whether a result is one thing rather than a list."""
    if isinstance(result.view, Table):
        return result.rows is None
    return not isinstance(result.value, list) and list_member(result.value) is None


def elements_in(result: Result) -> Sequence[Any]:
    """Return the elements of a result: the rows of its table, the items of a list, or the only thing."""
    value = result.value
    if isinstance(result.view, Table):
        return elements_of(result.view.rows, value)
    name = list_member(value)
    if name is not None:
        items: list[Any] = value[name]
        return items
    return value if isinstance(value, list) else [value]


def list_member(value: Any) -> str | None:
    """Return the member that holds the elements of a response without a view, or None.

    It is a list, all other members (a count, a cursor) are not, and the response does not identify a thing.
    """
    if not isinstance(value, dict) or identifier_member(value) is not None:
        return None
    # With a second list or object, the response describes a thing, and its list is a part of it.
    composed = [name for name, member in value.items() if isinstance(member, (list, dict))]
    return composed[0] if len(composed) == 1 and isinstance(value[composed[0]], list) else None


def identifier_member(element: dict[str, Any]) -> str | None:
    """Return the name of the member that identifies a thing, or None."""
    return next((name for name in IDENTIFIERS if isinstance(element.get(name), (str, int))), None)


def columns_of(result: Result, elements: Sequence[Any]) -> list[Column]:
    """Return the columns of a result: those of its table, or one for each member of its elements."""
    if isinstance(result.view, Table):
        return list(result.view.columns)
    names = sorted({name for element in elements if isinstance(element, dict) for name in element})
    if not names and elements:
        heading = list_member(result.value) or "value"
        return [Column(heading.upper(), lambda element: element)]
    return [Column(heading_of(name), key_getter(name)) for name in names]


def heading_of(name: str) -> str:
    """Return the heading of a column that shows a member: `HOST IP`."""
    return name.upper().replace("_", " ")


def key_getter(name: str) -> Callable[[Any], object]:
    """Return a function that reads a member whose name may contain dots."""
    return lambda element: element[name]


def key_of(column: Column) -> str:
    """Return the name of a column as a member of an object: its path, or its heading in lower case."""
    if isinstance(column.source, str):
        return column.source
    return plain(column.heading).replace(" ", "_")


def plain(name: str) -> str:
    """Return a name in the form in which headings are compared."""
    return name.strip().lower().replace("_", " ").replace("-", " ")


def resolve(name: str, known: Sequence[Column], elements: Sequence[Any], flag: str) -> Column:
    """Return the column that a name means. Raise UsageError if no element has such a member."""
    wanted = plain(name)
    for column in known:
        if plain(column.heading) == wanted or column.source == name:
            # Not wide: a column that is asked for is shown in every output.
            return Column(column.heading, column.source, missing=column.missing, empty=column.empty)
    names = name.split(".")
    # An empty list has no elements to ask: any name is accepted there, and shows nothing.
    if not elements or any(at_path(element, names) is not None for element in elements):
        return Column(heading_of(name), lambda element: at_path(element, names), missing=NO_VALUE)
    # Null everywhere: the member exists, and a script must not fail because nobody has set it yet.
    if any(has_path(element, names) for element in elements):
        return Column(heading_of(name), lambda _: None, missing=NO_VALUE)
    raise unknown(name, known, elements, flag)


def unknown(name: str, known: Sequence[Column], elements: Sequence[Any], flag: str) -> UsageError:
    """Return the error for a name that is neither a column nor a member."""
    from ecctl.core.suggest import nearest

    columns = [plain(column.heading).replace(" ", "_") for column in known]
    members = sorted({key for element in elements if isinstance(element, dict) for key in element})
    near = nearest(name, {*columns, *members})
    hint = f"did you mean {' or '.join(near)}?" if near else f"columns: {', '.join(columns)}"
    further = [member for member in members if member not in columns]
    if not near and further:
        hint += f"; further members: {', '.join(further)}"
    return UsageError(f'{flag} "{name}" is neither a column nor a member', hint=hint)


def at_path(element: Any, names: Sequence[str]) -> Any:
    """Return the value at a path of members; of a list, the values of its items."""
    if not names:
        return element
    if isinstance(element, list):
        found = [at_path(item, names) for item in element]
        return found if any(item is not None for item in found) else None
    if not isinstance(element, dict):
        return None
    return at_path(element.get(names[0]), names[1:])


def has_path(element: Any, names: Sequence[str]) -> bool:
    """Return whether an element has a path of members, even if its value is null."""
    if not names:
        return True
    if isinstance(element, list):
        return any(has_path(item, names) for item in element)
    return isinstance(element, dict) and names[0] in element and has_path(element[names[0]], names[1:])


def value_getter(column: Column) -> Callable[[Any], Any]:
    """Return the function that reads a column's value as it is, None if there is none."""
    source = column.source
    if isinstance(source, str):
        names = source.split(".")
        return lambda element: at_path(element, names)
    return tolerant(source)


def in_order(elements: Sequence[Any], value: Callable[[Any], Any], *, descending: bool) -> list[Any]:
    """Return elements sorted by a value; those without one come last in either direction."""
    pairs = [(value(element), element) for element in elements]
    # Apart from the others: `reverse` would otherwise put those without a value first.
    there = [pair for pair in pairs if pair[0] not in (None, "", NO_VALUE, NIL)]
    there.sort(key=lambda pair: rank(pair[0]), reverse=descending)
    return [element for _, element in there] + [
        element for found, element in pairs if found in (None, "", NO_VALUE, NIL)
    ]


def rank(value: Any) -> tuple[int, Any]:
    """Return a key that puts numbers before text, and orders text by the numbers in it: 7.9 before 7.17."""
    if isinstance(value, (int, float)):
        return 0, value
    if isinstance(value, str):
        return 1, [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in runs(value)]
    return 2, repr(value)


def runs(text: str) -> list[str]:
    """Split a text into runs of digits and of other characters."""
    from itertools import groupby

    return ["".join(group) for _, group in groupby(text, str.isdecimal)]
