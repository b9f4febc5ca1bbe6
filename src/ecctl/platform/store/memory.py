"""A store in memory: for tests, and the plainest reading of what a store promises."""

from __future__ import annotations

from ecctl.platform.store.base import KINDS, PAGE, holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Check, Write


class MemoryStore:
    """Keeps everything in dictionaries, and forgets it at the end."""

    failures = 0
    lost = 0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kinds: dict[str, dict[str, tuple[str, int | None]]] = {kind: {} for kind in KINDS}
        self._version = 0

    def _live(self, kind: str, key: str) -> str | None:
        value, ends = self._kinds[kind].get(key, (None, None))
        return value if ends is None or ends > self._clock.now() else None

    async def get(self, kind: str, key: str) -> str | None:
        """The value under a key, or None."""
        return self._live(kind, key)

    async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
        """The next keys and values in order."""
        live = ((key, self._live(kind, key)) for key in sorted(self._kinds[kind]) if key > after)
        return [(key, value) for key, value in live if value is not None][:limit]

    async def commit(self, writes: Sequence[Write], checks: Sequence[Check] = ()) -> bool:
        """Write all or nothing; False where a check does not hold."""
        if not all(holds(self._live(kind, key), expected) for kind, key, expected in checks):
            return False
        self._version += 1
        for kind, key, value, ends in writes:
            if value is None:
                self._kinds[kind].pop(key, None)
            else:
                self._kinds[kind][key] = value, ends
        return True

    async def note(self, writes: Sequence[Write]) -> None:
        """Write."""
        await self.commit(writes)

    async def ready(self) -> bool:
        """Nothing can fail."""
        return True

    def version(self, kind: str) -> int:  # noqa: ARG002 (one number for all kinds)
        """How many commits there were."""
        return self._version

    def close(self) -> None:
        """Nothing is held."""
