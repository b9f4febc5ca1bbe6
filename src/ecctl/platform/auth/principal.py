"""Principals: the users that requests are authenticated as."""

from __future__ import annotations

from ecctl.core.jsonio import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.store.base import Require

ADMIN = "ece_platform_admin"
VIEWER = "ece_platform_viewer"


class Principal:
    """An authenticated user: name, roles, and `by`, the scheme that proved it ("basic", "api key", …).

    `requires` are the records that the proof rests on. Commits check them, so that a credential that was
    revoked while its request was under way changes nothing. `expires` is the end of the credential, or None.
    `members` holds name and scheme as members of a JSON object, for the audit log and the request log.
    """

    __slots__ = ("by", "expires", "members", "name", "requires", "roles")

    def __init__(
        self,
        name: str,
        roles: tuple[str, ...],
        by: str,
        requires: tuple[Require, ...] = (),
        expires: float | None = None,
    ) -> None:
        self.name = name
        self.roles = roles
        self.by = by
        self.requires = requires
        self.expires = expires
        self.members = f'"principal":{quoted(name)},"by":"{by}"'


OWNER = Principal("admin", (ADMIN,), "data directory")
"""Anyone who can read the store's file has full access."""

NOBODY = Principal("", (), "")
"""The principal of a request that is not authenticated."""
