"""Operations on a data directory, with or without a running server."""

from __future__ import annotations

import contextlib
import json
import os
import time

from ecctl.core.errors import PlatformError
from ecctl.core.timefmt import format_time
from ecctl.platform import open_platform
from ecctl.platform.admin.bootstrap import set_password, write_password_down
from ecctl.platform.admin.directory import FILES, existing_store, holds_platform, leftovers
from ecctl.platform.auth.passwords import generate_password
from ecctl.platform.domain import audit
from ecctl.platform.handlers.audit_log import shown
from ecctl.platform.server.lock import sole_server
from ecctl.platform.store.base import AUDIT, MARK, SETTINGS, Delete, Put
from ecctl.platform.store.sqlite.inspect import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ecctl.platform.in_process import LocalPlatform
    from ecctl.platform.services import Services
    from ecctl.platform.store.base import Write

PRUNE_BATCH = 100
"""Audit entries that are deleted in one commit: few enough for any store's transactions."""


def _open(data_dir: str, store: str) -> LocalPlatform:
    """Open an existing platform: the one in a directory, unless the URL of its store is given."""
    if not store:
        existing_store(data_dir)
    return open_platform(data_dir, store=store)


def reset_password(data_dir: str, user: str = "admin", password: str = "", *, store: str = "") -> str:
    """Give a user a password (by default a generated one), and return it; admin's is also stored in its files.

    The user's sessions end; a running server knows at once. Raise NoSuchUserError if there is no such user.
    """
    password = password or generate_password()
    with contextlib.closing(_open(data_dir, store)) as platform:
        set_password(platform, user, password)
    if user == "admin":
        write_password_down(data_dir, password)
    return password


def reset_clock(data_dir: str, *, store: str = "") -> None:
    """Make the platform continue from the system clock, if it was ahead once and the platform followed it."""
    # A running server has the time in memory, and would store it again.
    with sole_server(data_dir), contextlib.closing(_open(data_dir, store)) as platform:
        platform.run(_reset_clock(platform.services))


async def _reset_clock(services: Services) -> None:
    now = time.time()
    entry = audit.entry(audit.LocalOperation(now), "clock.reset", "clock")
    await services.store.commit([Put(SETTINGS, MARK, str(int(now))), entry])


def wipe(data_dir: str) -> list[str]:
    """Remove all files of a platform, and the directory if it is empty then; return the paths.

    Do nothing if there is no platform. Raise PlatformError while a server is running on it.
    """
    if not holds_platform(data_dir):
        return []
    with sole_server(data_dir):
        paths = leftovers(data_dir)
        paths += [path for name in FILES if os.path.exists(path := os.path.join(data_dir, name))]
        try:
            for path in paths:
                os.unlink(path)
        except OSError as error:
            raise PlatformError(f"cannot remove {error.filename}: {error.strerror}") from error
    with contextlib.suppress(OSError):
        os.rmdir(data_dir)
    return paths


def read_audit_log(data_dir: str, after: str = "", *, store: str = "") -> list[dict[str, Any]]:
    """Return the entries of the audit log, oldest first, of a data directory, a backup or a store, unchanged."""
    with audit_log(data_dir, store=store) as read:
        return read(after)


@contextlib.contextmanager
def audit_log(data_dir: str, *, store: str = "") -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Yield a function that returns the entries after an id or its beginning; call it as often as needed."""
    if store:
        with contextlib.closing(_open(data_dir, store)) as platform:
            yield lambda after: platform.run(_audit_entries(platform.services, after))
        return
    path = data_dir if os.path.isfile(data_dir) else existing_store(data_dir)
    yield lambda after: [_entry(key, value) for key, value in rows(path, AUDIT, after)]


async def _audit_entries(services: Services, after: str) -> list[dict[str, Any]]:
    pages = services.store.pages(AUDIT, after)
    return [_entry(key, value) async for page in pages for key, value in page]


def _entry(key: str, value: str) -> dict[str, Any]:
    """Parse an entry; a detail that is a list was stored as its JSON text."""
    entry: dict[str, Any] = json.loads(shown(key, value))
    if entry["detail"].startswith("["):
        with contextlib.suppress(ValueError):
            entry["detail"] = json.loads(entry["detail"])
    return entry


def prune_audit_log(data_dir: str, before: float, *, store: str = "") -> int:
    """Delete the audit entries from before a time (seconds since 1970), and return their number.

    The audit log has an entry of its own about that.
    """
    with contextlib.closing(_open(data_dir, store)) as platform:
        count: int = platform.run(_prune(platform.services, before))
    return count


async def _prune(services: Services, before: float) -> int:
    # Ids of entries begin with the time, so that comparing keys compares times.
    first_remaining = f"{int(before * 1_000_000):014x}"
    count = 0
    while True:
        page = await services.store.scan(AUDIT, limit=PRUNE_BATCH + 1)
        old = [key for key, _ in page if key < first_remaining]
        if not old:
            return count
        writes: list[Write] = [Delete(AUDIT, key) for key in old[:PRUNE_BATCH]]
        count += len(writes)
        is_last = len(old) <= PRUNE_BATCH
        # An entry in the first commit as well: a process that is killed must not have deleted others in secret.
        if is_last or count == PRUNE_BATCH:
            what = f"{count} entries" if is_last else "entries"
            detail = f"{what} before {format_time(before, milliseconds=True)}"
            source = audit.LocalOperation(services.clock.now())
            writes.append(audit.entry(source, "audit.pruned", "audit", detail))
        await services.store.commit(writes)
        if is_last:
            return count
