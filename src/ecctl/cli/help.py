"""Help: usage, commands, flags and defaults of a command, fitted to the width of the terminal."""

from __future__ import annotations

from ecctl.cli.command import HELP, usage_lines
from ecctl.core.durations import format_duration
from ecctl.settings.option import SETTINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecctl.cli.command import Command
    from ecctl.settings.option import Option

WIDTH = 80
NARROW = 30
"""Columns that a description gets at least, however narrow the terminal: below that it would be one word a line."""


def help_text(command: Command, path: Sequence[str], width: int = WIDTH) -> str:
    """All that help says of a command."""
    parts = ["\n".join(wrap(command.long or f"{command.short}.", width))]
    parts.append(section("Usage:", [f"  {line}" for line in usage_lines(command, path)]))
    if command.aliases:
        parts.append(section("Aliases:", [f"  {', '.join([command.name, *command.aliases])}"]))
    if command.examples:
        parts.append(section("Examples:", [f"  {line}" for line in command.examples]))
    if command.group:
        shown = sorted((c for c in command.subcommands() if not c.hidden), key=lambda c: c.name)
        longest = max(len(c.name) for c in shown)
        rows = (described(f"  {c.name.ljust(longest)}", 3, c.short, width) for c in shown)
        parts.append(section("Available Commands:", [line for row in rows for line in row]))
    own = [*command.options, HELP]
    names = {option.name for option in own}
    inherited = [option for option in SETTINGS if option.name not in names]
    root = len(path) == 1
    parts.append(section("Flags:", flag_lines([*own, *inherited] if root else own, width)))
    if not root:
        parts.append(section("Global Flags:", flag_lines(inherited, width)))
    if command.group:
        more = f'Use "{" ".join(path)} [command] --help" for more about a command.'
        parts.append("\n".join(wrap(more, width)))
    return "\n\n".join(parts) + "\n"


def section(title: str, lines: Iterable[str]) -> str:
    """A title with its lines."""
    return "\n".join([title, *lines])


def flag_lines(options: Iterable[Option], width: int) -> list[str]:
    """One flag a paragraph: shorthand, name, type, what it does, default."""
    shown = sorted((o for o in options if not o.hidden), key=lambda o: o.name)
    heads = [flag_head(option) for option in shown]
    indent = max(map(len, heads))
    lines = []
    for option, head in zip(shown, heads, strict=True):
        default = shown_default(option)
        text = f"{option.help} (required)" if option.required else option.help
        if default and len(text) + len(default) + 1 <= width - indent - 3:
            text = f"{text} {default}"
            default = ""
        lines += described(head.ljust(indent), 3, text, width, first=default)
    return lines


def flag_head(option: Option) -> str:
    """`  -r, --role stringArray`."""
    short = f"-{option.short}, " if option.short else "    "
    kind = "" if option.kind == "bool" else f" {option.kind}"
    return f"  {short}--{option.name}{kind}"


def shown_default(option: Option) -> str:
    """`(default "text")`, or "" where nothing is the default."""
    if option.kind == "stringToString":
        return "(default [])"
    if not option.default:
        return ""
    value = option.default
    if option.kind == "duration" and isinstance(value, int):
        return f"(default {format_duration(value)})"
    if option.kind == "string":
        return f'(default "{value}")'
    if isinstance(value, list):
        return f"(default [{','.join(value)}])"
    return f"(default {str(value).lower() if isinstance(value, bool) else value})"


def described(head: str, gap: int, text: str, width: int, first: str = "") -> list[str]:
    """A head with its description beside it; `first` stands alone in the first line, before the text."""
    indent = len(head) + gap
    if width - indent < NARROW:
        below = wrap(text, max(width - 6, NARROW))
        return [f"{head}{' ' * gap}{first}".rstrip(), *(f"      {line}" for line in below)]
    lines = [*([first] if first else []), *wrap(text, width - indent)]
    blank = " " * indent
    return [f"{head}{' ' * gap}{lines[0]}", *(blank + line for line in lines[1:])]


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines at blanks; line breaks in it stay."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines
