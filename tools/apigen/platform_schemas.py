"""Schemas of the operations that the platform implements, for its OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from ecctl.platform.routing import ROUTES

from .swagger import reference

HEAD = '''"""Schemas of requests and responses from the API description, in OpenAPI 3 syntax."""

SHAPES = r"""
'''


def render(description: dict[str, Any]) -> str:
    """Return the source: bodies, queries and responses by operation, and the models that they use, as JSON."""
    implemented = {route.operation for route in ROUTES}
    found = {
        operation["operationId"]: _shapes(operation)
        for methods in description["paths"].values()
        for operation in methods.values()
        if operation["operationId"] in implemented
    }
    models: dict[str, Any] = {}
    _collect(found, description["definitions"], models)
    text = json.dumps({"operations": found, "schemas": models}, indent=1, sort_keys=True)
    text = text.replace("#/definitions/", "#/components/schemas/")
    return HEAD + text + '\n"""\n'


def _shapes(operation: dict[str, Any]) -> dict[str, Any]:
    """Return the body, query and responses of an operation."""
    shapes: dict[str, Any] = {"replies": {}, "query": []}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "body":
            # The description says "string" for the body of an update, which is the object itself.
            schema = parameter["schema"]
            update = schema == {"type": "string"}
            shapes["body"] = {"$ref": "#/definitions/User"} if update else schema
            shapes["body_required"] = bool(parameter.get("required"))
        elif parameter["in"] == "query":
            kept = {key: parameter[key] for key in ("type", "default", "format", "enum") if key in parameter}
            shapes["query"].append({"name": parameter["name"], "schema": kept})
    for status, response in operation["responses"].items():
        if int(status) < 400:
            shapes["replies"][status] = response.get("schema", {})
    return shapes


def _collect(value: object, definitions: dict[str, Any], models: dict[str, Any]) -> None:
    """Add every model that *value* refers to, directly or through others."""
    if isinstance(value, dict):
        name = reference(value) if isinstance(value.get("$ref", ""), str) else ""
        if name and name not in models:
            models[name] = definitions[name]
            _collect(definitions[name], definitions, models)
        for item in value.values():
            _collect(item, definitions, models)
    elif isinstance(value, list):
        for item in value:
            _collect(item, definitions, models)
