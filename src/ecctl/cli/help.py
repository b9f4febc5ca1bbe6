"""Help texts: usage, subcommands and flags of a command, fitted to the width of the terminal."""

from __future__ import annotations

from ecctl.cli.command import HELP, SHORT_FORMS, flag_name, inherited_options, usage_lines
from ecctl.core.durations import format_duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ecctl.cli.command import Command
    from ecctl.settings import Option

WIDTH = 80
TOPIC_ORDER = ("Platform", "Deployment", "Set-up", "Embedded Platform", "Other")
NARROW = 30
"""Least columns beside a flag for its description; with fewer, the description goes below the flag."""


def help_text(command: Command, path: Sequence[str], width: int = WIDTH, *, whole: bool = True) -> str:
    """Return the help text of a command. Only the *whole* help has the flags of every command.

    The original's help has them. Scripts that read it find them, but on a terminal they would hide the flags
    that matter.
    """
    parts = ["\n".join(wrap(command.long or f"{command.short}.", width))]
    usage = [line for full in usage_lines(command, path) for line in folded_usage(full, width)]
    parts.append(section("Usage:", usage))
    aliases = [*command.aliases, *(short for short, name in SHORT_FORMS.items() if name == command.name)]
    if aliases:
        parts.append(section("Aliases:", [f"  {', '.join([command.name, *aliases])}"]))
    if command.examples:
        parts.append(section("Examples:", [f"  {line}" for line in command.examples]))
    if command.group:
        parts += command_sections(command, width)
    own = [*command.options, HELP]
    inherited = inherited_options(command)
    root = len(path) == 1
    parts.append(section("Flags:", flag_lines([*own, *inherited] if root and whole else own, width)))
    if not root and whole:
        parts.append(section("Global Flags:", flag_lines(inherited, width)))
    parts.append("\n".join(line for text in closing_lines(command, path) for line in wrap(text, width)))
    return "\n\n".join(parts) + "\n"


def command_sections(command: Command, width: int) -> list[str]:
    """Return the subcommands of a group, in a section for each topic; alphabetical, as cobra prints them."""
    shown = sorted((c for c in command.subcommands() if not c.hidden), key=lambda c: c.name)
    longest = max(len(c.name) for c in shown)
    sections: dict[str, list[str]] = {topic: [] for topic in TOPIC_ORDER}
    for child in shown:
        lines = sections.setdefault(child.topic or "Available", [])
        lines += described(f"  {child.name.ljust(longest)}", child.short, width)
    return [section(f"{topic} Commands:", lines) for topic, lines in sections.items() if lines]


def closing_lines(command: Command, path: Sequence[str]) -> list[str]:
    """Return the lines that point to further help."""
    lines = []
    if command.group:
        lines.append(f'Use "{" ".join(path)} [command] --help" for more information about a command.')
    lines.append('Use "ecctl options" for the flags of every command.')
    if len(path) == 1:
        from ecctl.cli.help_topics import TOPICS

        lines.append(f'Use "ecctl help TOPIC" for {", ".join(TOPICS)}.')
    lines.append(f"Documentation: docs/commands/{'_'.join(path)}.md")
    lines.append(f"Manual page: man {'-'.join(path)}")
    return lines


def section(title: str, lines: Iterable[str]) -> str:
    """Return a title followed by its lines."""
    return "\n".join([title, *lines])


def folded_usage(line: str, width: int) -> list[str]:
    """Indent a usage line, and fold it on terminals narrower than 80 columns.

    From 80 columns on it stays whole, so that programs find the usage of a command on one line.
    """
    if width >= WIDTH:
        return [f"  {line}"]
    first, *rest = wrap(line, max(width - 6, NARROW))
    return [f"  {first}", *(f"      {more}" for more in rest)]


def flag_lines(options: Iterable[Option], width: int) -> list[str]:
    """Describe each flag: shorthand, name, type, purpose and default."""
    shown = sorted((o for o in options if not o.hidden), key=lambda o: o.name)
    heads = [flag_head(option) for option in shown]
    indent = max(map(len, heads))
    lines = []
    for option, head in zip(shown, heads, strict=True):
        text = purpose(option)
        default = shown_default(option)
        lines += described(head.ljust(indent), f"{text} {default}" if default else text, width)
    return lines


def purpose(option: Option) -> str:
    """Return the purpose of a flag, and whether it is required."""
    if not option.required:
        return option.help
    others = [flag_name(key) for key in option.unless]
    listed = f"{', '.join(others[:-1])} or {others[-1]}" if others[1:] else "".join(others)
    required = f"required without {listed}" if listed else "required"
    if option.help.endswith(")"):
        return f"{option.help[:-1]}; {required})"
    return f"{option.help} ({required})"


def flag_head(option: Option) -> str:
    """Return a flag with its shorthand and type, such as `  -r, --role stringArray`."""
    short = f"-{option.short}, " if option.short else "    "
    kind = "" if option.kind == "bool" else f"[={option.kind}]" if option.bare else f" {option.kind}"
    return f"  {short}--{option.name}{kind}"


def shown_default(option: Option) -> str:
    """Return the default in parentheses, or "" if it is the type's zero value."""
    # As pflag prints it: for this type, an empty map counts as a default to show.
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


def described(head: str, text: str, width: int) -> list[str]:
    """Put a description beside its head, or below it on a narrow terminal."""
    indent = len(head) + 3
    if width - indent < NARROW:
        below = wrap(text, max(width - 6, NARROW))
        return [head.rstrip(), *(f"      {line}" for line in below)]
    first, *rest = wrap(text, width - indent)
    blank = " " * indent
    return [f"{head}   {first}", *(blank + line for line in rest)]


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines at blanks, keeping its own line breaks and what is in parentheses at its end."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in words_of(paragraph):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def words_of(paragraph: str) -> list[str]:
    """Split a paragraph at blanks; a default at its end stays in one piece."""
    start = paragraph.rfind(" (default ")
    if start < 0 or not paragraph.endswith(")"):
        return paragraph.split(" ")
    return [*paragraph[:start].split(" "), paragraph[start + 1 :]]
