"""Config files: their names, and what they hold. A run without a config file does not load this module."""

from __future__ import annotations

import os
import stat

from ecctl.core.errors import SettingsError
from ecctl.core.jsonio import parse_exact
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

READ_AS = {"json": "json", "toml": "toml", "yaml": "yaml", "yml": "yaml", "dotenv": "dotenv", "env": "dotenv"}
SIZE_LIMIT = 1 << 20


def destination(name: str, environ: Mapping[str, str]) -> str:
    """Return the path of the JSON file to write for a name; `paths.find_config` finds it afterwards."""
    if not name:
        raise SettingsError("the name of the config is empty", hint="name a profile, or omit --config")
    if paths.is_path(name):
        path = os.path.abspath(paths.expanded(name, environ))
    else:
        folder = paths.config_folder(environ)
        if not folder:
            raise SettingsError("cannot find a folder for config files: HOME is not set")
        path = os.path.join(folder, name)
    return path if path.endswith(".json") else f"{path}.json"


def ensured_folder(environ: Mapping[str, str]) -> str:
    """Return the folder of config files, creating it for its owner only."""
    folder = paths.config_folder(environ)
    if not folder:
        raise SettingsError("cannot find a folder for config files: HOME is not set")
    create_folder(folder)
    return folder


def create_folder(folder: str) -> None:
    """Create a folder for config files, for its owner only, unless it exists; raise SettingsError."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except FileExistsError:  # a link that leads nowhere exists, too
        raise SettingsError(f"cannot use {folder}: it is not a folder") from None
    except OSError as error:
        raise SettingsError(f"cannot create the folder {folder}: {error.strerror}") from None


def names(environ: Mapping[str, str]) -> list[str]:
    """Return the names of the configs in the folder of config files, sorted."""
    try:
        files = os.listdir(paths.config_folder(environ) or os.devnull)
    except OSError:
        return []
    return sorted(
        {os.path.splitext(file)[0] for file in files if paths.has_extension(file) and file[0] != "."}
    )


def missing(name: str, source: str, environ: Mapping[str, str]) -> SettingsError:
    """Return the error for a config that was named, by *source* if that is not an argument, and does not exist."""
    by = f" ({source})" if source else ""
    again = (
        "" if source.startswith("-") or source == "EC_CONFIG" else '"ecctl config use NAME" selects another'
    )
    if paths.is_path(name):
        return SettingsError(
            f"cannot read the config file {paths.expanded(name, environ)}{by}: no such file",
            hint=again if source else "",
        )
    from ecctl.core.suggest import nearest

    # A link to a file that is gone has a name, and is not a suggestion.
    known = [each for each in names(environ) if each != name]
    listed = f"; configs: {', '.join(known)}" if known else ""
    near = nearest(name, (*known, "embedded"))
    hint = f"did you mean {near[0]}?" if near else f'"ecctl init --config {name}" creates it'
    return SettingsError(
        f'config "{name}"{by} does not exist{listed}', hint=f"{again}; {hint}" if source and again else hint
    )


def read(path: str) -> dict[str, Any]:
    """Return the settings in a config file, keys in lower case with underscores. Raise SettingsError naming it."""
    form = READ_AS.get(path.rpartition(".")[2]) or _form_of_pipe(path)
    if not form:
        raise SettingsError(
            f"cannot read the config file {path}: its format is not supported",
            hint="use JSON, YAML, TOML or .env",
        )
    try:
        with open(path, "rb") as file:
            # One byte more shows that a file is too large, without reading a device that never ends.
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise SettingsError(f"cannot read the config file {path}: {error.strerror}") from None
    if len(data) > SIZE_LIMIT:
        raise SettingsError(f"cannot read the config file {path}: it is larger than {SIZE_LIMIT} bytes")
    try:
        value = _PARSERS[form](data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SettingsError(f"cannot read the config file {path}: it is not UTF-8 text") from None
    except RecursionError:
        raise SettingsError(f"cannot read the config file {path}: it is nested too deeply") from None
    except ValueError as error:
        name = {"dotenv": ".env", "pipe": "JSON or YAML"}.get(form, form.upper())
        raise SettingsError(f"the config file {path} is not valid {name}: {error}") from None
    if not isinstance(value, dict):
        raise SettingsError(f"the config file {path} is not a mapping of settings")
    # Viper ignores the case of keys. A .env file may be the one that shells read, with the variables' names.
    settings = {str(key).lower().replace("-", "_"): item for key, item in value.items()}
    return {key.removeprefix("ec_"): item for key, item in settings.items()} if form == "dotenv" else settings


def _form_of_pipe(path: str) -> str:
    """Return "pipe" for a pipe or device, such as bash's `<(…)`, which has no extension."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return ""
    return "pipe" if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) else ""


def _parse_pipe(text: str) -> Any:
    """Parse what came through a pipe: JSON, or YAML."""
    return _parse_json(text) if text.lstrip().startswith("{") else _parse_yaml(text)


def _parse_json(text: str) -> Any:
    """Parse JSON; an error gives the position and never quotes the text, which may hold a secret."""
    try:
        return parse_exact(text) if text.strip() else {}
    except ValueError as error:
        from json import JSONDecodeError

        if not isinstance(error, JSONDecodeError):
            raise
        raise ValueError(f"{error.msg} at line {error.lineno}, column {error.colno}") from None


def _parse_toml(text: str) -> Any:
    import tomllib

    return tomllib.loads(text)


def _parse_yaml(text: str) -> Any:
    """Parse YAML, leaving scalars as text: the setting's type decides whether `012345` is a number."""
    import yaml

    class TextLoader(yaml.SafeLoader):
        """SafeLoader without implicit types but null."""

        yaml_implicit_resolvers = {  # noqa: RUF012  # overrides the library's table
            first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
            for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    try:
        return yaml.load(text, TextLoader) or {}  # noqa: S506  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ValueError(f"{error.problem}{place}") from None
    except yaml.YAMLError:
        raise ValueError("it contains characters that YAML forbids") from None


def _parse_dotenv(text: str) -> dict[str, str]:
    """Parse `KEY=value` and `KEY: value` lines, as gotenv does: `#` comments, `export`, quotes."""
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().removeprefix("export ").strip()
        if not bare or bare.startswith("#"):
            continue
        # The first of the two separates: URLs contain colons, and keys in base64 end with `=`.
        at = min((at for at in map(bare.find, "=:") if at > 0), default=0)
        if not at:
            raise ValueError(f"line {number} lacks = or : after the name")
        values[bare[:at].strip()] = _dotenv_value(bare[at + 1 :].strip(), number)
    return values


def _dotenv_value(text: str, number: int) -> str:
    """Return a value without its quotes, or without a comment, which begins with ` #`."""
    quote = text[:1]
    if quote in ("'", '"') and quote:
        value, closed, after = text[1:].partition(quote)
        if closed and (not after.strip() or after.lstrip().startswith("#")):
            return value
        raise ValueError(f"line {number} has an unclosed quote, or text after a closed one")
    return "" if text.startswith("#") else text.partition(" #")[0].partition("\t#")[0].rstrip()


_PARSERS = {
    "json": _parse_json,
    "toml": _parse_toml,
    "yaml": _parse_yaml,
    "dotenv": _parse_dotenv,
    "pipe": _parse_pipe,
}
