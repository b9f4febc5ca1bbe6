"""JSON as the original prints it: members sorted, two blanks of indentation, numbers as they came."""

from __future__ import annotations

from json.encoder import encode_basestring

from ecctl.wire import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def encode(value: Any) -> str:
    """A JSON value as text with a line end."""
    parts: list[str] = []
    _write(value, "\n", parts.append)
    parts.append("\n")
    return "".join(parts)


def _write(value: Any, line: str, add: Any) -> None:
    """Add the parts of a value; `line` is a line end with the indentation it stands in."""
    if isinstance(value, str):
        add(encode_basestring(value))
    elif isinstance(value, dict):
        _write_members(value, line, add)
    elif isinstance(value, (list, tuple)):
        _write_items(value, line, add)
    elif value is None:
        add("null")
    elif isinstance(value, bool):
        add("true" if value else "false")
    elif isinstance(value, Number):
        add(value.text)
    else:
        add(repr(value))


def _write_members(value: dict[str, Any], line: str, add: Any) -> None:
    if not value:
        return add("{}")
    inner = line + "  "
    lead = "{" + inner
    for key in sorted(value):
        add(f"{lead}{encode_basestring(key)}: ")
        _write(value[key], inner, add)
        lead = "," + inner
    return add(line + "}")


def _write_items(value: list[Any] | tuple[Any, ...], line: str, add: Any) -> None:
    if not value:
        return add("[]")
    inner = line + "  "
    lead = "[" + inner
    for item in value:
        add(lead)
        _write(item, inner, add)
        lead = "," + inner
    return add(line + "]")
