"""The grammar of the command line: the chosen command, its flags and its arguments.

It is the grammar of cobra and pflag, which the original uses: flags anywhere, `--flag=value` or `--flag value`,
joined shorthands, `--bool=false`, `--` ends the flags, the last of a repeated flag counts, and list flags
collect. Two things differ: `--help` in front of a command's name does not swallow the name, and a mistyped
command is reported before the flags behind it, which belong to the command that was meant.
"""

from __future__ import annotations

from ecctl.cli.command import HELP, all_options, usage_lines
from ecctl.core import ID_LENGTH
from ecctl.core.errors import UsageError
from ecctl.settings import PRESENTATION, SETTINGS, parse_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.cli.command import Command
    from ecctl.settings import Option, Value


LISTS = frozenset({"stringArray", "strings", "stringToString"})
"""Types of flags that collect their values in a list."""

SYNONYMS = {
    "add": ("create",),
    "cat": ("show", "inspect"),
    "describe": ("show", "inspect"),
    "edit": ("update",),
    "get": ("show", "info", "list"),
    "new": ("create",),
    "remove": ("delete",),
    "revoke": ("delete", "prune"),
    "set": ("update",),
    "show": ("inspect", "info", "list"),
    "tokens": ("enrollment-token",),
}
"""Words that other programs use for our commands."""


class Parsed:
    """A parsed command line: the command, the words that lead to it, its flags by key, its arguments."""

    __slots__ = ("arguments", "command", "flags", "path")

    def __init__(
        self, command: Command, path: list[str], flags: dict[str, Value], arguments: list[str]
    ) -> None:
        self.command = command
        self.path = path
        self.flags = flags
        self.arguments = arguments

    @property
    def name(self) -> str:
        """The full name of the command, such as `ecctl user list`."""
        return " ".join(self.path)

    @property
    def settings(self) -> dict[str, Value]:
        """The flags that are settings: those that no flag of the command itself hides."""
        own = {option.key for option in self.command.options}
        return {key: value for key, value in self.flags.items() if key not in own}


# argparse and click were not an option: neither has pflag's grammar (flags anywhere, `-rname`,
# `--bool=false`, two kinds of list), which scripts for the original rely on, and importing either takes
# longer than parsing here.
def parse(argv: Sequence[str], root: Command) -> Parsed:
    """Parse a command line; raise UsageError for unknown flags.

    An unknown command becomes an argument of its group. Flags behind it belong to the command that was
    meant, so unknown ones are not an error then: the caller reports the command.
    """
    command, path, rest = find(argv, root)
    index = first_word(rest, command) if command.group else len(rest)
    try:
        flags, arguments = read_flags(rest, all_options(command), " ".join(path))
    except UsageError:
        if index == len(rest):
            raise
        flags, arguments = {}, [rest[index]]
    return Parsed(command, path, flags, arguments)


def find(argv: Sequence[str], root: Command) -> tuple[Command, list[str], list[str]]:
    """Return the command that a command line leads to, its path, and the remaining words."""
    command, path, rest = root, [root.name], list(argv)
    while command.group:
        index = first_word(rest, command)
        found = command.find(rest[index]) if index < len(rest) else None
        if found is None:
            break
        del rest[index]
        command = found
        path.append(command.name)
    return command, path, rest


def first_word(words: Sequence[str], command: Command) -> int:
    """Return the index of the first word that is neither a flag nor its value, or len(words)."""
    index = 0
    # The command is not known yet, so that its flags are not either: only the group's own and the settings
    # count.
    while index < len(words):
        word = words[index]
        if word == "--":
            return len(words)
        if word == "-" or not word.startswith("-"):
            return index
        known = (*command.options, *SETTINGS, *PRESENTATION, HELP)
        switches = [option for option in known if not option.takes_next]
        if word.startswith("--"):
            takes_next = "=" not in word and all(word[2:] != option.name for option in switches)
        else:
            takes_next = len(word) == 2 and all(word[1] != option.short for option in switches)
        index += 2 if takes_next else 1
    return len(words)


def read_flags(
    words: Sequence[str], options: Sequence[Option], name: str
) -> tuple[dict[str, Value], list[str]]:
    """Return the flags that were given, by key, and the arguments."""
    long = {option.name: option for option in options}
    long |= {alias: option for option in options for alias in option.aliases}
    short = {option.short: option for option in options if option.short}
    flags: dict[str, Value] = {}
    arguments: list[str] = []
    queue = list(reversed(words))
    # A stack in reverse, so that a flag can take the next word as its value.
    while queue:
        word = queue.pop()
        if word == "--":
            arguments += reversed(queue)
            break
        if word.startswith("--"):
            _read_long(word, long, queue, flags, name)
        elif word.startswith("-") and word != "-":
            _read_short(word, short, queue, flags, name)
        else:
            arguments.append(word)
    return flags, arguments


def _read_long(
    word: str, options: dict[str, Option], queue: list[str], flags: dict[str, Value], command: str
) -> None:
    name, equals, value = word[2:].partition("=")
    if not name or name.startswith("-"):
        raise UsageError(f"bad flag syntax: {word}")
    option = options.get(name)
    if option is None:
        from ecctl.core.suggest import nearest

        near = nearest(name, [known for known, o in options.items() if not o.hidden])
        raise UsageError(f"unknown flag: --{name}", hint=_unknown_hint([f"--{n}" for n in near], command))
    if not equals:
        if not option.takes_next:
            value = option.bare or "true"
        elif queue:
            value = queue.pop()
        else:
            raise UsageError(f"flag needs an argument: --{name}")
    _set(option, value, flags)


def _read_short(
    word: str, options: dict[str, Option], queue: list[str], flags: dict[str, Value], command: str
) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        option = options.get(letter)
        if option is None:
            hint = "" if letter.isalpha() else 'put "--" before an argument that starts with a dash'
            raise UsageError(
                f"unknown shorthand flag: '{letter}' in {word}", hint=hint or _unknown_hint([], command)
            )
        if letters.startswith("="):
            return _set(option, letters[1:], flags)
        if option.kind == "bool":
            _set(option, "true", flags)
            continue
        if letters:
            return _set(option, letters, flags)
        if not queue:
            raise UsageError(f"flag needs an argument: '{letter}' in {word}")
        return _set(option, queue.pop(), flags)
    return None


def _set(option: Option, text: str, flags: dict[str, Value]) -> None:
    """Store a flag's value: the last one, or one more of a list."""
    if option.kind in LISTS:
        values = flags.setdefault(option.key, [])
        assert isinstance(values, list)  # noqa: S101  # set one line above
        values += _items(text, option)
        return
    try:
        flags[option.key] = _value(option, text)
    except ValueError as error:
        shown = f"-{option.short}, --{option.name}" if option.short else f"--{option.name}"
        raise UsageError(f'invalid argument "{text}" for "{shown}" flag: {error}') from None


def _value(option: Option, text: str) -> Value:
    """Return the value that a flag's text stands for; raise ValueError if it is invalid."""
    if option.choices and text not in option.choices:
        raise ValueError(f"must be one of {', '.join(option.choices)}")
    if option.check is not None:
        option.check(text)
    return parse_value(option.kind, text)


def _items(text: str, option: Option) -> list[str]:
    """Return the items that one use of a flag adds to its list."""
    if option.kind == "stringArray":
        return [text]
    return split_pairs(text, option) if option.kind == "stringToString" else split_list(text, option)


def split_pairs(text: str, option: Option) -> list[str]:
    """Split a comma list of `key=value` pairs; a single pair keeps its commas (pflag's stringToString)."""
    pairs = [text.strip('"')] if text.count("=") == 1 else split_list(text, option)
    for pair in pairs or [text]:
        if "=" not in pair:
            problem = f'"{pair}" must be key=value'
            raise UsageError(f'invalid argument "{text}" for "--{option.name}" flag: {problem}')
    return pairs


def split_list(text: str, option: Option) -> list[str]:
    """Split a comma list; quotes protect commas (RFC 4180, as in pflag's stringSlice)."""
    if '"' not in text:
        return text.split(",") if text else []
    import csv

    wrong = UsageError(f'invalid argument "{text}" for "--{option.name}" flag: unbalanced quotes')
    # The csv module accepts a quote inside a field as an ordinary character; Go's reader does not.
    if any(before and not before.endswith(",") for before in text.split('"')[:-1:2]):
        raise wrong
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise wrong from None


def _unknown_hint(near: list[str], command: str) -> str:
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f'see "{command} --help" for the flags'


def check_arguments(parsed: Parsed) -> None:
    """Raise UsageError if arguments are missing, surplus or malformed, or a required flag is missing."""
    command = parsed.command
    check_count(parsed)
    for index, argument in enumerate(parsed.arguments, 1):
        if not argument:
            raise UsageError(f"argument {index} is empty", hint=_usage(parsed))
    if command.identified and not is_id(parsed.arguments[0]):
        problem = f'"{parsed.arguments[0]}" is not an id: ids have {ID_LENGTH} characters'
        raise UsageError(problem, hint=_usage(parsed))
    flags = parsed.flags
    missing = [
        o.name
        for o in command.options
        if o.required and o.key not in flags and not any(key in flags for key in o.unless)
    ]
    if missing:
        names = ", ".join(f'"{name}"' for name in sorted(missing))
        raise UsageError(f"required flag(s) {names} not set", hint=_usage(parsed))
    for option in command.options:
        if option.required and flags.get(option.key) in ("", []):
            raise UsageError(f"--{option.name} is empty", hint=_usage(parsed))


def check_count(parsed: Parsed) -> None:
    """Raise UsageError unless the command takes this number of arguments."""
    count = len(parsed.arguments)
    least, most = parsed.command.arguments
    if least <= count and (most < 0 or count <= most):
        return
    if most == 0:
        got = ", ".join(f'"{argument}"' for argument in parsed.arguments)
        raise UsageError(f"{parsed.name} takes no arguments (got {got})", hint=_usage(parsed))
    number = f"{least}" if least == most else f"at least {least}" if most < 0 else f"{least} to {most}"
    if least == 0:
        number = f"at most {most}"
    noun = "argument" if number.endswith("1") else "arguments"
    raise UsageError(f"{parsed.name} takes {number} {noun} (got {count})", hint=_usage(parsed))


def is_id(text: str) -> bool:
    """Return whether a text can be an id assigned by the platform, such as a deployment's."""
    return len(text) == ID_LENGTH and text.isascii()


def _usage(parsed: Parsed) -> str:
    return f"usage: {usage_lines(parsed.command, parsed.path)[0]}"


def refuse_unknown_command(parsed: Parsed) -> None:
    """Raise UsageError for an unknown command, with suggestions."""
    word = parsed.arguments[0]
    command = parsed.command
    if command.find(word) is not None:
        name = f"{parsed.name} {word}"
        raise UsageError(f'unknown command "--" for "{parsed.name}"', hint=f'omit "--": {name}')
    near = similar_commands(word, command)
    names = sorted(child.name for child in command.subcommands() if not child.hidden)
    if not near:
        groups = [child.name for child in command.subcommands() if not child.hidden and child.find(word)]
        near = [f'"{parsed.name} {name} {word}"' for name in groups if len(groups) == 1]
    hint = f"did you mean {' or '.join(near)}?" if near else f"available commands: {', '.join(names)}"
    raise UsageError(f'unknown command "{word}" for "{parsed.name}"', hint=hint)


def similar_commands(word: str, group: Command) -> list[str]:
    """Return the commands of a group that a word is a typo, an abbreviation or a synonym of."""
    from ecctl.core.suggest import nearest

    known = {child.name for child in group.subcommands()}
    synonyms = [name for name in SYNONYMS.get(word.lower(), ()) if name in known]
    return synonyms or nearest(word, known)
