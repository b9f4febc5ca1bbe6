"""Authentication with API keys, cached until keys or users change."""

from __future__ import annotations

import hashlib
import hmac

from ecctl.core.jsonio import parse
from ecctl.core.timefmt import format_time
from ecctl.platform.auth.caches import Verified, store
from ecctl.platform.auth.credentials import decode_basic, unauthenticated
from ecctl.platform.auth.principal import Principal
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.store.base import API_KEYS, USERS, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.request import RequestContext

EXPIRES = "x-elastic-api-key-expiration"
SCHEME = "api key"
"""`Principal.by` of a request with an API key."""


async def authenticate_api_key(context: RequestContext, credential: str) -> Principal:
    """Return the principal of an API key, and add the key's expiry to the response."""
    services, cache = context.services, context.services.caches.api_keys
    # Read before the records: a change in between makes the entry stale at once, never valid.
    versions = (services.store.version(API_KEYS), services.store.version(USERS))
    # The cache is keyed by a digest: a memory dump shows no credential.
    digest = hashlib.sha256(credential.encode()).digest()
    found = cache.get(digest)
    if found is None or found.versions != versions or found.expires <= context.now:
        found = await _verify(context, credential, versions)
        store(cache, digest, found)
    context.headers += found.headers
    return found.principal


async def _verify(context: RequestContext, credential: str, versions: tuple[int, ...]) -> Verified:
    key_id, _, secret = decode_basic(credential).partition(":")
    stored = await context.services.store.get(API_KEYS, key_id)
    value: dict[str, Any] = parse(stored) if stored else {"hash": "", "user": ""}
    # An unknown id is compared as well, so that the time does not disclose which ids exist.
    is_right = hmac.compare_digest(hash_secret(secret), value["hash"])
    user = await find_account(context.services.store, value["user"]) if is_right else None
    if stored is None or user is None or not user.enabled or value.get("birth", "") != user.birth:
        raise unauthenticated()
    requires = (Require(API_KEYS, key_id, stored), user.unchanged())
    principal = Principal(user.name, user.roles, SCHEME, requires, value["ends"])
    return Verified(
        principal, versions, value["ends"], ((EXPIRES, format_time(value["ends"], milliseconds=True)),)
    )


def hash_secret(secret: str) -> str:
    """Return the hash of a key that is stored. A key has 192 random bits: nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
