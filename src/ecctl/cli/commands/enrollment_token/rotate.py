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
from ecctl.cli.commands.enrollment_token.select import one_token, revocable_id
from ecctl.cli.procedures import showing
from ecctl.cli.shown_once import refuse_without_secret
from ecctl.cli.state import platform_of
from ecctl.client.token_lifecycle import Rotation
from ecctl.core.errors import EcctlError
from ecctl.core.timefmt import format_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.procedure import Calls
    from ecctl.client.token_lifecycle import Token
    from ecctl.output import Result


def rotate(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token with the roles of another, deliver it as `create` does, and revoke the other."""
    if not (invocation.flag("out") or invocation.flag("token_only")):
        refuse_without_secret(invocation, "token", MODEL)  # the old token is going to be revoked
    old = revocable_id(one_token(invocation), invocation)
    with Delivery(invocation) as delivery:
        yield from showing(invocation, RecordedRotation(invocation, old, delivery).calls())


class RecordedRotation(Rotation):
    """A rotation with a journal, which delivers the new token as the flags say."""

    _record: journal.Journal

    def __init__(self, invocation: Invocation, old: str, delivery: Delivery) -> None:
        super().__init__(old)
        self._invocation = invocation
        self._delivery = delivery
        self._folder = journal.folder_of(invocation.context.environ)
        self._recorded = False
        self._advice = ""

    def found(self, tokens: Sequence[Token]) -> None:
        """Report what interrupted rotations have left over."""
        report_interrupted(self._invocation, self._folder, tokens)

    def begin(self, roles: list[str], tokens: Sequence[Token]) -> None:
        """Record what is going to happen."""
        if self._invocation.dry:
            return
        warn(self._invocation, roles, persistent=True)
        # On disk before the request: from here on, a killed process leaves a record.
        self._record = journal.Journal(self._folder, facts(self._invocation, self.old, roles, tokens))
        self._recorded = True

    def deliver(self, reply: Any, roles: list[str]) -> Iterator[Result]:
        """Show the new token, and with --out store it; the old one is revoked only after both."""
        if isinstance(reply, dict):
            self._record.add_if_possible({"new": reply.get("token_id")})
        self._advice = f'token "{self.old}" is still valid'
        yield from self._delivery.results(reply, roles, persistent=True)
        settle(self._invocation)
        self._record.add_if_possible({"handed_over": True})
        self._advice = f'revoke it with "ecctl platform enrollment-token delete {self.old}"'

    def calls(self) -> Calls[Any]:
        """Rotate; keep the record of a rotation that fails, unless certainly no token was created."""
        try:
            reply = yield from super().calls()
        except EcctlError as error:
            if not self._recorded:
                raise
            if not self._advice:
                self._record.end_after(error)
                raise
            self._record.release()
            raise error.with_further_hint(self._advice) from None
        self._record.remove()
        self._invocation.note(f"Token {self.old} revoked.")
        return reply


def facts(invocation: Invocation, old: str, roles: Sequence[str], tokens: Sequence[Token]) -> dict[str, Any]:
    """Return the facts from which the next run reports leftovers."""
    return {
        "platform": platform_of(invocation),
        "started": format_time(invocation.context.clock()),
        "old": old,
        "roles": list(roles),
        # The list has neither dates nor authors: only its change tells which tokens are newer than this.
        "before": [token["token_id"] for token in alike(tokens, roles)],
    }


def alike(tokens: Sequence[Token], roles: Sequence[str]) -> list[Token]:
    """Return the tokens with exactly these roles."""
    return [token for token in tokens if set(token.get("roles") or ()) == set(roles)]


def settle(invocation: Invocation) -> None:
    """Sync standard output if it is a file, so that the new token survives a power failure."""
    with suppress(OSError, ValueError):  # pipes and terminals cannot be synced
        os.fsync(invocation.context.stdout.fileno())  # type: ignore[union-attr]  # it has just been written to


def report_interrupted(invocation: Invocation, folder: str, tokens: Sequence[Token]) -> None:
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


def successors(past: dict[str, Any], tokens: Sequence[Token]) -> list[str]:
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
