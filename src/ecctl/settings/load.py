"""From flags, environment and file to a profile: flag > `EC_*` > file > default, each value with its source."""

from __future__ import annotations

import os
import stat

from ecctl.core.errors import SettingsError
from ecctl.settings import DEFAULT_CONFIG, SETTINGS, Option, parse_value, paths
from ecctl.settings.profile import EMBEDDED, TEXT_OUTPUTS, Profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ecctl.settings import Value
    from ecctl.settings.reference import Reference

NANOSECONDS_FROM = 1_000_000
"""A bare number in a file from here on is Go's nanoseconds; below it is seconds."""

NOT_FROM_FILE = frozenset({"color", "config", "dry_run"})
"""Settings of a single run, or of the terminal that it happens in."""

PATHS = frozenset({"ca_file", "client_cert", "client_key", "verbose_file"})

STREAMS = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""Paths of what can be read once only, such as bash's `<(…)`; OpenSSL reads a CA file several times."""

DEFAULT, FILE, VARIABLE, FLAG = range(4)
"""Ranks of sources: a higher one overrides a lower one."""

ARGUMENT = "argument"
"""Source of a value that a program gave."""


# Contradictions are not judged here: help and local commands need no settings, and must work with
# invalid ones. `check` decides once a client is made.
def load(
    flags: Mapping[str, Value],
    environ: Mapping[str, str],
    *,
    by_program: bool = False,
    config_optional: bool = False,
    without_file: bool = False,
) -> Profile:
    """Return the profile of a run; nothing but the config file is checked yet.

    `flags` holds the command line's values by key, or a program's arguments if `by_program`. A config that
    was named must exist, unless `config_optional`, as for the command that creates it. `without_file` leaves
    out the config file, for commands that must run even if it cannot be read.
    """
    try:
        named, named_by = _named_config(flags, environ, by_program=by_program)
    except SettingsError:
        if not without_file:
            raise
        named, named_by = "", ""
    name = named or DEFAULT_CONFIG
    embedded = name == EMBEDDED
    file = "" if embedded or without_file else paths.find_config(name, environ)
    if not (file or embedded or without_file or name == DEFAULT_CONFIG or config_optional):
        raise _missing(name, named_by, environ)
    stored = _read(file) if file else {}
    values: dict[str, Value | Reference] = {}
    sources: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for option in SETTINGS:
        key = option.key
        rank, source = DEFAULT, "default"
        value: Value | Reference = option.default
        # Most settings are not given: the call would be made for each of them in every run.
        in_file = option.secret and f"{option.variable}_FILE" in environ
        if key in flags or key in stored or in_file or option.variable in environ:
            rank, value, source = _strongest(option, flags, environ, stored, file)
        if rank == FLAG and by_program:
            source = ARGUMENT
        # Shells expand `~/` only at the start of a word, so neither in `--ca-file=~/x` nor in a variable or file. A
        # relative path in a file means the file's folder: the current one differs from run to run.
        if rank and key in PATHS and isinstance(value, str):
            folder = os.path.dirname(os.path.abspath(file)) if rank == FILE else ""
            value = paths.located(key, value, environ, folder)
            if key == "ca_file" and value.startswith(STREAMS):
                value = _read_once(value, source)
        values[key], ranks[key] = value, rank
        if rank:
            sources[key] = source
    if named:
        values["config"], sources["config"] = name, named_by
    warnings = [] if embedded else _unknown_keys(stored, file)
    warnings += _settle(values, sources, ranks) + _readable_by_others(values, ranks, file)
    warnings += _without_effect(sources, environ)
    if embedded:
        warnings += _shadowed(environ)
    return Profile(
        values,
        sources,
        file=file,
        embedded=embedded,
        data_dir=paths.data_folder(environ) if embedded else "",
        warnings=warnings,
    )


def _strongest(
    option: Option,
    flags: Mapping[str, Value],
    environ: Mapping[str, str],
    stored: Mapping[str, Any],
    file: str,
) -> tuple[int, Value | Reference, str]:
    """Return rank, value and source of a setting, from the strongest source that has it.

    The rank remembers which source that was, so that contradictions can be settled once all are known.
    """
    key, text = option.key, environ.get(option.variable, "")
    if key in flags:
        return FLAG, flags[key], f"--{option.name}"
    # As in viper, an empty variable counts as unset.
    if text and not _is_ignored(option, text):
        return VARIABLE, _from_variable(option, text), option.variable
    # The convention of container images: an orchestrator mounts secrets as files.
    if option.secret and environ.get(f"{option.variable}_FILE"):
        source = f"{option.variable}_FILE"
        return VARIABLE, _reference_to_file(key, environ[source], environ), source
    if stored.get(key) not in (None, "") and key not in NOT_FROM_FILE:
        value = _from_file(option, stored[key], file)
        # A text without `$(` does not load the module of references.
        if isinstance(value, str) and "$(" in value:
            return FILE, _with_references(key, value, file, environ), file
        return FILE, value, file
    return DEFAULT, option.default, "default"


def _read_once(path: str, source: str) -> str:
    """Return the certificates in a stream, which then are the setting itself."""
    try:
        with open(path, encoding="ascii") as stream:
            text = stream.read(1 << 20)
    except OSError as error:
        raise SettingsError(f"cannot read the CA file {path} ({source}): {error.strerror}") from None
    except UnicodeDecodeError:
        text = ""
    if paths.INLINE not in text:
        raise SettingsError(f"the CA file {path} ({source}) contains no certificate in PEM form")
    return text


def _without_effect(sources: Mapping[str, str], environ: Mapping[str, str]) -> list[str]:
    """Return a warning for each variable about a file with a secret that does not do what it says."""
    variables = {key: f"EC_{key.upper()}_FILE" for key in ("api_key", "pass")}
    warnings = [
        f"{variable} has no effect: {sources[key]} is set"
        for key, variable in variables.items()
        if environ.get(variable) and sources[key] != variable
    ]
    # A password may begin like this, an API key cannot.
    if environ.get("EC_API_KEY", "").startswith("@"):
        warnings.append("EC_API_KEY is taken as it is: use EC_API_KEY_FILE for a file, without the @")
    return warnings


def presentation(argv: Sequence[str], environ: Mapping[str, str]) -> tuple[str, str]:
    """Return `output` and `color` for a run whose command line or settings may be invalid.

    Errors must obey `output: json` even if the command line cannot be parsed, so this looks at the flags
    leniently, then at the environment, then at the config file.
    """
    # Not the parser: this runs because the parser may have failed.
    flags = {}
    for word, following in zip(argv, (*argv[1:], ""), strict=False):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in ("--output", "--color", "--config"):
            flags[name[2:]] = value if equals else following
    output = flags.get("output") or environ.get("EC_OUTPUT", "")
    color = flags.get("color") or environ.get("EC_COLOR", "")
    if not output:
        try:
            name = _named_config(flags, environ, by_program=False)[0] or DEFAULT_CONFIG
            file = "" if name == EMBEDDED else paths.find_config(name, environ)
            output = str(_read(file).get("output", "")) if file else ""
        except SettingsError:
            output = ""
    return output or "text", color or "auto"


def _read(file: str) -> dict[str, Any]:
    from ecctl.settings.config_file import read

    return read(file)


def _with_references(key: str, text: str, file: str, environ: Mapping[str, str]) -> str | Reference:
    from ecctl.settings.reference import Reference, holds_reference

    return Reference(key, text, file, environ) if holds_reference(key, text) else text


def _reference_to_file(key: str, path: str, environ: Mapping[str, str]) -> Reference:
    from ecctl.settings.reference import Reference

    return Reference.to_file(key, path, environ)


def _missing(name: str, source: str, environ: Mapping[str, str]) -> SettingsError:
    from ecctl.settings.config_file import missing

    return missing(name, source, environ)


def _named_config(
    flags: Mapping[str, Value], environ: Mapping[str, str], *, by_program: bool
) -> tuple[str, str]:
    """Return the name of the config that was asked for, "" if none, and where the name came from."""
    if flags.get("config"):
        return str(flags["config"]), ARGUMENT if by_program else "--config"
    if environ.get("EC_CONFIG"):
        return environ["EC_CONFIG"], "EC_CONFIG"
    return paths.current_config(environ)


def _settle(
    values: dict[str, Value | Reference], sources: dict[str, str], ranks: dict[str, int]
) -> list[str]:
    """Drop what a value of a higher rank contradicts; return warnings.

    What the user says now overrides what a file or the environment says always: `--format` overrides
    `output: json`, and a CA file that is named now overrides a stored `insecure`. Equal ranks are left to the
    checks.
    """
    machine = values["output"] not in TEXT_OUTPUTS
    if machine and values["format"] and ranks["output"] != ranks["format"]:
        weaker = min("output", "format", key=ranks.__getitem__)
        values[weaker] = "text" if weaker == "output" else ""
        del sources[weaker]
    if not (values["insecure"] and values["ca_file"]):
        return []
    if ranks["insecure"] >= ranks["ca_file"]:
        return [f"the CA file ({sources['ca_file']}) has no effect with insecure ({sources['insecure']})"]
    warning = f"insecure ({sources['insecure']}) is ignored: a CA file is given ({sources['ca_file']})"
    values["insecure"] = False
    del sources["insecure"]
    return [warning]


def _unknown_keys(stored: Mapping[str, object], file: str) -> list[str]:
    """Return a warning for each key in a config file that has no effect."""
    if not stored:
        return []
    known = [option.key for option in SETTINGS if option.key not in NOT_FROM_FILE]
    return [_unknown_key(key, known, file) for key in stored if key not in known]


def _unknown_key(key: str, known: list[str], file: str) -> str:
    from ecctl.core.suggest import nearest

    near = nearest(key, known)
    suggestion = f": did you mean {near[0]}?" if near else ""
    return f'the setting "{key}" in {file} has no effect{suggestion}'


def _readable_by_others(
    values: Mapping[str, Value | Reference], ranks: Mapping[str, int], file: str
) -> list[str]:
    """Return a warning for each file with credentials that other users can read."""
    warnings = []
    in_file = False
    for key in ("api_key", "pass"):
        # Not by its class, which a run without references does not load.
        if hasattr(values[key], "resolve"):
            from ecctl.settings.reference import readable_by_others

            warnings += readable_by_others(values[key])  # type: ignore[arg-type]  # a reference
        else:
            in_file |= ranks[key] == FILE
    # Reported, not refused: scripts with such a file must go on working.
    mode = os.stat(file).st_mode if in_file else 0
    if stat.S_ISREG(mode) and mode & 0o077:
        warnings.append(f"other users can read the credentials in {file}: chmod 600 {file}")
    return warnings


def _shadowed(environ: Mapping[str, str]) -> list[str]:
    """Return a warning for a config file whose name is reserved."""
    file = paths.find_config(EMBEDDED, environ)
    if not file:
        return []
    return [f'"{EMBEDDED}" is the embedded platform; name the file by its path to use it: {file}']


IGNORED_IF_INVALID = frozenset({"quiet", "trace", "pprof"})
"""Settings whose variable the original reads by itself: a word that is not a boolean counts as unset."""


def _is_ignored(option: Option, text: str) -> bool:
    if option.key not in IGNORED_IF_INVALID:
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
        raise SettingsError(f"{option.variable} is not valid: {error}") from None


YAML_BOOLEANS = {"yes": True, "on": True, "y": True, "no": False, "off": False, "n": False}


def _from_file(option: Option, value: object, file: str) -> Value:
    """Return a file's value in the option's type, with viper's weak typing if it cannot be misread."""
    if option.kind == "string" and isinstance(value, (str, int, float)):
        # Go writes booleans in lower case, Python does not.
        return str(value).lower() if isinstance(value, bool) else str(value)
    if option.kind == "bool" and isinstance(value, bool):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        if option.kind == "duration":
            return value if abs(value) >= NANOSECONDS_FROM else value * 1_000_000_000
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
        raise SettingsError(f'the setting "{option.key}" in {file} is not valid: {error}') from None
