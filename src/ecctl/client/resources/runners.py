"""Hosts of a client."""

from __future__ import annotations

from ecctl.client.arguments import host_roles, text
from ecctl.client.operation_method import C_co, OperationSpec, Resource, operation_method
from ecctl.client.reply import member, nothing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it

    from ecctl.client._generated.models import RunnerInfo, RunnerRolesInfo
    from ecctl.client.arguments import Roles


class Runners(Resource[C_co]):
    """The hosts of the platform."""

    @operation_method
    def list(self, query: str | None = None) -> OperationSpec[List[RunnerInfo]]:
        """Return all hosts, or those that match a query string such as `connected:true`."""
        return OperationSpec(
            "get-runners",
            {"q": None if query is None else text(query, "query")},
            then=lambda reply: member(reply, "runners"),
        )

    @operation_method
    def get(self, runner_id: str) -> OperationSpec[RunnerInfo]:
        """Return the host with that id."""
        return OperationSpec("get-runner", {"runner_id": text(runner_id, "runner_id")})

    @operation_method
    def create(  # noqa: PLR0913  # one for each attribute
        self,
        runner_id: str,
        *,
        token: str,
        roles: Roles,
        host_ip: str = "127.0.0.1",
        public_hostname: str | None = None,
        zone: str | None = None,
    ) -> OperationSpec[RunnerInfo]:
        """Enroll a host with an enrollment token that covers its roles.

        Only the embedded platform has this operation, for rehearsals: a host joins an ECE through ECE's
        installer.
        """
        body = {
            "runner_id": text(runner_id, "runner_id"),
            "token": text(token, "token"),
            "roles": host_roles(roles),
            "host_ip": host_ip,
            "public_hostname": public_hostname,
            "zone": zone,
        }
        return OperationSpec(
            "enroll-host", body={name: value for name, value in body.items() if value is not None}
        )

    @operation_method
    def update(self, runner_id: str, *, roles: Roles) -> OperationSpec[RunnerRolesInfo]:
        """Replace the roles of a host."""
        named = [{"role_name": role} for role in host_roles(roles)]
        return OperationSpec(
            "set-runner-roles", {"runner_id": text(runner_id, "runner_id")}, {"roles": named}
        )

    @operation_method
    def delete(self, runner_id: str) -> OperationSpec[None]:
        """Remove a host, whether it is connected or not."""
        return OperationSpec("delete-runner", {"runner_id": text(runner_id, "runner_id")}, then=nothing)
