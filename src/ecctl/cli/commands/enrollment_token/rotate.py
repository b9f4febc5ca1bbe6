"""`rotate`: a successor for a token, handed over before the old one is revoked: never the other way round.

Killed at any moment, one of the two works; what was under way is in a journal, and the next rotation tells.
"""

from __future__ import annotations

import os
from contextlib import suppress

from ecctl.cli.commands.enrollment_token import journal
from ecctl.cli.commands.enrollment_token.delivery import HandOver, warn
from ecctl.cli.commands.enrollment_token.select import one_token, revocable_id
from ecctl.cli.commands.enrollment_token.table import listed_tokens
from ecctl.core.timefmt import format_time
from ecctl.errors import ApiError, BadResponseError, EcctlError, NoResponseError, NotFoundError, WithheldError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.output.result import Result


def rotate(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token with the roles of another one, deliver it as `create` does, and revoke the other one."""
    old = revocable_id(one_token(invocation), invocation)
    folder = journal.folder_of(invocation.context.environ)
    with HandOver(invocation) as hand_over:
        tokens = listed_tokens(invocation)
        tell_interrupted(invocation, folder, tokens)
        roles = roles_of(old, tokens)
        if invocation.dry:
            rehearse(invocation, old, roles)
            return
        warn(invocation, roles, persistent=True)
        record = journal.Journal(folder, facts(invocation, old, roles, tokens))
        reply = make_successor(invocation, roles, record)
        try:
            yield from hand_over.results(reply, roles, persistent=True)
        except EcctlError as error:
            record.release()
            raise error.with_hint(error.hint or f'the old token "{old}" is still valid') from None
    revoke_old(invocation, old, record)


def roles_of(old: str, tokens: Sequence[dict[str, Any]]) -> list[str]:
    """The roles of a listed token; NotFoundError where it is not listed."""
    for token in tokens:
        if token["token_id"] == old:
            return [role for role in token.get("roles") or () if role]
    raise NotFoundError(
        f'there is no persistent token "{old}"',
        hint="only persistent tokens are listed, and can be revoked",
    )


def rehearse(invocation: Invocation, old: str, roles: Sequence[str]) -> None:
    """Show both requests of a rotation."""
    try:
        invocation.call("create-enrollment-token", body=body_for(roles))
    except WithheldError:
        invocation.call("delete-enrollment-token", token=old)


def body_for(roles: Sequence[str]) -> dict[str, object]:
    """The request for a successor: persistent, as all are that are listed."""
    return {"persistent": True, "roles": list(roles)}


def facts(
    invocation: Invocation, old: str, roles: Sequence[str], tokens: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """What the next run must know to tell what is left over."""
    return {
        "platform": platform_of(invocation),
        "started": format_time(invocation.context.clock()),
        "old": old,
        "roles": list(roles),
        "before": [token["token_id"] for token in alike(tokens, roles)],
    }


def platform_of(invocation: Invocation) -> list[str]:
    """What tells one platform from another."""
    profile = invocation.profile
    return (
        ["embedded", profile.data_dir] if profile.embedded else [profile.url.origin, profile.text("region")]
    )


def alike(tokens: Sequence[dict[str, Any]], roles: Sequence[str]) -> list[dict[str, Any]]:
    """The tokens with just these roles."""
    return [token for token in tokens if set(token.get("roles") or ()) == set(roles)]


def make_successor(invocation: Invocation, roles: Sequence[str], record: journal.Journal) -> Any:
    """The reply with the successor. Where it is certain that none was made, there is nothing to remember."""
    try:
        reply = invocation.call("create-enrollment-token", body=body_for(roles))
    except (BadResponseError, NoResponseError) as error:
        if is_certainly_refused(error):
            record.remove()
        else:
            record.release()
        raise
    if isinstance(reply, dict):
        record.add_if_possible({"new": reply.get("token_id")})
    return reply


def is_certainly_refused(error: BadResponseError | NoResponseError) -> bool:
    """Whether a failure tells for sure that nothing was made; one of a server in between does not."""
    if isinstance(error, NoResponseError):
        return not error.sent
    return isinstance(error, ApiError) and 400 <= error.status < 500


def revoke_old(invocation: Invocation, old: str, record: journal.Journal) -> None:
    """Revoke the old token, now that its successor has been handed over; it may be gone already."""
    settle(invocation)
    record.add_if_possible({"handed_over": True})
    try:
        invocation.call("delete-enrollment-token", token=old)
    except EcctlError as error:
        if not (isinstance(error, NotFoundError) and error.errors):
            record.release()
            error = error.prefixed(f'the new token is handed over, but "{old}" may still be valid: ')
            raise error.with_hint(f"revoke it with: ecctl platform enrollment-token delete {old}") from None
    record.remove()
    invocation.note(f"Token {old} is revoked.")


def settle(invocation: Invocation) -> None:
    """Have what stdout was given on the disk, where stdout is a file."""
    with suppress(OSError, ValueError):  # a pipe or a terminal keeps nothing
        os.fsync(invocation.context.stdout.fileno())  # type: ignore[union-attr]  # it has just been written to


def tell_interrupted(invocation: Invocation, folder: str, tokens: Sequence[dict[str, Any]]) -> None:
    """Say what interrupted rotations on this platform left over; what needs no care any more is forgotten."""
    for path, past in journal.interrupted(folder):
        if past.get("platform") != platform_of(invocation):
            continue
        left = successors(past, tokens)
        old_is_valid = any(token["token_id"] == past.get("old") for token in tokens)
        invocation.note(told(past, left, old_is_valid=old_is_valid))
        if not (old_is_valid and left):
            os.unlink(path)


def successors(past: dict[str, Any], tokens: Sequence[dict[str, Any]]) -> list[str]:
    """The valid tokens that an interrupted rotation may have made: those with its roles that came since."""
    before = set(past.get("before") or ())
    return [t["token_id"] for t in alike(tokens, past.get("roles") or ()) if t["token_id"] not in before]


def told(past: dict[str, Any], left: Sequence[str], *, old_is_valid: bool) -> str:
    """What is left over of an interrupted rotation, for people."""
    state = "still valid" if old_is_valid else "revoked"
    lines = [
        f'the rotation of token "{past.get("old")}" at {past.get("started")} was interrupted: it is {state}'
    ]
    for one in left:
        if one != past.get("new"):
            fate = "was made since, and has the same roles"
        elif past.get("handed_over"):
            fate = "was made in its place, and handed over"
        else:
            fate = "was made in its place, and may not have been handed over"
        lines.append(f'  token "{one}" {fate}')
    if not left:
        lines.append("  no successor of it is valid")
    elif old_is_valid:
        lines.append("  revoke what is not used: ecctl platform enrollment-token delete ID")
    return "\n".join(lines)
