"""Signatures of operations: the names and types of their arguments, and the type of their response."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Any

from .operation_catalogue import LOCATIONS
from .python_types import annotation
from .swagger import reference

SESSION_HEADERS = frozenset({"Accept"})
"""Headers that the session sets itself."""

EMPTY = "EmptyResponse"


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
    return f"{name}: {kind}" if required else f"{name}: {kind} | None = None"


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
    """Return a model's name in the generated code."""
    return f"m.{name}"
