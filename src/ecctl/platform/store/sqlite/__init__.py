"""The SQLite backend: one file in WAL mode that several processes can use at the same time."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Store


def create(
    location: str, clock: Clock, *, serving: bool = False, warn: Callable[[str], None] | None = None
) -> Store:
    """Return the store in the file `location` (the factory of `sqlite:PATH`).

    A server's store shares each sync among the requests that wait for it; it needs an event loop.
    """
    if serving:
        from ecctl.platform.store.sqlite.group_commit import GroupCommit

        return GroupCommit(location, clock, warn)
    from ecctl.platform.store.sqlite.store import SqliteStore

    return SqliteStore(location, clock)
