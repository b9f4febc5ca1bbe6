"""Completion of an unfinished command line: commands, flags and known values.

Candidates come from the command tree, the tables below and the folder of config files, so that a Tab costs one
start of the program; ids come from the platform (`live_completion`).
"""

from __future__ import annotations

import os

from ecctl.cli.command import SHORT_FORMS, all_options
from ecctl.cli.parser import LISTS, find, first_word
from ecctl.core import DEFAULT_REGION, REGIONS
from ecctl.settings import paths
from ecctl.settings.config_file import READ_AS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ecctl.cli.command import Command
    from ecctl.settings import Option

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

PERIODS = (("1h", "An hour"), ("1d", "A day"), ("7d", "A week"), ("30d", "30 days"))
REGION_NAMES = tuple((region, "") for region in (DEFAULT_REGION, *REGIONS))

VALUES = {
    ("user", "role"): USER_ROLES,
    ("", "role"): HOST_ROLES,
    ("", "roles"): HOST_ROLES,
    ("", "region"): REGION_NAMES,
    ("", "output"): (
        ("csv", "Comma-separated values with headings"),
        ("id", "An identifier per line"),
        ("json", "JSON"),
        ("ndjson", "A JSON object per line"),
        ("text", "Tables, or JSON if a command has none"),
        ("wide", "Tables with all columns"),
        ("yaml", "YAML"),
    ),
    ("", "expires"): PERIODS,
    ("", "since"): PERIODS,
    ("", "validity"): PERIODS,
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
        "hosts",
        "location",
        "log",
        "out",
        "out-dir",
        "password-file",
        "path",
        "settings",
        "token-file",
        "verbose-file",
    }
)
"""Flags whose value is a path."""

SHELLS = (("bash", ""), ("fish", ""), ("powershell", ""), ("zsh", ""))

FILE_ARGUMENTS = frozenset(
    {("serve", "backup"), ("serve", "restore"), ("stack", "upload"), ("ecctl", "migrate-check")}
)
"""Commands whose arguments are files, by group and name."""

BOOLEANS = (("true", ""), ("false", ""))


class Line:
    """An unfinished command line: the command that it leads to, and the words behind that."""

    __slots__ = ("command", "environ", "options", "path", "rest")

    def __init__(
        self, command: Command, path: Sequence[str], rest: Sequence[str], environ: Mapping[str, str]
    ) -> None:
        self.command = command
        self.path = path
        self.rest = rest
        self.environ = environ
        self.options = {option.name: option for option in all_options(command) if not option.hidden}

    def arguments(self) -> list[str]:
        """Return the arguments that have been given."""
        found, rest = [], list(self.rest)
        while (index := first_word(rest, self.command)) < len(rest):
            found.append(rest[index])
            rest = rest[index + 1 :]
        return found

    def live(self, kind: str, start: str) -> Candidates:
        """Return the identifiers of a kind on the platform."""
        from ecctl.cli.live_completion import candidates

        return candidates(kind, start, self.rest, self.options, self.environ)


# A shell passes the words up to the cursor. They are parsed by the parser's own `find` and `first_word`, so
# that completion and execution agree on which command is meant; the full parser cannot be used, because an
# unfinished line is usually an error.
def complete(words: Sequence[str], root: Command, environ: Mapping[str, str]) -> Candidates:
    """Return the candidates for the last word, each with a description."""
    *before, last = rejoined(words) or [""]
    command, path, rest = find(before, root)
    if command.name in ("help", "schema") and not last.startswith("-"):
        more = topics(last) if command.name == "help" and not rest else []
        return [*complete([*rest, last], root, environ), *more]
    line = Line(command, path, rest, environ)
    if last.startswith("--") and "=" in last:
        name, _, value = last[2:].partition("=")
        found = values_of(line, line.options.get(name), value)
        return found if found == FILES else [(f"--{name}={v}", text) for v, text in found]
    if last.startswith("-"):
        return [(f"--{n}", o.help) for n, o in sorted(line.options.items()) if f"--{n}".startswith(last)]
    waiting = _waiting(rest, line.options)
    if waiting is not None:
        return values_of(line, waiting, last)
    if not command.group:
        return _argument(line, last)
    return [] if line.arguments() else list(_subcommands(command, last))


def topics(start: str) -> Candidates:
    """Return the topics of help that begin with *start*."""
    from ecctl.cli.help_topics import TOPICS

    # `help config` is offered as a command already.
    return [
        (name, title) for name, (title, _) in TOPICS.items() if name.startswith(start) and name != "config"
    ]


def rejoined(words: Sequence[str]) -> list[str]:
    """Join the words that bash splits at `=`."""
    joined: list[str] = []
    for word in words:
        # bash's COMP_WORDBREAKS contains `=`, so that it passes `--output=js` as three words.
        if joined and (word == "=" or joined[-1].endswith("=")):
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


def values_of(line: Line, option: Option | None, start: str) -> Candidates:
    """Return the values of a flag that begin with *start*; of a list, those that are not in it yet."""
    if option is None:
        return ()
    if option.name == "config":
        return config_names(start, line.environ)
    if option.name in PATHS:
        return FILES
    values = option.choices or option.suggested
    if values:
        return _matching([(value, "") for value in values], start)
    if option.kind == "bool":
        return _matching(BOOLEANS, start)
    if option.name == "param" and line.path[1:2] == ["api"]:
        return _parameter(line, start)
    given, comma, last = start.rpartition(",") if option.kind in LISTS else ("", "", start)
    taken = given.split(",")
    known = _known_values(line, option, last)
    return [(f"{given}{comma}{value}", text) for value, text in known if value not in taken]


def _known_values(line: Line, option: Option, start: str) -> Candidates:
    """Return the values of a flag from the tables, or from the platform."""
    from ecctl.cli.live_completion import FLAGS

    group = line.path[1] if len(line.path) > 1 else ""
    places = (line.command.name, group, "") if option in line.command.options else ()
    live = next((FLAGS[place, option.name] for place in places if (place, option.name) in FLAGS), "")
    if option.name == "user" and option in line.command.options:
        live = "users"
    if live:
        return line.live(live, start)
    if option.name in ("columns", "sort"):
        return _matching(_columns(line), start)
    return _matching(VALUES.get((group, option.name)) or VALUES.get(("", option.name), ()), start)


def _columns(line: Line) -> Candidates:
    """Return the names for --columns and --sort: the headings of a command's table, or members of its result."""
    from ecctl.output import Table

    view = line.command.view
    if isinstance(view, Table):
        return [(column.heading.lower().replace(" ", "-"), "") for column in view.columns]
    from ecctl.cli.schema import members_of

    return [(name, "") for name in members_of(line.command, line.path)]


def _parameter(line: Line, start: str) -> Candidates:
    """Return the parameters of an operation as `name=`, or the values of one."""
    from ecctl.cli.live_completion import PARAMETERS
    from ecctl.client import operation

    name, equals, value = start.partition("=")
    if equals:
        kind = PARAMETERS.get(name)
        if name == "region":
            return [(f"region={each}", text) for each, text in _matching(REGION_NAMES, value)]
        return [(f"{name}={each}", text) for each, text in line.live(kind, value)] if kind else []
    arguments = line.arguments()
    if not arguments or arguments[0] not in _operations():
        return []
    found = operation(arguments[0])
    needed = [(f"{each}=", "required") for each in found.path_parameters]
    needed += [
        (f"{each}=", f"{kind}, required" if must else kind) for _, each, kind, must in found.parameters
    ]
    return _matching(needed, start)


def _operations() -> Mapping[str, str]:
    from ecctl.client import catalogue

    return catalogue()


def _argument(line: Line, start: str) -> Candidates:
    """Return the candidates for an argument."""
    group, name = line.path[-2:]
    given = line.arguments()
    most = line.command.arguments[1]
    if 0 <= most <= len(given):
        return []
    if group == "api" and name in ("call", "show"):
        names = sorted(_operations())
        if name == "show" and start[:1].isupper():  # names of models, which are many
            from ecctl.output._generated.go_models import MODELS

            names = sorted(MODELS)
        return [(each, "") for each in names if each.startswith(start)]
    if group == "certificate":
        from ecctl.cli.commands.certificate import SERVICES

        return [(service, text) for service, text in SERVICES.items() if service.startswith(start)]
    if group == "config":
        return _config_argument(line, name, given, start)
    if (group, name) == ("ecctl", "completion"):
        shells = (*SHELLS, ("install", "Enable completion permanently")) if not given else SHELLS
        return _matching(shells, start) if given in ([], ["install"]) else []
    if (group, name) in FILE_ARGUMENTS:
        return FILES
    from ecctl.cli.live_completion import kind_of_argument

    kind = kind_of_argument(line.command, line.path)
    if not kind or (given and most >= 0):  # a second argument of a fixed number is of another kind
        return []
    return [pair for pair in line.live(kind, start) if pair[0] not in given]


def _config_argument(line: Line, name: str, given: Sequence[str], start: str) -> Candidates:
    """Return profiles, settings or the values of one for an argument of `config`."""
    if name in ("set", "unset"):
        from ecctl.settings import SETTINGS
        from ecctl.settings.load import NOT_FROM_FILE

        stored = {option.key: option for option in SETTINGS if option.key not in NOT_FROM_FILE}
        if name == "unset" or not given:
            return _matching([(key, stored[key].help) for key in stored if key not in given], start)
        option = stored.get(given[0])
        return [] if option is None or option.secret else values_of(line, option, start)
    if given and name != "delete":
        return []  # the new name of `rename`
    return [pair for pair in config_names(start, line.environ) if pair[0] not in given]


def config_names(start: str, environ: Mapping[str, str]) -> Candidates:
    """Return the configs in the folder of config files and the embedded platform; files if *start* is a path."""
    if start.startswith(("/", ".", "~")):
        return FILES
    try:
        with os.scandir(paths.config_folder(environ)) as entries:
            names = [entry.name for entry in entries if entry.is_file()]
    except OSError:
        names = []
    stems = {stem for stem, _, end in (name.rpartition(".") for name in names) if stem and end in READ_AS}
    # The shell's script prints the names as they are: a control character would reach the terminal.
    found = dict.fromkeys(filter(str.isprintable, stems), "") | {"embedded": "The embedded platform"}
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
    if found or not start:
        return
    # Other names are not listed beside the ones they stand for, but completed once they have been begun.
    aliases = [alias for child in command.subcommands() for alias in child.aliases]
    for word in sorted({*aliases, *SHORT_FORMS}):
        named = command.find(word) if word.startswith(start) else None
        if named is not None:
            yield word, named.short
