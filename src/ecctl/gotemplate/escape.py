"""Text made safe for other languages: html, js and urlquery."""

from __future__ import annotations

import re

from ecctl.gotemplate.printf import go_print
from ecctl.gotemplate.quoting import to_bytes
from ecctl.gotemplate.types import STRING_KIND, type_of
from ecctl.gotemplate.values import MISSING, Pointer

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "\0": "\ufffd"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
_QUERY = [
    chr(byte) if byte in _UNRESERVED else "+" if byte == ord(" ") else f"%{byte:02X}" for byte in range(256)
]


def _joined(values: tuple[object, ...]) -> str:
    """The values as one text, as print makes it of them."""
    if len(values) == 1 and type_of(values[0]).kind == STRING_KIND:
        return str(values[0])
    return go_print(
        *("<no value>" if value is None or value is MISSING else _flat(value) for value in values)
    )


def _flat(value: object) -> object:
    """What a pointer points to, so that print shows that."""
    return value.target if isinstance(value, Pointer) and value.target is not None else value


def html(*values: object) -> str:
    """For the text of an HTML page, or a quoted attribute in it."""
    return re.sub("[&<>\"'\0]", lambda found: _HTML[found[0]], _joined(values))


def js(*values: object) -> str:
    """For the inside of a quoted text of JavaScript."""
    return "".join(_JS.get(char) or (char if _js_plain(char) else _js_code(char)) for char in _joined(values))


def _js_plain(char: str) -> bool:
    return char.isprintable()


def _js_code(char: str) -> str:
    return f"\\u{ord(char):04X}"


def urlquery(*values: object) -> str:
    """For a value in the query of a URL."""
    raw = to_bytes(_joined(values))
    return "".join(map(_QUERY.__getitem__, raw))
