"""Catalogue of operations, one line per operation in a single string, so that loading all of them costs nothing.

A dictionary of strings takes 0.5 million instructions to load, of the 30 million of a first call.

A line reads `ID METHOD PATH BODY RESPONSE PARAMETER…`. BODY and RESPONSE name models (`-` for none); a `!` marks
what is required. A parameter is `query:NAME:TYPE`, `header:NAME:TYPE` or `form:NAME:TYPE`; path parameters
appear in the path, in braces.
"""

from __future__ import annotations

from typing import Any

HEAD = '''"""Every operation of the API, in the form that `tools/apigen/operation_catalogue.py` describes."""

OPERATIONS = """
'''

LOCATIONS = {"query": "query", "header": "header", "formData": "form"}
"""Locations of parameters in the description, and their names in the catalogue."""


def render(description: dict[str, Any]) -> str:
    """Return the source of the catalogue."""
    lines = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            lines[operation["operationId"]] = describe(method, path, operation)
    rows = "".join(f"{name} {lines[name]}\n" for name in sorted(lines))
    return f'{HEAD}{rows}"""\n'


def describe(method: str, path: str, operation: dict[str, Any]) -> str:
    """Return the line of one operation."""
    body = "-"
    parameters = []
    for parameter in operation.get("parameters", []):
        mark = "!" if parameter.get("required") else ""
        if parameter["in"] == "body":
            body = model_name(parameter["schema"]) + mark
        elif parameter["in"] in LOCATIONS:
            parameters.append(f"{LOCATIONS[parameter['in']]}:{parameter['name']}:{parameter['type']}{mark}")
    responses = [value for status, value in operation["responses"].items() if status.startswith("2")]
    response = model_name(responses[0].get("schema")) if responses else "-"
    return " ".join([method.upper(), path, body, response, *parameters])


def model_name(schema: dict[str, Any] | None) -> str:
    """Return the model of a schema: `NAME`, `[]NAME` for a list, else the schema's type."""
    if not schema:
        return "-"
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return f"[]{model_name(schema.get('items'))}"
    return str(schema.get("type", "object"))
