"""Text from elsewhere, made safe to show on a terminal.

A server, or a user of it, chooses names and messages that an operator then looks at. Control characters in
them could move the cursor, rewrite lines, set the window title or, on some terminals, type input; bidirectional
controls can make a line read differently from what it says. They are written as escapes: C0, DEL and C1
controls, bidirectional controls, and the line separators U+2028 and U+2029. Everything else is shown as it
is, in particular the joiners U+200C and U+200D, without which Persian words and many emoji fall apart.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

CLEAR_LINE = "\r\x1b[K"
"""Returns to the start of the line and erases it."""

_BIDI_AND_LINES = frozenset((0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)))
_SURROGATES = range(0xD800, 0xE000)


def escape_controls(text: str, keep: str = "\n\t") -> str:
    """Return *text* with control characters as escapes, except those in *keep*."""
    # Scans in C: most texts have nothing to escape, and may be megabytes of lines.
    plain = text
    for char in keep:
        plain = plain.replace(char, "")
    if plain.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _escaped(char) for char in text)


def escape_line(text: str) -> str:
    """Return *text* as a single line, with all control characters as escapes."""
    return escape_controls(text, keep="")


def escape_json(text: str) -> str:
    r"""Return a JSON text with control characters as `\u` escapes; it stands for the same value.

    An encoder has escaped C0 already, so what is left is inside strings, except for line breaks.
    """
    # The responses of 100,000 tokens are 15 MB: two scans in C take 1 ms, a look at each character 300.
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


ELLIPSIS = "…"
EMOJI_STYLE, JOINER = "\ufe0f", "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)


def display_width(text: str) -> int:
    """Return the number of columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(width for _, width in _clusters(text))


def cut(text: str, width: int) -> str:
    """Return a text that takes at most *width* columns, with an ellipsis in place of what is cut off."""
    if display_width(text) <= width:
        return text
    kept, left = [], width - 1
    for cluster, columns in _clusters(text):
        if columns > left:
            break
        kept.append(cluster)
        left -= columns
    return "".join(kept).rstrip() + ELLIPSIS


def padded(text: str, width: int) -> str:
    """Return a text followed by the blanks that fill *width* columns."""
    return text + " " * (width - display_width(text))


# `len` counts code points. East Asian characters and emoji take two columns, combining marks none, and an emoji
# that is joined from several is as wide as one. Terminals differ on the newest emoji; this follows the majority.
def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character with the marks that belong to it, and its width."""
    from unicodedata import category, east_asian_width

    cluster, columns = "", 0
    for char in text:
        joined = cluster.endswith(JOINER) or (cluster and ord(char) in SKIN_TONES)
        if cluster and (joined or category(char) in ("Mn", "Me", "Cf")):
            cluster += char
            if char == EMOJI_STYLE:
                columns = 2
            continue
        if cluster:
            yield cluster, columns
        cluster = char
        columns = 2 if east_asian_width(char) in "WF" else 0 if category(char) in ("Mn", "Me", "Cf") else 1
    if cluster:
        yield cluster, columns
