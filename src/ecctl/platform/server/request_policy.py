"""Rules for requests that a browser sends on behalf of another site (CSRF).

A browser attaches the basic password that its user once typed to every request to this server, whichever site
caused it. A form on another site could thus retire a signing key. The rules are those of Go's
`http.CrossOriginProtection`: requests that change nothing pass; else `Sec-Fetch-Site`, which every current
browser sends and no script can set, must be `same-origin` or `none`; without it, an `Origin` must name the host
that the request is for. Programs send neither header. Comparing Origin alone was not enough: a reverse proxy may
rewrite Host, and then the browser's own statement is the better evidence.

A body must say that it is JSON: browsers send a body without a content type, or a form, to another site without
asking that site first (no CORS preflight), but not JSON.
"""

from __future__ import annotations

from ecctl.platform.responses import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITE = frozenset({"same-origin", "none"})


def refusal_of(request: Request) -> Refusal | None:
    """Return the error response to a request that another site may have caused, else None."""
    if request.method in SAFE_METHODS:
        return None
    fields = dict(request.headers)
    site, origin = fields.get("sec-fetch-site", ""), fields.get("origin", "")
    if site:
        cross_site = site not in OWN_SITE
    else:
        cross_site = bool(origin) and origin.partition("://")[2].lower() != fields.get("host", "").lower()
    if cross_site:
        return Refusal(403, "root.cross_site_request", "The request was caused by another site")
    if request.body and "content-type" not in fields:
        return Refusal(415, "root.unsupported_media_type", "The body must be application/json")
    return None
