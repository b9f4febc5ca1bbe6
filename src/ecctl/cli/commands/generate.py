"""`ecctl generate`: completion scripts, documentation and manual pages."""

from __future__ import annotations

import os

from ecctl.cli.command import HELP, Command, Lazy, inherited_options, usage_lines
from ecctl.cli.files import write_text
from ecctl.cli.help import flag_lines
from ecctl.cli.schema import walk
from ecctl.core.errors import UsageError
from ecctl.output import Message, Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecctl.cli.invocation import Invocation

WIDE = 1000
"""Columns of a page: each flag stays on one line."""


def docs(invocation: Invocation) -> Result:
    """Write a page for every command into a folder."""
    return write_pages(invocation, file_name, page)


def write_pages(
    invocation: Invocation,
    name_of: Callable[[Sequence[str]], str],
    page_of: Callable[[Command, Sequence[str]], str],
) -> Result:
    """Write a file for every command into the folder of --location; its name is made of the command's path."""
    from ecctl.cli.commands import ROOT

    folder = invocation.flag("location")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(f'cannot create the folder "{folder}" (--location): {error.strerror}') from None
    names = []
    for command, path in walk(ROOT, [ROOT.name]):
        names.append(name_of(path))
        write_text(os.path.join(folder, names[-1]), page_of(command, path), "location")
    if invocation.context.talks_to_terminal():
        invocation.note(f"wrote {len(names)} pages to {folder}")
    return Result({"folder": folder, "files": names}, Message(""))


def file_name(path: Sequence[str]) -> str:
    """Return the file name of a command's page."""
    return f"{'_'.join(path)}.md"


def page(command: Command, path: Sequence[str]) -> str:
    """Return a command's page in Markdown."""
    own = [*command.options, HELP]
    inherited = inherited_options(command)
    parts = [
        f"# {' '.join(path)}",
        command.long or f"{command.short}.",
        block(usage_lines(command, path)),
    ]
    if command.examples:
        parts += ["## Examples", block(command.examples)]
    parts += ["## Options", options_block(own)]
    if path[1:] == ["options"]:
        parts += ["## Options of every command", options_block(inherited)]
    else:
        # Not on each page: they would be most of it.
        parts.append("The [options of every command](ecctl_options.md) work as well.")
    links = see_also(command, path)
    if links:
        parts += ["## See also", "\n".join(links)]
    return "\n\n".join(parts) + "\n"


def block(lines: Sequence[str]) -> str:
    """Return lines as a code block."""
    return "\n".join(["```", *lines, "```"])


def options_block(options: Sequence[Option]) -> str:
    """Return flags as a code block."""
    return block(flag_lines(options, WIDE))


def see_also(command: Command, path: Sequence[str]) -> list[str]:
    """Return links to the group above and to the commands below."""
    links = []
    if len(path) > 1:
        links.append(f"* [{' '.join(path[:-1])}]({file_name(path[:-1])})")
    if command.group:
        for child in sorted(command.subcommands(), key=lambda c: c.name):
            if not child.hidden:
                below = [*path, child.name]
                links.append(f"* [{' '.join(below)}]({file_name(below)}): {child.short}")
    return links


COMMANDS = (
    Command(
        "completions",
        "Print the completion script for bash, or write it to a file",
        options=(
            Option("binary", "Name of the command to complete", default="ecctl"),
            Option("location", "File to write to", short="l"),
        ),
        run=Lazy("ecctl.cli.commands.completion", "completions"),
        setup=False,
    ),
    Command(
        "docs",
        "Write a page of documentation for every command",
        options=(Option("location", "Folder to write to", short="l", default="./docs"),),
        run=docs,
        setup=False,
    ),
    Command(
        "man",
        "Write a manual page for every command",
        options=(Option("location", "Folder to write to", short="l", default="./man"),),
        run=Lazy("ecctl.cli.commands.man_pages", "man"),
        setup=False,
    ),
)
