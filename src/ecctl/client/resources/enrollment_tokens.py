"""Enrollment tokens of a client."""

from __future__ import annotations

from time import time

from ecctl.client.arguments import flag, host_roles, plain_function, text, texts, whole_seconds
from ecctl.client.reply import member, nothing
from ecctl.client.resources import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)
from ecctl.core.errors import ArgumentTypeError, UsageError

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.client._generated.models import ListEnrollmentTokenElement, RequestEnrollmentTokenReply
    from ecctl.client.arguments import Roles
    from ecctl.client.duration import Duration
    from ecctl.client.iteration import Source
    from ecctl.client.procedure import Procedure
    from ecctl.client.token_claims import Claims


def new_token(reply: Any) -> Any:
    """Return the response to a request for a token. Raise NotTheApiError if it holds none."""
    member(reply, "token", str, hint="a token may have been created: list() returns the persistent ones")
    return reply


LISTED: OperationSpec[Any] = OperationSpec(
    "get-enrollment-tokens", then=lambda reply: member(reply, "tokens")
)


# The methods import what they alone need: a first `create` takes 2 million instructions less, of 32.
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
        return LISTED

    @iterator_method
    def iterate(
        self,
        *,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[ListEnrollmentTokenElement]:
        """Return an iterator over the persistent tokens."""
        from ecctl.client.iteration import Source

        return Source(LISTED)

    def inspect(self, token: str) -> Claims:
        """Return the claims of a token without a request: id, roles, expiry. The signature is not verified."""
        from ecctl.client.token_claims import read_claims

        return read_claims(text(token, "token"))

    @operation_method
    def rotate(
        self,
        token_or_id: str,
        *,
        deliver: Callable[[RequestEnrollmentTokenReply], object] | None = None,
    ) -> Procedure[RequestEnrollmentTokenReply]:
        """Replace a persistent token by a new one with the same roles, and return the new one.

        `deliver` is called with the new token before the old one is revoked: if it raises, both stay valid.
        Raises NotFoundError if the token does not exist.
        """
        # Before anything is sent: the old token is revoked as soon as the new one counts as delivered.
        if deliver is not None:
            plain_function(deliver, "deliver")
        from ecctl.client.procedure import Procedure
        from ecctl.client.token_claims import revocable_id
        from ecctl.client.token_lifecycle import PlainRotation

        old = revocable_id(text(token_or_id, "token_or_id"), time())
        return Procedure(PlainRotation(old, deliver).calls())

    @operation_method
    def prune(
        self,
        *,
        roles: Roles | None = None,
        keep: Sequence[str] = (),
        all: bool = False,  # noqa: A002  # as the command
    ) -> Procedure[List[str]]:
        """Revoke persistent tokens, and return their ids: those with one of the roles, or all, but not `keep`.

        `keep` holds tokens or ids. Without `roles` and `keep`, `all=True` must say that all are meant.
        Raises NotFoundError if a token to keep does not exist, or no token has a role that ECE does not know;
        then nothing is revoked. Raises `SeveralErrors` if several tokens cannot be revoked.
        """
        from ecctl.client.procedure import Procedure
        from ecctl.client.token_claims import token_id
        from ecctl.client.token_lifecycle import prune

        # A str's letters would be taken for ids, and the token to keep would be revoked.
        if isinstance(keep, str):
            raise ArgumentTypeError(f'keep must be a list of str: ["{token_id(keep)}"]')
        kept = {token_id(each) for each in texts(keep, "keep", "a token to keep")}
        if flag(all, "all") and (roles or kept):
            raise UsageError(f"all= and {'roles=' if roles else 'keep='} exclude each other")
        if not (roles or kept or all):
            raise UsageError("specify which tokens: roles=, keep= or all=True")
        return Procedure(prune(host_roles(roles or ()), kept))

    @operation_method
    def delete(self, token_or_id: str) -> OperationSpec[None]:
        """Revoke a persistent token, given as the token or its id; hosts that joined with it stay.

        A token with a validity cannot be revoked and works until it expires: then UsageError says until when.
        """
        from ecctl.client.token_claims import revocable_id

        found = revocable_id(text(token_or_id, "token_or_id"), time())
        return OperationSpec("delete-enrollment-token", {"token": found}, then=nothing)
