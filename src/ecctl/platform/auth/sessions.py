"""Sessions: bearer tokens that stand for a login, signed with a key of their own."""

from __future__ import annotations

import hashlib
import json
import os

from ecctl.platform.auth.caches import Verified, store
from ecctl.platform.auth.credentials import unauthenticated
from ecctl.platform.auth.principal import Principal
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.domain.jwt import InvalidTokenError, decode, encode, sign, verify
from ecctl.platform.store.base import ABSENT, ENDED_SESSIONS, SETTINGS, USERS, Put, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.domain.accounts import Account
    from ecctl.platform.request import RequestContext
    from ecctl.platform.services import Services

SESSION_SECONDS = 3600
"""Lifetime of a session token, from login or refresh."""
LOGIN_SECONDS = 12 * 3600
"""Lifetime of a session: refreshing does not extend it beyond this, counted from the login."""
ISSUER = "session"
CONSOLE_ISSUER = "console"
"""Issuer of a token that counts only in the console's cookie."""
SESSION_KEY = "session_key"
_TYPES = {"sub": str, "user": str, "birth": str, "generation": int, "exp": int, "login": int}


async def issue_session(  # noqa: PLR0913  # all but three have a default
    services: Services,
    user: Account,
    session_id: str,
    login: int | None = None,
    *,
    issuer: str = ISSUER,
    seconds: int = SESSION_SECONDS,
) -> tuple[str, int]:
    """Return a token for a session, and when it expires. `login` is when the session began (default now)."""
    now = int(services.clock.now())
    login = now if login is None else login
    # Without an absolute end a stolen token could be refreshed for ever.
    expires = min(now + seconds, login + LOGIN_SECONDS)
    claims = {
        "sub": session_id,
        "user": user.name,
        "birth": user.birth,
        "generation": user.generation,
        "iss": issuer,
        "exp": expires,
        "login": login,
    }
    token = sign(json.dumps(claims, separators=(",", ":")).encode(), await session_key(services))
    return token, expires


async def authenticate_session(
    context: RequestContext, token: str, issuer: str = ISSUER, scheme: str = "bearer"
) -> Verified:
    """Return the session of a token; raise HTTPError 401 if it is not valid, or not any more.

    A verified token is cached until users, ended sessions or settings (which hold the signing key) change.
    """
    services, cache = context.services, context.services.caches.sessions
    version = services.store.version
    versions = (version(USERS), version(ENDED_SESSIONS), version(SETTINGS))
    digest = hashlib.sha256(token.encode()).digest()
    found = cache.get(digest)
    if (
        found is None
        or found.versions != versions
        or found.expires <= context.now
        # A token of the console is cached as well, and is not a bearer token.
        or found.claims["iss"] != issuer
    ):
        found = await _verify(services, token, versions, issuer, scheme)
        store(cache, digest, found)
    return found


async def _verify(
    services: Services, token: str, versions: tuple[int, ...], issuer: str, scheme: str
) -> Verified:
    try:
        claims = verify(token, {issuer: await session_key(services)}.get)
    except InvalidTokenError:
        raise unauthenticated() from None
    # Only a stolen key signs other claims; they must not become a 500 either.
    if any(type(claims.get(name)) is not type_ for name, type_ in _TYPES.items()):
        raise unauthenticated()
    user = await find_account(services.store, claims["user"])
    if (
        claims["exp"] <= services.clock.now()
        or user is None
        or not is_of(claims, user)
        or await services.store.get(ENDED_SESSIONS, claims["sub"])
    ):
        raise unauthenticated()
    requires = (user.unchanged(), Require(ENDED_SESSIONS, claims["sub"], ABSENT))
    principal = Principal(user.name, user.roles, scheme, requires, claims["exp"])
    return Verified(principal, versions, claims["exp"], claims=claims)


def is_of(claims: dict[str, Any], user: Account) -> bool:
    """Return whether a session belongs to the user who has the name now."""
    # The birth as well: the next user of a name could have the same generation.
    return user.enabled and (user.birth, user.generation) == (claims["birth"], claims["generation"])


async def session_key(services: Services) -> bytes:
    """Return the key that signs sessions, created at first use. It never signs an enrollment token."""
    stored = await services.store.get(SETTINGS, SESSION_KEY)
    if stored is None:
        made = new_session_key()
        await services.store.commit([made], [Require(SETTINGS, SESSION_KEY, ABSENT)])
        stored = await services.store.get(SETTINGS, SESSION_KEY) or made.value
    return decode(stored)


def new_session_key() -> Put:
    """Return the write of a new signing key, which ends all sessions."""
    return Put(SETTINGS, SESSION_KEY, encode(os.urandom(32)))


def ended_session(claims: dict[str, Any], user: str, now: float) -> Put:
    """Return the write that ends a session. It is stored as long as a token of the session can live."""
    # A request to refresh it that is under way may return a token that lives longer than any so far. One second
    # more: times are compared as integers in one place and as floats in another.
    return Put(ENDED_SESSIONS, claims["sub"], user, max(int(now), claims["login"] + LOGIN_SECONDS) + 1)
