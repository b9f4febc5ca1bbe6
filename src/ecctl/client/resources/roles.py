"""Roles of hosts."""

from __future__ import annotations

from ecctl.client.arguments import text
from ecctl.client.iteration import Source
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

    from ecctl.client._generated import models as m


class PlatformRoles(Resource[C_co]):
    """The roles of hosts, with their containers."""

    @operation_method
    def list(self) -> OperationSpec[List[m.RoleAggregate]]:
        """Return the roles."""
        return _listed()

    @iterator_method
    def iterate(
        self,
        *,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.RoleAggregate]:
        """Return an iterator over the roles."""
        return Source(_listed())

    @operation_method
    def get(self, role_id: str) -> OperationSpec[m.RoleAggregate]:
        """Return the role with that id."""
        return OperationSpec("get-blueprinter-role", {"blueprinter_role_id": text(role_id, "role_id")})

    @operation_method
    def create(self, role: m.RoleAggregateCreateData) -> OperationSpec[m.RoleAggregate]:
        """Create a role."""
        return OperationSpec("create-blueprinter-role", body=role)

    @operation_method
    def update(self, role_id: str, role: m.Role) -> OperationSpec[m.RoleAggregate]:
        """Replace a role."""
        parameters = {"blueprinter_role_id": text(role_id, "role_id")}
        return OperationSpec("update-blueprinter-role", parameters, role)

    @operation_method
    def delete(self, role_id: str) -> OperationSpec[None]:
        """Delete a role."""
        parameters = {"blueprinter_role_id": text(role_id, "role_id")}
        return OperationSpec("delete-blueprinter-role", parameters, then=nothing)


def _listed() -> OperationSpec[Any]:
    return OperationSpec("list-blueprinter-roles", then=lambda reply: member(reply, "values"))
