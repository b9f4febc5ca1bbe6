"""Options (name, type, default, help) and the settings that every command has.

The same class describes a setting (flag, `EC_*` variable and file key in one) and a command's own flag.
Types are pflag's: `string`, `bool`, `duration`, `int`, `int32`, `uint`, `float`, `stringArray` (each use adds
one value), `strings` (commas split as well) and `stringToString` (`key=value` pairs).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Value = str | bool | int | float | list[str] | None


class Option:
    """One flag. `default` holds if nothing else is given, and is shown in help.

    If there are `choices`, no other value is accepted; `suggested` values are offered by completion, and others
    are accepted as well. `check` raises ValueError, with the reason, for an
    invalid text. `unless` names the flags (their keys) that make up for a required one. `key` is the name in
    config files and programs, `variable` the environment variable of a setting. `aliases` are other names on
    the command line, which help does not show. A flag with a `bare` value means it if it is given without one:
    `--watch` is `--watch=2s`.
    """

    __slots__ = (
        "aliases",
        "bare",
        "check",
        "choices",
        "default",
        "help",
        "hidden",
        "key",
        "kind",
        "name",
        "required",
        "secret",
        "short",
        "suggested",
        "takes_next",
        "unless",
        "variable",
    )

    def __init__(  # noqa: PLR0913  # a flag has that many sides, and all but two have a default
        self,
        name: str,
        help: str,  # noqa: A002  # what pflag calls it
        kind: str = "string",
        *,
        short: str = "",
        aliases: Sequence[str] = (),
        default: Value = None,
        required: bool = False,
        unless: Sequence[str] = (),
        secret: bool = False,
        hidden: bool = False,
        choices: Sequence[str] = (),
        suggested: Sequence[str] = (),
        check: Callable[[str], None] | None = None,
        bare: str = "",
    ) -> None:
        self.name = name
        # Attributes, not properties: parsing one command line and loading settings read them some 200 times.
        self.key = name.replace("-", "_")
        self.variable = f"EC_{self.key.upper()}"
        self.help = help
        self.kind = kind
        self.short = short
        self.aliases = aliases
        self.default = _NOTHING.get(kind, "") if default is None else default
        self.required = required
        self.unless = unless
        self.secret = secret
        self.hidden = hidden
        self.choices = choices
        self.suggested = suggested
        self.check = check
        self.bare = bare
        # Whether the next word of the command line is the flag's value if none is joined to it.
        # As with pflag's NoOptDefVal, a value for a `bare` flag must be joined: `--watch=5s`.
        self.takes_next = kind != "bool" and not bare


_NOTHING: dict[str, Value] = {
    "bool": False,
    "int": 0,
    "int32": 0,
    "uint": 0,
    "duration": 0,
    "stringArray": None,
    "strings": None,
    "stringToString": None,
    "float": 0.0,
}

DEFAULT_CONFIG = "config"
"""Name of the config that is used if none is named."""

OUTPUTS = ("text", "wide", "json", "ndjson", "yaml", "csv", "id")
"""Values of `--output`."""

SETTINGS = (
    Option("api-key", "API key (@FILE or - reads it; also EC_API_KEY)", secret=True),
    Option("ca-file", "PEM file with the CA certificates to trust"),
    Option("client-cert", "PEM file with this client's certificate"),
    Option("client-key", "PEM file with the key of --client-cert"),
    Option("color", "Use color: auto, always or never", default="auto", choices=("auto", "always", "never")),
    Option("config", "Config name or path", default=DEFAULT_CONFIG),
    Option("dry-run", "Print the requests that would change something instead of sending them", "bool"),
    Option("force", "Answer yes to all prompts", "bool"),
    Option("format", "Go template that formats the result"),
    Option("host", "URL of the platform, such as https://ece.example.com:12443 (also EC_HOST)"),
    Option("insecure", "Do not verify the platform's certificate", "bool"),
    Option("message", "Message to attach to a cluster change"),
    Option("output", "Output format: json, yaml, csv, …", default="text"),
    Option("pass", "Password (@FILE or - reads it; also EC_PASS)", secret=True),
    Option("pprof", "Write a profile to pprof-DATE.prof", "bool"),
    Option("quiet", "Do not print which platform and config file are used", "bool", short="q"),
    Option("region", "Region of the platform"),
    Option("retries", "How many times to retry a failed request when it is safe (default 0)", "int"),
    Option("timeout", "Time limit of each request", "duration", default=30_000_000_000),
    Option("trace", "Write a timeline to trace-DATE.json", "bool"),
    Option("user", "User to log in as (also EC_USER)"),
    Option("verbose", "Trace requests and responses on stderr", "bool"),
    Option("verbose-credentials", "Show credentials in the trace", "bool"),
    Option("verbose-file", "Write the trace to this file instead of stderr"),
)

PRESENTATION = (
    Option("columns", "Columns or members to show, comma-separated", "strings"),
    Option("no-headers", "Leave out the headings of tables and CSV", "bool"),
    Option("no-pager", "Do not show long results in a pager", "bool"),
    Option("sort", "Column or member to sort by; add :desc for descending order"),
    Option("watch", "Repeat until Ctrl-C, with this time between", "duration", bare="2s"),
)
"""Flags of every command for how its result is shown. They have no variable and no key in a config file, because
what they mean depends on the command."""

TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
"""Words that Go's strconv.ParseBool accepts."""


def parse_bool(text: str) -> bool:
    """Parse a boolean as Go does. Raise ValueError for other words."""
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ValueError(f'"{text}" is neither true nor false')


def parse_int(text: str) -> int:
    """Parse an integer, with Go's prefixes 0x, 0o and 0b. Raise ValueError for anything else."""
    try:
        return int(text, 0)
    except ValueError:
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit():
            # Go reads a leading zero as octal; Python refuses it.
            return int(text, 8) if set(digits) <= set("01234567") else int(text)
        raise ValueError(f'"{text}" is not an integer') from None


def parse_float(text: str) -> float:
    """Parse a number. Raise ValueError for anything else."""
    try:
        return float(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a number') from None


def _bounded(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of integers within bounds."""

    def parse(text: str) -> int:
        number = parse_int(text)
        if not least <= number <= most:
            raise ValueError(f'"{text}" is out of range: {least} to {most}')
        return number

    return parse


def _duration(text: str) -> int:
    from ecctl.core.durations import parse_duration

    return parse_duration(text)


PARSERS: dict[str, Callable[[str], Value]] = {
    "bool": parse_bool,
    "int": _bounded(-(1 << 63), (1 << 63) - 1),
    "int32": _bounded(-(1 << 31), (1 << 31) - 1),
    "uint": _bounded(0, (1 << 64) - 1),
    "duration": _duration,
    "float": parse_float,
}
"""Parsers of the text of a flag or variable, by type; the other types store the text."""


def parse_value(kind: str, text: str) -> Value:
    """Return the value of a text for an option's type. Raise ValueError if it has none."""
    parser = PARSERS.get(kind)
    return parser(text) if parser else text
