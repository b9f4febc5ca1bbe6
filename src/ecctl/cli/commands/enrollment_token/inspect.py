"""`inspect`: the claims of a token, read without the platform."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token.select import one_token
from ecctl.cli.roles import asked_roles
from ecctl.client.token_claims import Claims, read_claims
from ecctl.core.durations import DAY, SECOND, format_duration
from ecctl.core.errors import EcctlError
from ecctl.core.timefmt import format_time
from ecctl.output import Result, Text, cell_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation


def inspect(invocation: Invocation) -> Generator[Result, None, None]:
    """Show a token's id, roles, validity and issuer, and which roles it lacks; never the token itself."""
    wanted = asked_roles(invocation, "roles")
    claims = read_claims(one_token(invocation))
    now = invocation.context.clock()
    missing = claims.missing(wanted)
    value = described(claims, now, missing)
    # Shown first: what an expired token was for is worth knowing.
    yield Result(value, Text(as_text))
    error = problem(claims, now, missing)
    if error is not None:
        raise error


def described(claims: Claims, now: float, missing: list[str]) -> dict[str, Any]:
    """Return the claims as a JSON object; durations are seconds, dates RFC 3339."""
    value: dict[str, Any] = {
        "token_id": claims.token_id,
        "roles": list(claims.roles),
        "persistent": claims.persistent,
        "issuer": claims.issuer,
    }
    if claims.expires is not None:
        value |= {
            "expires_at": format_time(claims.expires),
            "expires_in_seconds": int(claims.expires - now),
            "expired": claims.has_expired(now),
        }
    if missing:
        value["missing_roles"] = missing
    return value


def problem(claims: Claims, now: float, missing: list[str]) -> EcctlError | None:
    """Return why a host cannot join with this token for the wanted roles, or None if it can."""
    if claims.expires is not None and claims.has_expired(now):
        return EcctlError(
            f"the token expired at {format_time(claims.expires)}",
            hint='create a new one with "ecctl platform enrollment-token create"',
        )
    if missing:
        return EcctlError(f"the token lacks the roles: {', '.join(missing)}")
    return None


def as_text(value: dict[str, Any]) -> str:
    """Return one line per claim."""
    lines = [
        ("TOKEN ID", value["token_id"] or "-"),
        ("ROLES", ", ".join(value["roles"]) or "none: system services only"),
        ("VALID", validity(value)),
        ("ISSUER", value["issuer"] or "-"),
    ]
    if "missing_roles" in value:
        lines.append(("MISSING", ", ".join(value["missing_roles"])))
    return "".join(f"{head:<11}{cell_text(fact)}\n" for head, fact in lines)


def validity(value: dict[str, Any]) -> str:
    """Return when the token expires, and how far away that is."""
    if "expires_at" not in value:
        return "until it is revoked"
    seconds = value["expires_in_seconds"]
    days = abs(seconds) * SECOND // DAY
    distance = f"{days} days" if days > 1 else format_duration(abs(seconds) * SECOND)
    if value["expired"]:
        return f"expired at {value['expires_at']}, {distance} ago"
    return f"until {value['expires_at']}, {distance} from now"
