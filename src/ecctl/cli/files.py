"""Files that a flag names: read whole, validated, and sent unchanged."""

from __future__ import annotations

import os

from ecctl.cli import is_terminal
from ecctl.core.errors import UsageError
from ecctl.errors import raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from ecctl.cli import Context
    from ecctl.client.multipart import FileForm

SIZE_LIMIT = 64 << 20


def shown(path: str, flag: str) -> str:
    """Return the name of a file for an error; *flag* is "" if an argument names it."""
    name = "standard input" if path == "-" else f'the file "{path}"'
    return f"{name} (--{flag})" if flag else name


def read_bytes(path: str, flag: str, context: Context, *, may_be_empty: bool = False) -> bytes:
    """Return the content of a file, or of standard input for `-`; raise UsageError if it cannot be read."""
    if path == "-":
        data = b"" if context.stdin is None else context.stdin.read(SIZE_LIMIT + 1)
    else:
        try:
            with open(path, "rb") as file:
                data = file.read(SIZE_LIMIT + 1)
        except OSError as error:
            raise UsageError(f"cannot read {shown(path, flag)}: {error.strerror}") from None
    # Read first: a pipe does not tell its size.
    if len(data) > SIZE_LIMIT:
        raise UsageError(f"{shown(path, flag)} is larger than {SIZE_LIMIT >> 20} MiB")
    if not data.strip() and not may_be_empty:
        raise UsageError(f"{shown(path, flag)} is empty")
    return data


def read_json(path: str, flag: str, context: Context) -> Any:
    """Return the JSON value of a file, with the spelling of its numbers. Raise UsageError if it is not JSON."""
    from json import JSONDecodeError

    from ecctl.core.jsonio import parse_exact

    data = read_bytes(path, flag, context)
    try:
        # A repeated member would be dropped silently, and the file must be sent as it stands.
        return parse_exact(data, unique=True)
    except JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{shown(path, flag)} is not JSON: {error.msg} at {place}") from None
    except (UnicodeDecodeError, RecursionError):
        raise UsageError(f"{shown(path, flag)} is not JSON text") from None
    except ValueError as error:
        raise UsageError(f"cannot send {shown(path, flag)} unchanged: {error}") from None


def read_object(path: str, flag: str, context: Context) -> dict[str, Any]:
    """Return the JSON object of a file, or of standard input if no file is named."""
    if not path:
        if is_terminal(context.stdin):
            raise UsageError(f"specify a definition: --{flag} FILE, or standard input")
        path = "-"
    value = read_json(path, flag, context)
    if not isinstance(value, dict):
        raise UsageError(f"{shown(path, flag)} is not a JSON object")
    return value


def open_form(path: str, flag: str) -> FileForm:
    """Open a file for an upload. Raise UsageError if it cannot be read or is empty."""
    from ecctl.client.multipart import FileForm

    try:
        file = open(path, "rb")  # noqa: SIM115  # the form closes it
    except OSError as error:
        raise UsageError(f"cannot read {shown(path, flag)}: {error.strerror}") from None
    if file.seekable() and file.read(1):
        return FileForm(file)
    problem = "is empty" if file.seekable() else "is not a regular file"
    file.close()
    raise UsageError(f"{shown(path, flag)} {problem}")


def save_each(elements: Iterable[Any], folder: str, flag: str) -> None:
    """Write each element to a file `ID.json`. Raise UsageError for ids that are not file names, after the others."""
    from ecctl.core.jsonio import indented

    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(f'cannot create the folder "{folder}" (--{flag}): {error.strerror}') from None
    refused = []
    for element in elements:
        name = element.get("id") if isinstance(element, dict) else None
        if not name or not isinstance(name, str) or "/" in name or "\0" in name:
            refused.append(UsageError(f'the id "{name}" is not a file name: its element was not saved'))
        else:
            write_text(os.path.join(folder, f"{name}.json"), indented(element), flag)
    raise_all(refused)


def write_text(path: str, text: str, flag: str) -> None:
    """Write a file that anyone may read. Raise UsageError if that fails."""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {shown(path, flag)}: {error.strerror}") from None
