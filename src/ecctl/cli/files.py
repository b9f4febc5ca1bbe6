"""Files that a flag names: read whole, checked to be what they must be, and sent as they stand."""

from __future__ import annotations

from ecctl.cli.context import is_terminal
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.context import Context

SIZE_LIMIT = 64 << 20


def shown(path: str, flag: str) -> str:
    """What a file is called in an error."""
    return f'the file "{path}" (--{flag})' if path != "-" else f"standard input (--{flag})"


def read_bytes(path: str, flag: str, context: Context) -> bytes:
    """The content of a file, or of standard input for `-`; UsageError names the flag and the file."""
    if path == "-":
        data = b"" if context.stdin is None else context.stdin.read(SIZE_LIMIT + 1)
    else:
        try:
            with open(path, "rb") as file:
                data = file.read(SIZE_LIMIT + 1)
        except OSError as error:
            raise UsageError(f"{shown(path, flag)} cannot be read: {error.strerror}") from None
    if len(data) > SIZE_LIMIT:
        raise UsageError(f"{shown(path, flag)} is larger than {SIZE_LIMIT >> 20} MiB")
    if not data.strip():
        raise UsageError(f"{shown(path, flag)} is empty")
    return data


def read_json(path: str, flag: str, context: Context) -> Any:
    """The JSON value of a file, its numbers as they are written; UsageError where it is not JSON to its end."""
    import json

    from ecctl.wire import Number

    data = read_bytes(path, flag, context)
    try:
        return json.loads(data, parse_float=Number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{shown(path, flag)} is not JSON: {error.msg} at {place}") from None
    except (UnicodeDecodeError, RecursionError):
        raise UsageError(f"{shown(path, flag)} is not JSON text") from None


def read_object(path: str, flag: str, context: Context) -> dict[str, Any]:
    """The JSON object of a file, or of standard input where no file is named."""
    if not path:
        if is_terminal(context.stdin):
            raise UsageError(f"a definition is needed: name its file with --{flag}, or pipe it in")
        path = "-"
    value = read_json(path, flag, context)
    if not isinstance(value, dict):
        raise UsageError(f"{shown(path, flag)} holds no JSON object")
    return value


def write_text(path: str, text: str, flag: str) -> None:
    """Write a file that anyone may read; UsageError names the flag and the file where that fails."""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{shown(path, flag)} cannot be written: {error.strerror}") from None
