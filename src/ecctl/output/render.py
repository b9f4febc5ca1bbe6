"""The conversion of a result to text, which the command's renderer writes to stdout."""

from __future__ import annotations

from ecctl.core.terminal_text import escape_controls, escape_json
from ecctl.output.result import Message, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.output.format import Format
    from ecctl.output.styling import TerminalStyle


def render(
    result: Result,
    output: str,
    format: Format | None = None,  # noqa: A002  # the flag's name
    style: TerminalStyle | None = None,
    *,
    headings: bool = True,
) -> str:
    """Return a result as text.

    *output* is text, wide or json; a user's format takes precedence over the result's view. A *style* says
    that the text goes to a terminal.
    """
    view = result.view
    if isinstance(view, Message) and (output != "json" or result.value is None):
        return escape_controls(f"{view.text}\n") if view.text else ""
    if format is not None and not isinstance(view, Message):
        # Rendered unescaped first: escaping the values before would change what the template compares.
        text = _formatted(result, result.value, format)
        if style is None or not _has_controls(text):
            return text
        # Only the reply's strings are escaped, and only now: the template may contain colours of its own.
        return _formatted(result, _escaped(result.value), format)
    if output == "json" or view is None or isinstance(view, Message):
        return "" if result.value is None else json_text(result.value)
    if isinstance(view, Table):
        from ecctl.output import table

        wide = output == "wide"
        if style is None:
            return table.render(view, result.value, wide=wide, headings=headings)
        from ecctl.output.fit import fitted

        # Nothing may be cut of what a change has returned, such as a token, nor of wide output.
        fitting = style.uncut() if result.changed or wide else style
        cells = table.cells(view, result.value, style, wide=wide)
        return fitted(cells, fitting, single=result.rows is None, headings=headings)
    if view.summary and (style is None or not style.width):
        return json_text(result.value)
    return escape_controls(view.make(result.value))


def json_text(value: Any) -> str:
    """Return a value as indented JSON that is safe to show on a terminal."""
    from ecctl.core.jsonio import indented

    return escape_json(indented(value))


def _formatted(result: Result, value: Any, format: Format) -> str:  # noqa: A002
    """Return the text of a format: a line per element of a list, or one for the reply; tabs make columns."""
    from ecctl.output.go_types import element_model
    from ecctl.output.table import elements_of
    from ecctl.output.tabwriter import align

    rows = result.rows
    if rows is None:
        return align(format.render(value, result.model) + "\n")
    texts = format.render_many(elements_of(rows, value), element_model(result.model, rows))
    if isinstance(result.view, Table) and not result.view.in_lines:
        return align("".join(texts) + "\n")
    return align("".join(f"{text}\n" for text in texts))


def _has_controls(text: str) -> bool:
    return not text.replace("\n", "").isprintable()


def _escaped(value: Any) -> Any:
    """Return a JSON value with the control characters of its strings and keys escaped."""
    if isinstance(value, str):
        return escape_controls(value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {escape_controls(key): _escaped(item) for key, item in value.items()}
    return value
