"""JSON values as YAML.

Not PyYAML: importing it takes longer than most commands, and what is written here is little. The form is
the one that `kubectl` prints. A string stands without quotes only if no YAML parser, of version 1.1 or 1.2,
can take it for anything else; all others are quoted, so that values survive: `"no"`, `"1e3"`, `"2026-01-02"`.
"""

from __future__ import annotations

from ecctl.core.jsonio import Number, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
PLAIN = LETTERS | frozenset("0123456789_-./@+=, ()")
WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
"""Words that some parser reads as something other than a string."""

JOINERS = "\u200c\u200d"
LONGEST_KEY = 1000
"""Characters of a key on one line with its value; parsers give up beyond 1,024."""


def yaml_text(value: Any) -> str:
    """Return a value as a YAML document, members sorted."""
    lines: list[str] = []
    _write(value, "", "", lines.append)
    return "\n".join(lines) + "\n"


def _write(value: Any, lead: str, indent: str, add: Callable[[str], None]) -> None:
    """Add the lines of a value; `lead` is what stands before it on its first line."""
    if isinstance(value, dict) and value:
        _write_members(value, lead, indent, add)
    elif isinstance(value, list) and value:
        # Items stand below their key without further indentation, but inside an item they need it.
        if lead.endswith(":"):
            add(lead)
            lead = indent
        for item in value:
            _write(item, f"{lead}- ", f"{indent}  ", add)
            lead = indent
    elif isinstance(value, str) and (lines := block(value)):
        head = "|" if value.endswith("\n") else "|-"
        add(f"{spaced(lead)}{head}")
        inner = f"{indent}  " if lead else "  "
        for line in lines:
            add(f"{inner}{line}" if line else "")
    else:
        add(f"{spaced(lead)}{scalar(value)}")


def _write_members(value: dict[str, Any], lead: str, indent: str, add: Callable[[str], None]) -> None:
    if lead.endswith(":"):
        add(lead)
        indent = f"{indent}  "
        lead = indent
    for key in sorted(value):
        name = string(key)
        if len(name) > LONGEST_KEY:
            add(f"{lead}? {name}")
            head = f"{indent}:"
        else:
            head = f"{lead}{name}:"
        _write(value[key], head, indent, add)
        lead = indent


def spaced(lead: str) -> str:
    """Return the separator before a scalar: a key needs a blank, an indentation or a dash has it."""
    return f"{lead} " if lead.endswith(":") else lead


def scalar(value: Any) -> str:
    """Return a value that is written on one line."""
    if isinstance(value, str):
        return string(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value.text if isinstance(value, Number) else repr(value))
    if isinstance(value, int):
        return int.__repr__(value)
    return "{}" if isinstance(value, dict) else "[]"


def number(text: str) -> str:
    """Return a JSON number so that YAML 1.1, too, reads a number: with a point, and a sign in the exponent."""
    mantissa, e, exponent = text.lower().partition("e")
    if not e:
        return text
    if "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}e{exponent if exponent[0] in '+-' else f'+{exponent}'}"


def string(text: str) -> str:
    """Return a string, quoted unless it cannot be taken for anything else."""
    if text[:1] in LETTERS and PLAIN.issuperset(text) and text[-1] != " " and text.lower() not in WORDS:
        return text
    if text.isprintable():
        return quoted(text)
    return "".join(char if char.isprintable() or char in JOINERS else escaped(char) for char in quoted(text))


def escaped(char: str) -> str:
    """Return a character as an escape of YAML's double-quoted strings."""
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def block(text: str) -> list[str]:
    """Return the lines of a text that can be written as a block, such as a certificate; else nothing."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) == 1 or not lines[0] or not lines[-1]:
        return []
    # Blanks at the start of a line would change the indentation, and those at its end get lost in editors.
    fits = all(line.isprintable() and line.strip() == line for line in lines)
    return lines if fits else []
