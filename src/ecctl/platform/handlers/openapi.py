"""The OpenAPI document: this platform's routes, with the shapes of the API description."""

from __future__ import annotations

import json
from functools import lru_cache

from ecctl.platform._generated.schemas import SHAPES
from ecctl.platform.auth.access import PUBLIC
from ecctl.platform.handlers.platform_info import VERSION
from ecctl.platform.routing import ROUTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.routing import Route

TEXT = {"type": "string"}
NAMES = {"type": "array", "items": TEXT}
KEY = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "state": {"enum": ["signing", "verifying", "retired"]},
        "creation_date": {"type": "string", "format": "date-time"},
    },
    "required": ["name", "state", "creation_date"],
}
ENTRY = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "at": {"type": "string", "format": "date-time"},
        **dict.fromkeys(("event", "subject", "detail", "principal", "by", "request_id"), TEXT),
    },
    "required": ["id", "at", "event", "subject", "principal"],
}
HOST = {
    "type": "object",
    "properties": {
        "token": TEXT,
        "roles": NAMES,
        **dict.fromkeys(("host_ip", "runner_id", "public_hostname", "zone"), TEXT),
    },
    "required": ["token", "host_ip"],
}
FAILURE = {
    "type": "object",
    "properties": {
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": TEXT, "message": TEXT, "fields": NAMES},
                "required": ["code", "message"],
            },
        },
    },
    "required": ["errors"],
}
"""BasicFailedReply of the API description; the generated shapes are those of bodies and successes."""


def _listed(name: str, element: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of an object with one list."""
    return {
        "type": "object",
        "properties": {name: {"type": "array", "items": element}},
        "required": [name],
    }


DATE = {"type": "string", "format": "date-time"}
SESSION = {
    "type": "object",
    "properties": {"user_name": TEXT, "roles": NAMES, "expiration_date": DATE},
    "required": ["user_name", "roles"],
}
CREDENTIALS = {
    "type": "object",
    "properties": {"username": TEXT, "password": TEXT},
    "required": ["username", "password"],
}
NUMBER = {"type": "integer", "minimum": 0}
BOOLEAN = {"type": "boolean"}


def _paged(name: str, sorts: list[str], element: dict[str, Any]) -> dict[str, Any]:
    """Return the shapes of a list with pages."""
    listed = _listed(name, {"type": "object", "properties": element, "required": [*element]})
    counts = ("total", "matched", "offset")
    listed["properties"] |= dict.fromkeys(counts, NUMBER)
    sort = {"enum": [sign + sort for sort in sorts for sign in ("", "-")]}
    query = {"offset": NUMBER, "limit": NUMBER, "sort": sort, "role": TEXT, "text": TEXT}
    return {
        "query": [{"name": key, "schema": schema} for key, schema in query.items()],
        "replies": {"200": listed},
    }


OWN_SHAPES: dict[str, dict[str, Any]] = {
    "enroll-host": {
        "body": HOST,
        "body_required": True,
        "replies": {"201": {"$ref": "#/components/schemas/RunnerInfo"}},
    },
    "get-signing-keys": {"replies": {"200": _listed("keys", KEY)}},
    "rotate-signing-key": {"replies": {"201": KEY}},
    "retire-signing-key": {"replies": {"200": KEY}},
    "get-audit-trail": {
        "query": [{"name": "after", "schema": TEXT}],
        "replies": {"200": _listed("entries", ENTRY)},
    },
    "list-tokens": _paged(
        "tokens",
        ["created", "creator", "roles", "hosts"],
        {
            "token_id": TEXT,
            "roles": NAMES,
            "creation_date": {"type": ["string", "null"], "format": "date-time"},
            "created_by": TEXT,
            "host_count": NUMBER,
            "hosts": NAMES,
        },
    ),
    "list-hosts": _paged(
        "hosts",
        ["name", "joined", "zone", "roles"],
        {
            **dict.fromkeys(("runner_id", "host_ip", "public_hostname", "zone", "token_id"), TEXT),
            **dict.fromkeys(("connected", "healthy"), BOOLEAN),
            "roles": NAMES,
            "joined_date": {"type": ["string", "null"], "format": "date-time"},
        },
    ),
    "search-audit-log": {
        "query": [
            {"name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}},
            *({"name": name, "schema": TEXT} for name in ("before", "event", "principal", "text")),
            *({"name": name, "schema": DATE} for name in ("since", "until")),
        ],
        "replies": {
            "200": {
                "type": "object",
                "properties": {"entries": {"type": "array", "items": ENTRY}, "before": TEXT},
                "required": ["entries", "before"],
            }
        },
    },
    "list-key-usage": {
        "replies": {
            "200": _listed(
                "keys",
                {
                    "type": "object",
                    "properties": {"name": TEXT, "persistent_tokens": NUMBER},
                    "required": ["name", "persistent_tokens"],
                },
            )
        }
    },
    "get-status": {"replies": {"200": {"type": "object"}}},
    "get-versions": {
        "replies": {"200": {"type": "object", "properties": {"versions": {"type": "object"}}}},
    },
    "sign-in": {"body": CREDENTIALS, "body_required": True, "replies": {"201": SESSION}},
    "get-session": {"replies": {"200": SESSION}},
    "sign-out": {"replies": {"200": {"type": "object"}}},
    "get-openapi": {"replies": {"200": {"type": "object"}}},
}
"""Shapes of operations that the API description lacks. The others respond with plain text."""


@lru_cache(maxsize=1)
def text() -> bytes:
    """Return the document (OpenAPI 3.1) as JSON, made once: anybody may ask for it, and it takes 2 ms."""
    known = json.loads(SHAPES)
    shapes = known["operations"] | OWN_SHAPES
    paths: dict[str, dict[str, object]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            route, shapes.get(route.operation)
        )
    document = {
        "openapi": "3.1.0",
        "info": {"title": "ecctl's embedded platform", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": {**known["schemas"], "BasicFailedReply": FAILURE},
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "Authorization"},
            },
        },
    }
    return json.dumps(document).encode()


def _operation(route: Route, shapes: dict[str, Any] | None) -> dict[str, object]:
    """Return an operation of the document; without shapes its response is plain text."""
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    parameters = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]
    replies: dict[str, object] = {}
    if shapes is None:
        replies["200"] = {"description": "Text.", "content": {"text/plain": {"schema": TEXT}}}
        shapes = {"replies": {}}
    parameters += [{**each, "in": "query", "required": False} for each in shapes.get("query", ())]
    for status, schema in shapes["replies"].items():
        replies[status] = _content("Done.", schema)
    # One entry for the class: each operation would otherwise list a dozen codes that all have one shape.
    replies["4XX"] = _content("Refused.", {"$ref": "#/components/schemas/BasicFailedReply"})
    failed = {"$ref": "#/components/schemas/BasicFailedReply"}
    replies["503"] = replies["507"] = _content("Not now.", failed)
    replies["504"] = _content("The outcome is unknown.", failed)
    operation: dict[str, object] = {
        "operationId": route.operation,
        "parameters": parameters,
        "security": [] if route.access == PUBLIC else [{"basic": []}, {"bearer": []}, {"apiKey": []}],
        "responses": replies,
    }
    if "body" in shapes:
        body = {"application/json": {"schema": shapes["body"]}}
        operation["requestBody"] = {"content": body, "required": shapes["body_required"]}
    return operation


def _content(description: str, schema: object) -> dict[str, object]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
