"""The models of the API with the Go types that go-swagger gives to their fields, for templates.

A model is one text, with a line `KEY TYPE` for each field; a `!` after the type marks one that has to be
there. The rules are those of the generated models that the Go client is built on: a struct is always
behind a pointer, a scalar that has to be there too, and a boolean in any case.
"""

from __future__ import annotations

from typing import Any

from .description import reference

SCALARS = {
    ("integer", "int32"): "int32",
    ("integer", "int64"): "int64",
    ("number", "float"): "float32",
    ("number", "double"): "float64",
    ("string", "date-time"): "date",
}


def render(description: dict[str, Any]) -> str:
    """The Python source of the models, without its head."""
    models = description["definitions"]
    parts = ['"""The API\'s models, each with the keys and Go types of its fields."""\n\nMODELS = {\n']
    for name in sorted(models):
        fields = "".join(f"{line}\n" for line in describe(models[name], models))
        parts.append(f'    "{name}": """{fields}""",\n')
    parts.append("}\n")
    return "".join(parts)


def describe(model: dict[str, Any], models: dict[str, Any]) -> list[str]:
    """The lines of a model's fields, by key."""
    needed = set(model.get("required", ()))
    return [
        f"{key} {go_type(schema, models, needed=key in needed)}{'!' * (key in needed)}"
        for key, schema in sorted(model.get("properties", {}).items())
    ]


def go_type(schema: dict[str, Any], models: dict[str, Any], *, needed: bool) -> str:
    """The Go type of a schema in the place of a field."""
    model = reference(schema)
    if model:
        return f"*{model}" if "properties" in models[model] else "any"
    kind = schema["type"]
    if kind == "array":
        return f"[]{_element(schema['items'], models, pointer=True)}"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"map[string]{_element(values, models, pointer=False)}" if values else "any"
    return ("*" if needed or kind == "boolean" else "") + _scalar(schema)


def _element(schema: dict[str, Any], models: dict[str, Any], *, pointer: bool) -> str:
    """The type of a list's items, or of a map's values, of which structs are no pointers."""
    model = reference(schema)
    if model and not pointer:
        return model
    if schema.get("type") in ("array", "object") or model:
        return go_type(schema, models, needed=False)
    return _scalar(schema)


def _scalar(schema: dict[str, Any]) -> str:
    kind = schema["type"]
    plain = {"string": "string", "boolean": "bool", "integer": "int64", "number": "float64"}[kind]
    return SCALARS.get((kind, schema.get("format", "")), plain)
