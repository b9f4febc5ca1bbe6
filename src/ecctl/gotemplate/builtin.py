"""The functions that every template has."""

from __future__ import annotations

from ecctl.gotemplate import compare, escape
from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.fields import indirect, is_true, single
from ecctl.gotemplate.functions import VALUE, Function
from ecctl.gotemplate.printf import go_print, go_printf, go_println, size_in_bytes
from ecctl.gotemplate.quoting import from_bytes, to_bytes
from ecctl.gotemplate.types import ANY, STRING, STRING_KIND, UINT8, IntegerType, type_of
from ecctl.gotemplate.values import MISSING, Map, Slice


def _negated(value: object) -> bool:
    return not is_true(value)


def _direct(value: object, doing: str) -> object:
    """What is to be indexed, sliced or measured, without pointers."""
    if value is None or value is MISSING:
        raise CallError(f"{doing} of nil")
    target = indirect(value)
    if target is None:
        raise CallError(f"{doing} of a nil pointer")
    return target


def length(value: object) -> int:
    """The number of bytes of a text, of items of a list, of keys of a map."""
    target = _direct(value, "len")
    if isinstance(target, str) and type_of(target).kind == STRING_KIND:
        return size_in_bytes(target)
    if isinstance(target, (Slice, Map)):
        return len(target)
    raise CallError(f"len of type {type_of(target).name}")


def _position(index: object, end: int) -> int:
    """An index from 0 to the end, which may be the end itself."""
    if index is None or index is MISSING:
        raise CallError("cannot index with nil")
    index = indirect(index)
    kind = type_of(index)
    if not isinstance(kind, IntegerType) or not isinstance(index, int):
        raise CallError(f"cannot index a list or text with type {kind.name}")
    if not 0 <= index <= end:
        raise CallError(f"index out of range: {index}")
    return int(index)


def index(item: object, *indexes: object) -> object:
    """`index x 1 "a"` is x[1]["a"]: an item of a list, a byte of a text, the value of a key."""
    if item is None or item is MISSING:
        raise CallError("index of nil")
    for each in indexes:
        target = _direct(item, "index")
        if isinstance(target, Slice):
            at = _position(each, len(target))
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
    """The value of a key, or the zero value of its type."""
    key = indirect(key)
    if not isinstance(key, str) or type_of(key).kind != STRING_KIND:
        raise CallError(f"a key is of type {type_of(key).name}, and should be of type string")
    found = mapping.get(str(key))
    return mapping.type.elem.box(None) if found is MISSING else found


def slice_of(item: object, *indexes: object) -> object:
    """`slice x 1 2` is x[1:2]: part of a list, or of a text counted in bytes."""
    target = _direct(item, "slice")
    if len(indexes) > 3:  # from, to, capacity
        raise CallError(f"too many slice indexes: {len(indexes)}")
    if isinstance(target, str) and type_of(target).kind == STRING_KIND:
        if len(indexes) == 3:
            raise CallError("cannot 3-index slice a text")
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
    raise CallError(f"a value of type {type_of(function).name} is no function")


def _print(*values: object) -> str:
    """Go's print, for which a pointer to a text is that text."""
    return go_print(*map(single, values))


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
    "html": Function(escape.html, rest=ANY),
    "js": Function(escape.js, rest=ANY),
    "urlquery": Function(escape.urlquery, rest=ANY),
    "call": Function(_call, VALUE, rest=VALUE),
}
