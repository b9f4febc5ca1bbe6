"""The files of a data directory by name."""

from __future__ import annotations

import contextlib
import os

from ecctl.core.errors import PlatformError

STORE_FILE = "platform.db"
SECRETS_FILE, ADMIN_FILE = "bootstrap-secrets.json", "admin.json"
"""Credentials that a server's first start stores."""
LOCK_FILE = "serve.lock"
LOG_FILE = "requests.log"
"""Request log, unless another path is given."""
CA_FILE, CA_KEY_FILE, CERTIFICATE_FILE = CERTIFICATE_FILES = ("ca.pem", "ca-key.pem", "server.pem")

FILES = (
    STORE_FILE,
    *(f"{STORE_FILE}-{suffix}" for suffix in ("wal", "shm", "journal", "reserve")),
    ADMIN_FILE,
    *CERTIFICATE_FILES,
    LOG_FILE,
    SECRETS_FILE,
    LOCK_FILE,
)
"""Every file that a platform leaves in its data directory; those that identify one come last."""

TEMPORARY = tuple(f".{name}." for name in (SECRETS_FILE, ADMIN_FILE, STORE_FILE, *CERTIFICATE_FILES))
"""Prefixes of the temporary files that a killed process leaves behind."""


PARTIAL = ".partial"
"""Suffix of the copy of a store that is being written."""


def store_path(data_dir: str) -> str:
    """Return the path of the store in a data directory."""
    return os.path.join(data_dir, STORE_FILE)


def refuse_leftovers(data_dir: str) -> None:
    """Raise PlatformError if a data directory has the credentials of a platform whose store is missing."""
    if any(os.path.exists(os.path.join(data_dir, name)) for name in (SECRETS_FILE, ADMIN_FILE)):
        raise PlatformError(
            f"{data_dir} belonged to a platform whose store ({STORE_FILE}) is missing",
            hint=(
                f'"ecctl serve restore FILE --data {data_dir}" restores a backup, '
                f'"ecctl serve wipe --data {data_dir}" removes what is left'
            ),
        )


def leftovers(data_dir: str) -> list[str]:
    """Return the paths of files that were left by killed processes or by log rotation."""
    try:
        names = sorted(os.listdir(data_dir))
    except OSError:
        return []
    return [
        os.path.join(data_dir, name)
        for name in names
        if name.startswith(TEMPORARY) or name.startswith(f"{LOG_FILE}.")
    ]


def remove_temporary_files(data_dir: str) -> None:
    """Remove files of a start that was killed: they hold passwords."""
    for path in leftovers(data_dir):
        if path.endswith(PARTIAL):
            remove_stale(path)
        # Rotated logs are the operator's; only a wipe removes them.
        elif os.path.basename(path).startswith(TEMPORARY):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def remove_stale(path: str) -> None:
    """Remove a partial file unless the process that writes it is alive, and holds its lock."""
    import fcntl

    with contextlib.suppress(OSError):
        # O_NONBLOCK: somebody may have put a FIFO under that name, and opening it would wait.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
        finally:
            os.close(descriptor)


def holds_platform(data_dir: str) -> bool:
    """Return whether a directory contains a platform, or what is left of one."""
    from ecctl.platform.store.sqlite.inspect import is_ours

    return is_ours(store_path(data_dir)) or _are_our_secrets(os.path.join(data_dir, SECRETS_FILE))


def existing_store(data_dir: str) -> str:
    """Return the path of the store in a directory; raise PlatformError if there is none of ours."""
    from ecctl.platform.store.sqlite.inspect import is_ours

    path = store_path(data_dir)
    if not is_ours(path):
        raise PlatformError(f"{data_dir} contains no platform", hint="name its data directory")
    return path


def _are_our_secrets(path: str) -> bool:
    import json

    from ecctl.platform.store.sqlite.inspect import beginning

    try:
        value = json.loads(beginning(path))
    except ValueError:
        return False
    return isinstance(value, dict) and "adminconsole_root_password" in value
