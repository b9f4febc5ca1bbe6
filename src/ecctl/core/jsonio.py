"""JSON read and written so that numbers stay as they came: indented for people, compact for requests.

Reading is `json`'s own scanner, without the rest of the library, which costs a start 3 ms: docs/dependencies.md.
"""

from __future__ import annotations

from _json import make_scanner

from ecctl.core.messages import Number

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
    """A JSON value as the original prints it: members sorted, two blanks of indentation, a line end.

    Raises TypeError, which says where, for a value that JSON does not have.
    """
    return f"{_written(value, LINE)}{LINE}"


def compact(value: Any) -> bytes:
    """A JSON value without blanks, in UTF-8; raises TypeError as `indented` does."""
    return _written(value, "").encode()


LINE = "\n"


def _written(value: Any, line: str) -> str:
    parts: list[str] = []
    try:
        _write(value, line, parts.append)
    except (AttributeError, TypeError, ValueError, RecursionError):
        raise TypeError(_fault(value) or "it cannot be written as JSON") from None
    return "".join(parts)


def _fault(whole: Any) -> str:
    """Which part of a value JSON does not have, and what it is instead; not the part itself, which may be secret."""
    left: list[tuple[Any, str, tuple[int, ...]]] = [(whole, "", ())]
    while left:
        value, name, outer = left.pop()
        where = name.removeprefix(".") or "it"
        if isinstance(value, (dict, list, tuple)):
            if id(value) in outer:
                return f"{where} holds itself"
            if len(outer) == DEEPEST:
                return "it is nested too deeply"
            outer = (*outer, id(value))
            named = value.items() if isinstance(value, dict) else enumerate(value)
            for key, inner in reversed(list(named)):
                if isinstance(value, dict) and not isinstance(key, str):
                    return f"{where} has a member whose name is {a_kind(key)}"
                step = f".{key}" if isinstance(value, dict) else f"[{key}]"
                left.append((inner, name + step, outer))
        elif isinstance(value, float) and not isinstance(value, Number) and value - value:
            return f"{where} is a float that is not finite"
        elif value is not None and not isinstance(value, (str, int, float)):
            return f"{where} is {a_kind(value)}"
    return ""


DEEPEST = 200
"""Levels of a value that are looked through for what is wrong with it."""


def a_kind(value: object) -> str:
    """What a value is, with the article before it: `a list`, `an int`."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


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
    elif isinstance(value, int):
        add(int.__repr__(value))
    elif isinstance(value, float) and not value - value:  # NaN where it is not finite, which is true
        add(float.__repr__(value))
    else:
        raise TypeError


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
