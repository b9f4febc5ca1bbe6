"""Where commands store what a later run must know, and how they tell platforms and requests apart."""

from __future__ import annotations

import errno
import os

from ecctl.core.errors import SettingsError
from ecctl.core.private_files import make_private_folders
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Error codes for a full disk, an exceeded quota and a process limit."""


def platform_of(invocation: Invocation) -> list[str]:
    """Return the identity of the platform."""
    # With the region, because Elastic Cloud has one host for all of them.
    profile = invocation.profile
    return (
        ["embedded", profile.data_dir] if profile.embedded else [profile.url.origin, profile.text("region")]
    )


def digest_of(value: Any) -> str:
    """Return a short digest of a JSON value."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def state_file(invocation: Invocation, folder: str, name: str) -> str:
    """Return the path of a file below ~/.ecctl, in a folder for its owner alone that exists from then on."""
    base = paths.config_folder(invocation.context.environ)
    if not base:
        raise SettingsError("cannot write a journal: HOME is not set", hint="nothing was sent")
    path = os.path.join(base, folder)
    try:
        make_private_folders(path)
    except OSError as error:
        raise SettingsError(
            f"cannot create the folder {path}: {error.strerror}", hint="nothing was sent"
        ) from None
    return os.path.join(path, f"{name}.jsonl")
