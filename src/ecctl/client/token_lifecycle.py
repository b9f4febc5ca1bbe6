"""Rotation and pruning of enrollment tokens, which take several calls."""

from __future__ import annotations

from ecctl.client.operation_method import OperationSpec
from ecctl.client.procedure import Procedure
from ecctl.client.reply import member, nothing
from ecctl.errors import EcctlError, NoResponseError, NotFoundError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.client.procedure import Calls

LIST_HINT = "enrollment_tokens.list() returns the existing ones"


def rotation(old: str, deliver: Callable[[Any], object] | None) -> Procedure[Any]:
    """Return the rotation of a token."""
    return Procedure(_rotate(old, deliver))


def pruning(roles: Sequence[str], keep: set[str]) -> Procedure[list[str]]:
    """Return the revocation of the tokens with one of the roles (without roles: of all) except those to keep."""
    return Procedure(_prune(roles, keep))


def _tokens() -> OperationSpec[Any]:
    return OperationSpec("get-enrollment-tokens", then=lambda reply: member(reply, "tokens"))


def _revoke(token_id: str) -> OperationSpec[None]:
    return OperationSpec("delete-enrollment-token", {"token": token_id}, then=nothing)


def _rotate(old: str, deliver: Callable[[Any], object] | None) -> Calls[Any]:
    tokens = yield _tokens()
    found = next((token for token in tokens if token.get("token_id") == old), None)
    if found is None:
        raise NotFoundError(f'persistent token "{old}" does not exist', hint=LIST_HINT, status=404)
    # Persistent, because only such tokens are listed.
    body = {"persistent": True, "roles": [role for role in found.get("roles") or () if role]}
    made = yield OperationSpec("create-enrollment-token", body=body)
    member(made, "token", str, hint="a token may have been created: list() returns the persistent ones")
    # Before the old token is revoked: if `deliver` raises, the hosts still have a valid one.
    if deliver is not None:
        deliver(made)
    try:
        yield _revoke(old)
    except NotFoundError:
        pass  # somebody else has revoked it meanwhile
    except EcctlError as error:
        raise error.prefixed(f'the new token was created, but "{old}" may still be valid: ') from None
    return made


def _prune(roles: Sequence[str], keep: set[str]) -> Calls[list[str]]:
    tokens = yield _tokens()
    unknown = keep.difference(token.get("token_id") for token in tokens)
    if unknown:
        # With a typo in its id, the token to keep would be revoked itself.
        raise NotFoundError(
            f'token "{min(unknown)}" (keep) does not exist; nothing was revoked', hint=LIST_HINT, status=404
        )
    chosen = [
        token["token_id"]
        for token in tokens
        if token["token_id"] not in keep and (not roles or set(roles).intersection(token.get("roles") or ()))
    ]
    revoked: list[str] = []
    errors: list[EcctlError] = []
    for token_id in chosen:
        try:
            yield _revoke(token_id)
        except NotFoundError:
            continue
        except EcctlError as error:
            errors.append(error.prefixed(f'"{token_id}": ') if len(chosen) > 1 else error)
            # The platform cannot be reached: each further token would wait for the time limit as well.
            if isinstance(error, NoResponseError):
                break
        else:
            revoked.append(token_id)
    raise_all(errors)
    return revoked
