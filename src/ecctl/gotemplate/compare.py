"""The comparison functions: eq, ne, lt, le, gt, ge.

They differ from Go in two points in which Go's types defeat what a template means: a pointer to a basic
value compares as the value, and an untyped number compares as a number.
"""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.reflection import single
from ecctl.gotemplate.scalars import MISSING, Number
from ecctl.gotemplate.types import (
    BOOL_KIND,
    FLOAT_KIND,
    INT_KIND,
    STRING_KIND,
    UINT_KIND,
    Map,
    Pointer,
    Slice,
    Struct,
    type_of,
)

_KINDS = {BOOL_KIND: "bool", INT_KIND: "int", UINT_KIND: "int", FLOAT_KIND: "float", STRING_KIND: "string"}


def _kind(value: object) -> str:
    return _KINDS.get(type_of(value).kind, "")


def _as_number(value: object) -> object:
    """Convert an untyped number to int or float."""
    if not isinstance(value, Number):
        return value
    try:
        return int(value)
    except ValueError:
        return float(value)


def _paired(one: object, other: object) -> tuple[object, object, str]:
    """Return both values ready for comparison, and their common kind or ""."""
    # A number compared with a string stays a string, as json.Number is in Go.
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
    """Return whether two values are equal; raise CallError if they cannot be compared."""
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
        # Pointers are boxed anew on each access, so identity is that of the data they point to.
        return one is other or _same_data(one.target, other.target)
    return one == other or _same_data(one, other)


def _same_data(one: object, other: object) -> bool:
    return isinstance(one, Struct) and isinstance(other, Struct) and one.raw is other.raw


def eq(first: object, *others: object) -> bool:
    """Return whether the first value equals any of the others."""
    if not others:
        raise CallError("missing argument for comparison")
    return any(equal_one(first, other) for other in others)


def ne(one: object, other: object) -> bool:
    """Return whether two values differ."""
    return not equal_one(one, other)


def lt(one: object, other: object) -> bool:
    """Return whether one number or string is less than another."""
    one, other, kind = _paired(single(one), single(other))
    if not kind:
        if not _kind(one) or not _kind(other):
            raise CallError("invalid type for comparison")
        raise CallError(f"incompatible types for comparison: {type_of(one).name} and {type_of(other).name}")
    if kind == BOOL_KIND:
        raise CallError("invalid type for comparison")
    return one < other  # type: ignore[operator, no-any-return]  # both are numbers, or both are strings


def le(one: object, other: object) -> bool:
    """Return whether one is less than or equal to another."""
    # As in Go, and `gt` is its negation there, too: NaN counts as greater than any number.
    return lt(one, other) or equal_one(one, other)


def gt(one: object, other: object) -> bool:
    """Return whether one is greater than another."""
    return not le(one, other)


def ge(one: object, other: object) -> bool:
    """Return whether one is greater than or equal to another."""
    return not lt(one, other)
