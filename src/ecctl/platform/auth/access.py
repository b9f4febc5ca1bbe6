"""Access levels of routes, and the check of a principal against them."""

from __future__ import annotations

from ecctl.platform.auth.principal import ADMIN, VIEWER
from ecctl.platform.responses import HTTPError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.auth.principal import Principal

PUBLIC, SELF, VIEW, ADMINISTER = "", "self", "view", "administer"
"""Anyone; any authenticated user; viewers and administrators; administrators."""


def authorize(principal: Principal, access: str) -> None:
    """Raise HTTPError 403 unless the principal's roles grant this access level."""
    if access in {PUBLIC, SELF} or ADMIN in principal.roles:
        return
    if access == VIEW and VIEWER in principal.roles:
        return
    # ECE's code and message, which scripts may compare.
    raise HTTPError(403, "root.unauthorized.rbac", "Unauthorized action")
