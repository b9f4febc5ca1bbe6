"""A template, read and ready to be carried out on any number of values."""

from __future__ import annotations

from ecctl.gotemplate.builtin import BUILTINS
from ecctl.gotemplate.compiler import Compiler
from ecctl.gotemplate.errors import Source, TemplateExecError
from ecctl.gotemplate.parser import parse
from ecctl.gotemplate.scope import ExhaustedError
from ecctl.gotemplate.types import ANY, INTERFACE_KIND, Type
from ecctl.gotemplate.values import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ecctl.gotemplate.functions import Function


class Template:
    """A template of Go's text/template language.

    `functions` are what it can call besides the built-in ones; `name` is what errors call it.
    TemplateSyntaxError is raised where the text is no template.
    """

    def __init__(
        self, text: str, functions: Mapping[str, Function] | None = None, name: str = "template"
    ) -> None:
        self._source = Source(text, name)
        known = {**BUILTINS, **(functions or {})}
        self._compiler = Compiler(parse(self._source, known), self._source, known)

    def execute(self, data: object, kind: Type | None = ANY) -> str:
        """The text for data of a Go type (what a JSON parser makes, unless told otherwise; None: a value).

        TemplateExecError where a step of the template cannot be taken on this data.
        """
        return next(self.execute_each((data,), kind))

    def execute_each(self, items: Iterable[object], kind: Type | None = ANY) -> Iterator[str]:
        """The texts for each of many data of one type."""
        if kind is not None and kind.kind == INTERFACE_KIND:  # Go takes nil for no data at all
            items = (MISSING if item is None else item for item in items)
        try:
            yield from self._compiler.routine(None, kind).run_each(items)
        except ExhaustedError as exhausted:
            raise self._too_much(str(exhausted)) from None
        except RecursionError:
            raise self._too_much("templates, or the data, are nested too deeply") from None

    def _too_much(self, problem: str) -> TemplateExecError:
        return TemplateExecError(problem, self._source, 0, len(self._source.text))
