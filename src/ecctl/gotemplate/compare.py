"""The comparisons: eq, ne, lt, le, gt, ge.

They follow Go with two differences, where Go's types would get in the way of what a template means:
a pointer to a basic value is as good as the value, and an untyped number compares as the number that it is.
"""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.fields import single
from ecctl.gotemplate.types import BOOL_KIND, FLOAT_KIND, INT_KIND, STRING_KIND, UINT_KIND, type_of
from ecctl.gotemplate.values import MISSING, Map, Number, Pointer, Slice, Struct

_KINDS = {BOOL_KIND: "bool", INT_KIND: "int", UINT_KIND: "int", FLOAT_KIND: "float", STRING_KIND: "string"}


def _kind(value: object) -> str:
    return _KINDS.get(type_of(value).kind, "")


def _as_number(value: object) -> object:
    """An untyped number as the number that it is."""
    if not isinstance(value, Number):
        return value
    try:
        return int(value)
    except ValueError:
        return float(value)


def _paired(one: object, other: object) -> tuple[object, object, str]:
    """Both values fit to be compared, and their common kind, "" if they have none."""
    if (isinstance(one, Number) or isinstance(other, Number)) and (
        type(one) is not str and type(other) is not str
    ):
        one, other = _as_number(one), _as_number(other)
        if type(one) is int and isinstance(other, float):
            one = float(one)
        elif type(other) is int and isinstance(one, float):
            other = float(other)
    kind = _kind(one)
    return one, other, kind if kind == _kind(other) else ""


def _is_nil(value: object) -> bool:
    if value is None or value is MISSING:
        return True
    return (isinstance(value, Pointer) and value.target is None) or (
        isinstance(value, (Slice, Map)) and value.raw is None
    )


def equal_one(one: object, other: object) -> bool:
    """Whether two values are equal; CallError where they cannot be compared."""
    one, other, kind = _paired(single(one), single(other))
    if kind:
        return one == other
    if _is_nil(one) or _is_nil(other):
        return _is_nil(one) and _is_nil(other)
    left, right = type_of(one), type_of(other)
    if left is not right:
        raise CallError(f"incompatible types for comparison: {left.name} and {right.name}")
    if isinstance(one, (Slice, Map)):
        raise CallError(f"{left.name} cannot be compared")
    if isinstance(one, Pointer) and isinstance(other, Pointer):
        return one is other or _same_data(one.target, other.target)
    return one == other or _same_data(one, other)


def _same_data(one: object, other: object) -> bool:
    return isinstance(one, Struct) and isinstance(other, Struct) and one.raw is other.raw


def eq(first: object, *others: object) -> bool:
    """Whether the first equals any of the others."""
    if not others:
        raise CallError("missing argument for comparison")
    return any(equal_one(first, other) for other in others)


def ne(one: object, other: object) -> bool:
    """Whether two values are not equal."""
    return not equal_one(one, other)


def lt(one: object, other: object) -> bool:
    """Whether one number or text comes before another."""
    one, other, kind = _paired(single(one), single(other))
    if not kind:
        if not _kind(one) or not _kind(other):
            raise CallError("invalid type for comparison")
        raise CallError(f"incompatible types for comparison: {type_of(one).name} and {type_of(other).name}")
    if kind == BOOL_KIND:
        raise CallError("invalid type for comparison")
    return one < other  # type: ignore[operator, no-any-return]  # both are numbers, or both are texts


def le(one: object, other: object) -> bool:
    """Whether one comes before another or equals it."""
    return lt(one, other) or equal_one(one, other)


def gt(one: object, other: object) -> bool:
    """Whether one comes after another."""
    return not le(one, other)


def ge(one: object, other: object) -> bool:
    """Whether one comes after another or equals it."""
    return not lt(one, other)
