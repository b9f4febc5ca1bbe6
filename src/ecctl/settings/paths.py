"""Where files are: the home directory, config files, the embedded platform's data.

A config's name is looked up as `~/.ecctl/NAME.EXT`, with viper's extensions in viper's order. A path (absolute, or
beginning with `./`, `../` or `~/`) is taken as it stands, and so is a name with an extension if a file of
that name exists. Reading and writing use the same rules.
"""

from __future__ import annotations

import os
import stat

from ecctl.core.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".ecctl"

CURRENT = "current"
"""File that names the current profile, among the config files. Without an extension, it cannot be one itself."""

# PATH_MAX of Linux, because the current profile may be named by a path.
LONGEST_NAME = 4096

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


INLINE = "-----BEGIN CERTIFICATE-----"
"""The setting of the CA file may hold the certificates themselves, which begin like this."""


def home(environ: Mapping[str, str]) -> str:
    """Return the user's home directory: $HOME, else the system's record; "" if there is none."""
    # Not expanduser: it takes an empty HOME for the root folder.
    found = environ.get("HOME") or os.environ.get("HOME") or _recorded_home()
    # A relative HOME would put credentials into whatever folder the command runs in.
    return found if os.path.isabs(found) else ""


def _recorded_home() -> str:
    """Return the home directory in the system's record of the user, "" if there is none."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # in a container, a user may have no record
        return ""


def expanded(path: str, environ: Mapping[str, str], folder: str = "") -> str:
    """Return a path from a setting with `~/` expanded; a relative one starts from *folder*, if given."""
    if path.startswith(f"~{os.sep}"):
        return os.path.join(home(environ), path[2:])
    return os.path.join(folder, path) if path and folder else path


def located(key: str, value: str, environ: Mapping[str, str], folder: str) -> str:
    """Return the path in a setting, starting from a folder; certificates in the setting itself stay as they are."""
    if key == "ca_file" and INLINE in value:
        return value.replace(
            "\\n", "\n"
        )  # files of variables, such as docker's, have no line ends in a value
    return expanded(value, environ, folder)


def config_folder(environ: Mapping[str, str]) -> str:
    """Return the folder of config files, or "" without a home."""
    base = home(environ)
    return os.path.join(base, FOLDER) if base else ""


def current_config(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the profile that `ecctl config use` has chosen, "" for none, and the file that names it."""
    folder = config_folder(environ)
    path = os.path.join(folder, CURRENT)
    if not folder:
        return "", path
    try:
        # Read without a text layer: every command does this, and usually there is no such file. A pipe without a
        # writer must not be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return "", path
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SettingsError(f"cannot read {path}: it is not a regular file")
        return os.read(descriptor, LONGEST_NAME).decode("utf-8", "surrogateescape").strip(), path
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
    finally:
        os.close(descriptor)


def data_folder(environ: Mapping[str, str]) -> str:
    """Return the embedded platform's folder: $ECCTL_DATA_DIR, else below $XDG_DATA_HOME or ~/.local/share."""
    if environ.get("ECCTL_DATA_DIR"):
        return expanded(environ["ECCTL_DATA_DIR"], environ)
    # The XDG specification says to ignore a relative path.
    base = environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(base):
        at_home = home(environ)
        if not at_home:
            raise SettingsError(
                "cannot find a folder for the embedded platform: HOME is not set",
                hint="set HOME, or XDG_DATA_HOME to an absolute path",
            )
        base = os.path.join(at_home, ".local", "share")
    return os.path.join(base, "ecctl", "platform")


def find_config(name: str, environ: Mapping[str, str]) -> str:
    """Return the path of the config file that a name refers to, or "" if there is none."""
    if is_path(name):
        path = expanded(name, environ)
        if os.path.isdir(path):
            raise SettingsError(f"cannot read the config file {path}: it is a folder")
        return path if os.path.exists(path) else _with_extension(path)
    folder = config_folder(environ)
    path = os.path.join(folder, name)
    # With an extension it is a file's name, and a file in the current folder is what the user sees.
    if has_extension(name):
        found = next((each for each in (name, path) if os.path.exists(each) and not os.path.isdir(each)), "")
        if found:
            return found
    return _with_extension(path) if folder else ""


def is_path(name: str) -> bool:
    """Return whether a config is named by a path rather than by its name in the folder of config files."""
    return os.path.isabs(name) or name.startswith((f".{os.sep}", f"..{os.sep}", f"~{os.sep}"))


def has_extension(name: str) -> bool:
    """Return whether a name ends with one of the extensions of config files."""
    stem, dot, extension = name.rpartition(".")
    return bool(stem and dot) and extension in EXTENSIONS


def _with_extension(path: str) -> str:
    """Return the path with the first extension under which there is a file, or "".

    Raise SettingsError for anything else of that name.
    """
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
            raise SettingsError(f"cannot read the config file {candidate}: {error.strerror}") from None
        if stat.S_ISREG(mode):
            return candidate
        if not stat.S_ISDIR(mode):
            # A pipe is read if its path is named; a name must not lead to one, which could be waited for forever.
            raise SettingsError(f"cannot read the config file {candidate}: it is not a regular file")
        folder = folder or candidate
    if folder:
        raise SettingsError(f"cannot read the config file {folder}: it is a folder")
    return ""
