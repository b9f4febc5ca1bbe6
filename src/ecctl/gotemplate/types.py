"""Go's types and compound values, as far as templates can tell them apart.

Types and values define each other, as in Go's `reflect`: a type boxes raw data into values, and a value
knows its type. So they share a module.

`box` accepts raw data (what a JSON parser returns) or a value. Data that does not fit the type is not
converted: it becomes a value of its own natural type. None becomes the zero value of the type.

Members of lists, maps and structs stay raw until they are read. Most of a response is never printed, and
boxing the whole of it would cost more than executing the template.
"""

from __future__ import annotations

from ecctl.gotemplate.scalars import MISSING, Float32, Integer, Missing, Number, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
        """Return the value of this type for *raw*."""
        return raw

    @property
    def pointer(self) -> PointerType:
        """The type of pointers to this type."""
        # Created once: types are compared by identity.
        if self._pointer is None:
            self._pointer = PointerType(f"*{self.name}", self)
        return self._pointer

    def __repr__(self) -> str:
        return f"<Go type {self.name}>"


class Function:
    """A Python callable with the Go types of its parameters; `rest` is the type of variadic arguments."""

    __slots__ = ("call", "params", "rest")

    def __init__(self, call: Callable[..., object], *params: Type, rest: Type | None = None) -> None:
        self.call = call
        self.params = params
        self.rest = rest

    def parameter(self, at: int) -> Type | None:
        """Return the type of the argument at an index, or None if the function takes fewer."""
        return self.params[at] if at < len(self.params) else self.rest

    def wrong_count(self, given: int) -> str:
        """Return the fault of this number of arguments, or ""."""
        wanted = len(self.params)
        if self.rest is not None:
            return f"want at least {wanted} arguments, got {given}" if given < wanted else ""
        return f"want {wanted} argument{'s' * (wanted != 1)}, got {given}" if given != wanted else ""


class BoolType(Type):
    """bool."""

    kind = BOOL_KIND

    def box(self, raw: object) -> object:
        """Return True or False."""
        return raw if raw is True or raw is False else False if raw is None else ANY.box(raw)


class IntegerType(Type):
    """An integer of a fixed number of bits, signed or not."""

    def __init__(self, name: str, bits: int, *, signed: bool = True) -> None:
        super().__init__(name)
        self.kind = INT_KIND if signed else UINT_KIND
        self.bits = bits

    def box(self, raw: object) -> object:
        """Return an Integer of this type."""
        if raw is None:
            raw = 0
        return Integer.of(raw, self) if type(raw) is int else ANY.box(raw)

    def wrapped(self, number: int) -> int:
        """Return *number* cut to this type's bits, as Go does on overflow."""
        number &= (1 << self.bits) - 1
        return number - (1 << self.bits) if self.kind == INT_KIND and number >> (self.bits - 1) else number


class PlainIntegerType(IntegerType):
    """int, represented by Python's own."""

    def box(self, raw: object) -> object:
        """Return a Python int."""
        return 0 if raw is None else raw if type(raw) is int else ANY.box(raw)


class FloatType(Type):
    """float64 or float32."""

    kind = FLOAT_KIND

    def __init__(self, name: str, *, narrow: bool) -> None:
        super().__init__(name)
        self.narrow = narrow

    def box(self, raw: object) -> object:
        """Return a float, rounded to 32 bits if the type is narrow."""
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
        """Return a str."""
        return raw if type(raw) is str else "" if raw is None else ANY.box(raw)


class TextType(Type):
    """A struct in Go that prints as a string, such as a date; `shown` converts the raw string."""

    kind = STRUCT_KIND

    def __init__(
        self, name: str, shown: Callable[[str], str], zero: str, methods: Mapping[str, Function] | None = None
    ) -> None:
        super().__init__(name, methods)
        self.shown = shown
        self.zero = zero

    def box(self, raw: object) -> object:
        """Return a Text."""
        if raw is None:
            return Text.of(self.zero, self)
        return Text.of(self.shown(raw), self) if type(raw) is str else ANY.box(raw)


class ElementType(Type):
    """A type built on another: a pointer, slice or map."""

    def __init__(self, name: str, elem: Type) -> None:
        super().__init__(name)
        self.elem = elem


class Pointer:
    """A pointer; `target` is the value it points to, or None for a nil pointer."""

    __slots__ = ("target", "type")

    def __init__(self, type_: ElementType, target: object) -> None:
        self.type = type_
        self.target = target


class PointerType(ElementType):
    """A pointer type."""

    kind = POINTER_KIND

    def box(self, raw: object) -> object:
        """Return a Pointer, nil for None."""
        if raw is None:
            return Pointer(self, None)
        # Data of another type is not pointed to: it prints as what it is.
        value = self.elem.box(raw)
        return Pointer(self, value) if type_of(value) is self.elem else value


class Slice:
    """A list; `raw` is None for a nil slice."""

    __slots__ = ("raw", "type")

    def __init__(self, type_: ElementType, raw: list[object] | None) -> None:
        self.type = type_
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw or ())

    def item(self, at: int) -> object:
        """Return the value at an index within bounds."""
        return self.type.elem.box((self.raw or ())[at])

    def items(self) -> Iterator[object]:
        """Iterate over the values."""
        return map(self.type.elem.box, self.raw or ())


class SliceType(ElementType):
    """A slice type."""

    kind = SLICE_KIND

    def box(self, raw: object) -> object:
        """Return a Slice, nil for None."""
        return Slice(self, raw) if raw is None or type(raw) is list else ANY.box(raw)


class Map:
    """A map with string keys; `raw` is None for a nil map."""

    __slots__ = ("raw", "type")

    def __init__(self, type_: ElementType, raw: dict[str, object] | None) -> None:
        self.type = type_
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw or ())

    def get(self, key: str) -> object:
        """Return the value of a key, or MISSING."""
        raw = self.raw
        return self.type.elem.box(raw[key]) if raw and key in raw else MISSING

    def field(self, name: str) -> object:
        """Return the value of `.Name`: that of a key, or MISSING."""
        return self.get(name)

    def sorted_keys(self) -> list[str]:
        """Return the keys sorted as Go sorts them: by bytes, which equals by code points."""
        return sorted(self.raw or ())

    def items(self) -> Iterator[tuple[str, object]]:
        """Iterate over keys and values by sorted key."""
        return ((key, self.get(key)) for key in self.sorted_keys())


class MapType(ElementType):
    """A map type with string keys."""

    kind = MAP_KIND

    def box(self, raw: object) -> object:
        """Return a Map, nil for None."""
        return Map(self, raw) if raw is None or type(raw) is dict else ANY.box(raw)


class InterfaceType(Type):
    """interface {}: data keeps its natural type. Numbers become Go's int and float64."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.slice = slice_of(self)
        self.map = map_of(self)

    def box(self, raw: object) -> object:
        """Return the data itself; wrap lists and maps."""
        class_ = type(raw)
        if class_ is list:
            return Slice(self.slice, raw)  # type: ignore[arg-type]  # checked through class_
        if class_ is dict:
            return Map(self.map, raw)  # type: ignore[arg-type]
        # A subclass of float is a parser's own, which prints as the number was written in the JSON text.
        if isinstance(raw, float) and class_ is not float and class_ is not Float32:
            return Number(raw)
        return raw


class Field:
    """A field of a struct: its name, the key of its data ("" if it is an embedded struct), and its type."""

    __slots__ = ("key", "name", "type")

    def __init__(self, name: str, key: str, type_: Type) -> None:
        self.name = name
        self.key = key
        self.type = type_


class Struct:
    """A struct: raw data under the keys of its type's fields."""

    __slots__ = ("raw", "type")

    def __init__(self, type_: StructType, raw: dict[str, object]) -> None:
        self.type = type_
        self.raw = raw

    def get(self, field: Field) -> object:
        """Return the value of a field."""
        return field.type.box(self.raw.get(field.key) if field.key else self.raw)


class StructType(Type):
    """A struct type: fields in the order in which Go prints them, and promoted ones of embedded structs."""

    kind = STRUCT_KIND

    def __init__(
        self,
        name: str,
        fields: Callable[[], list[Field]],
        methods: Mapping[str, Function] | None = None,
        promoted: Callable[[], list[Field]] = list,
    ) -> None:
        super().__init__(name, methods)
        # Loaded on first use, because models refer to each other in circles, and there are hundreds of them.
        self._load = fields
        self._load_promoted = promoted
        self._fields: dict[str, Field] | None = None
        self._reachable: dict[str, Field] | None = None

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by name, loaded on first use."""
        if self._fields is None:
            self._fields = {field.name: field for field in self._load()}
        return self._fields

    @property
    def reachable(self) -> dict[str, Field]:
        """The fields by name, promoted ones included."""
        if self._reachable is None:
            self._reachable = {field.name: field for field in self._load_promoted()} | self.fields
        return self._reachable

    def find(self, name: str) -> Field | None:
        """Return the field with this name, or None."""
        return self.reachable.get(name)

    def undeclared(self, raw: dict[str, object], name: str) -> object:  # noqa: ARG002  # for subclasses
        """Return the value of an undeclared name, or MISSING. Subclasses look it up in *raw*."""
        return MISSING

    def box(self, raw: object) -> object:
        """Return a Struct, empty for None."""
        if type(raw) is dict:
            return Struct(self, raw)
        return Struct(self, {}) if raw is None else ANY.box(raw)


def slice_of(elem: Type) -> SliceType:
    """Return the type of slices of *elem*."""
    return SliceType(f"[]{elem.name}", elem)


def map_of(elem: Type) -> MapType:
    """Return the type of maps from string to *elem*."""
    return MapType(f"map[string]{elem.name}", elem)


ANY = InterfaceType("interface {}")
VALUE = Type("reflect.Value")
"""The type of a parameter that accepts any value unchanged, missing ones included."""
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
    """Return the type of a value, NIL for None and MISSING."""
    # By exact class: bool is an int in Python, and Text a str.
    known = _BY_CLASS.get(type(value))
    if known is not None:
        return known
    return value.type  # type: ignore[attr-defined, no-any-return]  # every other value has one
