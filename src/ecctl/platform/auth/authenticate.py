"""Authentication of a request by the credentials in its Authorization header."""

from __future__ import annotations

from ecctl.platform.auth.api_keys import authenticate_api_key
from ecctl.platform.auth.cookies import authenticate_cookie
from ecctl.platform.auth.credentials import decode_basic, unauthenticated
from ecctl.platform.auth.logins import check_password
from ecctl.platform.auth.principal import Principal
from ecctl.platform.auth.sessions import authenticate_session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.request import RequestContext


async def authenticate(context: RequestContext) -> Principal:
    """Return the principal of a request; raise HTTPError 401 if its credentials are missing or wrong."""
    scheme, _, credential = context.request.header("authorization").partition(" ")
    credential = credential.strip()
    # Schemes are case-insensitive (RFC 9110, 11.1).
    scheme = scheme.lower()
    if scheme == "apikey":
        return await authenticate_api_key(context, credential)
    if scheme == "bearer":
        return (await authenticate_session(context, credential)).principal
    if scheme == "basic":
        name, _, password = decode_basic(credential).partition(":")
        user = await check_password(context, name, password)
        return Principal(user.name, user.roles, "basic", (user.unchanged(),))
    if not scheme:
        return (await authenticate_cookie(context)).principal
    raise unauthenticated()
