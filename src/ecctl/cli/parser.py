"""The grammar of the command line: which command is meant, its flags and its arguments.

It is cobra's and pflag's: flags anywhere, `--flag=value` or `--flag value`, joined shorthands, `--bool=false`,
`--` ends flags, of a flag given twice the last counts, and a stringArray collects. One thing differs: `--help`
ahead of a command's name does not swallow it.
"""

from __future__ import annotations

from ecctl.cli.command import HELP, all_options, usage_lines
from ecctl.cli.parsed import Parsed
from ecctl.core.ece import ID_LENGTH
from ecctl.errors import UsageError
from ecctl.settings.option import SETTINGS, parse_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.cli.command import Command
    from ecctl.settings.option import Option, Value


LISTS = frozenset({"stringArray", "strings", "stringToString"})
"""Types of flags that collect: a list of texts."""


def parse(argv: Sequence[str], root: Command) -> Parsed:
    """Read a command line; UsageError for flags that do not exist or lack what they need."""
    command, path, rest = find(argv, root)
    flags, arguments = read_flags(rest, all_options(command), " ".join(path))
    return Parsed(command, path, flags, arguments)


def find(argv: Sequence[str], root: Command) -> tuple[Command, list[str], list[str]]:
    """The command that a command line leads to, its path, and the words that are left for it."""
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
    """The index of the first word that is neither a flag nor a flag's value; len(words) where there is none."""
    index = 0
    without_value = {o.name for o in (*command.options, *SETTINGS, HELP) if o.kind == "bool"}
    short_without_value = {o.short for o in (*command.options, *SETTINGS, HELP) if o.kind == "bool"}
    while index < len(words):
        word = words[index]
        if word == "--":
            return len(words)
        if word.startswith("--"):
            takes_next = "=" not in word and word[2:] not in without_value
        elif word.startswith("-") and word != "-":
            takes_next = len(word) == 2 and word[1] not in short_without_value
        else:
            return index
        index += 2 if takes_next else 1
    return len(words)


def read_flags(
    words: Sequence[str], options: Sequence[Option], name: str
) -> tuple[dict[str, Value], list[str]]:
    """Flags by key, and arguments. Only flags that were given are there."""
    long = {option.name: option for option in options}
    short = {option.short: option for option in options if option.short}
    flags: dict[str, Value] = {}
    arguments: list[str] = []
    queue = list(reversed(words))
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
        if option.kind == "bool":
            value = "true"
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
    """Keep the value of a flag: the last one, or one more of a list."""
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
    """What a flag's text means; ValueError says why it means nothing."""
    if option.choices and text not in option.choices:
        raise ValueError(f"it is one of {', '.join(option.choices)}")
    if option.check is not None:
        option.check(text)
    return parse_value(option.kind, text)


def _items(text: str, option: Option) -> list[str]:
    """What one use of a flag adds to its list."""
    if option.kind == "stringArray":
        return [text]
    return split_pairs(text, option) if option.kind == "stringToString" else split_list(text, option)


def split_pairs(text: str, option: Option) -> list[str]:
    """The `key=value` pairs of a comma list; commas in a lone pair belong to its value (pflag's stringToString)."""
    pairs = [text.strip('"')] if text.count("=") == 1 else split_list(text, option)
    for pair in pairs or [text]:
        if "=" not in pair:
            problem = f'"{pair}" is not written as key=value'
            raise UsageError(f'invalid argument "{text}" for "--{option.name}" flag: {problem}')
    return pairs


def split_list(text: str, option: Option) -> list[str]:
    """The parts of a comma list; quotes keep a comma (RFC 4180, as pflag's stringSlice)."""
    if '"' not in text:
        return text.split(",") if text else []
    import csv

    wrong = UsageError(f'invalid argument "{text}" for "--{option.name}" flag: odd quotes')
    if any(before and not before.endswith(",") for before in text.split('"')[:-1:2]):
        raise wrong  # the module below would take a quote within a part for a letter
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise wrong from None


def _unknown_hint(near: list[str], command: str) -> str:
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f'"{command} --help" lists the flags'


def check_arguments(parsed: Parsed) -> None:
    """The number of arguments, the form of an id, the flags that must be there; UsageError says what is wrong."""
    command, count = parsed.command, len(parsed.arguments)
    least, most = command.arguments
    if most == 0 and count:
        raise UsageError(
            f'unknown command "{parsed.arguments[0]}" for "{parsed.name}": it takes no arguments, received {count}'
        )
    if count < least or (most >= 0 and count > most):
        wanted = f"{least}" if least == most else f"at least {least}" if most < 0 else f"{least} to {most}"
        if least == 0:
            wanted = f"at most {most}"
        raise UsageError(f"{parsed.name} accepts {wanted} arg(s), received {count}", hint=_usage(parsed))
    for index, argument in enumerate(parsed.arguments, 1):
        if not argument:
            raise UsageError(f"argument {index} is empty", hint=_usage(parsed))
    if command.identified and not is_id(parsed.arguments[0]):
        problem = f'"{parsed.arguments[0]}" is not an id: that has {ID_LENGTH} characters'
        raise UsageError(problem, hint=_usage(parsed))
    missing = [o.name for o in command.options if o.required and o.key not in parsed.flags]
    if missing:
        names = ", ".join(f'"{name}"' for name in sorted(missing))
        raise UsageError(f"required flag(s) {names} not set", hint=_usage(parsed))
    for option in command.options:
        if option.required and parsed.flags[option.key] in ("", []):
            raise UsageError(f"--{option.name} is empty", hint=_usage(parsed))


def is_id(text: str) -> bool:
    """Whether a text can be an id that the platform gave, as to a deployment or a rule set."""
    return len(text) == ID_LENGTH and text.isascii()


def _usage(parsed: Parsed) -> str:
    return f"usage: {usage_lines(parsed.command, parsed.path)[0]}"


def refuse_unknown_command(parsed: Parsed) -> None:
    """UsageError for a word in a command's place that is none, with those that it may stand for."""
    from ecctl.core.suggest import nearest

    word = parsed.arguments[0]
    known = [c.name for c in parsed.command.subcommands() if not c.hidden]
    near = nearest(word, known)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(sorted(known))}"
    raise UsageError(f'unknown command "{word}" for "{parsed.name}"', hint=hint)
