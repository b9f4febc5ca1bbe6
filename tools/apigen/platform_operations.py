"""The table of the API's operations from which the platform knows what to answer with 501."""

from __future__ import annotations

from typing import Any

HEAD = '''"""The API description's operations: method, path, id."""

OPERATIONS = """\\
'''


def render(description: dict[str, Any]) -> str:
    """The Python source of the table, one operation a line."""
    lines = sorted(
        f"{method.upper()} {path} {operation['operationId']}"
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    return HEAD + "\n".join(lines) + '\n"""\n'
