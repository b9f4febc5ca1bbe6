"""The text of errors on stderr, for people or as one JSON object, and exit statuses of signals."""

from __future__ import annotations

from ecctl.cli.command import flag_name
from ecctl.cli.unknown_outcome import may_be_done
from ecctl.core.errors import BadResponseError, EcctlError, NoResponseError
from ecctl.core.terminal_text import escape_controls, escape_json
from ecctl.errors import ApiError, SeveralErrors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

INTERRUPTED = 130
BROKEN_PIPE = 141
"""128 + SIGPIPE, as the tools of a shell end."""


def as_text(error: EcctlError) -> str:
    """Return `ecctl: MESSAGE`, the status of a refusal with the request's id, and a line with the hint."""
    text = f"ecctl: {escape_controls(error.message)}\n"
    if isinstance(error, ApiError) and error.errors:
        request = f", request id {escape_controls(error.request_id)}" if error.request_id else ""
        text += f"status: HTTP {error.status}{request}\n"
    return f"{text}hint: {escape_controls(with_flags(error.hint))}\n" if error.hint else text


def with_flags(hint: str) -> str:
    """Return a hint with the flag for each `the setting NAME`.

    The library says it that way because a program has arguments and a config file has keys; the reader of an
    error of the command uses flags.
    """
    first, *others = hint.split("the setting ")
    shown = first
    for other in others:
        rest = other.lstrip("abcdefghijklmnopqrstuvwxyz_")
        name = other[: len(other) - len(rest)]
        shown += f"{flag_name(name)}{rest}" if name else f"the setting {other}"
    return shown


def as_json(error: EcctlError, *, indent: int | None = 2) -> str:
    """Return one JSON object with message, hint, exit status and what the API said; without indent, on one line."""
    import json

    return escape_json(json.dumps({"error": described(error)}, indent=indent, ensure_ascii=False)) + "\n"


def described(error: EcctlError) -> dict[str, Any]:
    """Return an error as a JSON object; of several, each of them."""
    value: dict[str, Any] = {"message": error.message, "exit_status": error.exit_status}
    if error.hint:
        value["hint"] = with_flags(error.hint)
    if isinstance(error, BadResponseError) and error.status:
        value["status"] = error.status
    if isinstance(error, (NoResponseError, BadResponseError)) and may_be_done(error):
        # Left out otherwise: a program asks only whether something may have happened.
        value["sent"] = True
    if isinstance(error, ApiError):
        if error.errors:
            value["errors"] = list(error.errors)
        if error.request_id:
            value["request_id"] = error.request_id
    if isinstance(error, SeveralErrors):
        value["errors"] = [described(part) for part in error.errors]
    return value
