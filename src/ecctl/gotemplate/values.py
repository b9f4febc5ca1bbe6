"""The values that a template works on, where Python's own do not say enough.

None, bool, int, float and str stand for Go's nil, bool, int, float64 and string. Everything else that Go
tells apart has a class here that knows its Go type. Members of lists, maps and structs stay as raw data
until they are asked for; their type's `box` makes values of them.
"""

from __future__ import annotations

import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecctl.gotemplate.types import ElementType, Field, StructType, Type


class Missing:
    """The value of a key that a map does not have: fields of it are missing too, and it prints as no value."""

    __slots__ = ()


MISSING = Missing()


class Integer(int):
    """An integer of another type than Go's int."""

    type: Type

    @classmethod
    def of(cls, raw: int, kind: Type) -> Integer:
        """The number as a value of the type."""
        value = cls(raw)
        value.type = kind
        return value


class Float32(float):
    """A float of 32 bits."""

    __slots__ = ()

    @classmethod
    def nearest(cls, number: float) -> Float32:
        """The number of 32 bits that is nearest to another; OverflowError if it is too large."""
        return cls(struct.unpack(">f", struct.pack(">f", number))[0])


class Number(str):
    """An untyped number as it was written: json.Number, which is a text in Go."""

    __slots__ = ()


class Text(str):
    """A value that prints as a text and is none: a date."""

    __slots__ = ("type",)
    type: Type

    @classmethod
    def of(cls, raw: str, kind: Type) -> Text:
        """The text as a value of the type."""
        value = cls(raw)
        value.type = kind
        return value


class Pointer:
    """A pointer; `target` is the value it points to, or None."""

    __slots__ = ("target", "type")

    def __init__(self, kind: ElementType, target: object) -> None:
        self.type = kind
        self.target = target


class Slice:
    """A list; `raw` is None for Go's nil slice."""

    __slots__ = ("raw", "type")

    def __init__(self, kind: ElementType, raw: list[object] | None) -> None:
        self.type = kind
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw or ())

    def item(self, at: int) -> object:
        """The value at an index within bounds."""
        return self.type.elem.box((self.raw or ())[at])

    def items(self) -> Iterator[object]:
        """Every value."""
        return map(self.type.elem.box, self.raw or ())


class Map:
    """A map with texts for keys; `raw` is None for Go's nil map."""

    __slots__ = ("raw", "type")

    def __init__(self, kind: ElementType, raw: dict[str, object] | None) -> None:
        self.type = kind
        self.raw = raw

    def __len__(self) -> int:
        return len(self.raw or ())

    def get(self, key: str) -> object:
        """The value of a key, or MISSING."""
        raw = self.raw
        return self.type.elem.box(raw[key]) if raw and key in raw else MISSING

    def field(self, name: str) -> object:
        """What `.Name` finds: the value of a key, or MISSING."""
        return self.get(name)

    def sorted_keys(self) -> list[str]:
        """The keys in the order of their bytes, which is that of their characters."""
        return sorted(self.raw or ())

    def items(self) -> Iterator[tuple[str, object]]:
        """Keys and values by sorted key."""
        return ((key, self.get(key)) for key in self.sorted_keys())


class Struct:
    """A struct: raw data by the keys that its type gives to its fields."""

    __slots__ = ("raw", "type")

    def __init__(self, kind: StructType, raw: dict[str, object]) -> None:
        self.type = kind
        self.raw = raw

    def get(self, field: Field) -> object:
        """The value of one of its fields."""
        return field.type.box(self.raw.get(field.key) if field.key else self.raw)
