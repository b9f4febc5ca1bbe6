"""A store in memory: for tests, and the plainest implementation of the protocol."""

from __future__ import annotations

from ecctl.platform.store.base import KINDS, PAGE, Put, scan_pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Require, Write


def create(
    location: str,  # noqa: ARG001 (of the protocol)
    clock: Clock,
    *,
    serving: bool = False,  # noqa: ARG001 (of the protocol)
    warn: Callable[[str], None] | None = None,  # noqa: ARG001 (of the protocol)
) -> MemoryStore:
    """Return an empty store (the factory of `memory:`)."""
    return MemoryStore(clock)


class MemoryStore:
    """Dictionaries, gone when the process ends."""

    suspends = False
    shared = False
    failures = 0
    lost = 0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kinds: dict[str, dict[str, Put]] = {kind: {} for kind in KINDS}
        self._version = 0

    async def open(self) -> None:
        """Do nothing."""

    def _live(self, kind: str, key: str) -> str | None:
        found = self._kinds[kind].get(key)
        if found is None or (found.expires is not None and found.expires <= self._clock.now()):
            return None
        return found.value

    async def get(self, kind: str, key: str) -> str | None:
        """Return the value of a key, or None."""
        return self._live(kind, key)

    async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
        """Return the next keys and values in key order."""
        # Expired entries are filtered before the limit, so that a page is short only at the end.
        live = ((key, self._live(kind, key)) for key in sorted(self._kinds[kind]) if key > after)
        return [(key, value) for key, value in live if value is not None][:limit]

    async def entries(self, kind: str, after: str = "", limit: int = PAGE) -> list[Put]:
        """Return the next entries in key order."""
        return [self._kinds[kind][key] for key, _ in await self.scan(kind, after, limit)]

    def pages(self, kind: str, after: str = "") -> AsyncGenerator[list[tuple[str, str]], None]:
        """Yield all keys and values behind `after`; each page is read when it is due."""
        return scan_pages(self, kind, after)

    async def commit(self, writes: Sequence[Write], checks: Sequence[Require] = ()) -> bool:
        """Write all or nothing; return False if a check does not hold."""
        if not all(check.holds(self._live(check.kind, check.key)) for check in checks):
            return False
        # Nothing suspends between the checks and here, so commits are atomic.
        self._version += 1
        for write in writes:
            if isinstance(write, Put):
                self._kinds[write.kind][write.key] = write
            else:
                self._kinds[write.kind].pop(write.key, None)
        return True

    async def note(self, writes: Sequence[Write]) -> None:
        """Write at once."""
        await self.commit(writes)

    async def ready(self) -> bool:
        """Return True: nothing can fail."""
        return True

    def version(self, kind: str) -> int:  # noqa: ARG002 (one counter for all kinds)
        """Return the number of commits."""
        return self._version

    async def drain(self) -> None:
        """Do nothing: every commit is complete."""

    async def close(self) -> None:
        """Do nothing: a later `open` finds the same entries."""
