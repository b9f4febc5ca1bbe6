"""JSON, read and written: plain values for programs, exact numbers for the command.

Reading uses the C scanner of the standard library without the rest of `json`, whose import (with `re` and
`enum`) costs a start 3 ms of about 20 on plain http and 1.6 ms on https. Without `_json` (PyPy, GraalPy), `json`
does all of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, Self

    Scanner = Callable[[str, int], tuple[Any, int]]

BLANKS = " \t\n\r"


class Number(float):
    """A JSON number with a fraction or an exponent: a float that remembers its spelling."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> Self:
        """Make a number from its JSON text."""
        self = super().__new__(cls, text)
        self.text = text
        return self

    def __repr__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[Number], tuple[str]]:
        return Number, (self.text,)


class JsonBytes(bytes):
    """A JSON body together with its value, so that a caller in the same process need not parse it."""

    value: object


def json_bytes(text: bytes, value: object) -> JsonBytes:
    """Return a JSON text together with its value."""
    body = JsonBytes(text)
    body.value = value
    return body


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON value")


class _Options:
    """The attributes of a json.JSONDecoder, which the C scanner reads."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_int = int
    parse_constant = staticmethod(_refuse_constant)

    def __init__(self, number: type[float]) -> None:
        self.parse_float = number


_scan: Scanner | None = None
_scan_exact: Scanner | None = None
try:
    from _json import encode_basestring as _escaped
    from _json import make_scanner
except ImportError:

    def _escaped(text: str, /) -> str:
        from json.encoder import encode_basestring

        return encode_basestring(text)
else:
    _scan = make_scanner(_Options(float))  # type: ignore[arg-type]  # the stub wants a whole decoder
    _scan_exact = make_scanner(_Options(Number))  # type: ignore[arg-type]


def parse(text: str) -> Any:
    """Return the value of a JSON text, as `json.loads` does, but refuse NaN and Infinity, which are not JSON.

    Raise json.JSONDecodeError, ValueError or RecursionError.
    """
    return _parse(text, _scan, float)


def parse_exact(text: str | bytes, *, unique: bool = False) -> Any:
    """Return the value like `parse`, with a Number for each number that has a fraction or an exponent.

    Bytes may be UTF-8, UTF-16 or UTF-32, with or without a byte order mark. If `unique`, raise ValueError for
    an object that has two members of one name: one of the values would be lost.
    """
    if isinstance(text, str) and not unique:
        return _parse(text, _scan_exact, Number)
    import json

    hook = _unique_members if unique else None
    return json.loads(text, parse_float=Number, parse_constant=_refuse_constant, object_pairs_hook=hook)


def _parse(text: str, scan: Scanner | None, number: type[float]) -> Any:
    if scan is not None:
        # Without an argument, strip() also removes blanks that JSON does not have, such as a no-break space.
        bare = text.strip(BLANKS)
        try:
            value, end = scan(bare, 0)
            if end == len(bare):
                return value
        except (StopIteration, SystemError, ValueError):
            pass  # SystemError: Python 3.11's scanner cannot raise JSONDecodeError before `json` is loaded
    import json

    return json.loads(text, parse_float=number, parse_constant=_refuse_constant)  # raises with the position


UNREADABLE = object()

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse_body(body: bytes, *, exact: bool = False) -> Any:
    """Return the JSON value of a body, or UNREADABLE, which equals nothing, if it is not JSON."""
    if isinstance(body, JsonBytes):
        return body.value
    try:
        # RFC 8259, 8.1 lets a reader ignore the mark. Lone surrogates survive, so that nothing the server
        # sent is lost.
        text = body.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "surrogatepass")
        return parse_exact(text) if exact else parse(text)
    except (ValueError, RecursionError):
        return UNREADABLE


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'an object has two members named "{twice}"')
    return members


def indented(value: Any) -> str:
    """Return a value as the original prints it: members sorted, two blanks of indentation, a line feed at the end.

    Raise TypeError, which names the place, for a value that JSON does not have.
    """
    return f"{_written(value, LINE)}{LINE}"


def compact(value: Any) -> bytes:
    """Return a value without blanks, in UTF-8. Raise TypeError as `indented` does."""
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
    """Name the part of a value that JSON does not have, and its type; never the part itself, which may be secret."""
    left: list[tuple[Any, str, tuple[int, ...]]] = [(whole, "", ())]
    while left:
        value, name, outer = left.pop()
        place = name.removeprefix(".") or "it"
        if isinstance(value, (dict, list, tuple)):
            if id(value) in outer:
                return f"{place} holds itself"
            if len(outer) == DEEPEST:
                return "it is nested too deeply"
            outer = (*outer, id(value))
            named = value.items() if isinstance(value, dict) else enumerate(value)
            for key, inner in reversed(list(named)):
                if isinstance(value, dict) and not isinstance(key, str):
                    return f"{place} has a member whose name is {a_kind(key)}"
                step = f".{key}" if isinstance(value, dict) else f"[{key}]"
                left.append((inner, name + step, outer))
        elif isinstance(value, float) and not isinstance(value, Number) and value - value:
            return f"{place} is a float that is not finite"
        elif value is not None and not isinstance(value, (str, int, float)):
            return f"{place} is {a_kind(value)}"
    return ""


DEEPEST = 200
"""Levels of nesting that are searched for the fault."""


def a_kind(value: object) -> str:
    """Return the name of a value's type with its article: `a list`, `an int`."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def quoted(text: str) -> str:
    """Return a text as a JSON string, with the escapes that RFC 8259, 7 requires."""
    # Half of a UTF-16 pair, which is not printable, has no UTF-8.
    if text.isprintable() or not any("\ud800" <= c <= "\udfff" for c in text):
        return _escaped(text)
    from json.encoder import encode_basestring_ascii

    return encode_basestring_ascii(text)


def _write(value: Any, line: str, add: Callable[[str], None]) -> None:
    """Add the parts of a value; `line` is a line feed with indentation, or "" for the compact form."""
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
    elif isinstance(value, float) and not value - value:  # NaN and the infinities give NaN, which is true
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
