"""`--format`: Go templates with the functions of the Go ecctl, executed on responses.

A format is compiled before any request is sent, so that a typo costs nothing.
"""

from __future__ import annotations

from ecctl.core.errors import OutputError, UsageError
from ecctl.gotemplate import Template, TemplateExecError, TemplateSyntaxError
from ecctl.gotemplate.types import ANY, Function
from ecctl.output.format_functions import FUNCTIONS
from ecctl.output.go_types import reply_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Format:
    """A compiled format."""

    def __init__(self, text: str) -> None:
        # The Go ecctl uses it to apply the format to a part of the response; the value is boxed already.
        execute_template = Function(lambda value: self._template.execute(value, None), ANY)
        self._template = Template(text, {**FUNCTIONS, "executeTemplate": execute_template}, "--format")

    def render(self, value: object, model: str | None) -> str:
        """Return the text for a response or an element; raise OutputError if the template fails on it.

        *model* is its name in the operation catalogue, "" for a result that ecctl makes, None for any JSON.
        """
        return next(self.render_many((value,), model))

    def render_many(self, values: Iterable[object], model: str | None) -> Iterator[str]:
        """Yield the text of each element; raise OutputError at the first on which the template fails."""
        try:
            yield from self._template.execute_each(values, reply_type(model))
        except TemplateExecError as error:
            raise OutputError(str(error)) from None


OUTPUTS = {"csv": "json", "json": "json", "table": "text", "text": "text", "wide": "text", "yaml": "json"}
"""Values that other programs take for --format, with the --output that comes closest."""


def compile_format(text: str) -> Format:
    """Compile a format; raise UsageError, which underlines the fault, if it is not a template.

    The name of an output format is refused: as a template it would print only itself.
    """
    output = OUTPUTS.get(text.strip().lower())
    if output:
        raise UsageError(f'--format "{text}" is not a template', hint=f"did you mean --output {output}?")
    try:
        return Format(text)
    except TemplateSyntaxError as error:
        raise UsageError(
            str(error), hint="--format takes a template in Go's text/template language"
        ) from None
