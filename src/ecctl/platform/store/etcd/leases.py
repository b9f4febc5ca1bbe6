"""Leases, with which etcd removes entries that have expired.

Readers compare an entry's expiry with the platform's clock; the lease only frees the space. So entries that
expire in the same hour share a lease, and it runs out an hour after the last of them: a clock that is set back
by less than that never finds an entry missing that has not expired for it.
"""

from __future__ import annotations

import math

from aetcd import rpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.etcd.cluster import Cluster

HOUR = 3600
MARGIN_SECONDS = HOUR


class Leases:
    """The leases of this process, by the hour at whose end their entries have expired."""

    def __init__(self, cluster: Cluster, clock: Clock) -> None:
        self._cluster = cluster
        self._clock = clock
        self._leases: dict[int, int] = {}

    async def grant(self, expiries: Iterable[int]) -> None:
        """Ensure a lease for each of these expiries."""
        now = self._clock.now()
        for hour in {expires // HOUR + 1 for expires in expiries} - set(self._leases):
            seconds = max(math.ceil(hour * HOUR - now), 0) + MARGIN_SECONDS
            response = await self._cluster.call(
                rpc.LeaseStub, "LeaseGrant", rpc.LeaseGrantRequest(TTL=seconds)
            )
            self._leases = {known: lease for known, lease in self._leases.items() if known * HOUR > now}
            self._leases[hour] = response.ID

    def of(self, expires: int | None) -> int:
        """Return the identifier of the lease of an expiry: 0 if the entry does not expire."""
        return 0 if expires is None else self._leases[expires // HOUR + 1]

    def forget(self) -> None:
        """Forget all leases: one of them does not exist any more."""
        self._leases.clear()
