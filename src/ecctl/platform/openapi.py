"""What the platform answers, as an OpenAPI document made from its routes."""

from __future__ import annotations

import json

from .info import VERSION
from .routes import PUBLIC, ROUTES, Route


def text() -> bytes:
    """The document (OpenAPI 3.1), as JSON."""
    paths: dict[str, dict[str, object]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "ecctl's embedded platform", "version": VERSION},
            "paths": paths,
            "components": {
                "securitySchemes": {
                    "basic": {"type": "http", "scheme": "basic"},
                    "bearer": {"type": "http", "scheme": "bearer"},
                    "apiKey": {"type": "apiKey", "in": "header", "name": "Authorization"},
                }
            },
        }
    ).encode()


def _operation(route: Route) -> dict[str, object]:
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    return {
        "operationId": route.operation,
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
        ],
        "security": [] if route.needs == PUBLIC else [{"basic": []}, {"bearer": []}, {"apiKey": []}],
        "responses": {"default": {"description": "A reply of the API."}},
    }
