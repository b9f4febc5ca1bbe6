"""Writes the table of the API description's operations that the platform answers 501 from.

python tools/platformgen.py API.json            writes it
python tools/platformgen.py API.json --check    says whether it is up to date, by its exit status
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

OUTPUT = Path(__file__).parent.parent / "src/ecctl/platform/_generated/operations.py"
HEAD = '''"""The API description's operations: method, path, id. Made by `python tools/platformgen.py API.json`."""

OPERATIONS = """\\
'''


def table(description: dict[str, dict[str, dict[str, dict[str, str]]]]) -> str:
    """The module's text, one operation a line."""
    lines = sorted(
        f"{method.upper()} {path} {operation['operationId']}"
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    )
    return HEAD + "\n".join(lines) + '\n"""\n'


def main(arguments: list[str]) -> int:
    """Write or check; the exit status."""
    text = table(json.loads(Path(arguments[0]).read_text()))
    if "--check" in arguments:
        return int(OUTPUT.read_text() != text)
    OUTPUT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
