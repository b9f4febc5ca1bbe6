"""The values of constants: numbers in every base, characters, and both kinds of quoted strings.

Strings are Python strings. A byte that is not valid UTF-8 becomes a surrogate (`errors="surrogateescape"`),
so that the output contains the byte again.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))", re.DOTALL
)
_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34}
_INTEGER = re.compile(r"([+-]?)(0[xX]_?|0[oO]_?|0[bB]_?|0_?(?=[0-9]))?([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)")
_FLOAT = re.compile(
    r"[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?"
)
_HEX_FLOAT = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F_]+\.?[0-9a-fA-F_]*|\.[0-9a-fA-F_]+)[pP][+-]?[0-9]+")
_SURROGATES = range(0xD800, 0xE000)


def unquote(literal: str) -> str:
    """Return the value of a quoted string; raise ValueError if it is invalid."""
    body = literal[1:-1]
    # Go removes carriage returns from raw strings, so that files with CRLF mean the same.
    if literal[0] == "`":
        return body.replace("\r", "")
    if "\\" not in body:
        return body
    # Escaped bytes may form a character together, such as \xc3\xa9: encoding and decoding joins them.
    raw = _ESCAPE.sub(_text_escape, body)
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _text_escape(found: re.Match[str]) -> str:
    """Return the value of an escape; a byte beyond ASCII becomes a surrogate."""
    code, is_byte = _escape_code(found, "'")
    return chr(0xDC00 + code) if is_byte and code > 0x7F else chr(code)  # beyond ASCII


def _escape_code(found: re.Match[str], barred: str) -> tuple[int, bool]:
    """Return the code of an escape, and whether it is a byte rather than a character."""
    simple, hexadecimal, octal, short, long, unknown = found.groups()
    if simple and simple != barred:
        return _SIMPLE[simple], False
    if hexadecimal:
        return int(hexadecimal, 16), True
    if octal:
        code = int(octal, 8)
        if code > 0xFF:  # the largest byte
            raise ValueError(f"escape {found[0]} is not a byte")
        return code, True
    if short or long:
        code = int(short or long, 16)
        # Go rejects them, and here a surrogate would stand for a byte.
        if code > 0x10FFFF or code in _SURROGATES:  # the last of Unicode
            raise ValueError(f"escape {found[0]} is not a character")
        return code, False
    raise ValueError(f"unknown escape \\{simple or unknown}")


def character(literal: str) -> int:
    """Return the code point of a character constant such as 'x'."""
    body = literal[1:-1]
    if len(body) == 1 and body != "\\":
        return ord(body)
    found = _ESCAPE.fullmatch(body)
    if not found:
        raise ValueError("a character constant must hold one character")
    return _escape_code(found, '"')[0]


def number(literal: str) -> int | float:
    """Return the value of an integer in any base, or of a float; raise ValueError if it is neither."""
    found = _INTEGER.fullmatch(literal)
    if found:
        sign, prefix, digits = found.groups()
        base = {"": 10, "x": 16, "o": 8, "b": 2}.get((prefix or "").strip("0_").lower(), 10)
        # Go reads 017 as octal, and rejects 08.
        if prefix and base == 10:  # a leading zero alone
            base = 8
        try:
            value = int(sign + digits.replace("_", ""), base)
        except ValueError:
            value = None
        if value is not None:
            if not -(1 << 63) <= value < 1 << 63:
                raise ValueError("integer overflow: more than 64 bits")
            return value
    if _FLOAT.fullmatch(literal) and not literal.lstrip("+-").isdecimal():
        return float(literal.replace("_", ""))
    if _HEX_FLOAT.fullmatch(literal):
        return float.fromhex(literal.replace("_", ""))
    raise ValueError("imaginary numbers are not supported" if literal.endswith("i") else "bad number syntax")
