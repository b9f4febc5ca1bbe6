"""`delete` and `prune`: revoke persistent tokens one by one, each by its exact id."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token import TOKENS
from ecctl.cli.commands.enrollment_token.select import is_gone, listed_tokens, named_ids
from ecctl.cli.roles import asked_roles
from ecctl.client.token_claims import token_id
from ecctl.core.ece import IMPLIED_ROLES, MAIN_ROLES
from ecctl.errors import EcctlError, NoResponseError, NotFoundError, UsageError, raise_all
from ecctl.output.render import render
from ecctl.output.result import Message, Result

FEW = 16
"""Tokens in a file that are revoked one after the other, without a journal."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation


def delete(invocation: Invocation) -> Generator[Result, None, None]:
    """Revoke the tokens that the command line names."""
    ignore_missing = invocation.flag("ignore_missing")
    ids = named_ids(invocation, allow_none=ignore_missing)
    if invocation.given("parallel") and not invocation.given("file"):
        raise UsageError("--parallel has no effect without --file")
    if invocation.given("file") and (len(ids) > FEW or invocation.given("parallel")) and not invocation.dry:
        yield from deleted(*revoke_many(invocation, ids, ignore_missing=ignore_missing))
    else:
        yield from deleted(*revoke_each(invocation, ids, ignore_missing=ignore_missing))


def revoke_many(
    invocation: Invocation, ids: Sequence[str], *, ignore_missing: bool
) -> tuple[list[str], list[EcctlError]]:
    """Revoke the tokens of a file, several at a time; return what `revoke_each` does."""
    from ecctl.cli.bulk import Job, parallel_of
    from ecctl.cli.bulk_run import run_jobs
    from ecctl.client.operations import prepare

    parallel_of(invocation)

    def is_done(_: Job, error: EcctlError, unanswered: bool) -> bool:  # noqa: FBT001  # as the engine passes it
        return (ignore_missing or unanswered) and is_gone(error)

    jobs = [
        Job(one, prepare("delete-enrollment-token", {"token": one}, invocation.profile), "") for one in ids
    ]
    done, problem = run_jobs(invocation, jobs, noun="tokens", is_done=is_done)
    return done, [problem] if problem is not None else []


def prune(invocation: Invocation) -> Generator[Result, None, None]:
    """Revoke the tokens that the flags select, after listing them and asking for confirmation."""
    check_flags(invocation)
    roles = asked_roles(invocation, "role")
    tokens = listed_tokens(invocation)
    refuse_unused_roles(roles, tokens)
    chosen = chosen_tokens(invocation, tokens, roles)
    if not chosen:
        invocation.note("there is nothing to revoke")
        yield from deleted([], [])
        return
    # On standard error: standard output holds only what was revoked.
    invocation.note(render(Result({"tokens": chosen}, TOKENS), "text").rstrip("\n"))
    invocation.confirm(f"Revoke {'this token' if len(chosen) == 1 else f'these {len(chosen)} tokens'}?")
    ids = [token["token_id"] for token in chosen]
    # A token that disappears between the list and its revocation is as it should be.
    yield from deleted(*revoke_each(invocation, ids, ignore_missing=True))


def check_flags(invocation: Invocation) -> None:
    """Raise UsageError if no flag selects tokens, or flags exclude each other."""
    role, every, keep = (invocation.given(key) for key in ("role", "all", "keep"))
    if every and (role or keep):
        raise UsageError(f"--all and --{'role' if role else 'keep'} exclude each other")
    if not (role or keep or invocation.flag("all")):
        raise UsageError("specify which tokens: --role, --keep or --all")


def refuse_unused_roles(roles: Sequence[str], tokens: Sequence[dict[str, Any]]) -> None:
    """Raise NotFoundError for a role that ECE does not define and no token carries.

    In an incident script, a typo must not pass for "there is nothing to revoke".
    """
    carried = {role for token in tokens for role in token.get("roles") or ()}
    for role in roles:
        if role not in carried and role not in (*MAIN_ROLES, *IMPLIED_ROLES):
            raise NotFoundError(
                f'no token has the role "{role}" (--role); nothing was revoked',
                hint='"ecctl platform enrollment-token list" shows the roles of each token',
            )


def chosen_tokens(
    invocation: Invocation, tokens: Sequence[dict[str, Any]], roles: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the tokens with one of the roles (without roles: all) except those to keep.

    Raises NotFoundError if a token to keep does not exist: with a typo in its id, it would be revoked itself.
    """
    keep = set(map(token_id, invocation.flag("keep") or ()))
    unknown = keep.difference(token["token_id"] for token in tokens)
    if unknown:
        raise NotFoundError(
            f'token "{min(unknown)}" (--keep) does not exist; nothing was revoked',
            hint='"ecctl platform enrollment-token list" shows the existing ones',
        )
    return [
        token
        for token in tokens
        if token["token_id"] not in keep and (not roles or set(roles).intersection(token.get("roles") or ()))
    ]


def revoke_each(
    invocation: Invocation, ids: Sequence[str], *, ignore_missing: bool
) -> tuple[list[str], list[EcctlError]]:
    """Revoke tokens one after the other; return the ids of the revoked ones, and the errors of the others."""
    revoked: list[str] = []
    errors: list[EcctlError] = []
    for one in ids:
        try:
            invocation.call("delete-enrollment-token", token=one)
        except EcctlError as error:
            if ignore_missing and is_gone(error):
                invocation.note(f"Token {one} does not exist.")
                continue
            errors.append(error.prefixed(f'"{one}": ') if len(ids) > 1 else error)
            # The platform cannot be reached: each further token would wait for the time limit as well.
            if isinstance(error, NoResponseError):
                break
        else:
            revoked.append(one)
    return revoked, errors


def deleted(ids: Sequence[str], errors: Sequence[EcctlError]) -> Generator[Result, None, None]:
    """Yield the result of a revocation, a line per token or JSON, and raise the errors."""
    # If every revocation failed there is no result, and standard output stays empty.
    if ids or not errors:
        text = "\n".join(f"Token {one} deleted." for one in ids)
        yield Result({"deleted": list(ids)}, Message(text), changed=True)
    raise_all(errors)
