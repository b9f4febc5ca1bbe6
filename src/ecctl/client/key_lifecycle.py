"""Rotation of API keys, which takes several calls."""

from __future__ import annotations

from ecctl.client.reply import member, nothing
from ecctl.client.resources import OperationSpec
from ecctl.core.errors import EcctlError
from ecctl.errors import NotFoundError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.client.procedure import Calls


def new_key(reply: Any) -> Any:
    """Return the response to a request for an API key. Raise NotTheApiError if it holds none."""
    for name in ("id", "key"):
        member(reply, name, str, hint="a key may have been created: list() returns them")
    return reply


def rotate(old: str, expiration: dict[str, str], deliver: Callable[[Any], object] | None) -> Calls[Any]:
    """Create a key with the description of another, deliver it, delete the other, and return the new one."""
    keys = yield OperationSpec("get-api-keys", then=lambda reply: member(reply, "keys"))
    body = {"description": description_of(old, keys), **expiration}
    made = yield OperationSpec("create-api-key", body=body, then=new_key)
    # Before the old key is deleted: if `deliver` raises, both are valid.
    if deliver is not None:
        deliver(made)
    try:
        yield OperationSpec("delete-api-key", {"api_key_id": old}, then=nothing)
    except EcctlError as error:
        if not is_gone(error):
            raise error.prefixed(f'the new API key was created, but "{old}" may still be valid: ') from None
    return made


def description_of(key_id: str, keys: Sequence[dict[str, Any]]) -> str:
    """Return the description of a listed key; raise NotFoundError if it is not listed."""
    for key in keys:
        if key.get("id") == key_id:
            return str(key.get("description") or "")
    raise NotFoundError(f'API key "{key_id}" does not exist', status=404)


def is_gone(error: EcctlError) -> bool:
    """Return whether an error says that a key does not exist; other 404s say that the path does not."""
    return isinstance(error, NotFoundError) and error.code == "api_keys.key_not_found"
