"""Models of the API with the Go types that go-swagger gives their fields, for Go templates.

A model is one string with a line `KEY TYPE` per field; a `!` after the type marks a required field. The rules
are those of the models in the Go client: a struct is always behind a pointer, and so are booleans and required
scalars.
"""

from __future__ import annotations

from typing import Any

from .swagger import reference

SCALARS = {
    ("integer", "int32"): "int32",
    ("integer", "int64"): "int64",
    ("number", "float"): "float32",
    ("number", "double"): "float64",
    ("string", "date-time"): "date",
}


def render(description: dict[str, Any]) -> str:
    """Return the source of the models."""
    models = description["definitions"]
    parts = ['"""Models of the API, each with the keys and Go types of its fields."""\n\nMODELS = {\n']
    for name in sorted(models):
        fields = "".join(f"{line}\n" for line in describe(models[name], models))
        parts.append(f'    "{name}": """{fields}""",\n')
    parts.append("}\n")
    return "".join(parts)


def describe(model: dict[str, Any], models: dict[str, Any]) -> list[str]:
    """Return the lines of a model's fields, sorted by key."""
    required = set(model.get("required", ()))
    return [
        f"{key} {go_type(schema, models, required=key in required)}{'!' * (key in required)}"
        for key, schema in sorted(model.get("properties", {}).items())
    ]


def go_type(schema: dict[str, Any], models: dict[str, Any], *, required: bool) -> str:
    """Return the Go type of a field."""
    model = reference(schema)
    if model:
        return f"*{model}" if "properties" in models[model] else "any"
    kind = schema["type"]
    if kind == "array":
        return f"[]{_element(schema['items'], models, pointer=True)}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"map[string]{_element(values, models, pointer=False)}" if values else "any"
    return ("*" if required or kind == "boolean" else "") + _scalar(schema)


def _element(schema: dict[str, Any], models: dict[str, Any], *, pointer: bool) -> str:
    """Return the type of a list's items, or of a map's values, in which structs are not pointers."""
    model = reference(schema)
    if model and not pointer:
        return model
    if schema.get("type") in ("array", "object") or model:
        return go_type(schema, models, required=False)
    return _scalar(schema)


def _scalar(schema: dict[str, Any]) -> str:
    kind = schema["type"]
    plain = {"string": "string", "boolean": "bool", "integer": "int64", "number": "float64"}[kind]
    return SCALARS.get((kind, schema.get("format", "")), plain)
