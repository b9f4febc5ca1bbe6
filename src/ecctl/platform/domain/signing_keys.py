"""Keys that sign enrollment tokens: created at first use, rotated, retired. A token's `iss` names its key."""

from __future__ import annotations

import os

from ecctl.platform.domain import audit
from ecctl.platform.domain.jwt import decode, encode
from ecctl.platform.responses import HTTPError
from ecctl.platform.store.base import ABSENT, SIGNING_KEYS, Put, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Protocol

    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.store.base import Store, Write

    class Committer(audit.Source, Protocol):
        """A request that can commit on behalf of its caller."""

        def commit(self, *writes: Write, checks: list[Require]) -> Awaitable[bool]:
            """Write durably; return False if a check does not hold."""


FIRST = "current"
"""Name of the first key, as in ECE's tokens. Later ones are current-2, current-3, …"""

KEY_BYTES = 32
ATTEMPTS = 5
"""How often a key is retired if others change it at the same time."""


class SigningKey:
    """A key: its name (the tokens' `iss`), secret, and state: signing, verifying or retired.

    `unchanged` is the check that nobody has changed it since it was read. There is one object for all
    commits, which a store can recognize (see GroupCommit).
    """

    __slots__ = ("created", "name", "secret", "state", "unchanged")

    def __init__(self, name: str, secret: bytes, state: str, created: int) -> None:
        self.name = name
        self.secret = secret
        self.state = state
        self.created = created
        self.unchanged = Require(SIGNING_KEYS, name, self.write().value)

    def write(self) -> Put:
        """Return the write that stores the key. A retired key's name remains, so that no other key gets it."""
        return Put(SIGNING_KEYS, self.name, f"{self.state} {self.created} {encode(self.secret)}")


class SigningKeys:
    """The keys of a store, read again when the store has changed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._signing: SigningKey | None = None
        self._version: int | None = None

    async def all(self) -> dict[str, SigningKey]:
        """Return all keys by name, oldest first; create the first one if there is none."""
        version = self._store.version(SIGNING_KEYS)
        if version != self._version:
            await self._read(version)
        return self._keys

    async def signing(self) -> SigningKey | None:
        """Return the key for new tokens, or None if every key is retired."""
        version = self._store.version(SIGNING_KEYS)
        if version != self._version:
            await self._read(version)
        return self._signing

    def forget(self) -> None:
        """Read the keys again at the next use: a commit found a change that the version may not show yet."""
        self._version = None

    async def _read(self, version: int) -> None:
        self._keys = await self._load() or await self._create_first()
        self._version = version
        signing = [key for key in self._keys.values() if key.state == "signing"]
        self._signing = signing[0] if signing else None

    async def rotate(self, context: Committer) -> SigningKey:
        """Create a key that signs from now on; the one that signed so far still verifies."""
        stored = await self._load()
        # Keys are never removed, only retired: the number is always free.
        number = len(stored) + 1
        key = self._new(f"{FIRST}-{number}" if stored else FIRST)
        writes: list[Write] = [key.write(), audit.entry(context, "key.rotated", key.name)]
        checks = [Require(SIGNING_KEYS, key.name, ABSENT)]
        for old in stored.values():
            # Two rotations at once must not leave two signing keys: the loser's check fails.
            if old.state == "signing":
                checks.append(old.unchanged)
                writes.append(SigningKey(old.name, old.secret, "verifying", old.created).write())
        if not await context.commit(*writes, checks=checks):
            raise _conflict()
        return key

    async def retire(self, context: Committer, name: str) -> SigningKey | None:
        """Delete a key's secret; return None if there is no such key."""
        # Repeated: a rotation at the same time changes the key's state, and must not prevent its retirement.
        for _ in range(ATTEMPTS):
            key = (await self._load()).get(name)
            if key is None or key.state == "retired":
                return key
            retired = SigningKey(name, b"", "retired", key.created)
            if await context.commit(
                retired.write(), audit.entry(context, "key.retired", name), checks=[key.unchanged]
            ):
                return retired
        raise _conflict()

    async def _load(self) -> dict[str, SigningKey]:
        found = {}
        for name, text in await self._store.scan(SIGNING_KEYS):
            state, created, secret = text.split(" ")
            found[name] = SigningKey(name, decode(secret), state, int(created))
        # By length first, so that current-10 follows current-9.
        return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))

    async def _create_first(self) -> dict[str, SigningKey]:
        key = self._new(FIRST)
        await self._store.commit([key.write()], [Require(SIGNING_KEYS, FIRST, ABSENT)])
        return await self._load()  # another process may have been faster

    def _new(self, name: str) -> SigningKey:
        return SigningKey(name, os.urandom(KEY_BYTES), "signing", int(self._clock.now()))


def _conflict() -> HTTPError:
    return HTTPError(
        409, "signing_keys.version_conflict", "Another request changed the keys at the same time"
    )
