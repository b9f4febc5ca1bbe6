"""Errors as people and scripts meet them: text, or one JSON object, on stderr, and an exit status."""

from __future__ import annotations

from ecctl.core.terminal_text import escape_controls, escape_json
from ecctl.errors import ApiError, BadResponseError, EcctlError, SeveralErrors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

INTERRUPTED = 130
BROKEN_PIPE = 141
"""128 + SIGPIPE, as the shell's own tools end."""


def as_text(error: EcctlError) -> str:
    """`ecctl: what happened`, and a line with the hint if there is one."""
    text = f"ecctl: {escape_controls(error.message)}\n"
    return f"{text}hint: {escape_controls(error.hint)}\n" if error.hint else text


def as_json(error: EcctlError) -> str:
    """One JSON object: message, hint, exit_status, and what the API said."""
    import json

    return escape_json(json.dumps({"error": described(error)}, indent=2, ensure_ascii=False)) + "\n"


def described(error: EcctlError) -> dict[str, Any]:
    """An error as a JSON object; of several, each of them."""
    value: dict[str, Any] = {"message": error.message, "exit_status": error.exit_status}
    if error.hint:
        value["hint"] = error.hint
    if isinstance(error, BadResponseError) and error.status:
        value["status"] = error.status
    if isinstance(error, ApiError):
        if error.errors:
            value["errors"] = list(error.errors)
        if error.request_id:
            value["request_id"] = error.request_id
    if isinstance(error, SeveralErrors):
        value["errors"] = [described(part) for part in error.errors]
    return value
