"""The rate limit of failed logins (`throttle`) for several servers: an attacker gains nothing by spreading attempts.

The counters are records of the store that expire, and each attempt is counted in a transaction that requires that
nobody has counted meanwhile. That costs a login 5 to 10 ms beside the 40 ms of its password check. Keys are
digests, because a user name can be a mistyped password.
"""

from __future__ import annotations

import contextlib
import hmac

from ecctl.core.errors import PlatformError
from ecctl.platform.auth.sessions import session_key
from ecctl.platform.auth.throttle import PER_PEER, PER_USER, WINDOW_SECONDS, network_of, too_many_failures
from ecctl.platform.store.base import FAILED_LOGINS, Delete, Put, require_unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.services import Services
    from ecctl.platform.store.base import Write

ATTEMPTS = 60
"""How often a count is tried again because another attempt was counted first; more than can be under way."""


async def attempt(services: Services, peer: str, user: str) -> None:
    """Count an attempt as failed until `forgive`; raise HTTPError 429 after too many, or StoreFullError."""
    store = services.store
    keys = await _keys(services, peer, user)
    for _ in range(ATTEMPTS):
        now = services.clock.now()
        writes: list[Write] = []
        checks = []
        for key, most in zip(keys, (PER_USER, PER_PEER), strict=True):
            stored = await store.get(FAILED_LOGINS, key)
            ends, count = _parsed(stored) if stored else (int(now + WINDOW_SECONDS), 0)
            if count >= most:
                raise too_many_failures(ends - now)
            writes.append(Put(FAILED_LOGINS, key, f"{ends} {count + 1}", ends))
            checks.append(require_unchanged(FAILED_LOGINS, key, stored))
        if await store.commit(writes, checks):
            return
    raise too_many_failures(1)


async def forgive(services: Services, peer: str, user: str) -> None:
    """Take back an attempt that succeeded, and the user's failures from this address."""
    mine, shared = await _keys(services, peer, user)
    # The login has succeeded: it must not fail because the attempt cannot be taken back.
    with contextlib.suppress(PlatformError):
        for _ in range(ATTEMPTS):
            stored = await services.store.get(FAILED_LOGINS, shared)
            writes: list[Write] = [Delete(FAILED_LOGINS, mine)]
            if stored:
                ends, count = _parsed(stored)
                writes.append(Put(FAILED_LOGINS, shared, f"{ends} {max(count - 1, 0)}", ends))
            if await services.store.commit(writes, [require_unchanged(FAILED_LOGINS, shared, stored)]):
                return


async def _keys(services: Services, peer: str, user: str) -> tuple[str, str]:
    """Return the keys of the counters of an address with a user, and of the address."""
    secret, network = await session_key(services), network_of(peer)
    texts = (f"user\0{network}\0{user}", f"network\0{network}")
    one, other = (hmac.digest(secret, text.encode(errors="surrogatepass"), "sha256").hex() for text in texts)
    return one, other


def _parsed(stored: str) -> tuple[int, int]:
    """Return the second at which a window ends, and the failures in it."""
    ends, _, count = stored.partition(" ")
    return int(ends), int(count)
