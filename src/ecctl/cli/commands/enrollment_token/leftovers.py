"""Tokens that requests without a response may have created, named as precisely as the platform allows."""

from __future__ import annotations

from ecctl.client.token_lifecycle import REVOCABLE
from ecctl.core.errors import EcctlError
from ecctl.core.timefmt import format_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.bulk_journal import BulkJournal
    from ecctl.cli.commands.enrollment_token.wanted import Wanted
    from ecctl.cli.invocation import Invocation


# ECE's list names only ids and roles, neither times nor authors. So a run records the ids of the list before
# its first request; whatever has appeared since, has the roles of a request without a response, and is not
# among the tokens received, may be its token. Nothing is revoked: another user may have created it.
class Leftovers:
    """Finds what a run's requests without a response may have left on the platform."""

    def __init__(self, invocation: Invocation, wanted: Sequence[Wanted]) -> None:
        self._invocation = invocation
        self._wanted = {each.name: each for each in wanted}
        self._persistent = any(not each.validity for each in wanted)

    def begin(self, journal: BulkJournal) -> None:
        """Record which tokens there are, before the first request; say what an interrupted run has left."""
        if journal.resumed:
            open_ = len(journal.open)
            in_flight = f"; {open_:,} request{'s' * (open_ != 1)} had no response" if open_ else ""
            stored = len(journal.done)
            self._invocation.note(
                f"resuming the run of {format_time(journal.header['started'])}: "
                f"{stored:,} token{' is' if stored == 1 else 's are'} stored{in_flight}"
            )
        if "before" not in journal.header and self._persistent:
            journal.header["before"] = [token["token_id"] for token in self._invocation.perform(REVOCABLE)]
            journal.add({"at": self._invocation.context.clock(), "before": journal.header["before"]})

    def report(self, journal: BulkJournal) -> None:
        """Name each request without a response, and the tokens that it may have created."""
        lost = [*journal.lost, *({"key": key, **entry} for key, entry in journal.open.items())]
        if not lost:
            return
        note = self._invocation.note
        note(f"{len(lost):,} request{'s' * (len(lost) != 1)} had no response and may have created a token:")
        roles: list[list[str]] = []
        for entry in lost:
            wanted = self._wanted[entry["key"]]
            kind = f"valid for {wanted.validity}s" if wanted.validity else "persistent"
            note(f"  {entry['key']}: {', '.join(wanted.roles)}, {kind}, sent {format_time(entry['at'])}")
            if not wanted.validity and sorted(wanted.roles) not in roles:
                roles.append(sorted(wanted.roles))
        if not roles:
            return
        try:
            left = self._candidates(journal, roles)
        except EcctlError as error:
            note(f"cannot list the tokens of the platform: {error.message}")
            return
        if not left:
            note("the platform lists no token that they may have created")
            return
        note(f"tokens that they may have created ({len(left)}); revoke those that nobody else has created:")
        for token in left:
            note(f"  ecctl platform enrollment-token delete {token['token_id']}")

    def _candidates(self, journal: BulkJournal, roles: Sequence[list[str]]) -> list[dict[str, Any]]:
        """Return the tokens with these roles that have appeared since the start and were not received."""
        known = set(journal.header.get("before") or ())
        known |= {entry["reply"].get("token_id") for entry in journal.done.values()}
        return [
            token
            for token in self._invocation.perform(REVOCABLE)
            if token["token_id"] not in known and sorted(map(str, token.get("roles") or ())) in roles
        ]
