"""Deployments of a client."""

from __future__ import annotations

from ecctl.client import default_region
from ecctl.client.arguments import flag, plain_function, search_of, seconds_between, text, wait_limit
from ecctl.client.deployment_request import from_template, set_ref_ids, set_region, topology
from ecctl.client.iteration import Source, paged
from ecctl.client.procedure import Procedure
from ecctl.client.reply import member
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
    from collections.abc import Callable
    from typing import Any

    from ecctl.client._generated import models as m
    from ecctl.client.duration import Duration
    from ecctl.client.plans import PlanProgress
    from ecctl.client.procedure import Calls


class Deployments(Resource[C_co]):
    """The deployments of the platform."""

    @operation_method
    def list(self) -> OperationSpec[List[m.DeploymentsListingData]]:
        """Return all deployments in short form: `id`, `name` and `resources`."""
        return OperationSpec("list-deployments", then=lambda reply: member(reply, "deployments"))

    @operation_method
    def search(self, request: m.SearchRequest | None = None) -> OperationSpec[m.DeploymentsSearchResponse]:
        """Return one page of the deployments that match a search request; all by default."""
        return OperationSpec("search-deployments", body=search_of(request))

    @iterator_method
    def iterate(
        self, request: m.SearchRequest | None = None, *, limit: int | None = None
    ) -> Source[m.DeploymentSearchResponse]:
        """Return an iterator over the deployments that match a search request, page by page; all by default."""
        return paged(OperationSpec("search-deployments", body=search_of(request)), limit)

    @operation_method
    def get(
        self, deployment_id: str, *, show_plans: bool = True, show_plan_history: bool = False
    ) -> OperationSpec[m.DeploymentGetResponse]:
        """Return the deployment with that id."""
        return OperationSpec(
            "get-deployment",
            {
                "deployment_id": text(deployment_id, "deployment_id"),
                "show_plans": flag(show_plans, "show_plans"),
                "show_plan_history": flag(show_plan_history, "show_plan_history") or None,
            },
        )

    @operation_method
    def create(
        self, request: m.DeploymentCreateRequest, *, request_id: str | None = None
    ) -> OperationSpec[m.DeploymentCreateResponse]:
        """Create a deployment, and return its id and credentials, which are shown only once.

        It does not wait for the plans: see `wait`. With a `request_id` of 32 to 128 characters, the API
        carries the request out once, however often it is sent.
        """
        return OperationSpec("create-deployment", {"request_id": request_id}, request)

    @operation_method
    def create_from_template(
        self, name: str, *, template_id: str, version: str, request_id: str | None = None
    ) -> Procedure[m.DeploymentCreateResponse]:
        """Create a deployment of a stack version (7.10 or later) from a template of the client's region."""
        named = text(name, "name"), text(template_id, "template_id"), text(version, "version")
        region = default_region(self._client._profile)  # type: ignore[attr-defined]  # noqa: SLF001  # of a client
        return Procedure(_from_template(*named, region, request_id))

    @operation_method
    def update(
        self,
        deployment_id: str,
        request: m.DeploymentUpdateRequest,
        *,
        skip_snapshot: bool = False,
        validate_only: bool = False,
    ) -> OperationSpec[m.DeploymentUpdateResponse]:
        """Start plans that change a deployment; resources that the request leaves out are not changed.

        With `prune_orphans` in the request they are shut down.
        """
        return OperationSpec(
            "update-deployment",
            {
                "deployment_id": text(deployment_id, "deployment_id"),
                "skip_snapshot": flag(skip_snapshot, "skip_snapshot") or None,
                "validate_only": flag(validate_only, "validate_only") or None,
            },
            request,
        )

    @operation_method
    def shutdown(
        self, deployment_id: str, *, skip_snapshot: bool = False, hide: bool = False
    ) -> OperationSpec[m.DeploymentShutdownResponse]:
        """Shut down a deployment: its resources end, after a snapshot unless `skip_snapshot` is set."""
        return OperationSpec(
            "shutdown-deployment",
            {
                "deployment_id": text(deployment_id, "deployment_id"),
                "skip_snapshot": flag(skip_snapshot, "skip_snapshot") or None,
                "hide": flag(hide, "hide") or None,
            },
        )

    @operation_method
    def restore(
        self, deployment_id: str, *, restore_snapshot: bool = False
    ) -> OperationSpec[m.DeploymentRestoreResponse]:
        """Restore a deployment that was shut down, with its latest snapshot if asked for."""
        also = flag(restore_snapshot, "restore_snapshot") or None
        parameters = {"deployment_id": text(deployment_id, "deployment_id"), "restore_snapshot": also}
        return OperationSpec("restore-deployment", parameters)

    @operation_method
    def delete(self, deployment_id: str) -> OperationSpec[m.DeploymentDeleteResponse]:
        """Delete a deployment that was shut down."""
        return OperationSpec("delete-deployment", {"deployment_id": text(deployment_id, "deployment_id")})

    @operation_method
    def wait(
        self,
        deployment_id: str,
        *,
        timeout: Duration | None = "1h",
        poll_interval: Duration | None = None,
        on_progress: Callable[[PlanProgress], object] | None = None,
    ) -> Procedure[m.DeploymentGetResponse]:
        """Wait until all plans of a deployment are over, and return it.

        `on_progress` is called with each change (`PlanProgress`: `kind`, `step`, `error`, `over`). `timeout`
        bounds the whole wait, None does not; the plans continue after it. Polls are 2 to 10 seconds apart
        unless `poll_interval` says otherwise. A deployment counts as done after three polls without a pending
        plan, because a change may start plans one after the other.

        Raises WaitTimeoutError, the error of a plan that failed (`SeveralErrors` for several), or the error
        of the second failed poll in a row.
        """
        limit = wait_limit(timeout)
        interval = None if poll_interval is None else seconds_between(poll_interval)
        if on_progress is not None:
            plain_function(on_progress, "on_progress")
        from ecctl.client.waiting import wait_for_plans

        return Procedure(wait_for_plans(text(deployment_id, "deployment_id"), limit, interval, on_progress))


def _from_template(
    name: str, template_id: str, version: str, region: str, request_id: str | None
) -> Calls[Any]:
    request = yield from from_template(template_id, version)
    request["name"] = name
    set_region(request, region)
    set_ref_ids(request)
    for element in topology(request):
        # Templates for several versions contain both; versions from 7.10 on have roles.
        if element.get("node_roles") and element.get("node_type") is not None:
            del element["node_type"]
    return (yield OperationSpec("create-deployment", {"request_id": request_id}, request))
