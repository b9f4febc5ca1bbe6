"""Signing keys: list, rotate, retire. ECE has no such operations."""

from __future__ import annotations

from ecctl.core.timefmt import format_time
from ecctl.platform.request import unquote
from ecctl.platform.responses import HTTPError, json_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Response
    from ecctl.platform.domain.signing_keys import SigningKey
    from ecctl.platform.request import RequestContext


async def list_keys(context: RequestContext) -> Response:
    """List all keys by name and state, without their secrets."""
    return json_response({"keys": [_shown(key) for key in (await context.services.keys.all()).values()]})


async def rotate_key(context: RequestContext) -> Response:
    """Create a key that signs from now on; tokens of the others stay valid."""
    return json_response(_shown(await context.services.keys.rotate(context)), 201)


async def retire_key(context: RequestContext) -> Response:
    """Delete a key's secret: tokens that it signed are not valid any more."""
    name = unquote(context.params[0])
    retired = await context.services.keys.retire(context, name)
    if retired is None:
        raise HTTPError(404, "signing_keys.key_not_found", f"Signing key [{name[:64]}] not found")
    return json_response(_shown(retired))


def _shown(key: SigningKey) -> dict[str, object]:
    return {
        "name": key.name,
        "state": key.state,
        "creation_date": format_time(key.created, milliseconds=True),
    }
