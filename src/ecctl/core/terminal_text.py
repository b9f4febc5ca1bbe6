"""Text from elsewhere, made safe to show on a terminal.

A server, or a user of it, chooses names and messages that an operator then looks at. Control characters in
them could move the cursor, rewrite lines, set the window title or, on some terminals, type input; bidirectional
controls can make a line read differently from what it says. They are written as escapes: C0, DEL and C1
controls, bidirectional controls, and the line separators U+2028 and U+2029. Everything else is shown as it
is, in particular the joiners U+200C and U+200D, without which Persian words and many emoji fall apart.
"""

from __future__ import annotations

_BIDI_AND_LINES = frozenset((0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)))
_SURROGATES = range(0xD800, 0xE000)


def escape_controls(text: str, keep: str = "\n\t") -> str:
    """Return *text* with control characters as escapes, except those in *keep*."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _escaped(char) for char in text)


def escape_line(text: str) -> str:
    """Return *text* as a single line, with all control characters as escapes."""
    return escape_controls(text, keep="")


def escape_json(text: str) -> str:
    r"""Return a JSON text with control characters as `\u` escapes; it stands for the same value.

    An encoder has escaped C0 already, so what is left is inside strings, except for line breaks.
    """
    # The replies of 100,000 tokens are 15 MB: two scans in C take 1 ms, a look at each character 300.
    if text.isascii() and "\x7f" not in text:
        return text
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\n\t" or not _is_control(ord(char)) else f"\\u{ord(char):04x}"
        for char in text
    )


def _is_control(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or code in _BIDI_AND_LINES


def _escaped(char: str) -> str:
    code = ord(char)
    if char in "\n\t\r":
        return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}[char]
    if _is_control(code):
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    # Half of a UTF-16 pair has no encoding in UTF-8; writing it would fail.
    return "\ufffd" if code in _SURROGATES else char
