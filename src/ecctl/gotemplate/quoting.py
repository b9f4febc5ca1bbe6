"""Strings in quotes and in hexadecimal, as Go's %q and %x print them.

A surrogate (from `errors="surrogateescape"`) stands for a byte that is not valid UTF-8.
"""

from __future__ import annotations

_SHORT = {7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v", 92: "\\\\"}
_ASCII_END = 0x7F
_BYTES = range(0xDC80, 0xDD00)


def to_bytes(text: str) -> bytes:
    """Return the bytes of the Go string."""
    return text.encode("utf-8", "surrogateescape")


def from_bytes(raw: bytes) -> str:
    """Return the string for the bytes of a Go string."""
    return raw.decode("utf-8", "surrogateescape")


def quoted(text: str, quote: str = '"', *, ascii_only: bool = False) -> str:
    """Quote a string, escaping what is not printable or, if asked, not ASCII."""
    return quote + "".join(_escaped(char, quote, ascii_only=ascii_only) for char in text) + quote


def _escaped(char: str, quote: str, *, ascii_only: bool) -> str:
    code = ord(char)
    if char == quote:
        return "\\" + char
    if code in _SHORT:
        return _SHORT[code]
    if char.isprintable() and (code < _ASCII_END or not ascii_only):
        return char
    # A surrogate stands for a single byte: print the byte.
    if code in _BYTES:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or code == _ASCII_END:  # control characters
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # beyond four digits


def can_be_raw(text: str) -> bool:
    """Return whether a string can be written between backquotes."""
    return all(
        char != "`" and (char >= " " or char == "\t") and char not in "\x7f\ufeff" for char in text
    ) and not any(ord(char) in _BYTES for char in text)


def in_hex(raw: bytes, *, upper: bool, spaced: bool, prefixed: bool) -> str:
    """Return bytes in hexadecimal, optionally with spaces between them and 0x prefixes."""
    digits = [f"{byte:02X}" if upper else f"{byte:02x}" for byte in raw]
    prefix = ("0X" if upper else "0x") if prefixed and raw else ""
    return " ".join(prefix + pair for pair in digits) if spaced else prefix + "".join(digits)
