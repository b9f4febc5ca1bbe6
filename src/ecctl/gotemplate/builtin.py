"""The predefined functions of text/template."""

from __future__ import annotations

import re

from ecctl.gotemplate import compare
from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.printf import go_print, go_printf, go_println, size_in_bytes
from ecctl.gotemplate.quoting import from_bytes, to_bytes
from ecctl.gotemplate.reflection import indirect, is_true, single
from ecctl.gotemplate.scalars import MISSING
from ecctl.gotemplate.types import (
    ANY,
    STRING,
    STRING_KIND,
    UINT8,
    VALUE,
    Function,
    IntegerType,
    Map,
    Pointer,
    Slice,
    type_of,
)

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "\0": "\ufffd"}
# As Go's JSEscape: `=` and the angle brackets could end the context that the string stands in.
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_QUERY = [
    chr(byte) if byte in _UNRESERVED else "+" if byte == ord(" ") else f"%{byte:02X}" for byte in range(256)
]


def _negated(value: object) -> bool:
    return not is_true(value)


def _direct(value: object, doing: str) -> object:
    """Dereference a value to index, slice or measure; raise CallError for nil."""
    if value is None or value is MISSING:
        raise CallError(f"{doing} of nil")
    target = indirect(value)
    if target is None:
        raise CallError(f"{doing} of a nil pointer")
    return target


def length(value: object) -> int:
    """Return the number of bytes of a string, items of a list, or keys of a map."""
    target = _direct(value, "len")
    if isinstance(target, str) and type_of(target).kind == STRING_KIND:
        return size_in_bytes(target)
    if isinstance(target, (Slice, Map)):
        return len(target)
    raise CallError(f"len of type {type_of(target).name}")


def _position(index: object, end: int) -> int:
    """Return an index as an int from 0 to *end* inclusive; raise CallError for anything else."""
    if index is None or index is MISSING:
        raise CallError("cannot index with nil")
    index = indirect(index)
    kind = type_of(index)
    if not isinstance(kind, IntegerType) or not isinstance(index, int):
        raise CallError(f"cannot index slice/string with type {kind.name}")
    if not 0 <= index <= end:
        raise CallError(f"index out of range: {index}")
    return int(index)


def index(item: object, *indexes: object) -> object:
    """Return `x[1]["a"]` for `index x 1 "a"`: list items, bytes of a string, values of keys."""
    if item is None or item is MISSING:
        raise CallError("index of nil")
    for each in indexes:
        target = _direct(item, "index")
        if isinstance(target, Slice):
            at = _position(each, len(target))
            # _position allows the end, which is valid for `slice` only.
            if at == len(target):
                raise CallError(f"index out of range: {at}")
            item = target.item(at)
        elif isinstance(target, Map):
            item = _value_of(target, each)
        elif isinstance(target, str) and type_of(target).kind == STRING_KIND:
            raw = to_bytes(target)
            at = _position(each, len(raw))
            if at == len(raw):
                raise CallError(f"index out of range: {at}")
            item = UINT8.box(raw[at])
        else:
            raise CallError(f"can't index item of type {type_of(target).name}")
    return item


def _value_of(mapping: Map, key: object) -> object:
    """Return the value of a key, or the zero value of the map's type."""
    key = indirect(key)
    if not isinstance(key, str) or type_of(key).kind != STRING_KIND:
        raise CallError(f"value has type {type_of(key).name}; should be string")
    # As in Go, a missing key is not an error: `index` returns the zero value, a field access `<no value>`.
    found = mapping.get(str(key))
    return mapping.type.elem.box(None) if found is MISSING else found


def slice_of(item: object, *indexes: object) -> object:
    """Return `x[1:2]` for `slice x 1 2`: part of a list, or of a string by bytes."""
    target = _direct(item, "slice")
    if len(indexes) > 3:  # low, high, capacity
        raise CallError(f"too many slice indexes: {len(indexes)}")
    if isinstance(target, str) and type_of(target).kind == STRING_KIND:
        if len(indexes) == 3:
            raise CallError("cannot 3-index slice a string")
        raw = to_bytes(target)
        start, stop = _bounds(indexes, len(raw))
        return from_bytes(raw[start:stop])
    if isinstance(target, Slice):
        start, stop = _bounds(indexes, len(target))
        return Slice(target.type, (target.raw or [])[start:stop]) if indexes else target
    raise CallError(f"can't slice item of type {type_of(target).name}")


def _bounds(indexes: tuple[object, ...], size: int) -> tuple[int, int]:
    found = [_position(each, size) for each in indexes]
    start = found[0] if found else 0
    stop = found[1] if len(found) > 1 else size
    for low, high in zip([start, stop], [stop, *found[2:]], strict=False):
        if low > high:
            raise CallError(f"invalid slice index: {low} > {high}")
    return start, stop


def _call(function: object, *_args: object) -> object:
    if function is None or function is MISSING:
        raise CallError("call of nil")
    raise CallError(f"non-function of type {type_of(function).name}")


def _print(*values: object) -> str:
    """Print like Go, but a pointer to a string or number as what it points to."""
    return go_print(*map(single, values))


def _joined(values: tuple[object, ...]) -> str:
    """Return the values as one string, as print does."""
    if len(values) == 1 and type_of(values[0]).kind == STRING_KIND:
        return str(values[0])
    return go_print(
        *("<no value>" if value is None or value is MISSING else _dereferenced(value) for value in values)
    )


def _dereferenced(value: object) -> object:
    return value.target if isinstance(value, Pointer) and value.target is not None else value


def html(*values: object) -> str:
    """Escape text for HTML, quoted attributes included."""
    return re.sub("[&<>\"'\0]", lambda found: _HTML[found[0]], _joined(values))


def js(*values: object) -> str:
    """Escape text for a quoted JavaScript string."""
    return "".join(
        _JS.get(char) or (char if char.isprintable() else f"\\u{ord(char):04X}") for char in _joined(values)
    )


def urlquery(*values: object) -> str:
    """Escape text for a URL query value."""
    raw = to_bytes(_joined(values))
    return "".join(map(_QUERY.__getitem__, raw))


BUILTINS = {
    "and": Function(is_true, VALUE, rest=VALUE),
    "or": Function(is_true, VALUE, rest=VALUE),
    "not": Function(_negated, VALUE),
    "eq": Function(compare.eq, VALUE, rest=VALUE),
    "ne": Function(compare.ne, VALUE, VALUE),
    "lt": Function(compare.lt, VALUE, VALUE),
    "le": Function(compare.le, VALUE, VALUE),
    "gt": Function(compare.gt, VALUE, VALUE),
    "ge": Function(compare.ge, VALUE, VALUE),
    "len": Function(length, VALUE),
    "index": Function(index, VALUE, rest=VALUE),
    "slice": Function(slice_of, VALUE, rest=VALUE),
    "print": Function(_print, rest=ANY),
    "printf": Function(go_printf, STRING, rest=ANY),
    "println": Function(go_println, rest=ANY),
    "html": Function(html, rest=ANY),
    "js": Function(js, rest=ANY),
    "urlquery": Function(urlquery, rest=ANY),
    "call": Function(_call, VALUE, rest=VALUE),
}
