"""Values as the text of one table cell."""

from __future__ import annotations

from ecctl.core.jsonio import Number
from ecctl.core.terminal_text import escape_line

NO_VALUE = "-"


def cell_text(value: object) -> str:
    """Return a value as a cell shows it: lists as Go prints them, None as `-`, control characters escaped."""
    if isinstance(value, str):
        # Most cells are printable, and isprintable() is a single scan in C.
        return value if value.isprintable() else escape_line(value)
    if value is None:
        return NO_VALUE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.text
    if isinstance(value, list):
        # Go prints an empty item as nothing, so only a whole cell may become `-`.
        return f"[{' '.join('' if item is None or item == '' else cell_text(item) for item in value)}]"
    if isinstance(value, dict):
        import json

        return escape_line(json.dumps(value, ensure_ascii=False))
    return str(value)
