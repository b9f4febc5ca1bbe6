"""What a schema of the description is in Python's types, as text for generated sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .description import reference

SCALARS = {
    "string": "str",
    "boolean": "bool",
    "integer": "int",
    "number": "float",
    "file": "BinaryIO | bytes",
}


def annotation(schema: dict[str, Any], name_model: Callable[[str], str]) -> str:
    """The type of a schema's values; `name_model` says how a model is called where the text will stand."""
    model = reference(schema)
    if model:
        return name_model(model)
    if schema.get("enum"):
        return f"Literal[{', '.join(map(quoted, schema['enum']))}]"
    kind = schema.get("type", "object")
    if kind == "array":
        return f"list[{annotation(schema['items'], name_model)}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {annotation(values, name_model)}]" if values else "dict[str, Any]"
    return SCALARS[kind]


def quoted(text: str) -> str:
    """A text as Python and its formatter write it."""
    return f'"{text}"'
