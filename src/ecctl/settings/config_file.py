"""Config files: which file a name means, and what is in it.

A name is looked up as `~/.ecctl/NAME.EXT`, with viper's extensions in viper's order; a path, or a name
with its extension, is taken as it stands. A file that is found and cannot be read is an error that names it.
"""

from __future__ import annotations

import os
import stat

from ecctl.core.jsonio import parse_exact
from ecctl.errors import SettingsError
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

EXTENSIONS = (
    "json",
    "toml",
    "yaml",
    "yml",
    "properties",
    "props",
    "prop",
    "hcl",
    "tfvars",
    "dotenv",
    "env",
    "ini",
)
READ_AS = {"json": "json", "toml": "toml", "yaml": "yaml", "yml": "yaml", "dotenv": "dotenv", "env": "dotenv"}
SIZE_LIMIT = 1 << 20


def find(name: str, environ: Mapping[str, str]) -> str:
    """The path of the config file that a name means, or "" where there is none."""
    if os.path.isabs(name) or name.startswith((f".{os.sep}", f"..{os.sep}", f"~{os.sep}")):
        path = os.path.join(paths.home(environ), name[2:]) if name.startswith("~") else name
        if os.path.isdir(path):
            raise SettingsError(f"the config file {path} is a folder")
        return path if os.path.isfile(path) else _with_extension(path)
    folder = paths.config_folder(environ)
    if not folder:
        return ""
    path = os.path.join(folder, name)
    found = _with_extension(path)
    if not found and name.rpartition(".")[2] in EXTENSIONS:
        return next((p for p in (path, name) if os.path.isfile(p)), "")
    return found


def _with_extension(path: str) -> str:
    """The path with the first extension under which there is a file, or ""; a folder alone is an error."""
    folder = ""
    for extension in EXTENSIONS:
        candidate = f"{path}.{extension}"
        try:
            mode = os.stat(candidate).st_mode
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            return ""
        except OSError as error:
            raise SettingsError(f"the config file {candidate} cannot be read: {error.strerror}") from None
        if not stat.S_ISDIR(mode):
            return candidate
        folder = folder or candidate
    if folder:
        raise SettingsError(f"the config file {folder} is a folder")
    return ""


def read(path: str) -> dict[str, Any]:
    """What a config file says, its keys in lower case and with underscores; SettingsError names the file."""
    form = READ_AS.get(path.rpartition(".")[2])
    if form is None:
        raise SettingsError(
            f"the config file {path} is in a format that is not read",
            hint="write it as JSON, YAML, TOML or as .env",
        )
    try:
        with open(path, "rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise SettingsError(f"the config file {path} cannot be read: {error.strerror}") from None
    if len(data) > SIZE_LIMIT:
        raise SettingsError(f"the config file {path} is larger than {SIZE_LIMIT} bytes")
    try:
        value = _PARSERS[form](data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SettingsError(f"the config file {path} is not UTF-8 text") from None
    except RecursionError:
        raise SettingsError(f"the config file {path} is nested too deeply") from None
    except ValueError as error:
        raise SettingsError(f"the config file {path} is not valid {form.upper()}: {error}") from None
    if not isinstance(value, dict):
        raise SettingsError(f"the config file {path} does not hold settings by name")
    return {str(key).lower().replace("-", "_"): item for key, item in value.items()}


def _parse_json(text: str) -> Any:
    """JSON, where an error says the place and never quotes the text, which may hold a secret."""
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
    """YAML whose scalars stay text: whether `012345` is a number is the setting's to say, not the file's."""
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
        raise ValueError("it holds characters that YAML does not allow") from None


def _parse_dotenv(text: str) -> dict[str, str]:
    """`KEY=value` lines, `#` comments and optional quotes."""
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().removeprefix("export ").strip()
        if not bare or bare.startswith("#"):
            continue
        key, equals, value = bare.partition("=")
        if not equals:
            raise ValueError(f"line {number} has no equals sign")
        value = value.strip()
        if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0]:
            value = value[1:-1]
        values[key.strip()] = value
    return values


_PARSERS = {"json": _parse_json, "toml": _parse_toml, "yaml": _parse_yaml, "dotenv": _parse_dotenv}
