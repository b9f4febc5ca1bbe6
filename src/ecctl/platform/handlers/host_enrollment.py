"""Host enrollment. ECE has no such operation: its hosts talk to its coordinators in their own protocol."""

from __future__ import annotations

import json

from ecctl.core import DEFAULT_REGION, IMPLIED_ROLES
from ecctl.platform.domain import audit
from ecctl.platform.domain.jwt import InvalidTokenError, verify
from ecctl.platform.fields import Fields
from ecctl.platform.handlers.enrollment_tokens import ROLES
from ecctl.platform.responses import HTTPError, bad_request, json_response
from ecctl.platform.store.base import ABSENT, RUNNERS, TOKENS, Put, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext


async def enroll_host(context: RequestContext) -> Response:
    """Verify a token, and make the host a runner with the roles that it asks for.

    Body: `token`, `roles`, `host_ip`, and optionally `runner_id` (default `host_ip`), `public_hostname`,
    `zone`. The response is RunnerInfo.
    """
    fields = Fields(context.json(), "hosts.invalid_request")
    token = fields.secret("token", longest=8192)
    roles = fields.texts("roles") or []
    runner = _runner(fields, roles)
    return await context.until_committed(
        lambda: _enroll(context, fields, token or "", roles, runner),
        "hosts.version_conflict",
        "Other requests keep changing the token or its signing key",
    )


async def _enroll(
    context: RequestContext, fields: Fields, token: str, roles: list[str], runner: dict[str, Any]
) -> Response | None:
    """Store the runner; return None if the token or its signing key changed meanwhile."""
    # Before the roles are judged: without a valid token a caller learns nothing, not even which roles exist.
    claims, checks = await _verify(context, token)
    if not roles:
        raise fields.error("roles", "given: a host has at least one role")
    for role in roles:
        if role not in ROLES:
            raise bad_request(f"Unknown role [{role[:64]}]", "hosts.bad_role", "roles")
        if role not in IMPLIED_ROLES and role not in claims["roles"]:
            raise HTTPError(
                403,
                "hosts.role_not_covered",
                f"The token does not cover the role [{role}]",
                fields=("roles",),
            )
    key = runner["runner_id"]
    joined = await context.commit(
        Put(RUNNERS, key, json.dumps(runner)),
        audit.entry(context, "token.used", claims["sub"], key),
        checks=[*checks, Require(RUNNERS, key, ABSENT)],
    )
    if not joined:
        # The token again, first: one that was revoked meanwhile must not tell which hosts exist. Its key may only
        # have been replaced by a newer one, and then the token is still valid.
        context.services.keys.forget()
        await _verify(context, token)
        if await context.services.store.get(RUNNERS, key) is not None:
            raise HTTPError(409, "hosts.runner_exists", f"Runner [{key[:64]}] already exists")
        return None
    return json_response(runner, 201)


async def _verify(context: RequestContext, token: str) -> tuple[dict[str, Any], list[Require]]:
    """Return the claims of a valid token, and the checks for the commit that uses it.

    Failures are not rate-limited like logins: nobody guesses a signature of 256 bits, and hosts behind one
    address must not be blocked by one that has an old token.
    """
    services = context.services
    keys = await services.keys.all()
    named = []

    def secret(name: str) -> bytes | None:
        named.append(name)
        return keys[name].secret if name in keys and keys[name].state != "retired" else None

    try:
        claims = verify(token, secret)
    except InvalidTokenError:
        if any(keys[name].state == "retired" for name in named if name in keys):
            raise _refused("The token's signing key is retired") from None
        raise _refused("The token was not issued by this platform") from None
    if not _is_well_formed(claims):
        raise _refused("The token was not issued by this platform")
    # The key may be retired, and the token revoked, by another process before the commit.
    checks = [keys[claims["iss"]].unchanged]
    if claims.get("persistent") is True:
        stored = await services.store.get(TOKENS, claims["sub"])
        if stored is None:
            await _audit(context, claims["sub"], "revoked")
            raise _refused("The token has been revoked")
        checks.append(Require(TOKENS, claims["sub"], stored))
    elif claims["exp"] <= services.clock.now():
        await _audit(context, claims["sub"], "expired")
        raise _refused("The token has expired")
    return claims, checks


def _is_well_formed(claims: dict[str, Any]) -> bool:
    """Return whether claims are as we sign them; others can only come from an owner of the key."""
    roles = claims.get("roles")
    return (
        isinstance(claims.get("sub"), str)
        and isinstance(claims.get("iss"), str)
        and isinstance(roles, list)
        and all(isinstance(role, str) for role in roles)
        and (claims.get("persistent") is True or type(claims.get("exp")) is int)
    )


def _refused(message: str) -> HTTPError:
    return HTTPError(401, "hosts.invalid_token", message, fields=("token",))


async def _audit(context: RequestContext, token_id: str, reason: str) -> None:
    """Audit the refusal of a token, unless it was audited a moment ago."""
    due = context.services.caches.refused.count(token_id, reason, context.now)
    if due is not None:
        await context.services.note(audit.entry(context, "token.refused", *due))


def _runner(fields: Fields, roles: list[str]) -> dict[str, Any]:
    """Return the RunnerInfo of a new host."""
    address = _address(fields.needed("host_ip", longest=253))
    if not address:
        raise fields.error("host_ip", "an IP address or a host name")
    name = fields.text("runner_id", longest=253) or address
    if name in {".", "..", "_search", "_resync"} or "/" in name:
        raise fields.error("runner_id", "a name that a path can contain")
    return {
        "runner_id": name,
        "runner_name": name,
        "host_ip": address,
        "public_hostname": fields.text("public_hostname", longest=253) or address,
        "region": DEFAULT_REGION,
        "zone": fields.text("zone", longest=64) or "ece-zone-1",
        "connected": True,
        "healthy": True,
        "containers": [],
        "roles": [{"role_name": role} for role in dict.fromkeys(roles)],
    }


def _address(text: str) -> str:
    """Return a normalized IP address without a zone, or a host name (RFC 1123: none ends in a number), or ""."""
    from ipaddress import ip_address

    try:
        return str(ip_address(text)) if "%" not in text else ""
    except ValueError:
        labels = text.removesuffix(".").split(".")
        return text if all(map(_is_label, labels)) and not labels[-1].isdecimal() else ""


def _is_label(text: str) -> bool:
    return (
        len(text) <= 63
        and text.isascii()
        and text.replace("-", "").isalnum()
        and not text.startswith("-")
        and not text.endswith("-")
    )
