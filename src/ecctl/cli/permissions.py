"""Refusals for lack of a role (403): who asked, and which role the operation takes.

The API description does not name roles. The rules below are those of ECE's documentation: a platform admin may do
everything, a platform viewer may see everything, a deployment manager may create and manage deployments, and a
deployment viewer may see them. Nothing is said of operations that this does not decide.
"""

from __future__ import annotations

from ecctl.cli.identity import name_and_roles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ecctl.client import Call
    from ecctl.errors import PermissionDeniedError
    from ecctl.settings.profile import Profile

ADMIN, VIEWER = "ece_platform_admin", "ece_platform_viewer"
MANAGER, DEPLOYMENT_VIEWER = "ece_deployment_manager", "ece_deployment_viewer"

UNDECIDED = frozenset({"extensions", "templates", "traffic-filter"})
"""Paths below /deployments that are not deployments."""


def explained(
    error: PermissionDeniedError, call: Call, profile: Profile, ask: Callable[[], object]
) -> PermissionDeniedError:
    """Return the error with a hint that names the user and the roles that allow the operation.

    `ask` returns the current user, or None if that is not known.
    """
    if error.hint or not error.sent:
        return error
    needed = () if profile.is_saas else roles_for(call)
    name, roles = name_and_roles(ask(), profile.text("user"))
    if set(needed) & set(roles):
        return error  # the role is not the reason
    takes = f"it takes the role {' or '.join(needed)}" if needed else ""
    if name:
        held = f", who has {', '.join(roles)}," if roles else ""
        who = f'user "{name}"{held} may not do this'
        return error.with_hint(f"{who}: {takes}" if takes else who)
    status = '"ecctl auth status" shows whose API key it is'
    return error.with_hint(f"{takes}; {status}" if takes else status)


def roles_for(call: Call) -> Sequence[str]:
    """Return the roles that allow an operation of ECE, () if that is not known."""
    segments = [segment for segment in call.path.split("/") if segment][2:]  # without /api/v1
    if segments[:1] == ["regions"]:
        segments = segments[2:]
    reads = call.method == "GET" or segments[-1:] == ["_search"]
    match segments[:2]:
        case ["platform", *_]:
            return (VIEWER, ADMIN) if reads else (ADMIN,)
        case ["users"] | ["users", _] if len(segments) <= 2 and segments[1:] != ["auth"]:
            return (VIEWER, ADMIN) if reads else (ADMIN,)
        case ["deployments", *rest] if not UNDECIDED & set(rest):
            return (DEPLOYMENT_VIEWER, MANAGER, VIEWER, ADMIN) if reads else (MANAGER, ADMIN)
    return ()
