"""Writes what the embedded platform takes from the API description: its operations, and schemas for those it has.

python tools/platformgen.py API.json            writes both
python tools/platformgen.py API.json --check    says whether they are up to date, by its exit status
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from ecctl.platform.routes import API  # noqa: E402 (found by the line above)

GENERATED = ROOT / "src/ecctl/platform/_generated"
MADE_BY = "Made by `python tools/platformgen.py API.json`."


def operations(description: dict[str, Any]) -> str:
    """A module's text: every operation of the description, one a line."""
    lines = sorted(
        f"{method.upper()} {path} {operation['operationId']}"
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    head = f'"""The API description\'s operations: method, path, id. {MADE_BY}"""\n\nOPERATIONS = """\\\n'
    return head + "\n".join(lines) + '\n"""\n'


def schemas(description: dict[str, Any]) -> str:
    """A module's text: bodies, queries and replies of the operations that the platform has, as OpenAPI 3 has them."""
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
    head = f'"""Shapes of requests and replies, from the API description. {MADE_BY}"""\n\nSHAPES = r"""\n'
    return head + text + '\n"""\n'


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


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    description = json.loads(Path(arguments[0]).read_text())
    texts = {"operations.py": operations(description), "schemas.py": schemas(description)}
    if "--check" in arguments:
        return int(any((GENERATED / name).read_text() != text for name, text in texts.items()))
    for name, text in texts.items():
        (GENERATED / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
