"""Versions of the kinds that credentials depend on, by a watch.

A watch can be late: the network, this process or the member may be slow or stopped. So the member is asked for
a sign of progress several times a second, and without one for STALE_SECONDS the versions count as unknown: they
then change with each turn of the event loop, and every cache keyed by them reads from etcd again. What a request
writes does not depend on that: its checks are compared in the transaction.

A new watch, also after a broken connection or if etcd has compacted the revisions in between, begins at the
present and changes all versions. Nothing is replayed, so nothing can be missed.
"""

from __future__ import annotations

import asyncio
import time

import grpc.aio
from aetcd import rpc

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import API_KEYS, ENDED_SESSIONS, SETTINGS, SIGNING_KEYS, USERS
from ecctl.platform.store.etcd.records import end_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.store.etcd.cluster import Cluster

WATCHED = (API_KEYS, ENDED_SESSIONS, SETTINGS, SIGNING_KEYS, USERS)
"""Kinds that are watched. Tokens, hosts and audit entries are many, and nothing is cached by them."""
ASK_SECONDS = 0.3
"""Interval of requests for a sign of progress."""
STALE_SECONDS = 1.0
"""Time without a sign of progress after which a watch counts as late."""


class Versions:
    """Counters by kind. `lag` is the number of seconds since the latest sign of progress."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._path = cluster.location.path
        self._revisions = dict.fromkeys(WATCHED, 0)
        self._heard = float("-inf")
        self._turn = 0
        self._turn_is_known = False
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop
        self.restarts = 0

    def open(self) -> None:
        """Use the running event loop."""
        self._loop = asyncio.get_running_loop()

    def start(self) -> None:
        """Start watching."""
        self._task = self._loop.create_task(self._run())

    async def stop(self) -> None:
        """Stop watching."""
        if self._task is not None:
            while not self._task.done():  # gRPC can turn a cancellation into an error of the call
                self._task.cancel()
                await asyncio.wait({self._task}, timeout=ASK_SECONDS)
            self._task = None

    @property
    def lag(self) -> float:
        """Seconds since the latest sign of progress."""
        return time.monotonic() - self._heard

    def changed(self, kind: str, revision: int) -> None:
        """Note a change."""
        if kind in self._revisions:
            self._revisions[kind] = max(self._revisions[kind], revision)

    def of(self, kind: str) -> int:
        """Return the version of a kind."""
        # time.monotonic, as the time of the event loop stands still while a process is stopped and resumed.
        if kind in self._revisions and self.lag < STALE_SECONDS:
            return self._revisions[kind]
        if not self._turn_is_known:
            self._turn -= 1
            self._turn_is_known = True
            self._loop.call_soon(self._forget_turn)
        return self._turn

    def _forget_turn(self) -> None:
        self._turn_is_known = False

    async def _run(self) -> None:
        while True:
            channel = None
            try:
                revision = await self._present()
                channel = self._cluster.channel
                await self._watch(channel, revision)
            except (grpc.aio.AioRpcError, PlatformError, TimeoutError):
                if channel is not None:
                    self._cluster.skip(channel)
            self._heard = float("-inf")
            self.restarts += 1
            await asyncio.sleep(ASK_SECONDS)

    async def _present(self) -> int:
        """Return the present revision of the cluster."""
        request = rpc.RangeRequest(key=self._path(SETTINGS, ""), count_only=True)
        response = await self._cluster.call(rpc.KVStub, "Range", request)
        return int(response.header.revision)

    async def _watch(self, channel: Any, revision: int) -> None:
        """Watch until the stream ends or is late."""
        call = rpc.WatchStub(channel).Watch(metadata=self._cluster.token)
        asking = None
        try:
            for number, kind in enumerate(WATCHED):
                start = self._path(kind, "")
                request = rpc.WatchRequest()
                create = request.create_request
                create.key, create.range_end = start, end_of(start)
                create.start_revision, create.watch_id = revision + 1, number + 1
                await asyncio.wait_for(call.write(request), STALE_SECONDS)
            asking = asyncio.get_running_loop().create_task(_ask(call))
            created = 0
            while True:
                response = await asyncio.wait_for(call.read(), 3 * STALE_SECONDS)
                if response is grpc.aio.EOF or response.canceled:
                    return
                created += response.created
                if response.created and created == len(WATCHED):
                    for kind in WATCHED:
                        self.changed(kind, revision)
                for event in response.events:
                    kind = WATCHED[response.watch_id - 1]
                    self.changed(kind, event.kv.mod_revision)
                if created == len(WATCHED):
                    self._heard = time.monotonic()
        finally:
            if asking is not None:
                asking.cancel()
            call.cancel()


async def _ask(call: Any) -> None:
    """Ask for signs of progress."""
    request = rpc.WatchRequest()
    request.progress_request.SetInParent()
    while True:
        await asyncio.sleep(ASK_SECONDS)
        await call.write(request)
