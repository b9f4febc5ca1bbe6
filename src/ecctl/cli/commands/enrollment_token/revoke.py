"""`delete` and `prune`: revoke persistent tokens one by one, each by its exact id."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token import TOKENS
from ecctl.cli.commands.enrollment_token.select import named_ids
from ecctl.cli.procedures import carry_out
from ecctl.cli.roles import asked_roles
from ecctl.client.token_claims import token_id
from ecctl.client.token_lifecycle import REVOCABLE, is_gone, prunable, revoke_each
from ecctl.errors import EcctlError, NotFoundError, UsageError, raise_all
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
        yield from deleted(*revoke_few(invocation, ids, ignore_missing=ignore_missing))


def revoke_many(
    invocation: Invocation, ids: Sequence[str], *, ignore_missing: bool
) -> tuple[list[str], list[EcctlError]]:
    """Revoke the tokens of a file, several at a time; return what `revoke_few` does."""
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
    chosen = chosen_tokens(invocation, roles)
    if not chosen:
        invocation.note("nothing to revoke")
        yield from deleted([], [])
        return
    # On standard error: standard output holds only what was revoked.
    invocation.note(render(Result({"tokens": chosen}, TOKENS), "text").rstrip("\n"))
    invocation.confirm(f"Revoke {'this token' if len(chosen) == 1 else f'these {len(chosen)} tokens'}?")
    ids = [token["token_id"] for token in chosen]
    # A token that disappears between the list and its revocation is as it should be.
    yield from deleted(*revoke_few(invocation, ids, ignore_missing=True))


def check_flags(invocation: Invocation) -> None:
    """Raise UsageError if no flag selects tokens, or flags exclude each other."""
    role, every, keep = (invocation.given(key) for key in ("role", "all", "keep"))
    if every and (role or keep):
        raise UsageError(f"--all and --{'role' if role else 'keep'} exclude each other")
    if not (role or keep or invocation.flag("all")):
        raise UsageError("specify which tokens: --role, --keep or --all")


def chosen_tokens(invocation: Invocation, roles: Sequence[str]) -> list[dict[str, Any]]:
    """Return the tokens that the flags select."""
    keep = set(map(token_id, invocation.flag("keep") or ()))
    tokens = invocation.perform(REVOCABLE)
    try:
        return prunable(tokens, roles, keep)
    except NotFoundError as error:
        raise error.with_hint(
            '"ecctl platform enrollment-token list" shows each token with its roles'
        ) from None


def revoke_few(
    invocation: Invocation, ids: Sequence[str], *, ignore_missing: bool
) -> tuple[list[str], list[EcctlError]]:
    """Revoke tokens one after the other; return the ids of the revoked ones, and the errors of the others."""

    def missing(one: str) -> None:
        invocation.note(f"Token {one} does not exist.")

    return carry_out(invocation, revoke_each(ids, missing if ignore_missing else None))


def deleted(ids: Sequence[str], errors: Sequence[EcctlError]) -> Generator[Result, None, None]:
    """Yield the result of a revocation, a line per token or JSON, and raise the errors."""
    # If every revocation failed there is no result, and standard output stays empty.
    if ids or not errors:
        text = "\n".join(f"Token {one} deleted." for one in ids)
        yield Result({"deleted": list(ids)}, Message(text), changed=True)
    raise_all(errors)
