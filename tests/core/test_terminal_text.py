"""Control characters from a server as escapes."""

from __future__ import annotations

import json
import unicodedata

import pytest

from ecctl.core.terminal_text import escape_controls, escape_json, escape_line

CONTROLS = [
    chr(code)
    for code in range(0x3000)
    if unicodedata.category(chr(code)) in ("Cc", "Zl", "Zp")
    or unicodedata.bidirectional(chr(code)) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
] + ["\u200e", "\u200f", "\u061c"]
HARMLESS = [
    "é",
    "日本",
    "e\u0301",
    "\u0645\u06cc\u200c\u062e",
    "👩\u200d💻",
    "a\u00a0b",
    "\u200bzero",
    "🏴\U000e0067\U000e007f",
]


def test_controls_are_all_there():
    assert len(CONTROLS) == 65 + 2 + 9 + 3


@pytest.mark.parametrize("char", CONTROLS)
def test_line_has_no_control(char):
    shown = escape_line(f"a{char}b")
    assert shown.isprintable()
    assert shown.startswith("a\\")


@pytest.mark.parametrize("char", CONTROLS)
def test_json_has_no_control_and_the_same_value(char):
    text = json.dumps({f"a{char}": f"é{char}"}, ensure_ascii=False, indent=2)
    shown = escape_json(text)
    assert json.loads(shown) == json.loads(text)
    assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_unchanged(text):
    assert escape_line(text) == escape_controls(text) == escape_json(text) == text


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("a\n\tb", "a\\n\\tb", "a\n\tb"),
        ("a\r\nb", "a\\r\\nb", "a\\r\nb"),
        ("\x1b[31m", "\\x1b[31m", "\\x1b[31m"),
        ("\x9b2J\x7f", "\\x9b2J\\x7f", "\\x9b2J\\x7f"),
        ("\u202egnp", "\\u202egnp", "\\u202egnp"),
        ("half \ud83d", "half \ufffd", "half \ufffd"),
    ],
)
def test_escapes(text, line, lines):
    assert escape_line(text) == line
    assert escape_controls(text) == lines
