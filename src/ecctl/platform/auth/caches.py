"""Credentials that were verified recently, and logins that failed."""

from __future__ import annotations

import os

from ecctl.platform.auth.throttle import Throttle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Headers
    from ecctl.platform.auth.principal import Principal
    from ecctl.platform.domain.clock import Clock

CAPACITY = 1000
"""Entries per cache; a full one forgets its oldest entry."""


class Verified:
    """A credential that was right when the kinds it depends on were at these versions."""

    __slots__ = ("claims", "expires", "headers", "principal", "versions")

    def __init__(
        self,
        principal: Principal,
        versions: tuple[int, ...],
        expires: float,
        headers: Headers = (),
        claims: dict[str, Any] | None = None,
    ) -> None:
        self.principal = principal
        self.versions = versions
        self.expires = expires
        self.headers = headers
        self.claims = claims or {}


class CredentialCaches:
    """Caches of one process. They hold digests of credentials, never the credentials."""

    def __init__(self, clock: Clock) -> None:
        # All of this is per process. Servers that share a store also count failures there (`shared_throttle`).
        self.throttle = Throttle(clock)
        self.secret = os.urandom(32)
        """Keys the digests of passwords, so that they are worthless outside of this process."""
        self.passwords: dict[bytes, float] = {}
        """When each verified password has to be checked again."""
        self.checks: dict[bytes, Any] = {}
        """Password checks under way, which identical requests share."""
        self.known: dict[str, None] = {}
        """Networks of clients from which a login succeeded."""
        self.hashing: set[str] = set()
        """Users whose new password is being hashed."""
        self.api_keys: dict[bytes, Verified] = {}
        self.sessions: dict[bytes, Verified] = {}
        self.refused: dict[tuple[str, str], tuple[float, int]] = {}
        """Refused enrollment tokens: when each was last audited, and how often it was refused since."""

    def forget(self, principal: Principal) -> None:
        """Drop a principal whose records have changed, although the store's versions do not show it yet."""
        for cache in (self.api_keys, self.sessions):
            for digest in [digest for digest, found in cache.items() if found.principal is principal]:
                del cache[digest]


def store(cache: dict[Any, Any], key: object, value: object) -> None:
    """Put an entry into a cache, and evict the oldest ones beyond CAPACITY."""
    # Dictionaries remember the order of insertion, so the first key is the oldest. An LRU would cost a write
    # for each hit.
    while len(cache) >= CAPACITY:
        del cache[next(iter(cache))]
    cache[key] = value
