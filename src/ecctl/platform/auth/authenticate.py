"""Who asks: the credentials of a request (basic, bearer, API key), and whose they are."""

from __future__ import annotations

from ecctl.platform.auth.api_keys import of_key
from ecctl.platform.auth.credentials import plain, unauthenticated
from ecctl.platform.auth.logins import check_password
from ecctl.platform.handlers.sessions import of_bearer
from ecctl.platform.request import Principal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.request import Call


async def authenticate(call: Call) -> Principal:
    """The user whose credentials a request carries; 401 where they are missing or wrong."""
    scheme, _, credential = call.request.header("authorization").partition(" ")
    credential = credential.strip()
    scheme = scheme.lower()
    if scheme == "apikey":
        return await of_key(call, credential)
    if scheme == "bearer":
        user, _ = await of_bearer(call.platform, credential)
        return Principal(user.name, user.roles, "bearer")
    if scheme == "basic":
        name, _, password = plain(credential).partition(":")
        user = await check_password(call, name, password)
        return Principal(user.name, user.roles, "basic")
    raise unauthenticated()
