"""Enrollment tokens: create-, get- and delete-enrollment-token of the API description."""

from __future__ import annotations

from ecctl.core import IMPLIED_ROLES, MAIN_ROLES
from ecctl.core.jsonio import json_bytes
from ecctl.core.messages import Response
from ecctl.platform.domain import audit
from ecctl.platform.domain.ids import new_id
from ecctl.platform.domain.jwt import sign
from ecctl.platform.request import unquote
from ecctl.platform.responses import JSON, HTTPError, bad_request, empty_response, quoted, streamed
from ecctl.platform.store.base import PRESENT, TOKENS, Delete, Put, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.request import RequestContext

ROLES = frozenset((*MAIN_ROLES, *IMPLIED_ROLES))
"""Roles of a host. The last two run on every host; a token may name them all the same."""

DEFAULT_SECONDS = 3600
MAX_SECONDS = 2**31 - 1
"""The field is an int32 in the API description."""


async def create_token(context: RequestContext) -> Response:
    """Sign a token. A persistent one is stored first: its id and roles, never the token itself."""
    roles, validity = _parameters(context.json())
    return await context.until_committed(
        lambda: _create(context, roles, validity),
        "signing_keys.version_conflict",
        "Other requests keep changing the signing keys",
    )


async def _create(context: RequestContext, roles: list[str], validity: int | None) -> Response | None:
    """Sign a token with the current key; return None if the key changed before the token was stored."""
    key = await context.services.keys.signing()
    if key is None:
        raise HTTPError(
            403, "enrollment_tokens.signing_key_not_found", "No signing key is available to generate a token"
        )
    token_id = new_id(context.now)
    # Written by hand: this is the hottest path, and a JSON writer costs 3 µs per token.
    stored = f"[{','.join(map(quoted, roles))}]"
    head = f'{{"sub":"{token_id}","roles":{stored},"iss":"{key.name}"'
    if validity is not None:
        token = sign(f'{head},"exp":{int(context.now) + validity}}}'.encode(), key.secret)
        entry = audit.entry(context, "token.issued", token_id, stored)
        # Nothing is stored of an ephemeral token, so nothing has to be durable before it is handed out. But what
        # another machine's server has changed, such as the caller or the key, only a commit is sure to notice.
        if not context.services.store.shared:
            await context.services.note(entry)
        elif not await context.commit(entry, checks=[key.unchanged]):
            context.services.keys.forget()
            return None
        return Response(200, JSON, json_bytes(f'{{"token":"{token}"}}'.encode(), {"token": token}))
    token = sign(f'{head},"persistent":true}}'.encode(), key.secret)
    if not await context.commit(
        Put(TOKENS, token_id, stored),
        audit.entry(context, "token.created", token_id, stored),
        checks=[key.unchanged],
    ):
        context.services.keys.forget()
        return None
    text = f'{{"token":"{token}","token_id":"{token_id}"}}'
    return Response(200, JSON, json_bytes(text.encode(), {"token": token, "token_id": token_id}))


def _parameters(body: dict[str, Any]) -> tuple[list[str], int | None]:
    """Return the roles, each once, and the validity in seconds (None for a persistent token)."""
    persistent = body.get("persistent")
    if not isinstance(persistent, bool):
        raise _invalid("persistent must be true or false", "persistent")
    roles = body.get("roles")
    if roles is None:
        roles = []
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise _invalid("roles must be a list of strings", "roles")
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
        raise _invalid("validity_in_seconds must be an integer", "validity_in_seconds")
    elif not 0 < validity <= MAX_SECONDS:
        raise _invalid(f"validity_in_seconds must be from 1 to {MAX_SECONDS}", "validity_in_seconds")
    return list(dict.fromkeys(roles)), None if persistent else validity


def _invalid(message: str, field: str) -> HTTPError:
    return bad_request(message, "enrollment_tokens.invalid_token_request", field)


async def list_tokens(context: RequestContext) -> Response:
    """List all persistent tokens, oldest first; stream more than one page of them."""
    return await streamed("tokens", context.services.store.pages(TOKENS), _elements)


def _elements(entries: list[tuple[str, str]]) -> str:
    """Return ListEnrollmentTokenElements: the stored text of a token is its list of roles, as JSON."""
    return ",".join([f'{{"token_id":"{key}","roles":{roles}}}' for key, roles in entries])


async def delete_token(context: RequestContext) -> Response:
    """Revoke a persistent token. Hosts that joined with it stay."""
    token_id = unquote(context.params[0])
    if not await context.commit(
        Delete(TOKENS, token_id),
        audit.entry(context, "token.revoked", token_id),
        checks=[Require(TOKENS, token_id, PRESENT)],
    ):
        raise HTTPError(
            404, "enrollment_tokens.invalid_token_id", f"Token [{token_id[:64]}] not found", fields=("token",)
        )
    return empty_response()
