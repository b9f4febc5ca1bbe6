"""Removal of expired entries, which readers do not see any more.

Without it any user could fill the disk: API keys that expire after a second do not count towards the user's limit,
and every login can end a session. A scan would get slower and slower as well.
"""

from __future__ import annotations

from ecctl.platform.store.base import API_KEYS, ENDED_SESSIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.sqlite.store import SqliteStore

PURGE_SECONDS = 60
"""Interval at which expired entries are removed, with a batch that is written anyway."""
PURGED_ENTRIES = 1000
"""Entries of a kind that one batch removes; more are removed by the next batches."""


class Expiry:
    """The schedule of a store's removals."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = 0.0

    def remove_expired(self, writer: SqliteStore) -> None:
        """Remove expired entries inside the writer's transaction, if it is time to."""
        # A removal is permanent: a clock that is ahead for a moment must not cause it.
        now = self._clock.settled()
        if now < self._next:
            return
        counts = [writer.delete_expired(kind, now, PURGED_ENTRIES) for kind in (API_KEYS, ENDED_SESSIONS)]
        if max(counts) < PURGED_ENTRIES:
            self._next = now + PURGE_SECONDS
