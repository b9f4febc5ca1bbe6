"""Users as stored: the built-in ones, and those that were created."""

from __future__ import annotations

import json

from ecctl.platform.auth.principal import ADMIN, VIEWER
from ecctl.platform.store.base import USERS, Put, require_unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.store.base import Require, Store

ROLES = (ADMIN, VIEWER, "ece_deployment_manager", "ece_deployment_viewer")
BUILT_IN = {"admin": ADMIN, "readonly": VIEWER}
"""Users that always exist. Without a password nobody can log in as them."""


class Account:
    """A user. `stored` is the text in the store, or None for a built-in user that was never changed.

    `data` is the User of the API, `password` the password's hash or "". `generation` counts the changes that
    end sessions. `birth` differs for two users that had the same name one after the other: what belongs to
    a user, such as an API key, refers to both.
    """

    __slots__ = ("birth", "data", "generation", "name", "password", "stored")

    def __init__(self, name: str, stored: str | None) -> None:
        value = json.loads(stored) if stored else {}
        self.name = name
        self.stored = stored
        self.password: str = value.get("password", "")
        self.generation: int = value.get("generation", 0)
        self.birth: str = value.get("birth", "")
        self.data: dict[str, Any] = value.get("data") or {
            "user_name": name,
            "builtin": True,
            "security": {"enabled": True, "roles": [BUILT_IN.get(name, "")]},
        }

    @property
    def enabled(self) -> bool:
        """Whether the user may log in and use API keys."""
        return bool(self.data["security"]["enabled"])

    @property
    def roles(self) -> tuple[str, ...]:
        """The user's roles."""
        return tuple(self.data["security"]["roles"])

    @property
    def built_in(self) -> bool:
        """Whether the platform came with this user."""
        return self.name in BUILT_IN

    def write(self) -> Put:
        """Return the write that stores the user."""
        value = {
            "data": self.data,
            "password": self.password,
            "generation": self.generation,
            "birth": self.birth,
        }
        return Put(USERS, self.name, json.dumps(value))

    def unchanged(self) -> Require:
        """Return the check that the user is stored as it was read."""
        return require_unchanged(USERS, self.name, self.stored)


async def find_account(store: Store, name: str) -> Account | None:
    """Return the user with a name, or None."""
    stored = await store.get(USERS, name)
    return Account(name, stored) if stored or name in BUILT_IN else None


async def all_accounts(store: Store) -> list[Account]:
    """Return all users in name order."""
    # Built-in users are stored only once they have been changed.
    found = {name: Account(name, None) for name in BUILT_IN}
    async for page in store.pages(USERS):
        found |= {name: Account(name, stored) for name, stored in page}
    return [found[name] for name in sorted(found)]
