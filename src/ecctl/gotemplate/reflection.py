"""Fields, methods, arguments and truth of values: what templates need of Go's `reflect`."""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError, FieldError, nearest
from ecctl.gotemplate.scalars import MISSING, Number, Text
from ecctl.gotemplate.types import (
    ANY,
    INTERFACE_KIND,
    MAP_KIND,
    POINTER_KIND,
    SLICE_KIND,
    STRUCT_KIND,
    VALUE,
    Function,
    Map,
    Pointer,
    Slice,
    Struct,
    StructType,
    Type,
    type_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_NILABLE = frozenset({INTERFACE_KIND, MAP_KIND, POINTER_KIND, SLICE_KIND})


def get_field(value: object, name: str) -> object:
    """Return a field, a map's value, or the result of a method without arguments; raise FieldError if none exists."""
    if value is MISSING:
        return MISSING
    if value is None:
        raise FieldError(f"nil has no field {name}")
    # Methods before fields, as in Go.
    method = find_method(type_of(value), name)
    if method is not None:
        return call_method(value, method, name, ())
    target = indirect(value)
    if isinstance(target, Struct):
        found = _struct_field(target, name)
        if found is not MISSING:
            return found
    # A key that the map lacks is MISSING, not an error: templates test for optional members in this way.
    elif isinstance(target, Map):
        return target.field(name)
    elif target is None and isinstance(value, Pointer):
        elem = value.type.elem
        # An unknown field is reported as such, even on a nil pointer.
        if not isinstance(elem, StructType) or elem.find(name):
            raise FieldError(f"nil pointer evaluating {value.type.name}.{name}")
    raise _no_field(type_of(value), name, target)


def _struct_field(struct: Struct, name: str) -> object:
    field = struct.type.find(name)
    if field is None:
        return struct.type.undeclared(struct.raw, name)
    return struct.get(field)


def _no_field(type_: Type, name: str, target: object) -> FieldError:
    struct = target.type if isinstance(target, Struct) else getattr(type_, "elem", None)
    suggestion = nearest(name, struct.reachable) if isinstance(struct, StructType) else ""
    return FieldError(f"can't evaluate field {name} in type {type_.name}", suggestion and f".{suggestion}")


def find_method(type_: Type, name: str) -> Function | None:
    """Return the method of a type, or of the type it points to."""
    method = type_.methods.get(name)
    if method is None:
        elem = getattr(type_, "elem", None)
        if elem is not None and type_ is elem.pointer:
            method = elem.methods.get(name)
    return method


def call_method(value: object, method: Function, name: str, args: Sequence[object]) -> object:
    """Call a method; raise FieldError if it fails or the arguments do not fit."""
    wrong = method.wrong_count(len(args))
    if wrong:
        raise FieldError(f"wrong number of arguments for {name}: {wrong}")
    try:
        fitted = [fit(arg, param) for arg, param in zip(args, method.params, strict=True)]
        return method.call(value, *fitted)
    except CallError as error:
        raise FieldError(f"error calling {name}: {error}") from None


def takes_nil(param: Type) -> bool:
    """Return whether nil is a value of the type."""
    return param.kind in _NILABLE


def fit(value: object, param: Type) -> object:
    """Return the value as a parameter of this type receives it; raise CallError if it does not fit."""
    if param is VALUE:
        return value
    if value is MISSING or value is None:
        if param is ANY:
            return None
        if takes_nil(param):
            return param.box(None)
        raise CallError(f"invalid value; expected {param.name}")
    type_ = type_of(value)
    if param is ANY or type_ is param:
        return value
    if isinstance(value, Pointer) and value.type.elem is param:
        if value.target is None:
            raise CallError(f"dereference of nil pointer of type {param.name}")
        return value.target
    # Go takes the address of an addressable struct; values here have none, so any struct will do.
    if type_.kind == STRUCT_KIND and type_.pointer is param:
        return Pointer(type_.pointer, value)
    raise CallError(f"wrong type for value; expected {param.name}; got {type_.name}")


def indirect(value: object) -> object:
    """Follow pointers to the value they lead to."""
    while isinstance(value, Pointer):
        value = value.target
    return value


def single(value: object) -> object:
    """Dereference a pointer to a string, number or boolean: its address would be useless."""
    if isinstance(value, Pointer) and not isinstance(value.target, (Struct, Slice, Map, Pointer)):
        return value if value.target is None else value.target
    return value


def is_true(value: object) -> bool:
    """Return whether `if` takes the value for true: not zero, empty or nil. Structs and pointers to values are."""
    if isinstance(value, Pointer):
        return value.target is not None
    if value is MISSING:
        return False
    if isinstance(value, (Struct, Text)):
        return True
    if isinstance(value, (Slice, Map, Number)):
        return len(value) > 0
    return bool(value)
