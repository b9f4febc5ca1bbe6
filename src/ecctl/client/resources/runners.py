"""Hosts of a client."""

from __future__ import annotations

from ecctl.client.arguments import (
    flag,
    host_roles,
    plain_function,
    search_of,
    seconds_between,
    text,
    texts,
    wait_limit,
)
from ecctl.client.reply import member, nothing
from ecctl.client.resources import (
    C_co,
    OperationSpec,
    Resource,
    iterator_method,
    operation_method,
)
from ecctl.core.errors import ArgumentTypeError, UsageError

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # a method of that name hides it
    from collections.abc import Callable, Mapping, Sequence

    from ecctl.client._generated.models import RunnerInfo, RunnerRolesInfo, SearchRequest
    from ecctl.client.arguments import Roles
    from ecctl.client.duration import Duration
    from ecctl.client.hosts import Departure, Goal, HostsProgress
    from ecctl.client.iteration import Source
    from ecctl.client.models import RoleDifference
    from ecctl.client.procedure import Procedure


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

    @iterator_method
    def iterate(
        self, request: SearchRequest | None = None, *, limit: int | None = None
    ) -> Source[RunnerInfo]:
        """Return an iterator over the hosts that match a search request, page by page; all by default."""
        from ecctl.client.iteration import paged

        return paged(OperationSpec("search-runners", body=search_of(request)), limit)

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
        from ecctl.client.hosts import roles_body

        return OperationSpec(
            "set-runner-roles", {"runner_id": text(runner_id, "runner_id")}, roles_body(host_roles(roles))
        )

    @operation_method
    def delete(self, runner_id: str) -> OperationSpec[None]:
        """Remove a host, whether it is connected or not."""
        return OperationSpec("delete-runner", {"runner_id": text(runner_id, "runner_id")}, then=nothing)

    @operation_method
    def check(
        self, roles: Mapping[str, Roles], *, partial: bool = False
    ) -> OperationSpec[List[RoleDifference]]:
        """Compare the roles of the hosts with the wanted ones, by id of the host, and return those that differ.

        The `state` of a difference is `absent` (the platform has no such host), `unlisted` (the host is not in
        `roles`) or `different`. Roles that every host has count only if they are wanted. With `partial`, hosts that
        are not in `roles` are ignored.
        """
        if not hasattr(roles, "items"):
            raise ArgumentTypeError(f"roles must be a mapping, not {type(roles).__name__}")
        wanted = {text(runner_id, "a runner id"): host_roles(each) for runner_id, each in roles.items()}
        also = flag(partial, "partial")
        from ecctl.client.hosts import by_id, differences_of

        return OperationSpec(
            "get-runners",
            then=lambda reply: differences_of(wanted, by_id(member(reply, "runners")), partial=also),
        )

    @operation_method
    def wait(  # noqa: PLR0913  # one for each condition
        self,
        runner_ids: Sequence[str] = (),
        *,
        count: int | None = None,
        roles: Roles = (),
        gone: bool = False,
        timeout: Duration | None = "10m",
        poll_interval: Duration = 2,
        on_progress: Callable[[HostsProgress], object] | None = None,
    ) -> Procedure[List[RunnerInfo]]:
        """Wait until hosts are connected and healthy and have the roles, and return them.

        Waits for the named hosts, or for any `count` hosts; with `gone`, until the named ones have left the
        platform. `on_progress` is called after each poll (`HostsProgress`: `ready`, `lacking`, `error`).
        `timeout` bounds the whole wait, None does not.

        Raises WaitTimeoutError, and at once the error of the first poll or of one that is refused for good.
        """
        goal = _goal(texts(runner_ids, "runner_ids", "a runner id"), count, roles, gone=gone)
        limit = wait_limit(timeout)
        interval = seconds_between(poll_interval)
        if on_progress is not None:
            plain_function(on_progress, "on_progress")
        from ecctl.client.procedure import Procedure
        from ecctl.client.waiting import wait_for_hosts

        return Procedure(wait_for_hosts(goal, limit, interval, on_progress))


def _goal(runner_ids: List[str], count: int | None, roles: Roles, *, gone: bool) -> Goal | Departure:
    """Return the goal of a wait. Raise UsageError unless the arguments name either hosts or a number."""
    from ecctl.client.hosts import Departure, Goal

    # Each once: a host that is named twice would otherwise count as two.
    ids = [*dict.fromkeys(runner_ids)]
    if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
        raise ArgumentTypeError(f"count must be int, not {type(count).__name__}")
    if flag(gone, "gone"):
        if count is not None or roles:
            raise UsageError(f"gone= and {'roles' if count is None else 'count'}= exclude each other")
        if not ids:
            raise UsageError("specify which hosts are to leave: their ids")
        return Departure(ids)
    if bool(ids) == (count is not None):
        raise UsageError("specify which hosts: either their ids or count=")
    if count is not None and count < 1:
        raise UsageError(f"count must be at least 1 (got {count})")
    return Goal(ids, count or 0, host_roles(roles))
