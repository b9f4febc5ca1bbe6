"""`auth status`: the user, the platform and the credentials of a run."""

from __future__ import annotations

from ecctl.cli.identity import current_user, name_and_roles, platform_version
from ecctl.middleware.key_expiry import days_left
from ecctl.output import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation


def status(invocation: Invocation) -> Result:
    """Ask the platform who the credentials belong to. Raise AuthenticationError if it refuses them."""
    expiry = invocation.key_expiry()
    profile = invocation.profile
    name, roles = name_and_roles(current_user(invocation.call, profile))
    kind = "embedded" if profile.embedded else "api_key" if profile.is_set("api_key") else "password"
    source = "" if profile.embedded else profile.source("api_key" if kind == "api_key" else "pass")
    reference = profile.reference("api_key" if kind == "api_key" else "pass")
    value = {
        "platform": profile.platform,
        "profile": profile.text("config") if profile.file else None,
        # Past `invocation.call`, which would explain a refusal on a terminal.
        "version": platform_version(invocation.client.call, profile) or None,
        "user": name or None,
        "roles": roles,
        "credentials": {
            "kind": kind,
            "source": f"{source}, {reference}" if reference else source or None,
            "expires": expiry.expires or None,
        },
    }
    return Result(value, Text(lambda value: as_text(value, invocation.context.clock())))


def as_text(value: dict[str, Any], now: float) -> str:
    """Return the status as lines."""
    credentials = value["credentials"]
    kinds = {"api_key": "API key", "password": "password", "embedded": "none needed"}
    shown = kinds[credentials["kind"]] + (f" ({credentials['source']})" if credentials["source"] else "")
    lines = [
        ("PLATFORM", value["platform"]),
        ("PROFILE", value["profile"] or "-"),
        ("VERSION", value["version"] or "-"),
        ("USER", value["user"] or "-"),
        ("ROLES", ", ".join(value["roles"]) or "-"),
        ("CREDENTIALS", shown),
    ]
    if credentials["expires"]:
        lines.append(("EXPIRES", f"{credentials['expires']}{distance(credentials['expires'], now)}"))
    return "".join(f"{name:<14}{text}\n" for name, text in lines)


def distance(expires: str, now: float) -> str:
    """Return how many days are left until a date, in parentheses."""
    days = days_left(expires, now)
    if days is None:
        return ""
    return f" ({days} day{'' if days == 1 else 's'} left)" if days >= 0 else " (expired)"
