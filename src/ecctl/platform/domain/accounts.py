"""Users as they are stored: the built-in ones, and those that were made."""

from __future__ import annotations

import json

from ecctl.platform.request import ADMIN, VIEWER
from ecctl.platform.store.base import PAGE, USERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.platform.store.base import Store

ROLES = (ADMIN, VIEWER, "ece_deployment_manager", "ece_deployment_viewer")
BUILT_IN = {"admin": ADMIN, "readonly": VIEWER}
"""Users that are always there. Without a password of their own nobody can log in as them."""


class Account:
    """A user. `kept` is the text in the store, or None for a built-in one that was never changed.

    `data` is the User of the API; `password` what is kept of the password, or ""; `generation` counts the
    changes that end sessions.
    """

    __slots__ = ("data", "generation", "kept", "name", "password")

    def __init__(self, name: str, kept: str | None) -> None:
        value = json.loads(kept) if kept else {}
        self.name = name
        self.kept = kept
        self.password: str = value.get("password", "")
        self.generation: int = value.get("generation", 0)
        self.data: dict[str, Any] = value.get("data") or {
            "user_name": name,
            "builtin": True,
            "security": {"enabled": True, "roles": [BUILT_IN.get(name, "")]},
        }

    @property
    def enabled(self) -> bool:
        """Whether the user may do anything at all."""
        return bool(self.data["security"]["enabled"])

    @property
    def roles(self) -> tuple[str, ...]:
        """The user's roles."""
        return tuple(self.data["security"]["roles"])

    @property
    def built_in(self) -> bool:
        """Whether the platform came with this user."""
        return self.name in BUILT_IN

    def stored(self) -> str:
        """The text for the store."""
        return json.dumps({"data": self.data, "password": self.password, "generation": self.generation})


async def account(store: Store, name: str) -> Account | None:
    """The user with a name, or None."""
    kept = await store.get(USERS, name)
    return Account(name, kept) if kept or name in BUILT_IN else None


async def accounts(store: Store) -> list[Account]:
    """Every user, by name."""
    found = {name: Account(name, None) for name in BUILT_IN}
    page = await store.scan(USERS)
    while page:
        found |= {name: Account(name, kept) for name, kept in page}
        page = await store.scan(USERS, after=page[-1][0]) if len(page) == PAGE else []
    return [found[name] for name in sorted(found)]
