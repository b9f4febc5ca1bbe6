"""`ecctl generate man`: a manual page for every command."""

from __future__ import annotations

from ecctl import __version__
from ecctl.cli.command import HELP, Command, inherited_options, usage_lines
from ecctl.cli.commands.generate import write_pages
from ecctl.cli.help import flag_head, purpose, shown_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecctl.cli.invocation import Invocation
    from ecctl.output import Result
    from ecctl.settings import Option


def man(invocation: Invocation) -> Result:
    """Write a manual page for every command into a folder."""
    return write_pages(invocation, lambda path: f"{'-'.join(path)}.1", page)


def page(command: Command, path: Sequence[str]) -> str:
    """Return a command's page as input for man. It has no date: the same commands give the same page."""
    own = [*command.options, HELP]
    inherited = inherited_options(command)
    name = "-".join(path)
    lines = [
        f'.TH "{escaped(name.upper())}" 1 "" "ecctl {__version__}" "ecctl manual"',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(command.short)}",
        ".SH SYNOPSIS",
        *literal(usage_lines(command, path)),
        ".SH DESCRIPTION",
        *paragraphs(command.long or f"{command.short}."),
        ".SH OPTIONS",
        *options(own),
    ]
    if path[1:] == ["options"]:
        lines += [".SH OPTIONS OF EVERY COMMAND", *options(inherited)]
    else:
        lines += [".PP", "The options of every command are in", ".BR ecctl\\-options (1)."]
    if command.examples:
        lines += [".SH EXAMPLES", *literal(command.examples)]
    related = see_also(command, path)
    if related:
        lines += [".SH SEE ALSO", *(f".BR {escaped(each)} (1)," for each in related[:-1])]
        lines.append(f".BR {escaped(related[-1])} (1)")
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Escape what roff reads as markup, so that text shows and copies as written."""
    # Otherwise roff shows - as a hyphen and ' as a quotation mark, and pasted examples fail.
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti")
    return "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in text)


def line(text: str) -> str:
    """Escape a line of its own, on which a first full stop would begin a request."""
    found = escaped(text)
    return f"\\&{found}" if found.startswith(".") else found


def literal(lines: Iterable[str]) -> list[str]:
    """Return lines that man does not fill."""
    return [".nf", *map(line, lines), ".fi"]


def paragraphs(text: str) -> list[str]:
    """Return text with a request between its paragraphs."""
    return [line(each) if each else ".PP" for each in text.split("\n")]


def options(shown: Iterable[Option]) -> list[str]:
    """Return flags as a list of tagged paragraphs."""
    lines = []
    for option in sorted((each for each in shown if not each.hidden), key=lambda each: each.name):
        lines += [".TP", f"\\fB{escaped(flag_head(option).strip())}\\fR"]
        lines.append(line(f"{purpose(option)} {shown_default(option)}".rstrip()))
    return lines


def see_also(command: Command, path: Sequence[str]) -> list[str]:
    """Return the names of the pages above and below."""
    above = ["-".join(path[:-1])] if len(path) > 1 else []
    if not command.group:
        return above
    children = sorted((child for child in command.subcommands() if not child.hidden), key=lambda c: c.name)
    return above + ["-".join([*path, child.name]) for child in children]
