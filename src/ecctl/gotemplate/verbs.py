"""A verb of Go's fmt applied to one value, with flags, width and precision."""

from __future__ import annotations

from ecctl.gotemplate import numerals, quoting
from ecctl.gotemplate.scalars import MISSING, Float32, Integer, Text
from ecctl.gotemplate.types import (
    BYTES,
    INT,
    UINT8,
    UINT_KIND,
    Map,
    Pointer,
    Slice,
    Struct,
    type_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.gotemplate.types import Type

_BASES = {"v": 10, "d": 10, "b": 2, "o": 8, "O": 8, "x": 16, "X": 16}
_FLOAT_PRECISION = {"e": 6, "E": 6, "f": 6, "F": 6}
_LAST_CHARACTER = 0x10FFFF
_ADDRESS = "0xc000000000"
"""What %p prints for anything that has an address: templates must print the same every time."""


class Verb:
    """A verb of a format: letter, flags, and width and precision (None if not given)."""

    __slots__ = (
        "go_syntax",
        "letter",
        "minus",
        "named",
        "plus",
        "precision",
        "sharp",
        "space",
        "width",
        "zero",
    )

    def __init__(self, letter: str = "v") -> None:
        self.letter = letter
        self.minus = self.plus = self.sharp = self.space = self.zero = False
        self.go_syntax = False
        self.named = False
        self.width: int | None = None
        self.precision: int | None = None

    def mean_v(self) -> None:
        """Reinterpret + and # for %v: field names, and Go syntax."""
        self.go_syntax, self.sharp = self.sharp, False
        self.named, self.plus = self.plus, False

    def pad(self, text: str) -> str:
        """Pad to the width, which counts characters."""
        if self.width is None or len(text) >= self.width:
            return text
        if self.minus:
            return text.ljust(self.width)
        return text.rjust(self.width, "0" if self.zero else " ")

    def _pad_with_blanks(self, text: str) -> str:
        """Pad with spaces, ignoring the flag 0."""
        zero, self.zero = self.zero, False
        padded = self.pad(text)
        self.zero = zero
        return padded

    # The kinds of values.

    def write(self, value: object, depth: int = 0) -> str:
        """Format a value by this verb."""
        if value is None or value is MISSING:
            return self._nothing(depth)
        if self.letter == "T":
            return self.pad(type_of(value).name[: self.precision])
        class_ = type(value)
        if class_ is str:
            return self._string(str(value), value)
        if class_ is bool:
            return self.pad("true" if value else "false") if self.letter in "tv" else self.bad(value)
        if isinstance(value, int):
            return self._integer(value, type_of(value))
        if isinstance(value, float):
            return self._float(value)
        if isinstance(value, Text):
            return self._string(str(value), value) if self.letter in "vsqxX" else self.bad(value)
        if isinstance(value, str):
            return self._number(str(value), value)
        return self._composed(value, depth)

    def _nothing(self, depth: int) -> str:
        if self.go_syntax and depth:
            return "interface {}(nil)"
        if depth:
            return "<nil>"
        return self.pad("<nil>") if self.letter in "vT" else f"%!{self.letter}(<nil>)"

    def bad(self, value: object) -> str:
        """Return Go's marker for a verb that does not fit the value."""
        # The same verb object is used again, so that width and flags apply to the value in the marker, as in
        # Go.
        letter, self.letter = self.letter, "v"
        shown = self.write(value)
        self.letter = letter
        return f"%!{letter}({type_of(value).name}={shown})"

    def _number(self, text: str, value: object) -> str:
        """Format an untyped number: a string, but a number for the verbs of numbers."""
        if self.letter in "vsqt":
            return self._string(text, value)
        try:
            return self.write(int(text))
        except ValueError:
            pass
        try:
            return self.write(float(text))
        except ValueError:
            return self._string(text, value)

    def _string(self, text: str, value: object) -> str:
        letter = self.letter
        if letter in "xX":
            raw = quoting.to_bytes(text)
            return self._hex(raw if self.precision is None else raw[: self.precision])
        if self.precision is not None:
            text = text[: self.precision]
        if letter == "q" or (letter == "v" and self.go_syntax):
            if self.sharp and quoting.can_be_raw(text):
                return self.pad(f"`{text}`")
            return self.pad(quoting.quoted(text, ascii_only=self.plus))
        return self.pad(text) if letter in "vs" else self.bad(value)

    def _hex(self, raw: bytes) -> str:
        return self.pad(quoting.in_hex(raw, upper=self.letter == "X", spaced=self.space, prefixed=self.sharp))

    def _integer(self, number: int, type_: Type) -> str:
        letter = self.letter
        if letter in "cqU":
            return self._character(int(number))
        base = _BASES.get(letter)
        if base is None:
            return self.bad(number)
        # %#v prints unsigned integers in hexadecimal.
        unsigned_syntax = self.go_syntax and type_.kind == UINT_KIND
        if unsigned_syntax:
            base = 16
        # Go prints nothing for zero with the precision 0, only the width.
        if self.precision == 0 and number == 0:
            return " " * (self.width or 0)
        sign = "-" if number < 0 else "+" if self.plus else " " if self.space else ""
        digits = numerals.in_base(abs(number), base)
        if letter == "X":
            digits = digits.upper()
        if self.precision is not None:
            digits = digits.rjust(self.precision, "0")
        # The zeros stand between sign and digits, so the width is filled here.
        elif self.zero and not self.minus and self.width is not None:
            digits = digits.rjust(self.width - len(sign), "0")
        return self._pad_with_blanks(sign + self._prefix(letter, digits, always=unsigned_syntax) + digits)

    def _prefix(self, letter: str, digits: str, *, always: bool) -> str:
        """Return the prefix that marks the base of the digits."""
        if always:
            return "0x"
        octal = "0" if self.sharp and not digits.startswith("0") else ""
        if letter in "oO":
            return f"0o{octal}" if letter == "O" else octal
        return {"b": "0b", "x": "0x", "X": "0X"}.get(letter, "") if self.sharp else ""

    def _character(self, code: int) -> str:
        char = chr(code) if 0 <= code <= _LAST_CHARACTER and not 0xD800 <= code < 0xE000 else "\ufffd"
        if self.letter == "c":
            return self.pad(char)
        if self.letter == "q":
            return self.pad(quoting.quoted(char, "'", ascii_only=self.plus))
        digits = f"{code & 0xFFFFFFFFFFFFFFFF:X}".rjust(max(4, self.precision or 0), "0")
        shown = f" '{char}'" if self.sharp and 0 <= code <= _LAST_CHARACTER and char.isprintable() else ""
        return self._pad_with_blanks(f"U+{digits}{shown}")

    def _float(self, number: float) -> str:
        letter = "g" if self.letter == "v" else self.letter
        if letter not in "eEfFgGbxX":
            return self.bad(number)
        precision = self.precision if self.precision is not None else _FLOAT_PRECISION.get(letter)
        text = numerals.float_text(number, letter, precision, narrow=isinstance(number, Float32))
        if not text[-1].isdigit() and letter not in "bxX":
            return self._not_finite(text)
        if self.sharp and letter != "b":
            text = numerals.keep_point(text, letter, precision)
        sign, text = (
            ("-", text[1:]) if text[0] == "-" else ("+" if self.plus else " " if self.space else "", text)
        )
        if self.zero and not self.minus and self.width is not None and sign:
            return sign + text.rjust(self.width - len(sign), "0")
        return self.pad(sign + text)

    def _not_finite(self, text: str) -> str:
        """Format an infinity, always with a sign, or NaN; never pad it with zeros."""
        if text == "NaN":
            text = "+NaN" if self.plus else " NaN" if self.space else text
        elif self.space and not self.plus:
            text = text.replace("+", " ")
        return self._pad_with_blanks(text)

    # Values made of values.

    def _composed(self, value: object, depth: int) -> str:
        if isinstance(value, Pointer):
            return self._pointer(value, depth)
        if self.letter == "p" and isinstance(value, (Slice, Map)):
            return self.pad("0x0" if value.raw is None else _ADDRESS)
        if isinstance(value, Slice):
            return self._slice(value, depth)
        if isinstance(value, Map):
            return self._map(value, depth)
        return self._struct(value, depth) if isinstance(value, Struct) else self.bad(value)

    def _pointer(self, value: Pointer, depth: int) -> str:
        if self.letter == "p":
            return self.pad("0x0" if value.target is None else _ADDRESS)
        if value.target is None:
            if self.go_syntax:
                return f"({value.type.name})(nil)"
            # The address of a nil pointer, as a number.
            if self.letter in "bdoxX":
                return self._integer(0, INT)
            return self.pad("<nil>") if self.letter == "v" else self.bad(value)
        # Go prints & before a struct, slice or map, and an address for the rest; the target is more useful.
        composed = isinstance(value.target, (Struct, Slice, Map))
        return ("&" if composed else "") + self.write(value.target, depth + composed)

    def _slice(self, value: Slice, depth: int) -> str:
        if value.type.elem is UINT8 and self.letter in "sqxX":
            text = quoting.from_bytes(bytes(int(item) for item in value.items() if isinstance(item, Integer)))
            return self._string(text, value)
        name = "[]byte" if value.type is BYTES else value.type.name
        if self.go_syntax and value.raw is None:
            return f"{name}(nil)"
        items = [self.write(item, depth + 1) for item in value.items()]
        return f"{name}{{{', '.join(items)}}}" if self.go_syntax else f"[{' '.join(items)}]"

    def _map(self, value: Map, depth: int) -> str:
        if self.go_syntax and value.raw is None:
            return f"{value.type.name}(nil)"
        pairs = [f"{self.write(key, depth + 1)}:{self.write(item, depth + 1)}" for key, item in value.items()]
        return f"{value.type.name}{{{', '.join(pairs)}}}" if self.go_syntax else f"map[{' '.join(pairs)}]"

    def _struct(self, value: Struct, depth: int) -> str:
        parts = []
        for field in value.type.fields.values():
            text = self.write(value.get(field), depth + 1)
            parts.append(f"{field.name}:{text}" if self.named or self.go_syntax else text)
        return f"{value.type.name}{{{', '.join(parts)}}}" if self.go_syntax else f"{{{' '.join(parts)}}}"
