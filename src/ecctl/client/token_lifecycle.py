"""Revocation, pruning and rotation of enrollment tokens: which tokens, and in which order the requests are sent.

`EnrollmentTokens` and the commands carry out the same generators; the commands add prompts, a journal and hints.
"""

from __future__ import annotations

from ecctl.client.reply import member, nothing
from ecctl.client.resources import OperationSpec
from ecctl.core import IMPLIED_ROLES, MAIN_ROLES
from ecctl.core.errors import EcctlError, NoResponseError, WithheldError
from ecctl.errors import NotFoundError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import Any

    from ecctl.client.procedure import Calls

    Token = dict[str, Any]

REVOCABLE: OperationSpec[list[Token]] = OperationSpec(
    "get-enrollment-tokens",
    then=lambda reply: [token for token in member(reply, "tokens", needed=False) if token.get("token_id")],
)
"""The request for the persistent tokens: those that have an id."""


def revocation(token_id: str) -> OperationSpec[None]:
    """Return the request that revokes a token."""
    return OperationSpec("delete-enrollment-token", {"token": token_id}, then=nothing)


def is_gone(error: EcctlError) -> bool:
    """Return whether an error says that a token does not exist.

    Other 404s say that the path does not: a mistyped region, another product, the wrong backend of a proxy.
    The token may be valid all the while.
    """
    return isinstance(error, NotFoundError) and error.code == "enrollment_tokens.invalid_token_id"


def revoke_each(
    ids: Sequence[str], missing: Callable[[str], object] | None = None
) -> Calls[tuple[list[str], list[EcctlError]]]:
    """Revoke tokens one after the other; return the ids of the revoked ones, and the errors of the others.

    A token that does not exist is an error unless there is a function *missing* to tell about it.
    """
    revoked: list[str] = []
    errors: list[EcctlError] = []
    for one in ids:
        try:
            yield revocation(one)
        except EcctlError as error:
            if missing is not None and is_gone(error):
                missing(one)
                continue
            errors.append(error.prefixed(f'"{one}": ') if len(ids) > 1 else error)
            # The platform cannot be reached: each further token would wait for the time limit as well.
            if isinstance(error, NoResponseError):
                break
        else:
            revoked.append(one)
    return revoked, errors


def prunable(tokens: Sequence[Token], roles: Sequence[str], keep: Collection[str]) -> list[Token]:
    """Return the tokens with one of the roles (without roles: all) except those to keep.

    Raise NotFoundError for a token to keep that does not exist, because with a typo in its id it would be revoked
    itself, and for a role that ECE does not define and no token has: a typo must not pass for "nothing to revoke".
    """
    unknown = set(keep).difference(token["token_id"] for token in tokens)
    if unknown:
        raise NotFoundError(f'token "{min(unknown)}" (keep) does not exist; nothing was revoked', status=404)
    carried = {role for token in tokens for role in token.get("roles") or ()}
    for role in roles:
        if role not in carried and role not in (*MAIN_ROLES, *IMPLIED_ROLES):
            raise NotFoundError(f'no token has the role "{role}"; nothing was revoked', status=404)
    return [
        token
        for token in tokens
        if token["token_id"] not in keep and (not roles or set(roles).intersection(token.get("roles") or ()))
    ]


def prune(roles: Sequence[str], keep: Collection[str]) -> Calls[list[str]]:
    """Revoke the tokens that `prunable` selects, and return their ids."""
    chosen = prunable((yield REVOCABLE), roles, keep)
    # A token that disappears between the list and its revocation is as it should be.
    revoked, errors = yield from revoke_each([token["token_id"] for token in chosen], lambda _: None)
    raise_all(errors)
    return revoked


class Rotation:
    """The replacement of a token by a new one with the same roles, so that at every moment one of the two is valid.

    A subclass delivers the new token, and records the steps. What `deliver` yields is passed on to the caller
    of the generator, so that a command can yield a result there. If a method raises, the old token stays valid.
    """

    def __init__(self, old: str) -> None:
        self.old = old

    def found(self, tokens: Sequence[Token]) -> None:
        """Take the tokens of the platform."""

    def begin(self, roles: list[str], tokens: Sequence[Token]) -> None:
        """Take the roles of the token, before its successor is requested."""

    def deliver(self, reply: Any, roles: list[str]) -> Iterator[Any]:
        """Deliver the new token, before the old one is revoked."""
        raise NotImplementedError

    def calls(self) -> Calls[Any]:
        """Create the new token, deliver it, revoke the old one, and return the response with the new one."""
        tokens = yield REVOCABLE
        self.found(tokens)
        roles = roles_of(self.old, tokens)
        self.begin(roles, tokens)
        try:
            # Persistent, because only such tokens are listed.
            reply = yield OperationSpec("create-enrollment-token", body={"persistent": True, "roles": roles})
        except WithheldError:
            yield revocation(self.old)  # a dry run shows both requests
            raise
        yield from self.deliver(reply, roles)
        try:
            yield revocation(self.old)
        except EcctlError as error:
            if not is_gone(error):
                raise error.prefixed(
                    f'the new token was created, but "{self.old}" may still be valid: '
                ) from None
        return reply


def roles_of(token_id: str, tokens: Sequence[Token]) -> list[str]:
    """Return the roles of a listed token; raise NotFoundError if it is not listed."""
    for token in tokens:
        if token["token_id"] == token_id:
            return [role for role in token.get("roles") or () if role]
    raise NotFoundError(
        f'persistent token "{token_id}" does not exist',
        hint="only persistent tokens are listed and can be revoked",
        status=404,
    )


class PlainRotation(Rotation):
    """A rotation that passes the new token to a function, if there is one."""

    def __init__(self, old: str, function: Callable[[Any], object] | None) -> None:
        super().__init__(old)
        self._function = function

    def deliver(self, reply: Any, roles: list[str]) -> Iterator[Any]:  # noqa: ARG002  # as in the base class
        """Check the response for a token, and call the function with it."""
        member(reply, "token", str, hint="a token may have been created: list() returns the persistent ones")
        if self._function is not None:
            self._function(reply)
        return iter(())
