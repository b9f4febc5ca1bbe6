"""API keys that are shown: whose they are, which is remembered until keys or users change."""

from __future__ import annotations

import hashlib
import hmac

from ecctl.core.jsonio import parse
from ecctl.core.timefmt import format_time
from ecctl.platform.auth.credentials import plain, unauthenticated
from ecctl.platform.domain.accounts import account
from ecctl.platform.request import Principal
from ecctl.platform.store.base import API_KEYS, USERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.request import Call

REMEMBER_MOST = 1000
"""Keys that are remembered at a time."""
EXPIRES = "x-elastic-api-key-expiration"


async def of_key(call: Call, credential: str) -> Principal:
    """The user whose key this is; the reply will tell when the key ends."""
    store, known = call.platform.store, call.platform.logins.keys
    versions = (store.version(API_KEYS), store.version(USERS))
    mark = hashed(credential)
    found = known.get(mark)
    if found is None or found.versions != versions or found.ends <= call.now:
        if len(known) >= REMEMBER_MOST:
            known.clear()
        found = known[mark] = await _look_up(call, credential, versions)
    call.headers += found.headers
    return found.principal


class KnownKey:
    """A key that was right when keys and users were at these versions."""

    __slots__ = ("ends", "headers", "principal", "versions")

    def __init__(self, principal: Principal, ends: int, versions: tuple[int, int]) -> None:
        self.principal = principal
        self.ends = ends
        self.versions = versions
        self.headers = ((EXPIRES, format_time(ends, milliseconds=True)),)


async def _look_up(call: Call, credential: str, versions: tuple[int, int]) -> KnownKey:
    key_id, _, secret = plain(credential).partition(":")
    kept = await call.platform.store.get(API_KEYS, key_id)
    value: dict[str, Any] = parse(kept) if kept else {"hash": "", "user": ""}
    right = hmac.compare_digest(hashed(secret), value["hash"])
    user = await account(call.platform.store, value["user"]) if right else None
    if user is None or not user.enabled:
        raise unauthenticated()
    return KnownKey(Principal(user.name, user.roles, "api key"), value["ends"], versions)


def hashed(secret: str) -> str:
    """What is kept of a key. It has 192 random bits: nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
