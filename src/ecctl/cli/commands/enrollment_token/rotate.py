"""`rotate`: replace a token, so that at every moment one of the two is valid.

The new token is delivered before the old one is revoked, never the other way round. A journal records how
far the rotation has come; if the program is killed, the next rotation reports what is left over.
"""

from __future__ import annotations

import os
from contextlib import suppress

from ecctl.cli import rotation_journal as journal
from ecctl.cli.commands.enrollment_token.create import MODEL, Delivery
from ecctl.cli.commands.enrollment_token.new_token import warn
from ecctl.cli.commands.enrollment_token.select import (
    is_gone,
    listed_tokens,
    one_token,
    revocable_id,
)
from ecctl.cli.once import refuse_without_secret
from ecctl.cli.state import platform_of
from ecctl.core.timefmt import format_time
from ecctl.errors import (
    BadResponseError,
    EcctlError,
    NoResponseError,
    NotFoundError,
    WithheldError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.output.result import Result


def rotate(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token with the roles of another, deliver it as `create` does, and revoke the other."""
    if not (invocation.flag("out") or invocation.flag("token_only")):
        refuse_without_secret(invocation, "token", MODEL)  # the old token is going to be revoked
    old = revocable_id(one_token(invocation), invocation)
    folder = journal.folder_of(invocation.context.environ)
    with Delivery(invocation) as delivery:
        tokens = listed_tokens(invocation)
        report_interrupted(invocation, folder, tokens)
        roles = roles_of(old, tokens)
        if invocation.dry:
            rehearse(invocation, old, roles)
            return
        warn(invocation, roles, persistent=True)
        # On disk before the request: from here on, a killed process leaves a record.
        record = journal.Journal(folder, facts(invocation, old, roles, tokens))
        reply = make_successor(invocation, roles, record)
        try:
            # The old token is revoked only after this has been shown and, with --out, is on disk.
            yield from delivery.results(reply, roles, persistent=True)
        except EcctlError as error:
            record.release()
            raise error.with_hint(error.hint or f'token "{old}" is still valid') from None
    revoke_old(invocation, old, record)


def roles_of(old: str, tokens: Sequence[dict[str, Any]]) -> list[str]:
    """Return the roles of a listed token; raise NotFoundError if it is not listed."""
    for token in tokens:
        if token["token_id"] == old:
            return [role for role in token.get("roles") or () if role]
    raise NotFoundError(
        f'persistent token "{old}" does not exist',
        hint="only persistent tokens are listed and can be revoked",
    )


def rehearse(invocation: Invocation, old: str, roles: Sequence[str]) -> None:
    """Show both requests of a rotation without sending them."""
    try:
        invocation.call("create-enrollment-token", body=body_for(roles))
    except WithheldError:
        invocation.call("delete-enrollment-token", token=old)


def body_for(roles: Sequence[str]) -> dict[str, object]:
    """Return the request for a successor: persistent, like all listed tokens."""
    return {"persistent": True, "roles": list(roles)}


def facts(
    invocation: Invocation, old: str, roles: Sequence[str], tokens: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what the next run must know to report what is left over."""
    return {
        "platform": platform_of(invocation),
        "started": format_time(invocation.context.clock()),
        "old": old,
        "roles": list(roles),
        # The list has neither dates nor authors: only its change tells which tokens are newer than this.
        "before": [token["token_id"] for token in alike(tokens, roles)],
    }


def alike(tokens: Sequence[dict[str, Any]], roles: Sequence[str]) -> list[dict[str, Any]]:
    """Return the tokens with exactly these roles."""
    return [token for token in tokens if set(token.get("roles") or ()) == set(roles)]


def make_successor(invocation: Invocation, roles: Sequence[str], record: journal.Journal) -> Any:
    """Return the response with the successor; keep the journal unless certainly none was created."""
    try:
        reply = invocation.call("create-enrollment-token", body=body_for(roles))
    except (BadResponseError, NoResponseError) as error:
        record.end_after(error)
        raise
    if isinstance(reply, dict):
        record.add_if_possible({"new": reply.get("token_id")})
    return reply


def revoke_old(invocation: Invocation, old: str, record: journal.Journal) -> None:
    """Revoke the old token after its successor has been delivered; it may be gone already."""
    settle(invocation)
    record.add_if_possible({"handed_over": True})
    try:
        invocation.call("delete-enrollment-token", token=old)
    except EcctlError as error:
        if not is_gone(error):
            record.release()
            error = error.prefixed(f'the new token was delivered, but "{old}" may still be valid: ')
            raise error.with_hint(f'revoke it with "ecctl platform enrollment-token delete {old}"') from None
    record.remove()
    invocation.note(f"Token {old} revoked.")


def settle(invocation: Invocation) -> None:
    """Sync standard output if it is a file, so that the new token survives a power failure."""
    with suppress(OSError, ValueError):  # pipes and terminals cannot be synced
        os.fsync(invocation.context.stdout.fileno())  # type: ignore[union-attr]  # it has just been written to


def report_interrupted(invocation: Invocation, folder: str, tokens: Sequence[dict[str, Any]]) -> None:
    """Report what interrupted rotations on this platform left over; remove records that are settled."""
    for path, past in journal.interrupted(folder):
        if past.get("platform") != platform_of(invocation):
            continue
        left = successors(past, tokens)
        old_is_valid = any(token["token_id"] == past.get("old") for token in tokens)
        invocation.note(report(past, left, old_is_valid=old_is_valid))
        # Only one of the two is valid: there is nothing left to decide.
        if not (old_is_valid and left):
            os.unlink(path)


def successors(past: dict[str, Any], tokens: Sequence[dict[str, Any]]) -> list[str]:
    """Return the tokens that an interrupted rotation may have created: newer ones with its roles."""
    before = set(past.get("before") or ())
    return [t["token_id"] for t in alike(tokens, past.get("roles") or ()) if t["token_id"] not in before]


def report(past: dict[str, Any], left: Sequence[str], *, old_is_valid: bool) -> str:
    """Describe what is left over of an interrupted rotation."""
    state = "still valid" if old_is_valid else "revoked"
    lines = [
        f'the rotation of token "{past.get("old")}" at {past.get("started")} was interrupted; the token is {state}'
    ]
    for one in left:
        if one != past.get("new"):
            fate = "has the same roles and was created after that"
        elif past.get("handed_over"):
            fate = "was created to replace it, and was delivered"
        else:
            fate = "was created to replace it, and may not have been delivered"
        lines.append(f'  token "{one}" {fate}')
    if not left:
        lines.append("  no valid token replaces it")
    elif old_is_valid:
        lines.append('  revoke the unused ones with "ecctl platform enrollment-token delete ID"')
    return "\n".join(lines)
