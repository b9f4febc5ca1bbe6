"""The console: its static files, and the sessions that a browser holds in a cookie."""

from __future__ import annotations

from ecctl.core.messages import Response
from ecctl.core.timefmt import format_time
from ecctl.platform.auth.cookies import authenticate_cookie, clear_cookie, is_own_page, set_cookie
from ecctl.platform.auth.logins import check_password
from ecctl.platform.auth.sessions import CONSOLE_ISSUER, LOGIN_SECONDS, ended_session, issue_session
from ecctl.platform.console.files import PAGE
from ecctl.platform.domain import audit
from ecctl.platform.domain.ids import new_id
from ecctl.platform.fields import Fields
from ecctl.platform.responses import JSON, HTTPError, json_response, not_found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.auth.principal import Principal
    from ecctl.platform.console.files import StaticFile
    from ecctl.platform.request import RequestContext


def _files(context: RequestContext) -> dict[str, StaticFile]:
    """Return the static files; raise HTTPError 404 if the console is switched off."""
    if context.services.console is None:
        raise not_found()
    return context.services.console


async def redirect(context: RequestContext) -> Response:
    """Redirect to the page, whose scripts have addresses relative to it."""
    _files(context)
    return Response(308, (("location", "console/"),))


async def show_page(context: RequestContext) -> Response:
    """Return the page. It is the same for all users and contains no data."""
    return _file(context, PAGE)


async def show_file(context: RequestContext) -> Response:
    """Return a file of the page."""
    return _file(context, context.params[0])


def _file(context: RequestContext, name: str) -> Response:
    file = _files(context).get(name)
    if file is None:
        raise not_found()
    if context.request.header("if-none-match") == file.etag:
        return Response(304, file.headers)
    return Response(200, file.headers, file.body)


async def sign_in(context: RequestContext) -> Response:
    """Start a session with a user name and a password, and store it in a cookie."""
    _files(context)
    if not is_own_page(context.request):
        raise HTTPError(403, "root.cross_site_request", "The header X-Ecctl-Console is missing")
    fields = Fields(context.json())
    name, password = fields.needed("username"), fields.secret("password")
    user = await check_password(context, name, password or "")
    # A new id, whatever cookie the request has: a session that somebody else planted is never continued.
    now = int(context.services.clock.now())
    token, expires = await issue_session(
        context.services, user, new_id(now), now, issuer=CONSOLE_ISSUER, seconds=LOGIN_SECONDS
    )
    return json_response(_shown(user.name, user.roles, expires), 201, set_cookie(context.request, token))


async def show_session(context: RequestContext) -> Response:
    """Show the user of the session and when it expires, or no user: a browser reports every 401 as an error."""
    _files(context)
    try:
        session = await authenticate_cookie(context)
    except HTTPError:
        return json_response({"user_name": "", "roles": []})
    return json_response(_shown(session.principal.name, session.principal.roles, session.expires))


async def _principal(context: RequestContext) -> Principal:
    return (await authenticate_cookie(context)).principal


async def sign_out(context: RequestContext) -> Response:
    """End the session, and remove the cookie even if the session has expired."""
    _files(context)
    try:
        session = await authenticate_cookie(context)
    except HTTPError as error:
        context.headers += clear_cookie(context.request)
        raise error from None
    # The commit authenticates again if the user has changed, or another request has ended the session.
    await context.authenticate(_principal)
    await context.commit(
        ended_session(session.claims, session.principal.name, context.services.clock.now()),
        audit.entry(context, "session.ended", session.claims["sub"]),
    )
    return Response(200, JSON + clear_cookie(context.request), b"{}")


def _shown(name: str, roles: tuple[str, ...], expires: float) -> dict[str, object]:
    return {
        "user_name": name,
        "roles": list(roles),
        "expiration_date": format_time(expires, milliseconds=True),
    }
