"""The lexer: from the text of a template to tokens."""

from __future__ import annotations

import re

from ecctl.gotemplate.errors import Source, TemplateSyntaxError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

TEXT = "text"
OPEN = "{{"
CLOSE = "}}"
SPACE = "space"
WORD = "word"
FIELD = "field"
VARIABLE = "variable"
NUMBER = "number"
CHARACTER = "character"
STRING = "string"
RAW_STRING = "raw string"
SIGN = "sign"
END = "end of the template"

_BLANK = " \t\r\n"
# Wider than the numbers of Go: what only looks like one (0x, 1e) is a number token, so that the error can say
# "bad number syntax" instead of pointing at a stray letter.
_NUMBER = (
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*"
    r"|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]*)?)i?"
)
_TOKEN = re.compile(
    rf"(?P<space>[ \t\r\n]+)"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<field>\.\w+)"
    r"|(?P<variable>\$\w*)"
    r"|(?P<word>\w+)"
    r'|(?P<string>"(?:\\[^\n]|[^"\\\n])*")'
    r"|(?P<raw_string>`[^`]*`)"
    r"|(?P<character>'(?:\\[^\n]|[^'\\\n])*')"
    r"|(?P<sign>:=|[=|().,])"
)
_MUST_END = frozenset({NUMBER, FIELD, VARIABLE, WORD})
"""Kinds of tokens that a letter, digit or stray sign must not follow."""
# Go rejects `.a-b` and `3k` as bad characters; without this check they would lex as two tokens.
_MAY_FOLLOW = frozenset(" \t\r\n.,|:)(=")


class Token:
    """A token: its kind, its text and its offset."""

    __slots__ = ("kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)


def tokens(source: Source) -> Iterator[Token]:
    """Yield the tokens of a template; the last one is of kind END."""
    text = source.text
    at = 0
    trim_next = False
    while True:
        opening = text.find("{{", at)
        literal_end = opening if opening >= 0 else len(text)
        literal = text[at:literal_end]
        if trim_next:
            literal = literal.lstrip(_BLANK)
        trims_before = (
            opening >= 0 and text[opening + 2 : opening + 3] == "-" and _blank_at(text, opening + 3)
        )
        if trims_before:
            literal = literal.rstrip(_BLANK)
        if literal:
            yield Token(TEXT, literal, at)
        if opening < 0:
            yield Token(END, "", len(text))
            return
        inside = opening + (4 if trims_before else 2)
        # A comment is recognised here, since trimming works on the text around it as for an action.
        comment_end = _comment(source, opening, inside)
        if comment_end is not None:
            at, trim_next = comment_end
            continue
        yield Token(OPEN, "{{", opening)
        at, trim_next = yield from _inside(source, opening, inside)


def _blank_at(text: str, at: int) -> bool:
    return at < len(text) and text[at] in _BLANK


def _closing(text: str, at: int) -> tuple[int, bool] | None:
    """Return the end of the action and whether it trims the text after it, or None if it does not end here."""
    if text.startswith("}}", at):
        return at + 2, False
    if _blank_at(text, at) and text.startswith("-}}", at + 1):
        return at + 4, True
    return None


def _comment(source: Source, opening: int, inside: int) -> tuple[int, bool] | None:
    """Return the end of a comment and whether it trims the text after it, or None for another action."""
    if not source.text.startswith("/*", inside):
        return None
    end = source.text.find("*/", inside + 2)
    if end < 0:
        raise TemplateSyntaxError("unclosed comment", source, opening, len(source.text))
    closing = _closing(source.text, end + 2)
    if closing is None:
        raise TemplateSyntaxError("comment ends before closing delimiter", source, opening, end + 2)
    return closing


def _inside(source: Source, opening: int, at: int) -> Generator[Token, None, tuple[int, bool]]:
    """Yield the tokens of an action; return where the text resumes, and whether its leading blanks are trimmed."""
    text = source.text
    depth: list[int] = []
    while True:
        closing = _closing(text, at)
        if closing is not None:
            # Go reports an open parenthesis at the end of its action, not at the end of the template.
            if depth:
                raise TemplateSyntaxError("unclosed left paren", source, depth[-1], depth[-1] + 1)
            yield Token(CLOSE, "}}", closing[0] - 2)
            return closing
        found = _TOKEN.match(text, at)
        if found is None or not found.lastgroup:
            raise _unreadable(source, opening, at)
        kind = found.lastgroup.replace("_", " ")
        end = found.end()
        if kind == SPACE and text.startswith("-}}", end):
            end -= 1  # the last blank belongs to the trim marker
        token = Token(kind, text[at:end], at)
        if token.text == "(":
            depth.append(at)
        elif token.text == ")":
            if not depth:
                raise TemplateSyntaxError("unexpected right paren", source, at, end)
            depth.pop()
        elif kind in _MUST_END:
            _check_end(source, token)
        yield token
        at = end


def _check_end(source: Source, token: Token) -> None:
    """Raise TemplateSyntaxError if a word or number runs on: `3k`, `.a-b`."""
    follow = source.text[token.end : token.end + 1]
    if not follow or follow in _MAY_FOLLOW or source.text.startswith("}}", token.end):
        return
    if token.kind == NUMBER:
        if follow.isalnum() or follow == "_":
            raise TemplateSyntaxError("bad number syntax", source, token.start, token.end + 1)
        return
    raise TemplateSyntaxError(
        f"unexpected character {follow!r} after {token.text}", source, token.end, token.end + 1
    )


def _unreadable(source: Source, opening: int, at: int) -> TemplateSyntaxError:
    """Return the error for an offset at which no token starts."""
    text = source.text
    if at >= len(text):
        return TemplateSyntaxError("unclosed action: }} is missing", source, opening, len(text))
    unclosed = {
        '"': "unterminated quoted string",
        "`": "unterminated raw quoted string",
        "'": "unterminated character constant",
    }
    problem = unclosed.get(text[at])
    if problem:
        return TemplateSyntaxError(problem, source, at, len(text))
    if text[at] == ":":
        return TemplateSyntaxError("expected :=", source, at, at + 1)
    return TemplateSyntaxError(f"unexpected character {text[at]!r} in an action", source, at, at + 1)
