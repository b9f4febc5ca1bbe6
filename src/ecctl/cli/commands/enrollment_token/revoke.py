"""`delete` and `prune`: revoke persistent tokens one by one, each by its exact id."""

from __future__ import annotations

from ecctl.cli.commands.enrollment_token import TOKENS
from ecctl.cli.commands.enrollment_token.select import named_ids
from ecctl.cli.procedures import carry_out
from ecctl.cli.roles import asked_roles
from ecctl.client.token_claims import token_id
from ecctl.client.token_lifecycle import REVOCABLE, is_gone, prunable, revoke_each
from ecctl.core.errors import EcctlError, UsageError
from ecctl.errors import NotFoundError, raise_all
from ecctl.output import Message, Result
from ecctl.output.render import render

FEW = 16
"""Tokens that are revoked one after the other, without a journal."""

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
    several = invocation.given("file") and are_many(invocation, ids)
    revoke = revoke_many if several else revoke_few
    yield from deleted(*revoke(invocation, ids, ignore_missing=ignore_missing))


def are_many(invocation: Invocation, ids: Sequence[str]) -> bool:
    """Return whether to revoke several tokens at a time."""
    return (len(ids) > FEW or invocation.given("parallel")) and not invocation.dry


def revoke_many(
    invocation: Invocation, ids: Sequence[str], *, ignore_missing: bool
) -> tuple[list[str], list[EcctlError]]:
    """Revoke tokens, several at a time; return what `revoke_few` does. Tokens of a file are resumed."""
    from ecctl.cli.bulk import Job, parallel_of
    from ecctl.cli.bulk_run import run_jobs
    from ecctl.client import prepare

    parallel_of(invocation)
    missing: set[str] = set()

    def is_done(job: Job, error: EcctlError, unanswered: bool) -> bool:  # noqa: FBT001  # as the engine passes it
        if not is_gone(error):
            return False
        if not unanswered:
            missing.add(job.key)
        return ignore_missing or unanswered

    jobs = [
        Job(one, prepare("delete-enrollment-token", {"token": one}, invocation.profile), "") for one in ids
    ]
    resumes = invocation.given("file")
    done, problem = run_jobs(invocation, jobs, noun="tokens", resumes=resumes, is_done=is_done)
    for one in done:
        if one in missing:
            invocation.note(f"Token {one} does not exist.")
    return [one for one in done if one not in missing], [problem] if problem is not None else []


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
    revoke = revoke_many if are_many(invocation, ids) else revoke_few
    yield from deleted(*revoke(invocation, ids, ignore_missing=True))


def check_flags(invocation: Invocation) -> None:
    """Raise UsageError for flags that select no tokens, exclude each other, or are out of range."""
    role, every, keep = (invocation.given(key) for key in ("role", "all", "keep"))
    if every and (role or keep):
        raise UsageError(f"--all and --{'role' if role else 'keep'} exclude each other")
    if not (role or keep or invocation.flag("all")):
        raise UsageError("specify which tokens: --role, --keep or --all")
    # As from an unset variable: it would revoke the token that was to be kept, and all others.
    if keep and not all(each.strip() for each in invocation.flag("keep") or [""]):
        raise UsageError("--keep is empty")
    if invocation.given("parallel"):
        from ecctl.cli.bulk import parallel_of

        parallel_of(invocation)


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
