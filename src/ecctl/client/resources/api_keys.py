"""API keys of a client."""

from __future__ import annotations

from ecctl.client.arguments import text, whole_seconds
from ecctl.client.operation_method import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)
from ecctl.client.reply import member, nothing

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any

    from ecctl.client._generated.models import ApiKeyResponse
    from ecctl.client.duration import Duration
    from ecctl.client.iteration import Source
    from ecctl.client.models import NewApiKey


def new_key(reply: Any) -> Any:
    """Return the response to a request for an API key. Raise NotTheApiError if it holds none."""
    for name in ("id", "key"):
        member(reply, name, str, hint="a key may have been created: list() returns them")
    return reply


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
        body = {"description": text(description, "description")}
        if expiration is not None:
            body["expiration"] = f"{whole_seconds(expiration, 'expiration')}s"
        return OperationSpec("create-api-key", body=body, then=new_key)

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


def _listed(user: str | None) -> OperationSpec[Any]:
    if user is None:
        return OperationSpec("get-api-keys", then=lambda reply: member(reply, "keys"))
    return OperationSpec(
        "get-user-api-keys", {"user_id": text(user, "user")}, then=lambda reply: member(reply, "keys")
    )
