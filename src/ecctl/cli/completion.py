"""What can stand at the end of an unfinished command line: commands, flags and some of their values."""

from __future__ import annotations

from ecctl.cli.command import all_options
from ecctl.cli.parser import find, first_word
from ecctl.core.ece import DEFAULT_REGION, REGIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ecctl.cli.command import Command
    from ecctl.settings.option import Option

VALUES = {
    "config": (("embedded", "The platform that is built in"),),
    "region": tuple((region, "") for region in (DEFAULT_REGION, *REGIONS)),
    "output": (("json", "JSON"), ("text", "Tables, or JSON where there is none")),
    "role": (
        ("allocator", "Hosts deployments"),
        ("coordinator", "Runs the console and the API"),
        ("director", "Keeps the platform's state"),
        ("proxy", "Routes requests"),
    ),
}
"""Values of flags that are known without asking the platform."""

BOOLEANS = (("true", ""), ("false", ""))


ARGUMENTS = {"completion": (("bash", ""), ("fish", ""), ("powershell", ""), ("zsh", ""))}
"""First arguments of commands that are known without asking the platform."""


def complete(words: Sequence[str], root: Command) -> list[tuple[str, str]]:
    """Candidates for the last word, each with a description; nothing where any text will do."""
    *before, last = rejoined(words) or [""]
    command, _, rest = find(before, root)
    if command.name == "help":
        return complete([*rest, last], root)
    options = {option.name: option for option in all_options(command) if not option.hidden}
    if last.startswith("--") and "=" in last:
        name, _, value = last[2:].partition("=")
        return [(f"--{name}={v}", text) for v, text in _values(options.get(name)) if v.startswith(value)]
    if last.startswith("-"):
        return [(f"--{n}", o.help) for n, o in sorted(options.items()) if f"--{n}".startswith(last)]
    waiting = _waiting(rest, options)
    if waiting is not None:
        return [(value, text) for value, text in _values(waiting) if value.startswith(last)]
    if command.group and first_word(rest, command) < len(rest):
        return []  # a word before the last one is no command
    candidates = (*_subcommands(command), *ARGUMENTS.get(command.name, ()))
    return [pair for pair in candidates if pair[0].startswith(last)]


def rejoined(words: Sequence[str]) -> list[str]:
    """The words of a shell that splits at `=`, put together again."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")) and joined[-1].startswith("--"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _waiting(rest: Sequence[str], options: dict[str, Option]) -> Option | None:
    """The flag whose value comes next, or None."""
    if not rest or not rest[-1].startswith("-") or "=" in rest[-1]:
        return None
    name = rest[-1].lstrip("-")
    short = {option.short: option for option in options.values() if option.short}
    option = options.get(name) if rest[-1].startswith("--") else short.get(name)
    return option if option is not None and option.kind != "bool" else None


def _values(option: Option | None) -> Sequence[tuple[str, str]]:
    if option is None:
        return ()
    if option.choices:
        return [(choice, "") for choice in option.choices]
    return BOOLEANS if option.kind == "bool" else VALUES.get(option.name, ())


def _subcommands(command: Command) -> Iterator[tuple[str, str]]:
    if command.group:
        for child in command.subcommands():
            if not child.hidden:
                yield child.name, child.short
