"""Where files are: the home directory, the folder of config files, the embedded platform's data."""

from __future__ import annotations

import os

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".ecctl"


def home(environ: Mapping[str, str]) -> str:
    """The user's home directory, absolute: $HOME, else what the system knows; "" where there is none."""
    found = environ.get("HOME", "")
    if not found:
        found = os.path.expanduser("~")  # pathlib costs start-up time
    return found if os.path.isabs(found) else ""


def config_folder(environ: Mapping[str, str]) -> str:
    """The folder of config files, or "" without a home."""
    base = home(environ)
    return os.path.join(base, FOLDER) if base else ""


def data_folder(environ: Mapping[str, str]) -> str:
    """The embedded platform's folder: $ECCTL_DATA_DIR, else under $XDG_DATA_HOME or ~/.local/share (XDG)."""
    if environ.get("ECCTL_DATA_DIR"):
        return environ["ECCTL_DATA_DIR"]
    base = environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(base):
        at_home = home(environ)
        if not at_home:
            raise SettingsError(
                "there is no folder for the embedded platform: HOME is not set",
                hint="set HOME, or XDG_DATA_HOME to an absolute path",
            )
        base = os.path.join(at_home, ".local", "share")
    return os.path.join(base, "ecctl", "platform")
