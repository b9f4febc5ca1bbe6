"""`delete` and `prune`: persistent tokens are revoked, each for itself, and none is named by more than its id."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token.select import named_ids
from ecctl.cli.commands.enrollment_token.table import TOKENS, listed_tokens
from ecctl.cli.roles import asked_roles
from ecctl.client.token_claims import token_id
from ecctl.errors import EcctlError, NoResponseError, NotFoundError, UsageError, raise_all
from ecctl.output.render import render
from ecctl.output.result import Message, Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation


GONE = "enrollment_tokens.invalid_token_id"
"""The code of the API's 404 for a token that does not exist."""


def delete(invocation: Invocation) -> Generator[Result, None, None]:
    """Revoke the named tokens."""
    revoked, problems = revoke_each(
        invocation, named_ids(invocation), ignore_missing=invocation.flag("ignore_missing")
    )
    yield Result(None, Message(deleted(revoked).rstrip("\n")), changed=True)
    raise_all(problems)


def prune(invocation: Invocation) -> Generator[Result, None, None]:
    """Revoke the tokens that the flags choose, after a list of them and a prompt."""
    check_flags(invocation)
    roles = asked_roles(
        invocation, "role"
    )  # before anything is sent: a slip would leave the tokens that were meant
    chosen = chosen_tokens(invocation, listed_tokens(invocation), roles)
    if not chosen:
        invocation.note("there is nothing to revoke")
        yield Result([], Text(deleted))
        return
    invocation.note(render(Result({"tokens": chosen}, TOKENS), "text").rstrip("\n"))
    invocation.confirm(f"Revoke {'this token' if len(chosen) == 1 else f'these {len(chosen)} tokens'}?")
    revoked, problems = revoke_each(invocation, [token["token_id"] for token in chosen], ignore_missing=True)
    yield Result(revoked, Text(deleted), changed=True)
    raise_all(problems)


def check_flags(invocation: Invocation) -> None:
    """UsageError where no token is chosen, or flags exclude each other."""
    role, every, keep = (invocation.given(key) for key in ("role", "all", "keep"))
    if every and (role or keep):
        raise UsageError(f"--all and --{'role' if role else 'keep'} exclude each other")
    if not (role or keep or invocation.flag("all")):
        raise UsageError("which tokens is not said: one of --role, --keep and --all is needed")


def chosen_tokens(
    invocation: Invocation, tokens: Sequence[dict[str, Any]], roles: Sequence[str]
) -> list[dict[str, Any]]:
    """The tokens that carry one of some roles, or without any all, but for those to keep.

    NotFoundError where one to keep is not there: with a slip in its id it would be revoked itself.
    """
    keep = set(map(token_id, invocation.flag("keep") or ()))
    unknown = keep.difference(token["token_id"] for token in tokens)
    if unknown:
        raise NotFoundError(
            f'there is no token "{min(unknown)}" to keep (--keep): nothing was revoked',
            hint='"ecctl platform enrollment-token list" shows those that there are',
        )
    return [
        token
        for token in tokens
        if token["token_id"] not in keep and (not roles or set(roles).intersection(token.get("roles") or ()))
    ]


def revoke_each(
    invocation: Invocation, ids: Sequence[str], *, ignore_missing: bool
) -> tuple[list[str], list[EcctlError]]:
    """Revoke one token after the other; return those that are revoked, and the errors of the others.

    Only the API's own 404 for a token means that it is gone: a proxy, or another API, answers 404 as well.
    """
    revoked: list[str] = []
    errors: list[EcctlError] = []
    for one in ids:
        try:
            invocation.call("delete-enrollment-token", token=one)
        except EcctlError as error:
            if ignore_missing and isinstance(error, NotFoundError) and error.code == GONE:
                invocation.note(f"Token {one} is not there.")
                continue
            errors.append(error.prefixed(f'"{one}": ') if len(ids) > 1 else error)
            if isinstance(error, NoResponseError):
                break
        else:
            revoked.append(one)
    return revoked, errors


def deleted(ids: Sequence[str]) -> str:
    """What is said of tokens that are revoked: a line for each."""
    return "".join(f"Token {one} deleted.\n" for one in ids)
