"""Deployment templates of a client."""

from __future__ import annotations

from ecctl.client.arguments import flag, text
from ecctl.client.iteration import Source
from ecctl.client.reply import nothing
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


class Templates(Resource[C_co]):
    """The deployment templates of a region: that of the client, unless one is given."""

    @operation_method
    def list(
        self, *, stack_version: str | None = None, show_hidden: bool = False, region: str | None = None
    ) -> OperationSpec[List[m.DeploymentTemplateInfoV2]]:
        """Return the templates, or those for a stack version."""
        return _listed(stack_version, show_hidden=show_hidden, region=region)

    @iterator_method
    def iterate(
        self,
        *,
        stack_version: str | None = None,
        show_hidden: bool = False,
        region: str | None = None,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.DeploymentTemplateInfoV2]:
        """Return an iterator over the templates."""
        return Source(_listed(stack_version, show_hidden=show_hidden, region=region))

    @operation_method
    def get(
        self, template_id: str, *, stack_version: str | None = None, region: str | None = None
    ) -> OperationSpec[m.DeploymentTemplateInfoV2]:
        """Return a template; its `deployment_template` is a request for `deployments.create`."""
        return OperationSpec(
            "get-deployment-template-v2",
            {
                "template_id": text(template_id, "template_id"),
                "stack_version": stack_version,
                "region": region,
            },
        )

    @operation_method
    def create(
        self, template: m.DeploymentTemplateRequestBody, *, region: str | None = None
    ) -> OperationSpec[m.IdResponse]:
        """Create a template, and return its id."""
        return OperationSpec("create-deployment-template-v2", {"region": region}, template)

    @operation_method
    def update(
        self, template_id: str, template: m.DeploymentTemplateRequestBody, *, region: str | None = None
    ) -> OperationSpec[m.IdResponse]:
        """Replace a template."""
        parameters = {"template_id": text(template_id, "template_id"), "region": region}
        return OperationSpec("set-deployment-template-v2", parameters, template)

    @operation_method
    def delete(self, template_id: str, *, region: str | None = None) -> OperationSpec[None]:
        """Delete a template; deployments that were made from it stay."""
        parameters = {"template_id": text(template_id, "template_id"), "region": region}
        return OperationSpec("delete-deployment-template-v2", parameters, then=nothing)


def _listed(stack_version: str | None, *, show_hidden: bool, region: str | None) -> OperationSpec[Any]:
    return OperationSpec(
        "get-deployment-templates-v2",
        {
            "stack_version": stack_version,
            "show_hidden": flag(show_hidden, "show_hidden") or None,
            "region": region,
        },
    )
