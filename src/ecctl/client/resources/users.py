"""Users of a client."""

from __future__ import annotations

from ecctl.client.arguments import flag, roles_of, text
from ecctl.client.reply import member, nothing
from ecctl.client.resources import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from typing import Any

    from ecctl.client._generated.models import User
    from ecctl.client.arguments import Roles
    from ecctl.client.iteration import Source


class Users(Resource[C_co]):
    """The users of the platform."""

    @operation_method
    def list(self, *, include_disabled: bool = False) -> OperationSpec[List[User]]:
        """Return the users who are enabled, or all of them."""
        return _listed(include_disabled=include_disabled)

    @iterator_method
    def iterate(
        self,
        *,
        include_disabled: bool = False,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[User]:
        """Return an iterator over the users who are enabled, or all of them."""
        from ecctl.client.iteration import Source

        return Source(_listed(include_disabled=include_disabled))

    @operation_method
    def me(self) -> OperationSpec[User]:
        """Return the user whose credentials the client has."""
        return OperationSpec("get-current-user")

    @operation_method
    def get(self, user_name: str) -> OperationSpec[User]:
        """Return the user of that name."""
        return OperationSpec("get-user", {"user_name": text(user_name, "user_name")})

    @operation_method
    def create(
        self,
        user_name: str,
        *,
        password: str,
        roles: Roles,
        full_name: str | None = None,
        email: str | None = None,
    ) -> OperationSpec[User]:
        """Create a user with roles such as `ece_platform_admin`."""
        security = {"password": text(password, "password"), "roles": roles_of(roles), "enabled": True}
        return OperationSpec(
            "create-user", body=user(text(user_name, "user_name"), security, full_name, email)
        )

    @operation_method
    def update(  # noqa: PLR0913  # one for each attribute
        self,
        user_name: str,
        *,
        password: str | None = None,
        roles: Roles | None = None,
        full_name: str | None = None,
        email: str | None = None,
        enabled: bool | None = None,
    ) -> OperationSpec[User]:
        """Change the given attributes of a user, and no others."""
        security = {
            "password": None if password is None else text(password, "password"),
            "roles": None if roles is None else roles_of(roles),
            # None is left out: the API changes what a request contains.
            "enabled": None if enabled is None else flag(enabled, "enabled"),
        }
        return OperationSpec(
            "update-user",
            {"user_name": text(user_name, "user_name")},
            user(user_name, security, full_name, email),
        )

    @operation_method
    def delete(self, user_name: str) -> OperationSpec[None]:
        """Delete a user."""
        return OperationSpec("delete-user", {"user_name": text(user_name, "user_name")}, then=nothing)


def _listed(*, include_disabled: bool) -> OperationSpec[Any]:
    also = flag(include_disabled, "include_disabled") or None
    return OperationSpec("get-users", {"include_disabled": also}, then=lambda reply: member(reply, "users"))


def user(
    user_name: str, security: dict[str, Any], full_name: str | None, email: str | None
) -> dict[str, Any]:
    """Return a body of model `User` without the attributes that are None."""
    given = {"full_name": full_name, "email": email}
    return {
        "user_name": user_name,
        **{name: value for name, value in given.items() if value is not None},
        "security": {name: value for name, value in security.items() if value is not None},
    }
