"""The shapes of what the platform's operations take and give, for its OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from ecctl.platform.routing import API

HEAD = '''"""Shapes of requests and replies, from the API description, as OpenAPI 3 writes them."""

SHAPES = r"""
'''


def render(description: dict[str, Any]) -> str:
    """The Python source: bodies, queries and replies by operation, and what they refer to, as JSON."""
    ours = {operation for _, _, operation, *_ in API}
    found = {
        operation["operationId"]: _shapes(operation)
        for methods in description["paths"].values()
        for operation in methods.values()
        if operation["operationId"] in ours
    }
    named: dict[str, Any] = {}
    _collect(found, description["definitions"], named)
    text = json.dumps({"operations": found, "schemas": named}, indent=1, sort_keys=True)
    text = text.replace("#/definitions/", "#/components/schemas/")
    return HEAD + text + '\n"""\n'


def _shapes(operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation takes and gives."""
    shapes: dict[str, Any] = {"replies": {}, "query": []}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "body":
            # the description says "string" of the bodies of updates, which are the object itself
            schema = parameter["schema"]
            update = schema == {"type": "string"}
            shapes["body"] = {"$ref": "#/definitions/User"} if update else schema
            shapes["body_required"] = bool(parameter.get("required"))
        elif parameter["in"] == "query":
            kept = {key: parameter[key] for key in ("type", "default", "format", "enum") if key in parameter}
            shapes["query"].append({"name": parameter["name"], "schema": kept})
    for status, reply in operation["responses"].items():
        if int(status) < 400:
            shapes["replies"][status] = reply.get("schema", {})
    return shapes


def _collect(value: object, definitions: dict[str, Any], named: dict[str, Any]) -> None:
    """Every definition that is referred to, and those that it refers to."""
    if isinstance(value, dict):
        reference = value.get("$ref", "")
        name = reference.rpartition("/")[2] if isinstance(reference, str) else ""
        if name and name not in named:
            named[name] = definitions[name]
            _collect(definitions[name], definitions, named)
        for item in value.values():
            _collect(item, definitions, named)
    elif isinstance(value, list):
        for item in value:
            _collect(item, definitions, named)
