"""Rules that requests must meet before the platform sees them, whichever server parsed them.

CSRF: a browser attaches the basic password that its user once typed to every request to this server, whichever site
caused it. A form on another site could thus retire a signing key. The rules are those of Go's
`http.CrossOriginProtection`: requests that change nothing pass; else `Sec-Fetch-Site`, which every current
browser sends and no script can set, must be `same-origin` or `none`; without it, an `Origin` must name the host
that the request is for. Programs send neither header. Comparing Origin alone was not enough: a reverse proxy may
rewrite Host, and then the browser's own statement is the better evidence.

A body must say that it is JSON: browsers send a body without a content type, or a form, to another site without
asking that site first (no CORS preflight), but not JSON.
"""

from __future__ import annotations

from ecctl.platform.responses import HTTPError
from ecctl.platform.server import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ecctl.core.messages import Request

ONCE = frozenset(
    {
        "authorization",
        "content-length",
        "content-type",
        "host",
        "origin",
        "sec-fetch-site",
        "transfer-encoding",
    }
)
"""Headers that must be unique: two programs might believe different ones of them."""
VERSIONS = {"1.0", "1.1"}
NOT_IN_HOST = frozenset(' /\\@?#,"<>')
"""Characters that occur neither in a host name nor in a port."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})


def refusal_of(request: Request) -> HTTPError | None:
    """Return the error response to a request that another site may have caused, else None."""
    if request.method in SAFE_METHODS:
        return None
    site, origin = request.header("sec-fetch-site"), request.header("origin")
    if site:
        cross_site = site not in OWN_SITE
    else:
        cross_site = bool(origin) and origin.partition("://")[2].lower() != request.header("host").lower()
    if cross_site:
        return HTTPError(403, "root.cross_site_request", "The request was caused by another site")
    if request.body and not request.header("content-type"):
        return HTTPError(415, "root.unsupported_media_type", "The body must be application/json")
    return None


def refusal_of_head(
    headers: Sequence[tuple[str, str]], fields: Mapping[str, str], version: str
) -> HTTPError | None:
    """Return the error response to a head that is not acceptable, else None."""
    if version not in VERSIONS:
        return not_http()
    # Names in `fields` are unique: if there are fewer of them than headers, a name occurs twice.
    if len(fields) != len(headers):
        names = [name for name, _ in headers]
        twice = next((name for name in ONCE if names.count(name) > 1), "")
        if twice:
            return HTTPError(400, "root.malformed_request", f"The header {twice} occurs twice")
    # HTTP/1.0 has no Host header; HTTP/1.1 requires exactly one (RFC 9112, 3.2).
    if version != "1.0" and not NOT_IN_HOST.isdisjoint(fields.get("host", " ")):
        return HTTPError(400, "root.malformed_request", "The header host is missing or not a host name")
    # 501 rather than 400, because the coding may be valid (RFC 9112, 6.1).
    if fields.get("transfer-encoding", "chunked").lower() != "chunked":
        return HTTPError(501, "root.not_implemented", "The only supported transfer coding is chunked")
    if fields.get("content-encoding", "identity").lower() != "identity":
        return HTTPError(415, "root.unsupported_media_type", "Content codings are not supported")
    # Before the body is read, so that a refused body costs neither memory nor time.
    if int(fields.get("content-length", "0")) > limits.BODY_BYTES:
        return body_too_large()
    return None


def not_http() -> HTTPError:
    """Return the error response to another protocol."""
    return HTTPError(400, "root.malformed_request", "The request is not in HTTP/1.0 or HTTP/1.1")


def head_too_large() -> HTTPError:
    """Return the error response to a head beyond the limits."""
    return HTTPError(431, "root.headers_too_large", f"The headers are longer than {limits.HEAD_BYTES} bytes")


def body_too_large() -> HTTPError:
    """Return the error response to a body beyond the limit."""
    return HTTPError(413, "root.request_too_large", f"The body is longer than {limits.BODY_BYTES} bytes")


def over_budget() -> HTTPError:
    """Return the error response if all requests together hold too much memory."""
    return HTTPError(503, "root.too_many_requests", "Too many requests are in progress")
