"""Services that handlers share: store, clock, signing keys, slow work and credential caches."""

from __future__ import annotations

from ecctl.core.errors import PlatformError
from ecctl.platform.domain.clock import MARK_SECONDS
from ecctl.platform.domain.signing_keys import SigningKeys
from ecctl.platform.store.base import COPYING, MARK, SETTINGS, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from typing import Any

    from ecctl.platform.auth.caches import CredentialCaches
    from ecctl.platform.console.files import StaticFile
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.domain.history import History
    from ecctl.platform.domain.metrics import Metrics
    from ecctl.platform.domain.samples import Samples
    from ecctl.platform.store.base import Require, Store, Write

    Work = Callable[..., Awaitable[Any]]


# Handlers get these and not the application, so that each can be tested with a store and a clock, and routing
# can change without them.
class Services:
    """What one platform consists of. `work` checks passwords; a server's runs them in threads.

    `search` runs other slow functions, in a thread of its own: any user can order those, and must not delay logins.
    `console` holds the console's static files by name, or is None if no console is served. `store_kind` is the scheme
    of the store's URL.
    """

    def __init__(self, store: Store, clock: Clock, work: Work | None = None) -> None:
        self.store = store
        self.clock = clock
        self.work = work or _run_here
        self.search: Work = _run_here
        self.keys = SigningKeys(store, clock)
        self.store_kind = ""
        self.console: dict[str, StaticFile] | None = None
        self._marked: float | None = None
        self._caches: CredentialCaches | None = None
        self._metrics: Metrics | None = None
        self._history: History | None = None
        self._samples: Samples | None = None

    # The embedded platform needs neither caches, metrics nor history: an ordinary command does not import them.

    @property
    def caches(self) -> CredentialCaches:
        """Recently verified credentials and failed logins."""
        if self._caches is None:
            from ecctl.platform.auth.caches import CredentialCaches

            self._caches = CredentialCaches(self.clock)
        return self._caches

    @property
    def history(self) -> History:
        """Facts about tokens and hosts from the audit log."""
        if self._history is None:
            from ecctl.platform.domain.history import History

            self._history = History(self.store, self.search)
        return self._history

    @property
    def metrics(self) -> Metrics:
        """Counters of requests; the server counts."""
        if self._metrics is None:
            from ecctl.platform.domain.metrics import Metrics

            self._metrics = Metrics()
            self._metrics.watch(
                "ecctl_clock_lead_seconds",
                "gauge",
                "Seconds by which the platform's time is ahead of the system clock.",
                lambda: self.clock.lead,
            )
        return self._metrics

    @property
    def samples(self) -> Samples:
        """Requests of the last hour; the server takes the samples."""
        if self._samples is None:
            from ecctl.platform.domain.samples import Samples

            self._samples = Samples(self.metrics)
        return self._samples

    async def start(self) -> None:
        """Continue from the latest time that the store has seen; repeated calls do nothing.

        Raise PlatformError if a copy to the store is not complete.
        """
        if self._marked is None:
            await require_complete(self.store)
            self._marked = float(await self.store.get(SETTINGS, MARK) or 0)
            self.clock.resume_from(self._marked)

    def commit(self, *writes: Write, checks: Sequence[Require] = ()) -> Coroutine[Any, Any, bool]:
        """Write durably, all or nothing. The result is False if a check does not hold."""
        return self.store.commit(writes + self._mark(), checks)

    def note(self, *writes: Write) -> Coroutine[Any, Any, None]:
        """Write soon, without waiting for the disk."""
        return self.store.note(writes + self._mark())

    def _mark(self) -> tuple[Write, ...]:
        """Return the write that stores the current time, if the stored one is MARK_SECONDS old."""
        # A jump of the clock is not stored before it has lasted: the mark cannot be taken back.
        now = self.clock.settled()
        if now - (self._marked or 0) < MARK_SECONDS:
            return ()
        self._marked = now
        return (Put(SETTINGS, MARK, str(int(now))),)


async def require_complete(store: Store) -> None:
    """Raise PlatformError if a copy to this store has not been completed."""
    if await store.get(SETTINGS, COPYING) is not None:
        raise PlatformError(
            "cannot use the store: a copy to it is not complete", hint='run the same "ecctl serve copy" again'
        )


async def _run_here(function: Callable[..., Any], *arguments: object) -> Any:
    """Run a slow function at once: in a process without a server nobody else waits."""
    return function(*arguments)
