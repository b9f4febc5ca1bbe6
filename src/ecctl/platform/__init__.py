"""The embedded ECE: enrollment tokens, and the users, API keys and hosts that they need.

`open_platform` opens the platform of a data directory for calls in this process. `serve` puts the same
platform behind HTTPS.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.in_process import LocalPlatform

__all__ = ("LocalPlatform", "open_platform")


def open_platform(
    data_dir: str, *, clock: Callable[[], float] | None = None, store: str = ""
) -> LocalPlatform:
    """Open the platform of a data directory, creating what is missing (folder 0700, files 0600).

    `store` is the URL of its store, by default the SQLite file in the directory; `clock` returns the seconds
    since 1970. Raise PlatformError if the directory or the store cannot be used, or if the store of a
    platform that was here is missing: a new one would not know its tokens.
    """
    from ecctl.platform.app import Platform
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.in_process import LocalPlatform
    from ecctl.platform.store import open_store

    time = Clock(clock) if clock else Clock()
    if not store:
        path = f"{data_dir}/platform.db"
        refuse_lost_store(data_dir, path)
        store = f"sqlite:{path}"
    return LocalPlatform(Platform(open_store(store, time), time)).open()


def refuse_lost_store(data_dir: str, path: str) -> None:
    """Raise PlatformError if this directory belonged to a platform whose store is missing."""
    import os

    try:
        if os.stat(path).st_size:
            return
    except OSError:
        pass
    from ecctl.platform.admin.directory import refuse_leftovers

    refuse_leftovers(data_dir)
