"""Who the credentials of a command belong to, and the version of the platform, as far as it tells."""

from __future__ import annotations

from ecctl.core.errors import EcctlError
from ecctl.errors import NotFoundError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.settings.profile import Profile


def current_user(call: Callable[[str], Any], profile: Profile) -> Any:
    """Return the current user; None on Elastic Cloud, which has no users, if the credentials work there."""
    try:
        return call("get-current-user")
    except NotFoundError:
        if not profile.is_saas:
            raise
        # It does not depend on roles, so that only the credentials decide.
        call("list-deployments")
        return None


def name_and_roles(user: object, name: str = "") -> tuple[str, list[str]]:
    """Return name and roles in a response with a user; *name* if it holds none."""
    if not isinstance(user, dict):
        return name, []
    security = user.get("security")
    roles = security.get("roles") if isinstance(security, dict) else None
    return str(user.get("user_name") or name), [str(role) for role in roles or ()]


def platform_version(call: Callable[[str], Any], profile: Profile) -> str:
    """Return the version of an ECE, "" if the user may not see it."""
    if profile.is_saas:
        return ""
    try:
        found = call("get-platform")
    except EcctlError:
        return ""  # nice to know: what matters has been asked for before
    return str(found.get("version") or "") if isinstance(found, dict) else ""
