"""What can be wrong with a template: it cannot be read, or it cannot be carried out on the data given.

Both errors know where: they show the line of the template with the offending piece underlined.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN_WIDTH = 96
"""Characters of a template's line that an error shows at most."""


class Source:
    """The text of a template, with the name that errors call it by."""

    __slots__ = ("name", "text")

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name


class TemplateError(Exception):
    """A template is at fault between two offsets of its text.

    `problem` says what is wrong in one line; `suggestion` is the nearest name that would have been right,
    or "". The text of the error has the place and the underlined line as well.
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
        """The line at fault, cut to what fits around the fault, and carets below it."""
        cut = max(0, self.column - 1 - _SHOWN_WIDTH // 2)
        shown = self.source_line[cut : cut + _SHOWN_WIDTH]
        shown = "".join(char if char.isprintable() else " " for char in shown)
        column = self.column - 1 - cut
        carets = "^" * max(1, min(self.width, len(shown) - column))
        return f"  {shown}\n  {' ' * column}{carets}"


class TemplateSyntaxError(TemplateError):
    """The text is no template."""


class TemplateExecError(TemplateError):
    """The template cannot be carried out on this data."""


class CallError(Exception):
    """What a function raises when its arguments do not suit it; its text says why."""


class FieldError(Exception):
    """A value has no such field; `suggestion` is the nearest that it has, or ""."""

    def __init__(self, problem: str, suggestion: str = "") -> None:
        super().__init__(problem)
        self.suggestion = suggestion


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that a mistyped one most likely means, or ""."""
    import difflib

    by_folded = {each.replace("_", "").lower(): each for each in known}
    close = difflib.get_close_matches(name.replace("_", "").lower(), by_folded, 1, 0.6)
    return by_folded[close[0]] if close else ""
