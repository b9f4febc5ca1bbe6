"""Table of the API's operations, from which the platform answers 501 for those it does not implement."""

from __future__ import annotations

from typing import Any

HEAD = '''"""Operations of the API: method, path, id."""

OPERATIONS = """\\
'''


def render(description: dict[str, Any]) -> str:
    """Return the source of the table, one operation per line."""
    lines = sorted(
        f"{method.upper()} {path} {operation['operationId']}"
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    return HEAD + "\n".join(lines) + '\n"""\n'
