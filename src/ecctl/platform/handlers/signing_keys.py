"""Signing keys over the API: list, rotate, retire. Ours: ECE has no such operations."""

from __future__ import annotations

from ecctl.core.timefmt import format_time
from ecctl.platform.request import unquote
from ecctl.platform.responses import Refusal, reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Response
    from ecctl.platform.domain.signing_keys import SigningKey
    from ecctl.platform.request import Call


async def listing(call: Call) -> Response:
    """All keys by name and state, without their secrets."""
    return reply({"keys": [_shown(key) for key in (await call.platform.keys.all()).values()]})


async def rotate(call: Call) -> Response:
    """Make a new key, which signs from now on; what others signed stays valid."""
    return reply(_shown(await call.platform.keys.rotate(call)), 201)


async def retire(call: Call) -> Response:
    """Forget a key: what it signed is not valid any more."""
    name = unquote(call.params[0])
    retired = await call.platform.keys.retire(call, name)
    if retired is None:
        raise Refusal(404, "signing_keys.key_not_found", f"Signing key [{name[:64]}] not found")
    return reply(_shown(retired))


def _shown(key: SigningKey) -> dict[str, object]:
    return {"name": key.name, "state": key.state, "creation_date": format_time(key.made, milliseconds=True)}
