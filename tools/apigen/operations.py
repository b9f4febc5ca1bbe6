"""The catalogue of operations: one line of text an operation, so that loading all of them costs nothing.

A line reads `METHOD PATH BODY REPLY PARAMETER…`. BODY and REPLY name models (`-` for none); a `!` marks
what is required. A parameter is `query:NAME:TYPE`, `header:NAME:TYPE` or `form:NAME:TYPE`; those of the
path stand in it in braces.
"""

from __future__ import annotations

from typing import Any

WHERE = {"query": "query", "header": "header", "formData": "form"}


def render(description: dict[str, Any]) -> str:
    """The Python source of the catalogue."""
    lines = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            lines[operation["operationId"]] = describe(method, path, operation)
    rows = "".join(f'    "{name}": "{lines[name]}",\n' for name in sorted(lines))
    return f'"""Every operation of the API, by id."""\n\nOPERATIONS = {{\n{rows}}}\n'


def describe(method: str, path: str, operation: dict[str, Any]) -> str:
    """One operation's line."""
    body = "-"
    parameters = []
    for parameter in operation.get("parameters", []):
        mark = "!" if parameter.get("required") else ""
        if parameter["in"] == "body":
            body = model_name(parameter["schema"]) + mark
        elif parameter["in"] in WHERE:
            parameters.append(f"{WHERE[parameter['in']]}:{parameter['name']}:{parameter['type']}{mark}")
    replies = [reply for status, reply in operation["responses"].items() if status.startswith("2")]
    reply = model_name(replies[0].get("schema")) if replies else "-"
    return " ".join([method.upper(), path, body, reply, *parameters])


def model_name(schema: dict[str, Any] | None) -> str:
    """The name of a schema's model; `[]NAME` for a list of them; its type where it has no model."""
    if not schema:
        return "-"
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return f"[]{model_name(schema.get('items'))}"
    return str(schema.get("type", "object"))
