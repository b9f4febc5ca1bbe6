"""Percent-encoding of the values that stand in a URL or a form (RFC 3986)."""

from __future__ import annotations

from ecctl.errors import ArgumentTypeError, UsageError

UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Bytes that are never encoded (RFC 3986, 2.3)."""

PATH_SAFE = b"$&+:=@"
"""Further bytes that a path segment may contain (RFC 3986, 3.3), except the comma, which joins lists."""


def segment(value: object, name: str) -> str:
    """Return a value as one segment of a path, a list joined by commas. Refuse values that would change the path."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    text = ",".join([plain(each, name) for each in values])
    if not text:
        raise UsageError(f"{name} is empty")
    # Proxies remove dot segments (RFC 3986, 5.2.4): the request would go to another resource.
    if text in (".", ".."):
        raise UsageError(f'{name} cannot be "{text}"')
    return encode(text, safe=PATH_SAFE)


def plain(value: object, name: str = "a value") -> str:
    """Return the value of a parameter as text, booleans as JSON spells them. Raise UsageError for other types."""
    if isinstance(value, str):
        # Of an enum that derives from str, the value rather than its name.
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if value - value:
            raise UsageError(f"{name} must be a finite number")
        return repr(value)
    raise ArgumentTypeError(
        f"{name} must be str or a number, not {type(value).__name__}", hint="give a str or a number"
    )


def encode(text: str, safe: bytes = b"") -> str:
    """Percent-encode everything but unreserved characters and those in `safe` (RFC 3986, 2.1)."""
    # Arguments that are not UTF-8 arrive as lone surrogates (PEP 383), and are sent as the bytes that they
    # were.
    data = text.encode("utf-8", "surrogateescape")
    if UNRESERVED.issuperset(data):
        return text
    return "".join(chr(byte) if byte in UNRESERVED or byte in safe else f"%{byte:02X}" for byte in data)
