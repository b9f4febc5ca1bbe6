"""Sessions: login, refresh-token and logout of the API description."""

from __future__ import annotations

from ecctl.core.timefmt import format_time
from ecctl.platform.auth.logins import check_password
from ecctl.platform.auth.sessions import authenticate_session, ended_session, is_of, issue_session
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.domain.ids import new_id
from ecctl.platform.fields import Fields
from ecctl.platform.responses import HTTPError, empty_response, json_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Response
    from ecctl.platform.auth.caches import Verified
    from ecctl.platform.auth.principal import Principal
    from ecctl.platform.request import RequestContext


async def login(context: RequestContext) -> Response:
    """Start a session with a user name and a password."""
    fields = Fields(context.json())
    name, password = fields.needed("username"), fields.secret("password")
    user = await check_password(context, name, password or "")
    now = context.services.clock.now()
    return _session(*await issue_session(context.services, user, new_id(now)))


async def refresh(context: RequestContext) -> Response:
    """Return a new token of the same session."""
    session = await _caller(context)
    # The session may come from the cache, and the name may meanwhile belong to another user.
    user = await find_account(context.services.store, session.principal.name)
    if user is None or not is_of(session.claims, user):
        raise HTTPError(401, "root.unauthenticated", "The supplied authentication is invalid")
    claims = session.claims
    return _session(*await issue_session(context.services, user, claims["sub"], claims["login"]))


async def logout(context: RequestContext) -> Response:
    """End the session: no token of it is valid any more."""
    session = await _caller(context)
    # The commit authenticates again if the user has changed, or another request has ended the session.
    await context.authenticate(_principal)
    await context.commit(
        ended_session(session.claims, session.principal.name, context.services.clock.now()),
        audit.entry(context, "session.ended", session.claims["sub"]),
    )
    return empty_response()


async def _principal(context: RequestContext) -> Principal:
    return (await _caller(context)).principal


async def _caller(context: RequestContext) -> Verified:
    """Return the session of the request's bearer token."""
    scheme, _, token = context.request.header("authorization").partition(" ")
    # ECE's code differs here: root.unauthorized, not root.unauthenticated.
    if scheme.lower() != "bearer":
        raise HTTPError(401, "root.unauthorized", "This operation needs the bearer token of a session")
    return await authenticate_session(context, token.strip())


def _session(token: str, expires: int) -> Response:
    return json_response({"token": token, "session_expiration_time": format_time(expires, milliseconds=True)})
