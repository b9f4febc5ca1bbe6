"""Stub of `Client.call`: an overload for each operation id, at no cost at run time."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

from .operation_catalogue import LOCATIONS
from .python_types import annotation, quoted
from .swagger import reference

HEAD = '''"""Signatures of all operations, for type checkers and editors."""

from collections.abc import Coroutine, Sequence
from typing import Any, BinaryIO, Literal, overload

from ecctl.client._generated import models as m
'''
CLASSES = {"Calls": "{}", "AsyncCalls": "Coroutine[Any, Any, {}]"}
"""Classes of the stub, with the type that each makes of a response's type."""

PAGED = ("AllocatorOverview", "DeploymentsSearchResponse", "RunnerOverview")
"""Models of responses that come in pages when the request limits their size."""

SESSION_HEADERS = frozenset({"Accept"})
"""Headers that the session sets itself."""

EMPTY = "EmptyResponse"


def render(description: dict[str, Any]) -> str:
    """Return the source of the stub."""
    operations = sorted(
        (operation["operationId"], method.upper(), path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    parts = [HEAD]
    for name, result in CLASSES.items():
        parts.append(f"\nclass {name}:\n")
        parts += [overload(*operation, result) for operation in operations]
        parts.append(f"\nclass Paged{name}:\n")
        parts += [overload(*operation, result) for operation in operations if has_pages(operation[3])]
    return "".join(parts)


def has_pages(operation: dict[str, Any]) -> bool:
    """Return whether an operation can be asked for its response in pages."""
    described = operation.get("parameters", [])
    names = {parameter["name"] for parameter in described}
    bodies = [body(each["schema"]) for each in described if each["in"] == "body"]
    asks = {"from", "size"} <= names or any(model("SearchRequest") in each for each in bodies)
    return asks and response_type(operation["responses"]) in map(model, PAGED)


def overload(operation_id: str, method: str, path: str, operation: dict[str, Any], result: str) -> str:
    """Return the signature of one operation."""
    described = operation.get("parameters", [])
    arguments = sorted(parameters(path, described), key=lambda text: text.endswith("= ..."))
    star = "*, " if arguments else ""
    taken = f"self, operation_id: Literal[{quoted(operation_id)}], /, {star}{', '.join(arguments)}"
    given = result.format(response_type(operation["responses"]))
    # Without a docstring here, pyright searches the source for one, once per overload. That cost is
    # quadratic: signature help for `client.call(` took minutes.
    return (
        f"    @overload\n    def __call__({taken.removesuffix(', ')}) -> {given}:\n"
        f'        """`{method} {path}`."""\n'
    )


def parameters(path: str, described: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the arguments of an operation, including path parameters that the description lacks."""
    named = {parameter["name"] for parameter in described}
    yield from (f"{name}: str" for name in path_parameters(path) if name not in named)
    for parameter in described:
        if parameter["in"] == "body":
            yield argument("body", body(parameter["schema"]), required=parameter.get("required", False))
        elif (parameter["in"] == "path" or parameter["in"] in LOCATIONS) and parameter[
            "name"
        ] not in SESSION_HEADERS:
            kind = "str | Sequence[str]" if parameter["type"] == "array" else annotation(parameter, model)
            # The client's region is the default.
            required = parameter.get("required", False) and parameter["name"] != "region"
            yield argument(python_name(parameter["name"], parameter["in"]), kind, required=required)


def path_parameters(path: str) -> list[str]:
    """Return the names in braces of a path."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def argument(name: str, kind: str, *, required: bool) -> str:
    """Return an argument as it appears in a signature."""
    return f"{name}: {kind}" if required else f"{name}: {kind} | None = ..."


def python_name(name: str, location: str) -> str:
    """Return a parameter's name as a Python identifier."""
    if location == "header":
        return name.lower().replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def body(schema: dict[str, Any]) -> str:
    """Return the type of a body; the description says "string" for JSON documents."""
    kind = annotation(schema, model)
    return f"{'dict[str, Any]' if kind == 'str' else kind} | bytes"


def response_type(responses: dict[str, Any]) -> str:
    """Return the type of a successful response's body."""
    schemas = [response.get("schema") for status, response in responses.items() if status.startswith("2")]
    if not schemas or not schemas[0] or schemas[0].get("type") == "string":
        return "Any"
    kind = annotation(schemas[0], model)
    return f"{kind} | None" if reference(schemas[0]) == EMPTY else kind


def model(name: str) -> str:
    """Return a model's name in the stub."""
    return f"m.{name}"
