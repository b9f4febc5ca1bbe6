"""Fields, methods and truth of values: what `.Name` finds, and what `if` goes by."""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError, FieldError, nearest
from ecctl.gotemplate.functions import Function, fit
from ecctl.gotemplate.types import StructType, type_of
from ecctl.gotemplate.values import MISSING, Map, Number, Pointer, Slice, Struct, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.gotemplate.types import Type


def get_field(value: object, name: str) -> object:
    """The field, the map's value, or what the method without arguments returns; FieldError if there is none."""
    if value is MISSING:
        return MISSING
    if value is None:
        raise FieldError(f"nil has no field {name}")
    method = find_method(type_of(value), name)
    if method is not None:
        return call_method(value, method, name, ())
    target = indirect(value)
    if isinstance(target, Struct):
        found = _struct_field(target, name)
        if found is not MISSING:
            return found
    elif isinstance(target, Map):
        return target.field(name)
    elif target is None and isinstance(value, Pointer):
        elem = value.type.elem
        if not isinstance(elem, StructType) or elem.find(name):
            raise FieldError(f"nil pointer: there is no {value.type.name} to take field {name} of")
    raise _no_field(type_of(value), name, target)


def _struct_field(struct: Struct, name: str) -> object:
    field = struct.type.find(name)
    if field is None:
        return struct.type.beyond(struct.raw, name)
    return struct.get(field)


def _no_field(kind: Type, name: str, target: object) -> FieldError:
    struct = target.type if isinstance(target, Struct) else getattr(kind, "elem", None)
    suggestion = nearest(name, struct.reachable) if isinstance(struct, StructType) else ""
    return FieldError(f"can't evaluate field {name} in type {kind.name}", suggestion and f".{suggestion}")


def find_method(kind: Type, name: str) -> Function | None:
    """The method of the type, or of what it points to."""
    method = kind.methods.get(name)
    if method is None:
        elem = getattr(kind, "elem", None)
        if elem is not None and kind is elem.pointer:
            method = elem.methods.get(name)
    return method


def call_method(value: object, method: Function, name: str, args: Sequence[object]) -> object:
    """What a method returns for a receiver; FieldError where it fails or the arguments do not suit."""
    wrong = method.wrong_count(len(args))
    if wrong:
        raise FieldError(f"wrong number of arguments for {name}: {wrong}")
    try:
        fitted = [fit(arg, param) for arg, param in zip(args, method.params, strict=True)]
        return method.call(value, *fitted)
    except CallError as wrong_call:
        raise FieldError(f"error calling {name}: {wrong_call}") from None


def indirect(value: object) -> object:
    """What a pointer points to in the end, or the value itself."""
    while isinstance(value, Pointer):
        value = value.target
    return value


def single(value: object) -> object:
    """A pointer to a text, a number or a boolean as that value, whose address would be of no use."""
    if isinstance(value, Pointer) and not isinstance(value.target, (Struct, Slice, Map, Pointer)):
        return value if value.target is None else value.target
    return value


def is_true(value: object) -> bool:
    """Whether `if` takes the value for true: not zero, not empty, not nil. A struct always is, and so is a pointer."""
    if isinstance(value, Pointer):
        return value.target is not None
    if value is MISSING:
        return False
    if isinstance(value, (Struct, Text)):
        return True
    if isinstance(value, (Slice, Map, Number)):
        return len(value) > 0
    return bool(value)
