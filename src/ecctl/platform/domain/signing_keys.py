"""The keys that sign enrollment tokens: made at first use, rotated, retired; a token's `iss` names one."""

from __future__ import annotations

import os

from ecctl.platform.domain import audit
from ecctl.platform.domain.jwt import decode, encode
from ecctl.platform.responses import Refusal
from ecctl.platform.store.base import SIGNING_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.request import Call
    from ecctl.platform.store.base import Check, Store, Write

FIRST = "current"
"""The name that ECE's tokens give their key. Later ones are current-2, current-3, …"""

KEY_BYTES = 32


class SigningKey:
    """A key: `name` (the tokens' `iss`), `secret`, and `state`: signing, verifying, or retired."""

    __slots__ = ("made", "name", "secret", "state")

    def __init__(self, name: str, secret: bytes, state: str, made: int) -> None:
        self.name = name
        self.secret = secret
        self.state = state
        self.made = made

    def stored(self) -> str:
        """The text that a store keeps. Of a retired key the name stays, so that no other gets it."""
        return f"{self.state} {self.made} {encode(self.secret)}"


class SigningKeys:
    """All keys of a store, read again when the store has changed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._signing: SigningKey | None = None
        self._version: int | None = None

    async def all(self) -> dict[str, SigningKey]:
        """Every key by its name, in the order of their making; the first is made when there is none."""
        version = self._store.version(SIGNING_KEYS)
        if version != self._version:
            await self._read(version)
        return self._keys

    async def signing(self) -> SigningKey | None:
        """The key for new tokens, or None where every key is retired."""
        version = self._store.version(SIGNING_KEYS)
        if version != self._version:
            await self._read(version)
        return self._signing

    async def _read(self, version: int) -> None:
        self._keys = await self._load() or await self._make_first()
        self._version = version
        signing = [key for key in self._keys.values() if key.state == "signing"]
        self._signing = signing[0] if signing else None

    async def verifying(self) -> dict[str, bytes]:
        """The secrets that old and new tokens are verified with, by key name."""
        return {name: key.secret for name, key in (await self.all()).items() if key.state != "retired"}

    async def rotate(self, call: Call) -> SigningKey:
        """A new key that signs from now on; the one that signed so far still verifies."""
        kept = await self._load()
        number = len(kept) + 1
        key = self._new(f"{FIRST}-{number}" if kept else FIRST)
        writes: list[Write] = [
            (SIGNING_KEYS, key.name, key.stored(), None),
            audit.entry(call, "key.rotated", key.name),
        ]
        checks: list[Check] = [(SIGNING_KEYS, key.name, None)]
        for old in kept.values():
            if old.state == "signing":
                checks.append((SIGNING_KEYS, old.name, old.stored()))
                old.state = "verifying"
                writes.append((SIGNING_KEYS, old.name, old.stored(), None))
        if not await self._store.commit(writes, checks):
            raise _conflict()
        return key

    async def retire(self, call: Call, name: str) -> SigningKey | None:
        """Forget a key's secret; None where there is no such key. Without a signing key none signs."""
        key = (await self._load()).get(name)
        if key is None or key.state == "retired":
            return key
        before = key.stored()
        key.state, key.secret = "retired", b""
        writes = [(SIGNING_KEYS, name, key.stored(), None), audit.entry(call, "key.retired", name)]
        if not await self._store.commit(writes, [(SIGNING_KEYS, name, before)]):
            raise _conflict()
        return key

    async def _load(self) -> dict[str, SigningKey]:
        found = {}
        for name, text in await self._store.scan(SIGNING_KEYS):
            state, made, secret = text.split(" ")
            found[name] = SigningKey(name, decode(secret), state, int(made))
        return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))

    async def _make_first(self) -> dict[str, SigningKey]:
        key = self._new(FIRST)
        await self._store.commit(
            [(SIGNING_KEYS, FIRST, key.stored(), None)], checks=[(SIGNING_KEYS, FIRST, None)]
        )
        return await self._load()  # another process may have been faster

    def _new(self, name: str) -> SigningKey:
        return SigningKey(name, os.urandom(KEY_BYTES), "signing", int(self._clock.now()))


def _conflict() -> Refusal:
    return Refusal(
        409, "signing_keys.version_conflict", "The keys were changed by somebody else at the same time"
    )
