"""JSON read and written so that numbers stay as they came: indented for people, compact for requests.

Reading is `json`'s own scanner, without the rest of the library, which costs a start 3 ms: docs/dependencies.md.
"""

from __future__ import annotations

from _json import make_scanner

from ecctl.wire import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

BLANKS = " \t\n\r"


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


class _Rules:
    """What the scanner asks of a decoder."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = Number
    parse_int = int
    parse_constant = staticmethod(_no_json)


_scan: Callable[[str, int], tuple[Any, int]] = make_scanner(_Rules)  # type: ignore[arg-type]  # anything with its attributes


def parse(text: str) -> Any:
    """The value of a JSON text, as `json.loads` gives it but for NaN and Infinity, which are no JSON.

    Numbers with a fraction or an exponent are `Number`s. Raises json.JSONDecodeError, ValueError or
    RecursionError.
    """
    bare = text.strip(BLANKS)
    try:
        value, end = _scan(bare, 0)
        if end == len(bare):
            return value
    except (StopIteration, SystemError, ValueError):
        pass  # a SystemError comes from Python 3.11, whose scanner has no words for an error without `json`
    import json

    return json.loads(text, parse_float=Number, parse_constant=_no_json)  # raises, and says where


def indented(value: Any) -> str:
    """A JSON value as the original prints it: members sorted, two blanks of indentation, a line end."""
    parts: list[str] = []
    _write(value, "\n", parts.append)
    parts.append("\n")
    return "".join(parts)


def compact(value: Any) -> bytes:
    """A JSON value without blanks, in UTF-8."""
    parts: list[str] = []
    _write(value, "", parts.append)
    return "".join(parts).encode()


def quoted(text: str) -> str:
    """A text as a JSON string; the library is only loaded for one with control characters and the like."""
    if text.isprintable():
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    from json.encoder import encode_basestring, encode_basestring_ascii

    half = any("\ud800" <= c <= "\udfff" for c in text)  # half of a UTF-16 pair has no UTF-8
    return encode_basestring_ascii(text) if half else encode_basestring(text)


def _write(value: Any, line: str, add: Callable[[str], None]) -> None:
    """Add the parts of a value; `line` is a line end with its indentation, "" for none at all."""
    if isinstance(value, str):
        add(quoted(value))
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


def _write_members(value: dict[str, Any], line: str, add: Callable[[str], None]) -> None:
    if not value:
        return add("{}")
    inner, colon = (line + "  ", ": ") if line else ("", ":")
    lead = "{" + inner
    for key in sorted(value) if line else value:
        add(f"{lead}{quoted(key)}{colon}")
        _write(value[key], inner, add)
        lead = "," + inner
    return add(line + "}")


def _write_items(value: list[Any] | tuple[Any, ...], line: str, add: Callable[[str], None]) -> None:
    if not value:
        return add("[]")
    inner = line + "  " if line else ""
    lead = "[" + inner
    for item in value:
        add(lead)
        _write(item, inner, add)
        lead = "," + inner
    return add(line + "]")
