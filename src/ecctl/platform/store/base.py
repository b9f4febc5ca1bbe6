"""What the platform keeps, behind one protocol: texts under keys, in kinds, changed in atomic commits.

It asks for no more than SQLite, etcd and a dictionary can all do: reads of a key or of a range, commits
that compare before they write (etcd's transaction), entries that end by themselves (a lease), and a number
that tells when somebody changed something (a watch).
"""

from __future__ import annotations

from ecctl.errors import PlatformError

SCHEMA_VERSION = 1
"""Of what the SQLite store's tables look like; `schema` has the steps from each version to the next."""

PAGE = 1000
"""Entries that a scan brings at once, unless asked otherwise."""

TOKENS = "tokens"
SIGNING_KEYS = "signing_keys"
USERS = "users"
API_KEYS = "api_keys"
RUNNERS = "runners"
ENDED_SESSIONS = "ended_sessions"
AUDIT = "audit"
SETTINGS = "settings"
KINDS = (TOKENS, SIGNING_KEYS, USERS, API_KEYS, RUNNERS, ENDED_SESSIONS, AUDIT, SETTINGS)


class Present:
    """In a check: there must be a value, whichever (etcd compares the version of a key with 0)."""


PRESENT = Present()

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    Write = tuple[str, str, str | None, int | None]
    """Kind, key, new value (None removes it), and the second since 1970 at which it ends (None: never)."""

    Check = tuple[str, str, str | Present | None]
    """Kind, key, and the value that must be there (None: none must be; PRESENT: one must be)."""

    class Store(Protocol):
        """Keeps texts; what is async may suspend. Raises StoreFullError, StoreBusyError, PlatformError.

        `failures` counts the commits that failed, `lost` the audit entries that were noted and not written.
        """

        failures: int
        lost: int

        async def get(self, kind: str, key: str) -> str | None:
            """The value under a key, or None."""

        async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
            """The next `limit` keys and values in the keys' order, from the first key behind `after`."""

        async def commit(self, writes: Sequence[Write], checks: Sequence[Check] = ()) -> bool:
            """Write all or nothing, durably; False, and nothing is written, where a check does not hold."""

        async def note(self, writes: Sequence[Write]) -> None:
            """Write soon, in order, without a promise that a power cut does not come first.

            Where the latest commit failed, it is written before this returns, or the failure is raised.
            """

        async def ready(self) -> bool:
            """Whether commits succeed; where the latest failed, one is tried, once a second at most."""

        def version(self, kind: str) -> int:
            """A number that is another one once something of a kind was changed, by whomever."""

        def close(self) -> None:
            """Finish what was accepted, and let go of files."""


def holds(found: str | None, expected: str | Present | None) -> bool:
    """Whether a check holds where this was found."""
    return found is not None if expected is PRESENT else found == expected


class StoreFullError(PlatformError):
    """There is no room to write."""


class StoreBusyError(PlatformError):
    """Another process has kept the store locked for too long."""
