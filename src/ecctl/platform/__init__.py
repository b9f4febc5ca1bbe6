"""The embedded ECE: enrollment tokens, and the users, keys and hosts that they need.

`open_platform` opens a data directory; what it returns answers requests in this process. `serve` puts the
same answers behind HTTPS.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.app import Platform

__all__ = ("Platform", "open_platform")


def open_platform(data_dir: str, *, clock: Callable[[], float] | None = None) -> Platform:
    """Open the platform whose data is in a folder, making what is not there yet (folder 0700, files 0600).

    `clock` tells the time in seconds since 1970. Raises PlatformError where the folder or the store in it
    cannot be used.
    """
    from ecctl.platform.app import Platform
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.sqlite.store import SqliteStore

    time = Clock(clock) if clock else Clock()
    return Platform(SqliteStore.open(data_dir, time), time)
