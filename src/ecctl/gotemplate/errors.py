"""Errors of templates: invalid syntax, and failures on the data given.

Both know their position, and show the template's line with the faulty part underlined.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN_WIDTH = 96
"""Maximum width of the line that an error shows, in characters."""


class Source:
    """The text of a template, and its name in errors."""

    __slots__ = ("name", "text")

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name


class TemplateError(Exception):
    """An error between two offsets of a template's text.

    `problem` describes it in one line; `suggestion` is the nearest valid name, or "". `str(error)` adds the
    position and the underlined line.
    """

    def __init__(self, problem: str, source: Source, start: int, end: int, suggestion: str = "") -> None:
        self.problem = problem
        self.source = source
        self.suggestion = suggestion
        start = min(start, len(source.text))
        before = source.text.rfind("\n", 0, start) + 1
        after = source.text.find("\n", start)
        self.source_line = source.text[before : after if after >= 0 else None]
        self.line = source.text.count("\n", 0, start) + 1
        self.column = start - before + 1
        self.width = max(1, min(end - start, len(self.source_line) - self.column + 1))
        super().__init__(problem)

    def __str__(self) -> str:
        hint = f" (did you mean {self.suggestion}?)" if self.suggestion else ""
        place = f"line {self.line}, column {self.column}"
        return f"{self.source.name}: {place}: {self.problem}{hint}\n{self._underlined()}"

    def _underlined(self) -> str:
        """Return the faulty line, shortened around the fault, with carets below it."""
        # A template given on the command line is often a single long line.
        cut = max(0, self.column - 1 - _SHOWN_WIDTH // 2)
        shown = self.source_line[cut : cut + _SHOWN_WIDTH]
        # One column per character: a tab or escape sequence would move the carets.
        shown = "".join(char if char.isprintable() else " " for char in shown)
        column = self.column - 1 - cut
        carets = "^" * max(1, min(self.width, len(shown) - column))
        return f"  {shown}\n  {' ' * column}{carets}"


class TemplateSyntaxError(TemplateError):
    """The template's syntax is invalid."""


class TemplateExecError(TemplateError):
    """The template fails on this data."""


class CallError(Exception):
    """Raised by a function whose arguments do not fit; its text says why."""


class FieldError(Exception):
    """A value lacks a field; `suggestion` is the nearest field that it has, or ""."""

    def __init__(self, problem: str, suggestion: str = "") -> None:
        super().__init__(problem)
        self.suggestion = suggestion


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that *name* is probably a typo of, or ""."""
    import difflib  # costs 3 ms, and only errors need it

    by_folded = {each.replace("_", "").lower(): each for each in known}
    close = difflib.get_close_matches(name.replace("_", "").lower(), by_folded, 1, 0.6)
    return by_folded[close[0]] if close else ""
