"""The store protocol over etcd."""

from __future__ import annotations

import contextlib
import time

from aetcd import rpc

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import PAGE, SETTINGS, TRIED, Put
from ecctl.platform.store.etcd.cluster import Cluster
from ecctl.platform.store.etcd.group_commit import WRITERS, GroupCommit
from ecctl.platform.store.etcd.pages import Pages
from ecctl.platform.store.etcd.records import end_of
from ecctl.platform.store.etcd.status import status
from ecctl.platform.store.etcd.transaction import entry
from ecctl.platform.store.etcd.watch import Versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from typing import Any

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.domain.histogram import Histogram
    from ecctl.platform.store.base import Require, Write
    from ecctl.platform.store.etcd.location import Location

AGAIN_SECONDS = 1.0
"""Interval at which `ready` tries a commit while commits fail."""
MAX_LAG_SECONDS = 86_400
"""What the metrics show as the lag of a watch that was never established."""
MARKER_SECONDS = 86_400
"""Age at which the marker of a process that did not remove it is removed."""


class EtcdStore:
    """Records below a prefix of a cluster. It belongs to the event loop on which it is opened."""

    suspends = True
    shared = True

    def __init__(
        self,
        location: Location,
        clock: Clock,
        *,
        serving: bool = False,
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self.location = location
        self.cluster = Cluster(location)
        self._clock = clock
        self._serving = serving
        self.versions = Versions(self.cluster)
        self.commits = GroupCommit(self.cluster, self.versions, clock, warn)
        self._pages = Pages(self.cluster, clock)
        self._tried = float("-inf")

    @property
    def failures(self) -> int:
        """Number of transactions that failed."""
        return self.commits.failures

    @property
    def lost(self) -> int:
        """Number of audit entries that could not be written."""
        return self.commits.lost

    async def open(self) -> None:
        """Connect; a server begins to watch, and removes the markers of processes that are gone."""
        self.cluster.open()
        self.versions.open()
        try:
            await self.get(SETTINGS, "")
            if self._serving:
                self.versions.start()
                await self._remove_old_markers()
        except BaseException:
            await self.versions.stop()
            await self.cluster.close()
            raise

    async def _remove_old_markers(self) -> None:
        start = self.location.path(WRITERS, "")
        request = rpc.RangeRequest(key=start, range_end=end_of(start), limit=PAGE)
        for found in (await self.cluster.call(rpc.KVStub, "Range", request)).kvs:
            written = found.value.rpartition(b" ")[2]
            if int(written or 0) < time.time() - MARKER_SECONDS:
                message = rpc.TxnRequest()
                message.compare.add(key=found.key, target=rpc.Compare.MOD, mod_revision=found.mod_revision)
                message.success.add().request_delete_range.key = found.key
                await self.cluster.call(rpc.KVStub, "Txn", message)

    async def get(self, kind: str, key: str) -> str | None:
        """Return the value of a key, or None. The read is linearizable."""
        request = rpc.RangeRequest(key=self.location.path(kind, key))
        response = await self.cluster.call(rpc.KVStub, "Range", request)
        return entry(response).live(self._clock.now())

    async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
        """Return the next keys and values in key order, at one revision."""
        return [(put.key, put.value) for put in await self.entries(kind, after, limit)]

    async def entries(self, kind: str, after: str = "", limit: int = PAGE) -> list[Put]:
        """Return the next entries in key order, at one revision."""
        async with contextlib.aclosing(self._pages.read(kind, after, limit)) as pages:
            return (await anext(pages))[:limit]

    async def pages(self, kind: str, after: str = "") -> AsyncGenerator[list[tuple[str, str]], None]:
        """Yield all keys and values behind `after`, at one revision; raise CompactedError if that is gone."""
        async with contextlib.aclosing(self._pages.read(kind, after, PAGE)) as pages:
            async for page in pages:
                yield [(put.key, put.value) for put in page]

    async def commit(self, writes: Sequence[Write], checks: Sequence[Require] = ()) -> bool:
        """Write all or nothing, once a majority of the members has stored it."""
        return await self.commits.commit(writes, checks)

    async def note(self, writes: Sequence[Write]) -> None:
        """Write with the next transaction without waiting for it, unless the latest one failed."""
        await self.commits.note(writes)

    async def ready(self) -> bool:
        """Return whether a majority of the members responds and commits succeed."""
        if not self.commits.failing:
            await self.get(SETTINGS, "")
            return True
        now = time.monotonic()
        if now < self._tried + AGAIN_SECONDS:
            return False
        self._tried = now
        try:
            return await self.commit([Put(SETTINGS, TRIED, str(int(self._clock.now())))])
        except PlatformError:
            return False

    def version(self, kind: str) -> int:
        """Return a number that changes with the kind (see `watch`)."""
        return self.versions.of(kind)

    async def status(self) -> dict[str, Any]:
        """Return members, alarms, revision and writers."""
        return await status(self.cluster)

    def gauges(self) -> list[tuple[str, str, str, Callable[[], float]]]:
        """Return name, type, description and reader of the store's metrics."""
        cluster, versions = self.cluster, self.versions
        lag = "Seconds since the watch has shown progress."
        return [
            ("ecctl_etcd_requests_total", "counter", "Requests to etcd.", lambda: cluster.requests),
            ("ecctl_etcd_seconds_total", "counter", "Time of these requests.", lambda: cluster.seconds),
            ("ecctl_etcd_failovers_total", "counter", "Changes of endpoint.", lambda: cluster.failovers),
            ("ecctl_etcd_leader_changes_total", "counter", "Leader changes.", lambda: cluster.leader_changes),
            (
                "ecctl_etcd_transactions_total",
                "counter",
                "Transactions, each with many commits.",
                lambda: self.commits.seconds.count,
            ),
            ("ecctl_etcd_watch_restarts_total", "counter", "Broken watches.", lambda: versions.restarts),
            ("ecctl_etcd_watch_lag_seconds", "gauge", lag, lambda: min(versions.lag, MAX_LAG_SECONDS)),
        ]

    def histograms(self) -> list[tuple[str, str, Histogram]]:
        """Return name, description and values of the store's durations."""
        return [("ecctl_etcd_transaction_seconds", "Time of a transaction.", self.commits.seconds)]

    async def drain(self) -> None:
        """Wait until everything that was accepted is stored; what fails now is lost."""
        await self.commits.drain()

    async def close(self) -> None:
        """Remove the marker, and close the connections."""
        await self.versions.stop()
        await self.commits.close()
        await self.cluster.close()
