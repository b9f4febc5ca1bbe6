"""Translation of Swagger schemas to Python annotations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .swagger import reference

SCALARS = {
    "string": "str",
    "boolean": "bool",
    "integer": "int",
    "number": "float",
    "file": "BinaryIO | bytes",
}


def annotation(schema: dict[str, Any], name_model: Callable[[str], str]) -> str:
    """Return the annotation of a schema's values; *name_model* spells the name of a model."""
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
    """Return a string literal in the formatter's style."""
    return f'"{text}"'
