"""Go's types as far as templates can tell them apart, and how raw data becomes values of them.

`box` takes raw data (what a JSON parser makes), or what is a value already. Data that does not suit the
type is not forced into it: it becomes a value of the type that it has by itself. None becomes the type's
zero value.
"""

from __future__ import annotations

from ecctl.gotemplate.values import (
    MISSING,
    Float32,
    Integer,
    Map,
    Missing,
    Number,
    Pointer,
    Slice,
    Struct,
    Text,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ecctl.gotemplate.functions import Function

BOOL_KIND = "bool"
INT_KIND = "int"
UINT_KIND = "uint"
FLOAT_KIND = "float"
STRING_KIND = "string"
SLICE_KIND = "slice"
MAP_KIND = "map"
POINTER_KIND = "pointer"
STRUCT_KIND = "struct"
INTERFACE_KIND = "interface"


class Type:
    """A Go type: its kind, its name as %T prints it, and its methods by name."""

    kind = INTERFACE_KIND

    def __init__(self, name: str, methods: Mapping[str, Function] | None = None) -> None:
        self.name = name
        self.methods = methods or {}
        self._pointer: PointerType | None = None

    def box(self, raw: object) -> object:
        """The value of this type that the data stands for."""
        return raw

    @property
    def pointer(self) -> PointerType:
        """The type of pointers to this one."""
        if self._pointer is None:
            self._pointer = PointerType(f"*{self.name}", self)
        return self._pointer

    def __repr__(self) -> str:
        return f"<Go type {self.name}>"


class BoolType(Type):
    """bool."""

    kind = BOOL_KIND

    def box(self, raw: object) -> object:
        """True or False; None is False."""
        return raw if raw is True or raw is False else False if raw is None else ANY.box(raw)


class IntegerType(Type):
    """An integer of a number of bits, signed or not."""

    def __init__(self, name: str, bits: int, *, signed: bool = True) -> None:
        super().__init__(name)
        self.kind = INT_KIND if signed else UINT_KIND
        self.bits = bits

    def box(self, raw: object) -> object:
        """An integer of this type; None is 0."""
        if raw is None:
            raw = 0
        return Integer.of(raw, self) if type(raw) is int else ANY.box(raw)

    def wrapped(self, number: int) -> int:
        """The number with no more bits than the type has, as Go cuts it."""
        number &= (1 << self.bits) - 1
        return number - (1 << self.bits) if self.kind == INT_KIND and number >> (self.bits - 1) else number


class PlainIntegerType(IntegerType):
    """int: Python's own stands for it."""

    def box(self, raw: object) -> object:
        """Python's own integer; None is 0."""
        return 0 if raw is None else raw if type(raw) is int else ANY.box(raw)


class FloatType(Type):
    """float64, or float32."""

    kind = FLOAT_KIND

    def __init__(self, name: str, *, narrow: bool) -> None:
        super().__init__(name)
        self.narrow = narrow

    def box(self, raw: object) -> object:
        """A float, of 32 bits if the type has no more; None is 0."""
        if raw is None:
            raw = 0.0
        if isinstance(raw, (int, float)) and not isinstance(raw, (bool, Integer)):
            try:
                return Float32.nearest(raw) if self.narrow else float(raw)
            except OverflowError:
                return ANY.box(raw)
        return ANY.box(raw)


class StringType(Type):
    """string."""

    kind = STRING_KIND

    def box(self, raw: object) -> object:
        """The text; None is the empty one."""
        return raw if type(raw) is str else "" if raw is None else ANY.box(raw)


class TextType(Type):
    """A struct in Go that shows as a text, such as a date: `shown` makes that text of the raw one."""

    kind = STRUCT_KIND

    def __init__(
        self, name: str, shown: Callable[[str], str], zero: str, methods: Mapping[str, Function] | None = None
    ) -> None:
        super().__init__(name, methods)
        self.shown = shown
        self.zero = zero

    def box(self, raw: object) -> object:
        """The text that is shown for it; None is the zero of the type."""
        if raw is None:
            return Text.of(self.zero, self)
        return Text.of(self.shown(raw), self) if type(raw) is str else ANY.box(raw)


class ElementType(Type):
    """A type made of another one."""

    def __init__(self, name: str, elem: Type) -> None:
        super().__init__(name)
        self.elem = elem


class PointerType(ElementType):
    """A pointer."""

    kind = POINTER_KIND

    def box(self, raw: object) -> object:
        """A pointer to the value; None is a nil pointer."""
        if raw is None:
            return Pointer(self, None)
        value = self.elem.box(raw)
        return Pointer(self, value) if type_of(value) is self.elem else value


class SliceType(ElementType):
    """A slice."""

    kind = SLICE_KIND

    def box(self, raw: object) -> object:
        """A list; None is a nil one."""
        return Slice(self, raw) if raw is None or type(raw) is list else ANY.box(raw)


class MapType(ElementType):
    """A map with strings for keys."""

    kind = MAP_KIND

    def box(self, raw: object) -> object:
        """A map; None is a nil one."""
        return Map(self, raw) if raw is None or type(raw) is dict else ANY.box(raw)


class InterfaceType(Type):
    """interface {}: whatever the data is by itself. Numbers are Go's int and float64."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.slice = slice_of(self)
        self.map = map_of(self)

    def box(self, raw: object) -> object:
        """The data as it is, lists and maps with types of their own."""
        kind = type(raw)
        if kind is list:
            return Slice(self.slice, raw)  # type: ignore[arg-type]  # its class was looked at
        if kind is dict:
            return Map(self.map, raw)  # type: ignore[arg-type]
        if isinstance(raw, float) and kind is not float and kind is not Float32:
            return Number(raw)  # a parser's own float, which knows how it was written
        return raw


class Field:
    """A field of a struct: the key that its data has, "" where the struct's own data is the field's; its type."""

    __slots__ = ("key", "name", "type")

    def __init__(self, name: str, key: str, kind: Type) -> None:
        self.name = name
        self.key = key
        self.type = kind


class StructType(Type):
    """A struct. Its fields come in the order in which Go prints them; `promoted` are those of embedded structs."""

    kind = STRUCT_KIND

    def __init__(
        self,
        name: str,
        fields: Callable[[], list[Field]],
        methods: Mapping[str, Function] | None = None,
        promoted: Callable[[], list[Field]] = list,
    ) -> None:
        super().__init__(name, methods)
        self._load = fields
        self._load_promoted = promoted
        self._fields: dict[str, Field] | None = None
        self._reachable: dict[str, Field] | None = None

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by name, loaded when first asked for."""
        if self._fields is None:
            self._fields = {field.name: field for field in self._load()}
        return self._fields

    @property
    def reachable(self) -> dict[str, Field]:
        """The fields by name, promoted ones too."""
        if self._reachable is None:
            self._reachable = {field.name: field for field in self._load_promoted()} | self.fields
        return self._reachable

    def find(self, name: str) -> Field | None:
        """The field of a name."""
        return self.reachable.get(name)

    def beyond(self, raw: dict[str, object], name: str) -> object:  # noqa: ARG002  # for subclasses
        """The value of a name that is none of the fields, or MISSING: for types with data past their fields."""
        return MISSING

    def box(self, raw: object) -> object:
        """A struct; None is one without any data."""
        if type(raw) is dict:
            return Struct(self, raw)
        return Struct(self, {}) if raw is None else ANY.box(raw)


def slice_of(elem: Type) -> SliceType:
    """The type of slices of another."""
    return SliceType(f"[]{elem.name}", elem)


def map_of(elem: Type) -> MapType:
    """The type of maps from strings to another."""
    return MapType(f"map[string]{elem.name}", elem)


ANY = InterfaceType("interface {}")
BOOL = BoolType("bool")
INT = PlainIntegerType("int", 64)
INT32 = IntegerType("int32", 32)
INT64 = IntegerType("int64", 64)
UINT8 = IntegerType("uint8", 8, signed=False)
FLOAT32 = FloatType("float32", narrow=True)
FLOAT64 = FloatType("float64", narrow=False)
STRING = StringType("string")
BYTES = slice_of(UINT8)
NUMBER = StringType("json.Number")
NIL = Type("nil")

_BY_CLASS: dict[type, Type] = {
    str: STRING,
    bool: BOOL,
    int: INT,
    float: FLOAT64,
    Float32: FLOAT32,
    Number: NUMBER,
    type(None): NIL,
    Missing: NIL,
}


def type_of(value: object) -> Type:
    """The type of a value; NIL for those that have none."""
    known = _BY_CLASS.get(type(value))
    if known is not None:
        return known
    return value.type  # type: ignore[attr-defined, no-any-return]  # every other value has one
