"""Hosts join: ours, not ECE's, whose hosts talk to its coordinators in their own way."""

from __future__ import annotations

import json

from ecctl.core.ece import DEFAULT_REGION, IMPLIED_ROLES
from ecctl.platform.auth.credentials import unauthenticated
from ecctl.platform.domain import audit
from ecctl.platform.domain.jwt import InvalidTokenError, verify
from ecctl.platform.fields import Fields
from ecctl.platform.handlers.enrollment_tokens import ROLES
from ecctl.platform.responses import Refusal, bad_request, reply
from ecctl.platform.store.base import RUNNERS, TOKENS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.app import Platform
    from ecctl.platform.request import Call
    from ecctl.platform.store.base import Check

"""Roles that every host has, whatever its token says."""


async def enroll(call: Call) -> Response:
    """Verify a token, and make the host that shows it a runner with the roles that it asks for.

    Body: `token`, `roles`, `host_ip`, and, all optional, `runner_id` (by default `host_ip`),
    `public_hostname`, `zone`. The reply is RunnerInfo.
    """
    fields = Fields(call.json(), "hosts.invalid_request")
    token = fields.secret("token", longest=8192)
    roles = fields.texts("roles") or []
    runner = _runner(fields, roles)
    claims, checks = await _valid(call, token or "")
    if not roles:
        raise fields.refusal("roles", "given: a host takes a role at least")
    for role in roles:
        if role not in ROLES:
            raise bad_request(f"Unknown role [{role[:64]}]", "hosts.bad_role", "roles")
        if role not in IMPLIED_ROLES and role not in claims["roles"]:
            raise Refusal(
                403,
                "hosts.role_not_covered",
                f"The token does not cover the role [{role}]",
                fields=("roles",),
            )
    key = runner["runner_id"]
    joined = await call.platform.commit(
        (RUNNERS, key, json.dumps(runner), None),
        audit.entry(call, "token.used", claims["sub"], key),
        checks=[*checks, (RUNNERS, key, None)],
    )
    if not joined:
        if await call.platform.store.get(RUNNERS, key) is not None:
            raise Refusal(409, "hosts.runner_exists", f"There is a runner [{key[:64]}] already")
        raise unauthenticated()
    return reply(runner, 201)


async def _valid(call: Call, token: str) -> tuple[dict[str, Any], list[Check]]:
    """The claims of a token that can be used now, and what must still hold at the moment of its use.

    Failures are not counted as those of logins are: a signature of 256 bits is not guessed, and hosts
    behind one address must not be kept waiting by one that has an old token.
    """
    platform = call.platform
    keys, named = await platform.keys.verifying(), []

    def secret(name: str) -> bytes | None:
        named.append(name)
        return keys.get(name)

    try:
        claims = verify(token, secret)
    except InvalidTokenError:
        known = await platform.keys.all()
        if any(known[name].state == "retired" for name in named if name in known):
            raise _refused("The token's signing key is retired") from None
        raise _refused("The token is not one of this platform's") from None
    checks: list[Check] = []
    if claims.get("persistent") is True:
        kept = await platform.store.get(TOKENS, claims["sub"])
        if kept is None:
            await _note(platform, call, claims, "revoked")
            raise _refused("The token has been revoked")
        checks.append((TOKENS, claims["sub"], kept))
    elif claims["exp"] <= platform.clock.now():
        await _note(platform, call, claims, "expired")
        raise _refused("The token has expired")
    return claims, checks


def _refused(message: str) -> Refusal:
    return Refusal(401, "hosts.invalid_token", message, fields=("token",))


async def _note(platform: Platform, call: Call, claims: dict[str, Any], why: str) -> None:
    await platform.note(audit.entry(call, "token.refused", claims["sub"], why))


def _runner(fields: Fields, roles: list[str]) -> dict[str, Any]:
    """RunnerInfo of a host that has just joined."""
    address = _address(fields.needed("host_ip", longest=253))
    if not address:
        raise fields.refusal("host_ip", "an IP address or a host name")
    name = fields.text("runner_id", longest=253) or address
    if name in {".", "..", "_search", "_resync"} or "/" in name:
        raise fields.refusal("runner_id", "a name that a path can carry")
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
    """An IP address without a zone as it is commonly written, or a host name (RFC 1123: none ends in a number).

    "" for anything else.
    """
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
