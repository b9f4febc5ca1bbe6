"""The one place that turns a result into the text that stdout gets."""

from __future__ import annotations

from ecctl.output.result import Message, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.output.format import Format
    from ecctl.output.styling import Look


def render(
    result: Result,
    output: str,
    format: Format | None = None,  # noqa: A002  # the flag's name
    look: Look | None = None,
) -> str:
    """A result's text for an `output` of text or json; a user's format goes before a view.

    A `look` is how tables look on a terminal.
    """
    if isinstance(result.view, Message):
        return f"{result.view.text}\n" if result.view.text else ""
    if format is not None:
        return _formatted(result, format)
    if output == "json" or result.view is None:
        if result.value is None:
            return ""
        from ecctl.core.jsonio import indented

        return indented(result.value)
    view = result.view
    if isinstance(view, Table):
        from ecctl.output import table

        return table.render(view, result.value, look)
    return view.make(result.value)


def _formatted(result: Result, format: Format) -> str:  # noqa: A002
    """A format's text: for each element of a list, or for the whole reply; tabs make columns."""
    from ecctl.output.go_types import element_model
    from ecctl.output.table import elements_of
    from ecctl.output.tabwriter import align

    value, rows = result.value, result.rows
    if rows is None:
        return align(format.render(value, result.model) + "\n")
    texts = format.render_many(elements_of(rows, value), element_model(result.model, rows))
    if isinstance(result.view, Table) and not result.view.in_lines:
        return align("".join(texts) + "\n")
    return align("".join(f"{text}\n" for text in texts))
