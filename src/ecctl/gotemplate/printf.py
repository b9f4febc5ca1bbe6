"""print, printf and println as in Go's fmt."""

from __future__ import annotations

import re

from ecctl.gotemplate.quoting import to_bytes
from ecctl.gotemplate.scalars import MISSING
from ecctl.gotemplate.types import STRING_KIND, Pointer, type_of
from ecctl.gotemplate.verbs import Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LARGEST = 1_000_000
"""Maximum width, precision and argument number; Go's limit."""

_FLAGS = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}


def printed(value: object) -> str:
    """Return the text that an action prints for a value."""
    if value is None or value is MISSING:
        return "<no value>"
    return str(value) if type(value) is int else shown(value)


def shown(value: object) -> str:
    """Format a value by %v, a pointer as what it points to."""
    if isinstance(value, Pointer) and value.target is not None:
        value = value.target
    return Verb().write(value)


def go_print(*values: object) -> str:
    """Join like Go's Sprint: with a space between two values if neither is a string."""
    parts: list[str] = []
    was_text = True
    for value in values:
        is_text = type_of(value).kind == STRING_KIND
        if parts and not is_text and not was_text:
            parts.append(" ")
        parts.append(Verb().write(value))
        was_text = is_text
    return "".join(parts)


def go_println(*values: object) -> str:
    """Join like Go's Sprintln: with spaces, and a line break at the end."""
    return " ".join(Verb().write(value) for value in values) + "\n"


def go_printf(form: str, *values: object) -> str:
    """Format like Go's Sprintf."""
    pieces = _plans[form] if form in _plans else _plan(form)
    # A wrong number of arguments needs Go's %!(EXTRA …) markers, which the general formatter writes.
    if pieces is None or sum(type(piece) is Verb for piece in pieces) != len(values):
        return _Format(form, values).text()
    left = iter(values)
    return "".join([piece if isinstance(piece, str) else piece.write(next(left)) for piece in pieces])


_SIMPLE = re.compile(r"%(?:%|([-+# 0]*)([0-9]{0,6})(?:\.([0-9]{0,6}))?([^-+# 0-9.*\[%w]))", re.ASCII)
# Parsing a format once instead of per element halves the time of `{{printf "%-40s|%v" .TokenID .Roles}}`
# on 100,000 tokens. The limit only guards against formats that are computed.
_PLANS_LIMIT = 64
_plans: dict[str, list[str | Verb] | None] = {}


def _plan(form: str) -> list[str | Verb] | None:
    """Return the literal parts and verbs of a format, cached; None if it needs more than flags and numbers."""
    pieces: list[str | Verb] = []
    at = 0
    for found in _SIMPLE.finditer(form):
        pieces += (form[at : found.start()], _verb(found) if found[4] else "%")
        at = found.end()
    pieces.append(form[at:])
    if len(_plans) >= _PLANS_LIMIT:
        _plans.clear()
    _plans[form] = None if "%" in _SIMPLE.sub("", form) else pieces
    return _plans[form]


def _verb(found: re.Match[str]) -> Verb:
    verb = Verb(found[4])
    for flag in found[1]:
        setattr(verb, _FLAGS[flag], True)
    verb.width = int(found[2]) if found[2] else None
    verb.precision = None if found[3] is None else int(found[3] or 0)
    if verb.letter == "v":
        verb.mean_v()
    return verb


class _Format:
    """The general formatter: its position in the format, and in the arguments."""

    def __init__(self, form: str, values: Sequence[object]) -> None:
        self.form = form
        self.values = values
        self.at = 0
        self.next = 0
        self.reordered = False
        self.good_index = True

    def text(self) -> str:
        parts: list[str] = []
        while True:
            percent = self.form.find("%", self.at)
            parts.append(self.form[self.at : percent if percent >= 0 else None])
            if percent < 0:
                break
            self.at = percent + 1
            parts.append(self.verb())
        if not self.reordered and self.next < len(self.values):
            parts.append(_extra(self.values[self.next :]))
        return "".join(parts)

    def peek(self) -> str:
        return self.form[self.at : self.at + 1]

    def verb(self) -> str:
        """Format the verb after a percent sign."""
        verb = Verb()
        self.good_index = True
        self.flags(verb)
        after_index = self.argument_index()
        said, after_index = self.width(verb, after_index=after_index)
        if self.peek() == ".":
            said += self.precision(verb, after_index=after_index)
            after_index = False
        if not after_index:
            self.argument_index()
        letter = self.peek()
        if not letter:
            return said + "%!(NOVERB)"
        self.at += 1
        return said + self.applied(verb, letter)

    def flags(self, verb: Verb) -> None:
        while self.peek() and self.peek() in _FLAGS:
            setattr(verb, _FLAGS[self.peek()], True)
            self.at += 1

    def applied(self, verb: Verb, letter: str) -> str:
        """Format the next argument."""
        if letter == "%":
            return "%"
        if not self.good_index:
            return f"%!{letter}(BADINDEX)"
        if self.next >= len(self.values):
            return f"%!{letter}(MISSING)"
        verb.letter = letter
        if letter in "vw":
            verb.mean_v()
        value = self.values[self.next]
        self.next += 1
        # %w wraps errors in Go's Errorf, and Sprintf rejects it.
        return verb.bad(value) if letter == "w" and value is not None else verb.write(value)

    def number(self) -> int | None:
        """Read a number; return None if there is none or it is too large."""
        start = self.at
        while self.peek().isdecimal() and self.peek().isascii():
            self.at += 1
        digits = self.form[start : self.at]
        if not digits:
            return None
        if len(digits) > 7 or int(digits) > _LARGEST:
            # Go gives up on the rest of the format, too.
            self.at = len(self.form)
            return None
        return int(digits)

    def width(self, verb: Verb, *, after_index: bool) -> tuple[str, bool]:
        if self.peek() == "*":
            self.at += 1
            verb.width = self.number_argument()
            if verb.width is None:
                return "%!(BADWIDTH)", False
            if verb.width < 0:
                verb.width = -verb.width
                verb.minus = True
                verb.zero = False
            return "", False
        verb.width = self.number()
        if after_index and verb.width is not None:
            self.good_index = False
        return "", after_index

    def precision(self, verb: Verb, *, after_index: bool) -> str:
        self.at += 1
        if after_index:
            self.good_index = False
        self.argument_index()
        if self.peek() == "*":
            self.at += 1
            given = self.number_argument()
            verb.precision = given if given is not None and given >= 0 else None
            return "%!(BADPREC)" if verb.precision is None else ""
        verb.precision = self.number() or 0
        return ""

    def number_argument(self) -> int | None:
        """Take the next argument as a width or precision; return None if it is not one."""
        value = self.values[self.next] if self.next < len(self.values) else None
        self.next += self.next < len(self.values)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST:
            return int(value)
        return None

    def argument_index(self) -> bool:
        """Read a `[n]` and go to that argument; return whether there was one."""
        if self.peek() != "[":
            return False
        self.reordered = True
        end = self.form.find("]", self.at)
        digits = self.form[self.at + 1 : end] if end >= 0 else ""
        self.at = end + 1 if end >= 0 else self.at + 1
        if (
            digits.isdecimal()
            and digits.isascii()
            and len(digits) < 8
            and 1 <= int(digits) <= len(self.values)
        ):
            self.next = int(digits) - 1
            return True
        self.good_index = False
        return end >= 0


def _extra(values: Sequence[object]) -> str:
    shown_values = [
        "<nil>" if value is None else f"{type_of(value).name}={Verb().write(value)}" for value in values
    ]
    return f"%!(EXTRA {', '.join(shown_values)})"


def size_in_bytes(text: str) -> int:
    """Return the length of a string in bytes."""
    return len(text) if text.isascii() else len(to_bytes(text))
