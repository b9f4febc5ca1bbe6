"""Enrollment tokens: create-, get- and delete-enrollment-token of the API description."""

from __future__ import annotations

from ecctl.core.ece import IMPLIED_ROLES, MAIN_ROLES
from ecctl.core.jsonio import json_bytes
from ecctl.core.messages import Response, StreamedResponse
from ecctl.platform.domain import audit
from ecctl.platform.domain.ids import new_id
from ecctl.platform.domain.jwt import sign
from ecctl.platform.request import unquote
from ecctl.platform.responses import JSON, Refusal, bad_request, empty, quoted
from ecctl.platform.store.base import PAGE, PRESENT, TOKENS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from ecctl.platform.request import Call

ROLES = frozenset((*MAIN_ROLES, *IMPLIED_ROLES))
"""What a host can be. The last two run on every host, and are allowed so that a token can say so."""

DEFAULT_SECONDS = 3600
LONGEST_SECONDS = 2**31 - 1
"""The field is an int32 in the API description."""


async def create(call: Call) -> Response:
    """Sign a token; a persistent one is stored (its id and roles, never itself) before it is handed out."""
    platform = call.platform
    roles, validity = _wanted(call.json())
    key = await platform.keys.signing()
    if key is None:
        raise Refusal(
            403, "enrollment_tokens.signing_key_not_found", "No signing key is available to generate a token"
        )
    token_id = new_id(call.now)
    kept = f"[{','.join(map(quoted, roles))}]"
    head = f'{{"sub":"{token_id}","roles":{kept},"iss":"{key.name}"'
    if validity is None:
        token = sign(f'{head},"persistent":true}}'.encode(), key.secret)
        await platform.commit(
            (TOKENS, token_id, kept, None), audit.entry(call, "token.created", token_id, kept)
        )
        text = f'{{"token":"{token}","token_id":"{token_id}"}}'
        return Response(200, JSON, json_bytes(text.encode(), {"token": token, "token_id": token_id}))
    token = sign(f'{head},"exp":{int(call.now) + validity}}}'.encode(), key.secret)
    await platform.note(audit.entry(call, "token.issued", token_id, kept))
    return Response(200, JSON, json_bytes(f'{{"token":"{token}"}}'.encode(), {"token": token}))


def _wanted(body: dict[str, Any]) -> tuple[list[str], int | None]:
    """The roles, in order and each once, and the validity in seconds (None: persistent)."""
    persistent = body.get("persistent")
    if not isinstance(persistent, bool):
        raise _invalid("persistent must be given, as true or false", "persistent")
    roles = body.get("roles")
    if roles is None:
        roles = []
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise _invalid("roles must be a list of texts", "roles")
    for role in roles:
        if role not in ROLES:
            raise bad_request(f"Unknown role [{role[:64]}]", "enrollment_tokens.bad_role", "roles")
    validity = body.get("validity_in_seconds")
    if persistent:
        if validity is not None and (type(validity) is not int or validity != 0):
            raise _invalid("a persistent token has no validity_in_seconds", "validity_in_seconds")
    elif validity is None:
        validity = DEFAULT_SECONDS
    elif type(validity) is not int:
        raise _invalid("validity_in_seconds must be a whole number", "validity_in_seconds")
    elif not 0 < validity <= LONGEST_SECONDS:
        raise _invalid(f"validity_in_seconds must be from 1 to {LONGEST_SECONDS}", "validity_in_seconds")
    return list(dict.fromkeys(roles)), None if persistent else validity


def _invalid(message: str, field: str) -> Refusal:
    return bad_request(message, "enrollment_tokens.invalid_token_request", field)


async def listing(call: Call) -> Response:
    """All persistent tokens, the oldest first; more than a page of them as a stream."""
    entries = await call.platform.store.scan(TOKENS)
    if len(entries) < PAGE:
        return Response(200, JSON, b'{"tokens":[' + _elements(entries) + b"]}")
    return StreamedResponse(200, JSON, _pages(call, entries))


async def _pages(call: Call, entries: list[tuple[str, str]]) -> AsyncIterator[bytes]:
    head = b'{"tokens":['
    while entries:
        yield head + _elements(entries)
        head = b","
        entries = await call.platform.store.scan(TOKENS, after=entries[-1][0])
    yield b"]}"


def _elements(entries: list[tuple[str, str]]) -> bytes:
    """ListEnrollmentTokenElement, many: what is stored of a token is its list of roles, as JSON."""
    return ",".join([f'{{"token_id":"{key}","roles":{roles}}}' for key, roles in entries]).encode()


async def delete(call: Call) -> Response:
    """Revoke a persistent token. Hosts that joined with it stay."""
    token_id = unquote(call.params[0])
    if not await call.platform.commit(
        (TOKENS, token_id, None, None),
        audit.entry(call, "token.revoked", token_id),
        checks=[(TOKENS, token_id, PRESENT)],
    ):
        raise Refusal(
            404, "enrollment_tokens.invalid_token_id", f"Token [{token_id[:64]}] not found", fields=("token",)
        )
    return empty()
