"""`delete` and `prune`: persistent tokens are revoked, each for itself, and none is named by more than its id."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token.select import named_ids
from ecctl.cli.commands.enrollment_token.table import TOKENS, listed_tokens
from ecctl.cli.roles import asked_roles
from ecctl.client.token_claims import token_id
from ecctl.errors import EcctlError, NoAnswerError, NotFoundError, UsageError, as_one
from ecctl.output.render import render
from ecctl.output.result import Message, Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.invocation import Run


def delete(run: Run) -> Result:
    """Revoke the tokens that are named."""
    revoked, problem = revoke_each(run, named_ids(run), ignore_missing=run.flag("ignore_missing"))
    return Result(None, Message(deleted(revoked).rstrip("\n")), changed=True, problem=problem)


def prune(run: Run) -> Result:
    """Revoke the tokens that the flags choose, after showing them and asking."""
    check_flags(run)
    roles = asked_roles(run, "role")  # before anything is sent: a slip would leave the tokens that were meant
    chosen = chosen_tokens(run, listed_tokens(run), roles)
    if not chosen:
        run.note("there is nothing to revoke")
        return Result([], Text(deleted))
    run.note(render(Result({"tokens": chosen}, TOKENS), "text").rstrip("\n"))
    run.confirm(f"Revoke {'this token' if len(chosen) == 1 else f'these {len(chosen)} tokens'}?")
    revoked, problem = revoke_each(run, [token["token_id"] for token in chosen], ignore_missing=True)
    return Result(revoked, Text(deleted), changed=True, problem=problem)


def check_flags(run: Run) -> None:
    """UsageError where no token is chosen, or flags exclude each other."""
    role, every, keep = (run.given(key) for key in ("role", "all", "keep"))
    if every and (role or keep):
        raise UsageError(f"--all and --{'role' if role else 'keep'} exclude each other")
    if not (role or keep or run.flag("all")):
        raise UsageError("which tokens is not said: one of --role, --keep and --all is needed")


def chosen_tokens(run: Run, tokens: Sequence[dict[str, Any]], roles: Sequence[str]) -> list[dict[str, Any]]:
    """The tokens that carry one of some roles, or without any all, but for those to keep.

    NotFoundError where one to keep is not there: with a slip in its id it would be revoked itself.
    """
    keep = set(map(token_id, run.flag("keep") or ()))
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


def revoke_each(run: Run, ids: Sequence[str], *, ignore_missing: bool) -> tuple[list[str], EcctlError | None]:
    """Revoke one token after the other: those that are revoked, and what went wrong with others."""
    revoked: list[str] = []
    errors: list[EcctlError] = []
    for one in ids:
        try:
            run.operation("delete-enrollment-token", token=one)
        except EcctlError as error:
            if ignore_missing and isinstance(error, NotFoundError) and error.errors:
                run.note(f"Token {one} is not there.")
                continue
            error.message = f'"{one}": {error.message}' if len(ids) > 1 else error.message
            errors.append(error)
            if isinstance(error, NoAnswerError):
                break
        else:
            revoked.append(one)
    return revoked, as_one(errors)


def deleted(ids: Sequence[str]) -> str:
    """What is said of tokens that are revoked: a line for each."""
    return "".join(f"Token {one} deleted.\n" for one in ids)
