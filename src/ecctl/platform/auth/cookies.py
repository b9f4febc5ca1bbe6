"""Sessions of the console, which a browser holds in a cookie.

A browser attaches a cookie to every request, whichever page caused it. What keeps other pages out:
- The cookie is SameSite=Strict, so requests that other sites cause lack it. HttpOnly keeps it from scripts, and the
  prefix `__Host-` makes browsers refuse it from subdomains and over plain HTTP, so they cannot plant a session.
- It counts only together with the header X-Ecctl-Console. Another origin, even a subdomain of the same site, cannot
  send that header without a CORS preflight, which the platform never permits.
- If the browser names the cause of a request (Sec-Fetch-Site, Origin), it must be this origin.
A double-submit token would add nothing: whatever can read it from the page can also send the header.

The session is a signed token like that of `users/auth/_login`, with another issuer: neither is accepted in place of
the other, so a cookie that leaks is worthless in an Authorization header.
"""

from __future__ import annotations

from ecctl.platform.auth.credentials import unauthenticated
from ecctl.platform.auth.sessions import CONSOLE_ISSUER, LOGIN_SECONDS, authenticate_session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Headers, Request
    from ecctl.platform.auth.caches import Verified
    from ecctl.platform.request import RequestContext

COOKIE = "__Host-ecctl-console-"
"""Start of the cookie's name; the rest is the port.

Cookies of one host go to all of its ports, and a platform on another port must not replace the session of the first.
"""
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"
SCHEME = "console"
"""`Principal.by` of a request with the cookie."""


async def authenticate_cookie(context: RequestContext) -> Verified:
    """Return the session of the console's cookie; raise HTTPError 401 if it does not count."""
    token = _cookie(context.request)
    if context.services.console is None or not token or not is_own_page(context.request):
        raise unauthenticated()
    return await authenticate_session(context, token, CONSOLE_ISSUER, SCHEME)


def is_own_page(request: Request) -> bool:
    """Return whether the console's page sent a request, or a program that imitates it."""
    if not request.header("x-ecctl-console"):
        return False
    if request.header("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.header("origin")
    return not origin or origin.partition("://")[2].lower() == request.header("host").lower()


def _cookie(request: Request) -> str:
    """Return the value of the cookie, or "" if it is missing or occurs twice."""
    wanted = cookie_name(request)
    pairs = [pair.strip().partition("=") for pair in request.header("cookie").split(";")]
    values = [value for name, _, value in pairs if name == wanted]
    return values[0] if len(values) == 1 else ""


def cookie_name(request: Request) -> str:
    """Return the name of the cookie for the port that a request was sent to."""
    port = request.header("host").rpartition(":")[2]
    return COOKIE + (port if port.isascii() and port.isdecimal() else "443")


def set_cookie(request: Request, token: str) -> Headers:
    """Return the header that stores a session in the browser."""
    return (("set-cookie", f"{cookie_name(request)}={token}; {ATTRIBUTES}; Max-Age={LOGIN_SECONDS}"),)


def clear_cookie(request: Request) -> Headers:
    """Return the header that removes the session from the browser."""
    return (("set-cookie", f"{cookie_name(request)}=; {ATTRIBUTES}; Max-Age=0"),)
