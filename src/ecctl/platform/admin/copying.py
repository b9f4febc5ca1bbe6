"""Copies of a platform from one store to another, of any kinds.

A copy compares the two stores key by key and writes what differs, so a copy that was interrupted goes on when
it is started again. Meanwhile a setting marks the target as incomplete, and no server starts on it. At the end
both stores are read again, and compared by a digest.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os

from ecctl.core.errors import PlatformError, UsageError
from ecctl.platform.admin.directory import STORE_FILE
from ecctl.platform.domain.clock import Clock
from ecctl.platform.server.lock import sole_server
from ecctl.platform.services import require_complete
from ecctl.platform.store import open_store
from ecctl.platform.store.base import COPYING, KINDS, SETTINGS, Delete, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ecctl.platform.store.base import Store, Write

OWN_SETTINGS = {COPYING, "tried"}
"""Settings that belong to a store rather than to the platform."""
BATCH_WRITES = 100


def copy(source: str, target: str) -> tuple[int, str]:
    """Copy all records, and return their number and digest.

    Raise PlatformError if the target holds another platform, or the source changed meanwhile.
    """
    source, target = _url(source, exists=True), _url(target, exists=False)
    if source == target:
        raise UsageError("cannot copy a store to itself")
    with _locked(source), _locked(target):
        return asyncio.run(_copy(source, target))


def _url(url: str, *, exists: bool) -> str:
    """Return the URL of a store; the one of a directory becomes that of the file in it."""
    scheme, colon, path = url.partition(":")
    if scheme == "memory":
        raise UsageError(f'cannot copy the store "{url}": it ends with this process')
    if scheme != "sqlite" or not colon:
        return url
    path = os.path.abspath(path)
    if not path.endswith(".db"):
        path = os.path.join(path, STORE_FILE)
    if exists and not os.path.exists(path):
        raise PlatformError(f"the store {path} does not exist")
    return f"sqlite:{path}"


def _locked(url: str) -> contextlib.AbstractContextManager[object]:
    """Keep servers off a data directory."""
    scheme, _, path = url.partition(":")
    if scheme != "sqlite" or not os.path.isdir(os.path.dirname(path)):
        return contextlib.nullcontext()
    return sole_server(os.path.dirname(path))


@contextlib.asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    store = open_store(url, Clock())
    await store.open()
    try:
        yield store
        await store.drain()
    finally:
        await store.close()


async def _copy(source_url: str, target_url: str) -> tuple[int, str]:
    async with _opened(source_url) as source, _opened(target_url) as target:
        await require_complete(source)
        if await target.get(SETTINGS, COPYING) is None:
            if (await digest(target))[0]:
                raise PlatformError(
                    f"{_shown(target_url)} already contains a platform", hint="name an empty store"
                )
            await target.commit([Put(SETTINGS, COPYING, "yes")])
        for kind in KINDS:
            await _make_equal(source, target, kind)
        count, wanted = await digest(source)
        if (count, wanted) != await digest(target):
            raise PlatformError(
                "the copy differs from its source: the source has changed meanwhile",
                hint="stop its servers, and run the same command again",
            )
        # Last: until then no server starts on the target.
        await target.commit([Delete(SETTINGS, COPYING)])
        return count, wanted


async def _make_equal(source: Store, target: Store, kind: str) -> None:
    """Write what differs in a kind, and delete what the source does not have."""
    writes: list[Write] = []
    # A merge of two sorted sequences: memory does not grow with the store, and a copy that is started again
    # writes only what is missing.
    theirs = _all(target, kind)
    other = await anext(theirs, None)
    async for entry in _all(source, kind):
        while other is not None and other.key < entry.key:
            writes.append(Delete(kind, other.key))
            other = await anext(theirs, None)
        if other is not None and other.key == entry.key:
            if (other.value, other.expires) != (entry.value, entry.expires):
                writes.append(entry)
            other = await anext(theirs, None)
        else:
            writes.append(entry)
        if len(writes) >= BATCH_WRITES:
            await target.commit(writes)
            writes = []
    while other is not None:
        writes.append(Delete(kind, other.key))
        other = await anext(theirs, None)
    for start in range(0, len(writes), BATCH_WRITES):
        await target.commit(writes[start : start + BATCH_WRITES])


async def _all(store: Store, kind: str) -> AsyncIterator[Put]:
    """Return the entries of a kind in key order, but for the store's own."""
    after = ""
    while page := await store.entries(kind, after):
        for entry in page:
            if kind != SETTINGS or entry.key not in OWN_SETTINGS:
                yield entry
        after = page[-1].key


async def digest(store: Store) -> tuple[int, str]:
    """Return the number of records, and the SHA-256 of all of them."""
    count, sha = 0, hashlib.sha256()
    for kind in KINDS:
        async for entry in _all(store, kind):
            sha.update(json.dumps([kind, entry.key, entry.value, entry.expires]).encode() + b"\n")
            count += 1
    return count, sha.hexdigest()


def _shown(url: str) -> str:
    return url.partition("?")[0]
