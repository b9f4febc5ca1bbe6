"""Password checks: shared by identical requests, cached for a minute, limited in number and rate.

scrypt takes 40 ms of a core on purpose, so that stolen hashes are expensive to guess. That makes each login an
attack on the server's CPU as well: an attacker who opens 1,000 connections could keep it busy for 40 seconds.
Therefore
- identical name and password pairs share one check, and one failure is counted for all of them;
- at most MAX_WAITING checks are queued; further logins get 503 with Retry-After. RESERVED of them are for addresses
  that have logged in before, so that guesses from many addresses do not shut out the users;
- a check is skipped once all clients that wait for it have disconnected (its failure stays counted).
"""

from __future__ import annotations

import contextlib
import hmac

from ecctl.platform.auth import shared_throttle
from ecctl.platform.auth.caches import store
from ecctl.platform.auth.credentials import unauthenticated
from ecctl.platform.auth.passwords import matches
from ecctl.platform.auth.throttle import network_of
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.responses import HTTPError
from ecctl.platform.store.base import StoreFullError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.domain.accounts import Account
    from ecctl.platform.request import RequestContext

CACHE_SECONDS = 60
"""How long a password is known to be right. A new password, or disabling the user, ends that at once."""
MAX_WAITING = 50
"""Password checks that may be queued or running."""
RESERVED = 20
"""Those of them that are for addresses with a successful login."""


async def check_password(context: RequestContext, name: str, password: str) -> Account:
    """Return the user with this name and password; raise HTTPError 401, 429 or 503."""
    services = context.services
    user = await find_account(services.store, name)
    # An unknown or disabled user is checked against "", which takes as long as a real check.
    stored = user.password if user and user.enabled else ""
    caches = services.caches
    digest = hmac.digest(caches.secret, f"{stored}\0{name}\0{password}".encode(), "sha256")
    if not stored or caches.passwords.get(digest, 0) <= services.clock.now():
        await _check(context, name, password, stored, digest)
        # The check took a while: rights that were taken away meanwhile do not count.
        user = await find_account(services.store, name)
    if user is None or not user.enabled or user.password != stored:
        raise unauthenticated()
    return user


async def _check(context: RequestContext, name: str, password: str, stored: str, digest: bytes) -> None:
    """Check a password, or wait for the identical check that is under way."""
    caches = context.services.caches
    check = caches.checks.get(digest)
    if check is not None:
        is_right = await check.join(context)
    else:
        network = network_of(context.peer)
        if len(caches.checks) >= MAX_WAITING - (0 if network in caches.known else RESERVED):
            raise _busy()
        check = caches.checks[digest] = _Check(context)
        is_right = None
        try:
            # Counted before the check, so that parallel guesses cannot all start below the limit.
            await _count_attempt(context, name)
            is_right = await context.services.work(check.run, password, stored)
        finally:
            # Before the waiting requests are told: a request that comes now must start a check of its own.
            del caches.checks[digest]
            check.finish(is_right)
        if is_right:
            # Only a success takes the attempt back; a check that was skipped stays counted.
            caches.throttle.forgive(context.peer, name)
            if context.services.store.shared:
                await shared_throttle.forgive(context.services, context.peer, name)
            caches.known.pop(network, None)  # to the end: the oldest are forgotten first
            store(caches.known, network, None)
            store(caches.passwords, digest, context.services.clock.now() + CACHE_SECONDS)
        elif is_right is False:
            await _audit_failure(context, name)
    if is_right is None:
        raise _busy()
    if not is_right:
        raise unauthenticated()


async def _count_attempt(context: RequestContext, name: str) -> None:
    """Count an attempt as failed; raise HTTPError 429 after too many."""
    services = context.services
    if services.store.shared:
        # Without space in the store each server counts for itself, and nobody is locked out.
        with contextlib.suppress(StoreFullError):
            await shared_throttle.attempt(services, context.peer, name)
            return
    services.caches.throttle.attempt(context.peer, name)


async def _audit_failure(context: RequestContext, name: str) -> None:
    """Write down who is under attack; an unknown name is not stored, since it may be a mistyped password."""
    services = context.services
    if await find_account(services.store, name) is None:
        return
    due = services.caches.failed.count(name, context.peer, context.now)
    if due is not None:
        await services.note(audit.entry(context, "login.failed", *due))


def _busy() -> HTTPError:
    return HTTPError(503, "root.too_many_logins", "Too many logins at the same time")


class _Check:
    """A password check under way, and the requests that wait for its result."""

    def __init__(self, context: RequestContext) -> None:
        self._contexts = [context]
        self._waiting: list[Any] = []

    def run(self, password: str, stored: str) -> bool | None:
        """Check the password, which is slow; return None if nobody waits for the result any more."""
        if all(context.is_gone for context in self._contexts):
            return None
        return matches(password, stored)

    async def join(self, context: RequestContext) -> bool | None:
        """Wait for the result."""
        import asyncio  # loaded already: without an event loop no two requests are under way

        result: asyncio.Future[bool | None] = asyncio.get_running_loop().create_future()
        self._contexts.append(context)
        self._waiting.append(result)
        return await result

    def finish(self, is_right: bool | None) -> None:  # noqa: FBT001 (a result, not a flag)
        """Notify all waiting requests."""
        for result in self._waiting:
            if not result.done():
                result.set_result(is_right)
