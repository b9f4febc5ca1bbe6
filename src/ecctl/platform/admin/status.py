"""The state of an etcd store, for operators."""

from __future__ import annotations

import asyncio

from ecctl.core.errors import UsageError
from ecctl.platform.domain.clock import Clock
from ecctl.platform.store import open_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def store_status(url: str) -> dict[str, Any]:
    """Return members, alarms, revision and writers. Raise UsageError for a store of another kind."""
    if not url.startswith("etcd:"):
        raise UsageError(
            f'"{url}" is not an etcd store' if url else "specify a store",
            hint="use --store etcd://HOST:PORT,…/PREFIX or ECCTL_STORE",
        )
    return asyncio.run(_status(url))


async def _status(url: str) -> dict[str, Any]:
    from ecctl.platform.store.etcd.status import status

    store: Any = open_store(url, Clock())
    await store.open()
    try:
        return await status(store.cluster)
    finally:
        await store.close()
