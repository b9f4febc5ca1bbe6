"""Who asks: the credentials of a request, and whose they are."""

from __future__ import annotations

from .replies import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .call import Call, Principal


async def authenticate(call: Call) -> Principal:
    """The user whose credentials a request carries; 401 where they are missing or wrong."""
    raise Refusal(401, "root.unauthenticated", f"Unauthenticated: {call.request.method}")
