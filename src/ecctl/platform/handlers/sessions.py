"""Logging in with a password, and the bearer tokens that stand for it: login, refresh-token, logout."""

from __future__ import annotations

import json
import os

from ecctl.core.timefmt import format_time
from ecctl.platform.auth.credentials import unauthenticated
from ecctl.platform.auth.logins import check_password
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import account
from ecctl.platform.domain.ids import new_id
from ecctl.platform.domain.jwt import InvalidTokenError, decode, encode, sign, verify
from ecctl.platform.fields import Fields
from ecctl.platform.responses import Refusal, empty, reply
from ecctl.platform.store.base import ENDED_SESSIONS, SETTINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.app import Platform
    from ecctl.platform.domain.accounts import Account
    from ecctl.platform.request import Call

SECONDS = 3600
"""How long a session lasts from its start, or from its last refresh."""
ISSUER = "session"
_KEY = "session_key"


async def login(call: Call) -> Response:
    """A session for a user's name and password."""
    fields = Fields(call.json())
    name, password = fields.needed("username"), fields.secret("password")
    user = await check_password(call, name, password or "")
    return await _session(call.platform, user, new_id(call.platform.clock.now()))


async def refresh(call: Call) -> Response:
    """The same session, from now on."""
    user, claims = await of_bearer(call.platform, _bearer(call))
    return await _session(call.platform, user, claims["sub"])


async def logout(call: Call) -> Response:
    """End the session: neither this token nor any that it was refreshed to is accepted from now on."""
    user, claims = await of_bearer(call.platform, _bearer(call))
    await call.platform.commit(
        (ENDED_SESSIONS, claims["sub"], user.name, int(call.platform.clock.now()) + SECONDS + 1),
        audit.entry(call, "session.ended", claims["sub"]),
    )
    return empty()


def _bearer(call: Call) -> str:
    scheme, _, token = call.request.header("authorization").partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal(401, "root.unauthorized", "This needs the bearer token of a session")
    return token.strip()


async def _session(platform: Platform, user: Account, session_id: str) -> Response:
    ends = int(platform.clock.now()) + SECONDS
    claims = {
        "sub": session_id,
        "user": user.name,
        "generation": user.generation,
        "iss": ISSUER,
        "exp": ends,
    }
    token = sign(json.dumps(claims, separators=(",", ":")).encode(), await _key(platform))
    return reply({"token": token, "session_expiration_time": format_time(ends, milliseconds=True)})


async def of_bearer(platform: Platform, token: str) -> tuple[Account, dict[str, Any]]:
    """The user of a session and its claims; raises Refusal where it is not valid (any more)."""
    key = await _key(platform)
    try:
        claims = verify(token, {ISSUER: key}.get)
    except InvalidTokenError:
        raise unauthenticated() from None
    user = await account(platform.store, claims["user"])
    if (
        claims["exp"] <= platform.clock.now()
        or user is None
        or not user.enabled
        or user.generation != claims["generation"]
        or await platform.store.get(ENDED_SESSIONS, claims["sub"])
    ):
        raise unauthenticated()
    return user, claims


async def _key(platform: Platform) -> bytes:
    """The key that signs sessions; it never signs an enrollment token, nor the other way round."""
    kept = await platform.store.get(SETTINGS, _KEY)
    if kept is None:
        made = encode(os.urandom(32))
        await platform.store.commit([(SETTINGS, _KEY, made, None)], checks=[(SETTINGS, _KEY, None)])
        kept = await platform.store.get(SETTINGS, _KEY) or made
    return decode(kept)
