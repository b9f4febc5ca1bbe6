"""Where files are: the home directory, the folder of config files, the embedded platform's data."""

from __future__ import annotations

import os

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".ecctl"


def home(environ: Mapping[str, str]) -> str:
    """Return the user's home directory: $HOME, else the system's record; "" if there is none."""
    found = environ.get("HOME", "")
    if not found:
        found = os.path.expanduser("~")  # pathlib's import costs 3 ms
    # A relative HOME would put credentials into whatever folder the command runs in.
    return found if os.path.isabs(found) else ""


def expanded(path: str, environ: Mapping[str, str], folder: str = "") -> str:
    """Return a path from a setting with `~/` expanded; a relative one starts from *folder*, if given."""
    if path.startswith(f"~{os.sep}"):
        return os.path.join(home(environ), path[2:])
    return os.path.join(folder, path) if path and folder else path


def config_folder(environ: Mapping[str, str]) -> str:
    """Return the folder of config files, or "" without a home."""
    base = home(environ)
    return os.path.join(base, FOLDER) if base else ""


def data_folder(environ: Mapping[str, str]) -> str:
    """Return the embedded platform's folder: $ECCTL_DATA_DIR, else below $XDG_DATA_HOME or ~/.local/share."""
    if environ.get("ECCTL_DATA_DIR"):
        return expanded(environ["ECCTL_DATA_DIR"], environ)
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
