"""From flags, environment and file to a profile: flag > `EC_*` > file > default, each value with its source."""

from __future__ import annotations

from ecctl.errors import SettingsError
from ecctl.settings import config_file, paths
from ecctl.settings.option import SETTINGS, Option, parse_value
from ecctl.settings.profile import EMBEDDED, Profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.settings.option import Value

SECOND = 1_000_000_000
NANOSECONDS_FROM = 1_000_000
"""A bare number in a file from here on is Go's nanoseconds; below it is seconds."""

NOT_FROM_FILE = frozenset({"color", "config", "dry_run"})
"""Settings of one run and of the terminal that it happens in."""


def load(flags: Mapping[str, Value], environ: Mapping[str, str]) -> Profile:
    """The profile of a run; `flags` holds what the command line said, by key. Nothing is checked yet."""
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    options = {option.key: option for option in SETTINGS}
    name = str(flags.get("config") or environ.get("EC_CONFIG") or options["config"].default)
    file = config_file.find(name, environ)
    embedded = not file and name == EMBEDDED
    stored = config_file.read(file) if file else {}
    for key, option in options.items():
        text = environ.get(option.variable, "")
        if key in flags:
            values[key], sources[key] = flags[key], f"--{option.name}"
        elif text and not _is_ignored(option, text):
            values[key], sources[key] = _from_variable(option, text), option.variable
        elif stored.get(key) is not None and key not in NOT_FROM_FILE:
            values[key], sources[key] = _from_file(option, stored[key], file), file
        else:
            values[key] = option.default
    if embedded:
        data_dir = paths.data_folder(environ)
        return Profile(values, sources, embedded=True, data_dir=data_dir)
    return Profile(values, sources, file=file)


UNREAD_WHEN_ODD = frozenset({"quiet", "trace", "pprof"})
"""Settings whose variable the original reads by itself: a word that is no truth value counts as unset."""


def _is_ignored(option: Option, text: str) -> bool:
    if option.key not in UNREAD_WHEN_ODD:
        return False
    try:
        parse_value(option.kind, text)
    except ValueError:
        return True
    return False


def _from_variable(option: Option, text: str) -> Value:
    try:
        return parse_value(option.kind, text)
    except ValueError as error:
        raise SettingsError(f"the environment variable {option.variable} is not usable: {error}") from None


YAML_BOOLEANS = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}


def _from_file(option: Option, value: object, file: str) -> Value:
    """A file's value in the option's type: viper's weak typing, where it cannot be misread."""
    if option.kind == "string" and isinstance(value, (str, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if option.kind == "bool" and isinstance(value, bool):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        if option.kind == "duration":
            return value if abs(value) >= NANOSECONDS_FROM else value * SECOND
        if option.kind == "int":
            return value
        if option.kind == "bool" and value in (0, 1):
            return bool(value)
    if isinstance(value, str):
        return _from_file_text(option, value, file)
    raise SettingsError(f'the setting "{option.key}" in {file} is not a {option.kind}')


def _from_file_text(option: Option, text: str, file: str) -> Value:
    if option.kind == "bool" and text.lower() in YAML_BOOLEANS:
        return YAML_BOOLEANS[text.lower()]
    if option.kind == "duration" and text.isascii() and text.isdigit():
        return _from_file(option, int(text), file)
    try:
        return parse_value(option.kind, text)
    except ValueError as error:
        raise SettingsError(f'the setting "{option.key}" in {file} is not usable: {error}') from None
