"""Rate limit of failed logins, per address and user (429)."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from ecctl.platform.responses import HTTPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.domain.clock import Clock

WINDOW_SECONDS = 60
PER_USER = 5
"""Failures of one address with one user name in a window. Other addresses can still log in as that user."""
PER_PEER = 20
"""Failures of one address in a window."""
MAX_COUNTERS = 10_000
"""Counters in memory; the oldest are dropped."""


class Throttle:
    """Counters of failures, in windows that begin with the first failure."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, ...], tuple[float, int]] = {}

    def attempt(self, peer: str, user: str) -> None:
        """Count an attempt as failed until `forgive`; raise HTTPError 429 after too many."""
        peer = network_of(peer)
        now = self._clock.now()
        # Both counters are checked before either is raised: a refused attempt must not count anywhere.
        counted: dict[tuple[str, ...], tuple[float, int]] = {}
        for key, most in (((peer, user), PER_USER), ((peer,), PER_PEER)):
            started, count = self._failures.get(key, (now, 0))
            # Fixed windows: a sliding one needs a time stamp for each failure.
            if started + WINDOW_SECONDS <= now:
                started, count = now, 0
            if count >= most:
                raise too_many_failures(started + WINDOW_SECONDS - now)
            counted[key] = started, count + 1
        self._failures.update(counted)
        # Bounded, because an attacker chooses the user names that fill it.
        while len(self._failures) > MAX_COUNTERS:
            del self._failures[next(iter(self._failures))]

    def forgive(self, peer: str, user: str) -> None:
        """Take back an attempt that was counted and succeeded, and the user's failures from this address."""
        peer = network_of(peer)
        self._failures.pop((peer, user), None)
        started, count = self._failures.get((peer,), (0.0, 0))
        if count:
            # Only by one: a user with an account must not reset the limit of a shared address.
            self._failures[peer,] = started, count - 1


def too_many_failures(seconds: float) -> HTTPError:
    """Return the error response until a window ends."""
    retry = (("retry-after", str(max(ceil(seconds), 1))),)
    return HTTPError(429, "root.too_many_requests", "Too many failed logins", headers=retry)


@lru_cache(maxsize=1024)
def network_of(peer: str) -> str:
    """Return the addresses that a client may have at will: one of IPv4, or a network of 64 bits of IPv6."""
    if ":" not in peer:
        return peer
    from ipaddress import IPv6Address, IPv6Network

    try:
        address = IPv6Address(peer.partition("%")[0])
    except ValueError:
        return peer
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))
