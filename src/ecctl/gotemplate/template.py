"""The public entry point: a template, parsed and ready to execute."""

from __future__ import annotations

from ecctl.gotemplate.builtin import BUILTINS
from ecctl.gotemplate.compiler import Compiler
from ecctl.gotemplate.errors import Source, TemplateExecError
from ecctl.gotemplate.parser import parse
from ecctl.gotemplate.scalars import MISSING
from ecctl.gotemplate.scope import ExhaustedError
from ecctl.gotemplate.types import ANY, INTERFACE_KIND, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ecctl.gotemplate.types import Function


class Template:
    """A template in Go's text/template language.

    *functions* are callable besides the predefined ones; errors refer to the template by *name*. Raises
    TemplateSyntaxError if the text is not a template.
    """

    def __init__(
        self, text: str, functions: Mapping[str, Function] | None = None, name: str = "template"
    ) -> None:
        self._source = Source(text, name)
        known = {**BUILTINS, **(functions or {})}
        self._compiler = Compiler(parse(self._source, known), self._source, known)

    def execute(self, data: object, type_: Type | None = ANY) -> str:
        """Execute the template on raw data of a type (any JSON by default), or on a boxed value if it is None.

        Raises TemplateExecError if the template fails on this data.
        """
        return next(self.execute_each((data,), type_))

    def execute_each(self, items: Iterable[object], type_: Type | None = ANY) -> Iterator[str]:
        """Execute the template on each of many items of one type."""
        if type_ is not None and type_.kind == INTERFACE_KIND:  # Go treats nil as no data at all
            items = (MISSING if item is None else item for item in items)
        try:
            yield from self._compiler.routine(None, type_).run_each(items)
        except ExhaustedError as exhausted:
            raise self._too_much(str(exhausted)) from None
        except RecursionError:
            # Deep templates overflow Python's stack before DEPTH_LIMIT, since each level takes several frames.
            raise self._too_much("the templates or the data are nested too deeply") from None

    def _too_much(self, problem: str) -> TemplateExecError:
        return TemplateExecError(problem, self._source, 0, len(self._source.text))
