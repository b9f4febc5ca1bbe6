"""`--format`: Go templates with the original's functions, over replies of the API's models.

A format is compiled before anything is sent, and then rendered for a reply, or for each element of one.
"""

from __future__ import annotations

from ecctl.errors import OutputError, UsageError
from ecctl.gotemplate import Template, TemplateExecError, TemplateSyntaxError
from ecctl.gotemplate.functions import Function
from ecctl.gotemplate.types import ANY
from ecctl.output.format_functions import FUNCTIONS
from ecctl.output.go_types import reply_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Format:
    """A format that has been understood."""

    def __init__(self, text: str) -> None:
        again = Function(lambda value: self._template.execute(value, None), ANY)
        self._template = Template(text, {**FUNCTIONS, "executeTemplate": again}, "--format")

    def render(self, value: object, model: str | None) -> str:
        """The text for a reply or an element, JSON as parsed; OutputError where the template cannot be applied.

        `model` names its type as the catalogue of operations does, "" a reply of our own; None stands for any JSON.
        """
        return next(self.render_many((value,), model))

    def render_many(self, values: Iterable[object], model: str | None) -> Iterator[str]:
        """The texts for many elements of one model, one after another; OutputError at the first that fails."""
        try:
            yield from self._template.execute_each(values, reply_type(model))
        except TemplateExecError as wrong:
            raise OutputError(str(wrong)) from None


def compile_format(text: str) -> Format:
    """The format that a text is; UsageError, with the place underlined, where it is none."""
    try:
        return Format(text)
    except TemplateSyntaxError as wrong:
        raise UsageError(
            str(wrong), hint="--format takes a template of Go's text/template language"
        ) from None
