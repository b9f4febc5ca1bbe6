"""Scalar values that Python's own do not tell apart.

None, bool, int, float and str stand for Go's nil, bool, int, float64 and string. The classes here stand for
the rest. Their `type` is set by the type that makes them and read by `types.type_of`.
"""

from __future__ import annotations

import struct


class Missing:
    """The value of a key that a map lacks. Its fields are missing, too, and it prints as `<no value>`."""

    __slots__ = ()


# Not None: in Go a missing key and a nil value differ, and print differently.
MISSING = Missing()


class Integer(int):
    """An integer of a type other than Go's int."""

    type: object

    @classmethod
    def of(cls, number: int, type_: object) -> Integer:
        """Return *number* as a value of *type_*."""
        value = cls(number)
        value.type = type_
        return value


class Float32(float):
    """A 32-bit float."""

    __slots__ = ()

    @classmethod
    def nearest(cls, number: float) -> Float32:
        """Return the nearest 32-bit float; raise OverflowError if *number* is too large."""
        return cls(struct.unpack(">f", struct.pack(">f", number))[0])


class Number(str):
    """An untyped number as it was written: json.Number, a string in Go."""

    __slots__ = ()


class Text(str):
    """A struct that prints as a string, such as a date."""

    __slots__ = ("type",)
    type: object

    @classmethod
    def of(cls, text: str, type_: object) -> Text:
        """Return *text* as a value of *type_*."""
        value = cls(text)
        value.type = type_
        return value
