"""The store protocol: strings under keys, in kinds, changed by atomic commits.

It needs no more than what SQLite, etcd and a dictionary can all do: reads of a key or a range, commits that
compare before they write (etcd's transaction), entries that expire (a lease), and a counter that shows
changes (a watch). CONTRIBUTING.md has the steps for adding a backend.
"""

from __future__ import annotations

from ecctl.core.errors import PlatformError

SCHEMA_VERSION = 1
"""Version of the SQLite tables; `sqlite/schema.py` has the migrations."""

PAGE = 1000
"""Default number of entries in a scan."""

TOKENS = "tokens"
SIGNING_KEYS = "signing_keys"
USERS = "users"
API_KEYS = "api_keys"
RUNNERS = "runners"
ENDED_SESSIONS = "ended_sessions"
AUDIT = "audit"
SETTINGS = "settings"
MARK = "latest_time"
"""Setting that holds the latest time the platform has seen; any commit may bring it along."""
TRIED = "tried"
"""Setting that is written to find out whether commits succeed again."""
FAILED_LOGINS = "failed_logins"
"""Kind of stores that several servers share; others have no table for it, and it is not copied."""
COPYING = "copying"
"""Setting of a store to which a platform is being copied."""
KINDS = (TOKENS, SIGNING_KEYS, USERS, API_KEYS, RUNNERS, ENDED_SESSIONS, AUDIT, SETTINGS)


# Objects rather than None and "*": every string is a valid value.
class Condition:
    """A condition on a key that is not a comparison with a value."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


PRESENT = Condition("PRESENT")
"""The key has a value, whichever."""
ABSENT = Condition("ABSENT")
"""The key has no value."""

# Plain classes: a NamedTuple needs `collections` and `typing`, a dataclass `inspect`, at every start.


class Put:
    """A write that stores a value; `expires` is the second since 1970 at which it disappears, or None."""

    __slots__ = ("expires", "key", "kind", "value")

    def __init__(self, kind: str, key: str, value: str, expires: int | None = None) -> None:
        self.kind = kind
        self.key = key
        self.value = value
        self.expires = expires

    def __repr__(self) -> str:
        return f"Put({self.kind!r}, {self.key!r}, …)"  # values can be secret


class Delete:
    """A write that removes a key, if it is there."""

    __slots__ = ("key", "kind")

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key

    def __repr__(self) -> str:
        return f"Delete({self.kind!r}, {self.key!r})"


class Require:
    """A check of a commit: the key has this value, any value (PRESENT), or none (ABSENT)."""

    __slots__ = ("key", "kind", "value")

    def __init__(self, kind: str, key: str, value: str | Condition) -> None:
        self.kind = kind
        self.key = key
        self.value = value

    def holds(self, found: str | None) -> bool:
        """Return whether the check holds for the value that the store has."""
        if self.value is PRESENT:
            return found is not None
        if self.value is ABSENT:
            return found is None
        return found == self.value

    def __repr__(self) -> str:
        value = self.value if isinstance(self.value, Condition) else "…"
        return f"Require({self.kind!r}, {self.key!r}, {value})"


def require_unchanged(kind: str, key: str, found: str | None) -> Require:
    """Return the check that a key still has the value, or the absence, that was read."""
    return Require(kind, key, ABSENT if found is None else found)


async def scan_pages(store: Store, kind: str, after: str = "") -> AsyncGenerator[list[tuple[str, str]], None]:
    """Yield the pages of `Store.pages`, with a scan for each."""
    while page := await store.scan(kind, after):
        yield page
        # A short page is the last one; looking for another would cost a query.
        if len(page) < PAGE:
            return
        after = page[-1][0]


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from typing import Protocol

    from ecctl.platform.domain.clock import Clock

    Write = Put | Delete

    class Store(Protocol):
        """A place for strings. Its methods raise StoreFullError, StoreBusyError or PlatformError.

        `suspends` tells whether its coroutines ever wait; those of a store that does not can be driven
        without an event loop. `shared` tells whether servers on other machines use it as well.
        """

        suspends: bool
        shared: bool

        @property
        def failures(self) -> int:
            """Number of commits that failed."""

        @property
        def lost(self) -> int:
            """Number of audit entries that were noted but could not be written."""

        async def open(self) -> None:
            """Connect, and create or migrate what is missing."""

        async def get(self, kind: str, key: str) -> str | None:
            """Return the value of a key, or None."""

        async def scan(self, kind: str, after: str = "", limit: int = PAGE) -> list[tuple[str, str]]:
            """Return the next `limit` keys and values in key order, starting behind `after`."""

        async def entries(self, kind: str, after: str = "", limit: int = PAGE) -> list[Put]:
            """Return the entries of `scan` as the writes that store them, with their expiry."""

        def pages(self, kind: str, after: str = "") -> AsyncGenerator[list[tuple[str, str]], None]:
            """Yield all keys and values behind `after` in key order, in pages of about PAGE.

            A store of several machines reads them at one moment; others read each page when it is due.
            """

        async def commit(self, writes: Sequence[Write], checks: Sequence[Require] = ()) -> bool:
            """Write all or nothing, durably. Return False, having written nothing, if a check does not hold."""

        async def note(self, writes: Sequence[Write]) -> None:
            """Write soon and in order; a power failure may come first.

            While commits fail, this waits until the writes are durable, or raises the failure.
            """

        async def ready(self) -> bool:
            """Return whether commits succeed. After a failure it tries one, at most once a second."""

        def version(self, kind: str) -> int:
            """Return a counter that changes on any modification of this kind, by any process."""

        async def drain(self) -> None:
            """Wait until everything that was accepted is durable."""

        async def close(self) -> None:
            """Close connections and files; the store can be opened again."""

    class StoreFactory(Protocol):
        """An entry point of the group `ecctl.stores`, named after the scheme of its URLs."""

        def __call__(
            self, location: str, clock: Clock, *, serving: bool, warn: Callable[[str], None] | None
        ) -> Store:
            """Return a store that is not open yet. `location` is the URL without its scheme and colon.

            `serving` asks for a store that is tuned for many concurrent requests on one event loop.
            """


class StoreFullError(PlatformError):
    """No space left to write."""


class StoreBusyError(PlatformError):
    """Another process holds the store's lock for too long."""


class StoreUnavailableError(StoreBusyError):
    """The store's machines cannot be reached. Nothing was written."""


class OutcomeUnknownError(PlatformError):
    """The store's machines did not respond to a commit in time. It may have been written."""
