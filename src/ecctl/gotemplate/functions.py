"""Functions as templates call them: with parameters of Go types, to which the arguments are fitted."""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.types import (
    ANY,
    INTERFACE_KIND,
    MAP_KIND,
    POINTER_KIND,
    SLICE_KIND,
    STRUCT_KIND,
    Type,
    type_of,
)
from ecctl.gotemplate.values import MISSING, Pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

VALUE = Type("reflect.Value")
"""The type of a parameter that takes every value as it is, a missing one too."""

_NILABLE = frozenset({INTERFACE_KIND, MAP_KIND, POINTER_KIND, SLICE_KIND})


class Function:
    """A Python callable with the Go types of its parameters; `rest` is the type of any number of further ones."""

    __slots__ = ("call", "params", "rest")

    def __init__(self, call: Callable[..., object], *params: Type, rest: Type | None = None) -> None:
        self.call = call
        self.params = params
        self.rest = rest

    def parameter(self, at: int) -> Type | None:
        """The type of the argument at an index, or None where there is no such parameter."""
        return self.params[at] if at < len(self.params) else self.rest

    def wrong_count(self, given: int) -> str:
        """What is wrong with this number of arguments, or ""."""
        wanted = len(self.params)
        if self.rest is not None:
            return f"want at least {wanted} arguments, got {given}" if given < wanted else ""
        return f"want {wanted} argument{'s' * (wanted != 1)}, got {given}" if given != wanted else ""


def takes_nil(param: Type) -> bool:
    """Whether nil is a value of the type."""
    return param.kind in _NILABLE


def fit(value: object, param: Type) -> object:
    """The value as a parameter of the type takes it; CallError where it does not suit."""
    if param is VALUE:
        return value
    if value is MISSING or value is None:
        if param is ANY:
            return None
        if takes_nil(param):
            return param.box(None)
        raise CallError(f"invalid value; expected {param.name}")
    kind = type_of(value)
    if param is ANY or kind is param:
        return value
    if isinstance(value, Pointer) and value.type.elem is param:
        if value.target is None:
            raise CallError(f"dereference of nil pointer of type {param.name}")
        return value.target
    if kind.kind == STRUCT_KIND and kind.pointer is param:
        return Pointer(kind.pointer, value)
    raise CallError(f"wrong type for value; expected {param.name}; got {kind.name}")
