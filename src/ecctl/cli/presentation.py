"""Results shown as `--output`, `--columns`, `--sort` and `--no-headers` ask for; plain text and JSON do without."""

from __future__ import annotations

from ecctl.core.errors import UsageError
from ecctl.output.selection import Selection, selected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecctl.cli.parser import Parsed
    from ecctl.output import Result
    from ecctl.output.format import Format
    from ecctl.output.styling import TerminalStyle
    from ecctl.settings.profile import Profile

WITH_HEADINGS = ("text", "wide", "csv")
LISTED = ("ndjson", "yaml", "csv", "id")
"""Outputs of element by element. Any other word is text for a command that needs no settings, as in the original."""


def checked_selection(parsed: Parsed, profile: Profile) -> Selection:
    """Return the selection of a command line's flags. Raise UsageError if a flag has no effect."""
    from ecctl.output import Message

    columns, sort = parsed.flags.get("columns") or (), str(parsed.flags.get("sort") or "")
    headings = not parsed.flags.get("no_headers")
    given = {"--columns": columns, "--sort": sort, "--no-headers": not headings}
    first = next((name for name, value in given.items() if value), "")
    identifier = parsed.command.identifier
    # Before the command runs: it might change something whose result could not be shown.
    if identifier == "" and profile.text("output") == "id":
        raise UsageError(
            f'the result of "{parsed.name}" has no identifiers for id output ({profile.source("output")})',
            hint="use --output json",
        )
    if not first:
        return Selection(identifier=identifier)
    if profile.text("format"):
        raise UsageError(f"{first} and a format ({profile.source('format')}) exclude each other")
    if isinstance(parsed.command.view, Message):
        raise UsageError(f"{first} has no effect: {parsed.name} has no result to show")
    output = profile.text("output")
    if not headings and output not in WITH_HEADINGS:
        raise UsageError(f"--no-headers has no effect with {output} output ({profile.source('output')})")
    if columns and output == "id":
        raise UsageError(f"--columns has no effect with id output ({profile.source('output')})")
    if not all(columns):  # type: ignore[arg-type]  # a list flag
        raise UsageError("--columns contains an empty name")
    return Selection(columns, sort, headings=headings, identifier=identifier)  # type: ignore[arg-type]


def shown(
    result: Result,
    profile: Profile,
    format_: Format | None,
    style: TerminalStyle | None,
    selection: Selection | None,
) -> str | Iterable[str]:
    """Return a result's text, for programs in parts: a large list never exists as one text."""
    output = profile.text("output")
    headings = selection is None or selection.headings
    if selection is not None:
        result = selected(result, selection, projected=output in ("json", "ndjson", "yaml"))
    if output in LISTED:
        from ecctl.output.formats import written

        terminal = style is not None and style.width > 0
        identifier = None if selection is None else selection.identifier
        return written(result, output, headings=headings, terminal=terminal, identifier=identifier)
    from ecctl.output.render import render

    return render(result, output, format_, style, headings=headings)
