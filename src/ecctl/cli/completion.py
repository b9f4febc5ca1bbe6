"""Completion of an unfinished command line: commands, flags and known values.

Nothing is asked of the platform: candidates come from the command tree, the tables below and the folder of
config files, so that a Tab costs one start of the program.
"""

from __future__ import annotations

import os

from ecctl.cli.command import all_options
from ecctl.cli.parser import LISTS, find, first_word
from ecctl.core.ece import DEFAULT_REGION, REGIONS
from ecctl.settings import paths
from ecctl.settings.config_file import READ_AS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ecctl.cli.command import Command
    from ecctl.settings.option import Option

    Candidates = Sequence[tuple[str, str]]

FILES = ((":files", ""),)
"""Tells the shell's script to complete file names itself."""

HOST_ROLES = (
    ("allocator", "Hosts deployments"),
    ("coordinator", "Runs the console and the API"),
    ("director", "Manages the platform's state"),
    ("proxy", "Routes requests"),
)
USER_ROLES = (
    ("ece_deployment_manager", "Manages deployments"),
    ("ece_deployment_viewer", "Views deployments"),
    ("ece_platform_admin", "Manages the platform"),
    ("ece_platform_viewer", "Views the platform"),
)

VALUES = {
    ("user", "role"): USER_ROLES,
    ("", "role"): HOST_ROLES,
    ("", "roles"): HOST_ROLES,
    ("", "region"): tuple((region, "") for region in (DEFAULT_REGION, *REGIONS)),
    ("", "output"): (
        ("csv", "Comma-separated values with headings"),
        ("id", "An identifier per line"),
        ("json", "JSON"),
        ("ndjson", "A JSON object per line"),
        ("text", "Tables, or JSON if a command has none"),
        ("wide", "Tables with all columns"),
        ("yaml", "YAML"),
    ),
}
"""Values of a flag, by the command's group ("" for any) and the flag's name."""

PATHS = frozenset(
    {
        "ca-file",
        "client-cert",
        "client-key",
        "data",
        "extension-file",
        "file",
        "location",
        "log",
        "out",
        "password-file",
        "settings",
        "token-file",
        "verbose-file",
    }
)
"""Flags whose value is a path."""

ARGUMENTS = {
    ("ecctl", "completion"): (("bash", ""), ("fish", ""), ("powershell", ""), ("zsh", "")),
    ("serve", "backup"): FILES,
    ("serve", "restore"): FILES,
    ("stack", "upload"): FILES,
}
"""First arguments of a command, by its group and its name."""

BOOLEANS = (("true", ""), ("false", ""))


# A shell passes the words up to the cursor. They are parsed by the parser's own `find` and `first_word`, so
# that completion and execution agree on which command is meant; the full parser cannot be used, because an
# unfinished line is usually an error.
def complete(words: Sequence[str], root: Command, environ: Mapping[str, str]) -> Candidates:
    """Return the candidates for the last word, each with a description."""
    *before, last = rejoined(words) or [""]
    command, path, rest = find(before, root)
    if command.name == "help":
        return complete([*rest, last], root, environ)
    options = {option.name: option for option in all_options(command) if not option.hidden}
    if last.startswith("--") and "=" in last:
        name, _, value = last[2:].partition("=")
        found = values_of(options.get(name), path, value, environ)
        return found if found == FILES else [(f"--{name}={v}", text) for v, text in found]
    if last.startswith("-"):
        return [(f"--{n}", o.help) for n, o in sorted(options.items()) if f"--{n}".startswith(last)]
    waiting = _waiting(rest, options)
    if waiting is not None:
        return values_of(waiting, path, last, environ)
    index = first_word(rest, command)
    if not command.group:
        return _first_argument(path, last, environ) if index == len(rest) else []
    return [] if index < len(rest) else list(_subcommands(command, last))


def rejoined(words: Sequence[str]) -> list[str]:
    """Join the words that bash splits at `=`."""
    joined: list[str] = []
    for word in words:
        # bash's COMP_WORDBREAKS contains `=`, so that it passes `--output=js` as three words.
        if joined and (word == "=" or joined[-1].endswith("=")) and joined[-1].startswith("--"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _waiting(rest: Sequence[str], options: dict[str, Option]) -> Option | None:
    """Return the flag whose value comes next, or None."""
    if not rest or not rest[-1].startswith("-") or "=" in rest[-1]:
        return None
    name = rest[-1].lstrip("-")
    long = {alias: option for option in options.values() for alias in (option.name, *option.aliases)}
    short = {option.short: option for option in options.values() if option.short}
    option = long.get(name) if rest[-1].startswith("--") else short.get(name)
    return option if option is not None and option.takes_next else None


def values_of(
    option: Option | None, path: Sequence[str], start: str, environ: Mapping[str, str]
) -> Candidates:
    """Return the values of a flag that begin with *start*; of a list, those that are not in it yet."""
    if option is None:
        return ()
    if option.name == "config":
        return config_names(start, environ)
    if option.name in PATHS:
        return FILES
    if option.choices:
        return _matching([(choice, "") for choice in option.choices], start)
    if option.kind == "bool":
        return _matching(BOOLEANS, start)
    group = path[1] if len(path) > 1 else ""
    known = VALUES.get((group, option.name)) or VALUES.get(("", option.name), ())
    if option.kind not in LISTS:
        return _matching(known, start)
    given, comma, last = start.rpartition(",")
    taken = given.split(",")
    return [(f"{given}{comma}{value}", text) for value, text in _matching(known, last) if value not in taken]


def _first_argument(path: Sequence[str], start: str, environ: Mapping[str, str]) -> Candidates:
    group, name = path[-2:]
    if group == "api" and name in ("call", "show"):
        from ecctl.client._generated.operations import OPERATIONS

        return [(operation, "") for operation in sorted(OPERATIONS) if operation.startswith(start)]
    if group == "config" and name in ("delete", "path", "rename", "show", "use"):
        return config_names(start, environ)
    known = ARGUMENTS.get((group, name), ())
    return known if known == FILES else _matching(known, start)


def config_names(start: str, environ: Mapping[str, str]) -> Candidates:
    """Return the configs in the folder of config files and the embedded platform; files if *start* is a path."""
    if start.startswith(("/", ".", "~")):
        return FILES
    try:
        names = os.listdir(paths.config_folder(environ))
    except OSError:
        names = []
    stems = {stem for stem, _, end in (name.rpartition(".") for name in names) if stem and end in READ_AS}
    found = dict.fromkeys(stems, "") | {"embedded": "The embedded platform"}
    return _matching(sorted(found.items()), start)


def _matching(candidates: Candidates, start: str) -> Candidates:
    return [pair for pair in candidates if pair[0].startswith(start)]


def _subcommands(command: Command, start: str) -> Iterator[tuple[str, str]]:
    """Yield the subcommands that begin with *start*; hidden ones only if no other does."""
    # A hidden command still completes once its name has been begun: the user knows it then.
    found = [child for child in command.subcommands() if child.name.startswith(start)]
    shown = [child for child in found if not child.hidden]
    for child in shown or (found if start else []):
        yield child.name, child.short
