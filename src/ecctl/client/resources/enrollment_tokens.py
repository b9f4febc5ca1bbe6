"""Enrollment tokens of a client."""

from __future__ import annotations

from time import time

from ecctl.client.arguments import host_roles, text, whole_seconds
from ecctl.client.operation_method import C_co, OperationSpec, Resource, operation_method
from ecctl.client.reply import member, nothing
from ecctl.client.token_claims import revocable_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any

    from ecctl.client._generated.models import ListEnrollmentTokenElement, RequestEnrollmentTokenReply
    from ecctl.client.arguments import Roles
    from ecctl.client.duration import Duration


def new_token(reply: Any) -> Any:
    """Return the response to a request for a token. Raise NotTheApiError if it holds none."""
    member(reply, "token", str, hint="a token may have been created: list() returns the persistent ones")
    return reply


class EnrollmentTokens(Resource[C_co]):
    """The tokens with which hosts join the platform."""

    @operation_method
    def create(
        self, *, roles: Roles, validity: Duration | None = None
    ) -> OperationSpec[RequestEnrollmentTokenReply]:
        """Create a token for roles; `[]` creates one for system services only.

        With a `validity` (a timedelta, a str such as "2h", or seconds) the token expires after it, is not
        listed and cannot be revoked; with None it is persistent. The response holds the `token`, which is
        shown only once, and the `token_id` of a persistent one. Raises UsageError for invalid roles or
        validity.
        """
        body: dict[str, Any] = {"persistent": validity is None, "roles": host_roles(roles)}
        if validity is not None:
            body["validity_in_seconds"] = whole_seconds(validity, "validity")
        return OperationSpec("create-enrollment-token", body=body, then=new_token)

    @operation_method
    def list(self) -> OperationSpec[List[ListEnrollmentTokenElement]]:
        """Return the persistent tokens, each with its `token_id` and `roles`."""
        return OperationSpec("get-enrollment-tokens", then=lambda reply: member(reply, "tokens"))

    @operation_method
    def delete(self, token_or_id: str) -> OperationSpec[None]:
        """Revoke a persistent token, given as the token or its id; hosts that joined with it stay.

        A token with a validity cannot be revoked and works until it expires: then UsageError says until when.
        """
        found = revocable_id(text(token_or_id, "token_or_id"), time())
        return OperationSpec("delete-enrollment-token", {"token": found}, then=nothing)
