"""Passwords that are shown: whether they are right, which is remembered for a moment, and how often they were not."""

from __future__ import annotations

import hmac
import os
from contextlib import contextmanager

from ecctl.platform.auth.credentials import unauthenticated
from ecctl.platform.auth.passwords import matches
from ecctl.platform.auth.throttle import Throttle
from ecctl.platform.domain.accounts import account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ecctl.platform.auth.api_keys import KnownKey
    from ecctl.platform.domain.accounts import Account
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.request import Call

REMEMBER_SECONDS = 60
"""How long a basic credential is known to be right. A changed password or a disabled user ends it at once."""
REMEMBER_MOST = 1000
"""Credentials that are remembered at a time."""


async def check_password(call: Call, name: str, password: str) -> Account:
    """The user with this name and password; 401, or 429 after too many failures from one address."""
    platform = call.platform
    user = await account(platform.store, name)
    guess = Guess(platform.logins, name, password, user.password if user and user.enabled else "")
    if not guess.known():
        with guess.under_way() as first:
            if first:
                platform.logins.throttle.attempt(call.peer, name)
            right = await platform.work(guess.check)
        if not right:
            raise unauthenticated()
        platform.logins.throttle.forgive(call.peer, name)
    if user is None:
        raise unauthenticated()
    return user


class Logins:
    """Credentials that were right a moment ago or are being checked, by marks that do not tell them; and failures."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.throttle = Throttle(clock)
        self.key = os.urandom(32)
        self.until: dict[bytes, float] = {}
        self.under_way: set[bytes] = set()
        self.keys: dict[str, KnownKey] = {}


class Guess:
    """A name and a password. Its mark, with what is kept, is a hash that only this process can make."""

    def __init__(self, logins: Logins, name: str, password: str, kept: str) -> None:
        self._logins = logins
        self._password = password
        self._kept = kept
        self._mark = hmac.digest(logins.key, f"{kept}\0{name}\0{password}".encode(), "sha256")

    def known(self) -> bool:
        """Whether it was right a moment ago."""
        return bool(self._kept) and self._logins.until.get(self._mark, 0) > self._logins.clock.now()

    def check(self) -> bool:
        """Whether it is right: slow, unless the same guess was checked while this one waited for its turn."""
        if self.known():
            return True
        right = matches(self._password, self._kept)
        if right:
            until = self._logins.until
            while len(until) >= REMEMBER_MOST:
                del until[next(iter(until))]
            until[self._mark] = self._logins.clock.now() + REMEMBER_SECONDS
        return right

    @contextmanager
    def under_way(self) -> Iterator[bool]:
        """Mark it as being checked; gives whether it is the only one: many connections may open with it."""
        first = self._mark not in self._logins.under_way
        self._logins.under_way.add(self._mark)
        try:
            yield first
        finally:
            if first:
                self._logins.under_way.discard(self._mark)
