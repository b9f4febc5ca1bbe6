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


AUDIT_SECONDS = 60
"""How often the same refused token or failed login is audited."""
MAX_AUDITED = 100
"""Refused tokens, and failed logins, that are audited separately in this time; the others share an entry."""


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


class Repeated:
    """Events that anybody can cause again and again, and that are audited rarely.

    Each is audited at most once in AUDIT_SECONDS, with the number of repetitions. If there are many different ones,
    the rest share an entry: a client must not be able to order an entry with each request.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def count(self, subject: str, detail: str, now: float) -> tuple[str, str] | None:
        """Return subject and detail of the entry that is due, or None. The subject is "" if there are too many."""
        seen = self._seen
        if (subject, detail) not in seen and self._are_too_many(now):
            subject = ""
        key = subject, detail if subject else ""
        since, count = seen.get(key, (0.0, 0))
        if since and now < since + AUDIT_SECONDS:
            seen[key] = since, count + 1
            return None
        seen.pop(key, None)  # the oldest come first
        seen[key] = now, 0
        return subject, f"{detail} ({count} more since the last entry)" if count else detail

    def _are_too_many(self, now: float) -> bool:
        """Return whether the events of the last minute fill the memory; forget older ones."""
        while self._seen and next(iter(self._seen.values()))[0] + AUDIT_SECONDS <= now:
            del self._seen[next(iter(self._seen))]
        return len(self._seen) >= MAX_AUDITED


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
        self.refused = Repeated()
        """Refused enrollment tokens, by id and reason."""
        self.failed = Repeated()
        """Failed logins, by user and network."""

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
