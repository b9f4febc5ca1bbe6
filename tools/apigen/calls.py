"""The signatures of all operations, as overloads by their ids: a stub, which costs nothing at run time."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

from .annotations import annotation, quoted
from .operations import WHERE

HEAD = '''"""What each operation takes and gives: for type checkers alone."""

from collections.abc import Coroutine, Sequence
from typing import Any, BinaryIO, Literal, overload

from ecctl.client._generated import models as m
'''
CLASSES = {"Calls": "{}", "AsyncCalls": "Coroutine[Any, Any, {}]"}
"""The classes of the stub, and what they make of a reply's type; each has a sibling for replies in pages."""

PAGED = ("AllocatorOverview", "DeploymentsSearchResponse", "RunnerOverview")
"""Models of replies that come in pages where the request says how many elements it wants."""

NOT_OFFERED = frozenset({"Accept"})
"""Headers that are the session's: only JSON can be read."""

EMPTY = "EmptyResponse"


def render(description: dict[str, Any]) -> str:
    """The source of the stub, without its head."""
    operations = sorted(
        (operation["operationId"], path, operation)
        for path, methods in description["paths"].items()
        for operation in methods.values()
    )
    parts = [HEAD]
    for name, result in CLASSES.items():
        parts.append(f"\nclass {name}:\n")
        parts += [overload(*operation, result) for operation in operations]
        parts.append(f"\nclass Paged{name}:\n")
        parts += [overload(*operation, result) for operation in operations if has_pages(operation[2])]
    return "".join(parts)


def has_pages(operation: dict[str, Any]) -> bool:
    """Whether an operation's reply comes in pages that can be asked for."""
    described = operation.get("parameters", [])
    names = {parameter["name"] for parameter in described}
    bodies = [body(each["schema"]) for each in described if each["in"] == "body"]
    asks = {"from", "size"} <= names or any(model("SearchRequest") in each for each in bodies)
    return asks and reply(operation["responses"]) in map(model, PAGED)


def overload(operation_id: str, path: str, operation: dict[str, Any], result: str) -> str:
    """One operation's signature."""
    described = operation.get("parameters", [])
    arguments = sorted(parameters(path, described), key=lambda text: text.endswith("= ..."))
    star = "*, " if arguments else ""
    taken = f"self, operation_id: Literal[{quoted(operation_id)}], /, {star}{', '.join(arguments)}"
    given = result.format(reply(operation["responses"]))
    return f"    @overload\n    def __call__({taken.removesuffix(', ')}) -> {given}: ...\n"


def parameters(path: str, described: list[dict[str, Any]]) -> Iterator[str]:
    """The arguments of an operation; those of a path that the description forgets are texts."""
    named = {parameter["name"] for parameter in described}
    yield from (f"{name}: str" for name in path_parameters(path) if name not in named)
    for parameter in described:
        if parameter["in"] == "body":
            yield argument("body", body(parameter["schema"]), needed=parameter.get("required", False))
        elif (parameter["in"] == "path" or parameter["in"] in WHERE) and parameter["name"] not in NOT_OFFERED:
            kind = "str | Sequence[str]" if parameter["type"] == "array" else annotation(parameter, model)
            # A region that is not given is the client's.
            needed = parameter.get("required", False) and parameter["name"] != "region"
            yield argument(spelled(parameter["name"], parameter["in"]), kind, needed=needed)


def path_parameters(path: str) -> list[str]:
    """The names in a path's braces."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def argument(name: str, kind: str, *, needed: bool) -> str:
    """An argument as it stands in a signature."""
    return f"{name}: {kind}" if needed else f"{name}: {kind} | None = ..."


def spelled(name: str, where: str) -> str:
    """A parameter's name as Python can take it: a header's in small letters, a keyword with a `_` behind it."""
    if where == "header":
        return name.lower().replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def body(schema: dict[str, Any]) -> str:
    """The type of a body; bytes are sent as they are. The description's texts are JSON documents."""
    kind = annotation(schema, model)
    return f"{'dict[str, Any]' if kind == 'str' else kind} | bytes"


def reply(responses: dict[str, Any]) -> str:
    """The type of what comes back; None where a success may be without a body."""
    schemas = [response.get("schema") for status, response in responses.items() if status.startswith("2")]
    if not schemas or not schemas[0] or schemas[0].get("type") == "string":
        return "Any"
    kind = annotation(schemas[0], model)
    return f"{kind} | None" if kind == model(EMPTY) else kind


def model(name: str) -> str:
    """A model as the stub calls it."""
    return f"m.{name}"
