"""API keys of a client."""

from __future__ import annotations

from ecctl.client.arguments import plain_function, text, whole_seconds
from ecctl.client.key_lifecycle import new_key
from ecctl.client.reply import member, nothing
from ecctl.client.resources import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from collections.abc import Callable
    from typing import Any

    from ecctl.client._generated.models import ApiKeyResponse
    from ecctl.client.duration import Duration
    from ecctl.client.iteration import Source
    from ecctl.client.models import NewApiKey
    from ecctl.client.procedure import Procedure


class ApiKeys(Resource[C_co]):
    """API keys of the caller, or of another user."""

    @operation_method
    def list(self, *, user: str | None = None) -> OperationSpec[List[ApiKeyResponse]]:
        """Return the caller's keys, or those of a user, without the secret itself."""
        return _listed(user)

    @iterator_method
    def iterate(
        self,
        *,
        user: str | None = None,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[ApiKeyResponse]:
        """Return an iterator over the caller's keys, or those of a user."""
        from ecctl.client.iteration import Source

        return Source(_listed(user))

    @operation_method
    def get(self, key_id: str, *, user: str | None = None) -> OperationSpec[ApiKeyResponse]:
        """Return the key with that id, without the secret itself."""
        if user is None:
            return OperationSpec("get-api-key", {"api_key_id": text(key_id, "key_id")})
        return OperationSpec(
            "get-user-api-key", {"user_id": text(user, "user"), "api_key_id": text(key_id, "key_id")}
        )

    @operation_method
    def create(self, description: str, *, expiration: Duration | None = None) -> OperationSpec[NewApiKey]:
        """Create a key for the caller; the response holds the `key`, which is shown only once.

        It expires after `expiration`: a timedelta, a str such as "30d", or seconds; after the platform's
        three months if none is given.
        """
        body = {"description": text(description, "description"), **_expiration(expiration)}
        return OperationSpec("create-api-key", body=body, then=new_key)

    @operation_method
    def rotate(
        self,
        key_id: str,
        *,
        expiration: Duration | None = None,
        deliver: Callable[[NewApiKey], object] | None = None,
    ) -> Procedure[NewApiKey]:
        """Replace a key of the caller by a new one with the same description, and return the new one.

        `deliver` is called with the new key before the old one is deleted: if it raises, both stay valid. A client
        that rotates the key that it uses itself cannot be used after that. Raises NotFoundError if the key does
        not exist.
        """
        if deliver is not None:
            plain_function(deliver, "deliver")
        from ecctl.client.key_lifecycle import rotate
        from ecctl.client.procedure import Procedure

        return Procedure(rotate(text(key_id, "key_id"), _expiration(expiration), deliver))

    @operation_method
    def delete(self, key_id: str, *, user: str | None = None) -> OperationSpec[None]:
        """Revoke a key."""
        if user is None:
            return OperationSpec("delete-api-key", {"api_key_id": text(key_id, "key_id")}, then=nothing)
        return OperationSpec(
            "delete-user-api-key",
            {"user_id": text(user, "user"), "api_key_id": text(key_id, "key_id")},
            then=nothing,
        )


def _expiration(expiration: Duration | None) -> dict[str, str]:
    """Return the member of a request that says when a key expires, {} to leave that to the platform."""
    # With a unit, as the API expects durations.
    return {} if expiration is None else {"expiration": f"{whole_seconds(expiration, 'expiration')}s"}


def _listed(user: str | None) -> OperationSpec[Any]:
    if user is None:
        return OperationSpec("get-api-keys", then=lambda reply: member(reply, "keys"))
    return OperationSpec(
        "get-user-api-keys", {"user_id": text(user, "user")}, then=lambda reply: member(reply, "keys")
    )
