"""Scans in pages, each of which costs etcd about as much as it returns.

etcd counts the keys of the whole range that is asked for, also if only the first ones are wanted: with pages of
1,000 keys, a list of a million took 500 million steps. So the range is bounded: it holds the
keys that begin like the place where the page begins, up to the next such beginning. How long these beginnings are
is adjusted to the counts that etcd returns, and which byte comes next is learned from the keys that were read. A
bound that is too near or too far costs time only, as the next range begins where the one before ended.

Only the first page of a kind that was not scanned before has no bound.
"""

from __future__ import annotations

from aetcd import rpc

from ecctl.platform.store.base import PAGE, Put, StoreUnavailableError
from ecctl.platform.store.etcd.records import decoded, end_of, expiry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from typing import Any

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.etcd.cluster import Cluster

MANY = 8 * PAGE
"""Number of keys in a range at which a narrower one is asked for next."""
LEAST = 16
"""Number of keys that are read at least, so that something is learned from them."""
FEW = MANY // 32
"""Number of keys at which a wider one is asked for next; a hexadecimal digit divides a range by 16."""
LONG_SECONDS = 30.0
"""Deadline of a range without a bound, which takes 0.2 to 0.5 s per million keys."""


class Shape:
    """What was learned of a kind's keys: the first one, their bytes, and how long beginnings are."""

    __slots__ = ("bytes", "depth", "first")

    def __init__(self, known: Shape | None = None) -> None:
        self.first: bytes = known.first if known else b""
        self.bytes: list[int] = known.bytes if known else []
        self.depth: int = known.depth if known else 0

    def bound(self, start: bytes) -> bytes | None:
        """Return the end of the range that begins at *start*, or None for the end of the kind."""
        beginning = max(start, self.first)[: self.depth]
        # Like an odometer: raise the last byte that can be raised, and drop those behind it.
        for length in range(len(beginning), 0, -1):
            for byte in self.bytes:
                if byte > beginning[length - 1]:
                    return beginning[: length - 1] + bytes([byte])
        return None

    def learn(self, keys: list[bytes], count: int, *, whole: bool) -> None:
        """Adjust to a range of *count* keys that begins with *keys*; *whole* if it is not the rest of one."""
        if count > MANY:
            self.depth = max(self.depth + 1, _common(keys[0], keys[-1]))
            self.bytes = sorted({*self.bytes, *b"".join(keys)})
        elif whole and count < FEW and self.depth:
            self.depth -= 1


class Pages:
    """Scans of all kinds of a store."""

    def __init__(self, cluster: Cluster, clock: Clock) -> None:
        self._cluster = cluster
        self._clock = clock
        self._shapes: dict[str, Shape] = {}

    async def read(self, kind: str, after: str, limit: int) -> AsyncGenerator[list[Put], None]:
        """Yield live entries in key order, at least *limit* at a time except at the end.

        All pages are of one revision, that of the first request. Raise CompactedError if etcd has compacted
        it meanwhile.
        """
        prefix = self._cluster.location.path(kind, "")
        skip, now = len(prefix), self._clock.now()
        start = after.encode() + b"\0" if after else b""
        whole, first = not after, True
        request = rpc.RangeRequest(limit=max(limit, LEAST))
        shape = Shape(self._shapes.get(kind))
        page: list[Put] = []
        while True:
            bound = shape.bound(start)
            request.key = prefix + start
            request.range_end = end_of(prefix) if bound is None else prefix + bound
            response = await self._range(request, bounded=bound is not None)
            request.revision = request.revision or response.header.revision
            keys = [found.key[skip:] for found in response.kvs]
            if keys and first and not after:
                shape.first = keys[0]
            shape.learn(keys, response.count, whole=whole)
            for key, found in zip(keys, response.kvs, strict=True):
                value = decoded(found.value, now)
                if value is not None:
                    page.append(Put(kind, key.decode(), value, expiry(found.value)))
            whole = not response.more
            end = whole and bound is None
            if len(page) >= limit or end:
                # Where a scan begins, the next one may. Towards the end the ranges become too wide for that.
                if first and not (after and end):
                    self._shapes[kind] = Shape(shape)
                yield page
                page, first = [], False
            if end:
                return
            start = bound if whole and bound else keys[-1] + b"\0"

    async def _range(self, request: Any, *, bounded: bool) -> Any:
        """Return the response to a request for a range."""
        try:
            return await self._cluster.call(rpc.KVStub, "Range", request)
        except StoreUnavailableError:
            if bounded:
                raise
        # Many million keys take longer than an attempt may. If etcd responds to a small request, it is not lost.
        await self._cluster.call(rpc.KVStub, "Range", rpc.RangeRequest(key=request.key))
        return await self._cluster.call(rpc.KVStub, "Range", request, LONG_SECONDS)


def _common(one: bytes, other: bytes) -> int:
    """Return the length of the beginning that two keys share."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
