"""Traffic filters of a client."""

from __future__ import annotations

from ecctl.client.arguments import flag, text
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


class TrafficFilters(Resource[C_co]):
    """The rulesets that filter the traffic of deployments."""

    @operation_method
    def list(
        self, *, include_associations: bool = False, region: str | None = None
    ) -> OperationSpec[List[m.TrafficFilterRulesetInfo]]:
        """Return the rulesets, with the deployments that use them if associations are included."""
        return _listed(include_associations=include_associations, region=region)

    @iterator_method
    def iterate(
        self,
        *,
        include_associations: bool = False,
        region: str | None = None,
        limit: int | None = None,  # noqa: ARG002  # the iterator applies it
    ) -> Source[m.TrafficFilterRulesetInfo]:
        """Return an iterator over the rulesets."""
        return Source(_listed(include_associations=include_associations, region=region))

    @operation_method
    def get(
        self, ruleset_id: str, *, include_associations: bool = False
    ) -> OperationSpec[m.TrafficFilterRulesetInfo]:
        """Return the ruleset with that id."""
        also = flag(include_associations, "include_associations") or None
        return OperationSpec(
            "get-traffic-filter-ruleset",
            {"ruleset_id": text(ruleset_id, "ruleset_id"), "include_associations": also},
        )

    @operation_method
    def create(self, ruleset: m.TrafficFilterRulesetRequest) -> OperationSpec[m.TrafficFilterRulesetResponse]:
        """Create a ruleset, and return its id."""
        return OperationSpec("create-traffic-filter-ruleset", body=ruleset)

    @operation_method
    def update(
        self, ruleset_id: str, ruleset: m.TrafficFilterRulesetRequest
    ) -> OperationSpec[m.TrafficFilterRulesetResponse]:
        """Replace a ruleset."""
        parameters = {"ruleset_id": text(ruleset_id, "ruleset_id")}
        return OperationSpec("update-traffic-filter-ruleset", parameters, ruleset)

    @operation_method
    def delete(self, ruleset_id: str, *, ignore_associations: bool = False) -> OperationSpec[None]:
        """Delete a ruleset; one that is still in use only with `ignore_associations`."""
        also = flag(ignore_associations, "ignore_associations") or None
        parameters = {"ruleset_id": text(ruleset_id, "ruleset_id"), "ignore_associations": also}
        return OperationSpec("delete-traffic-filter-ruleset", parameters, then=nothing)

    @operation_method
    def associate(self, ruleset_id: str, deployment_id: str) -> OperationSpec[None]:
        """Apply a ruleset to a deployment."""
        body = {"entity_type": "deployment", "id": text(deployment_id, "deployment_id")}
        parameters = {"ruleset_id": text(ruleset_id, "ruleset_id")}
        return OperationSpec("create-traffic-filter-ruleset-association", parameters, body, nothing)

    @operation_method
    def dissociate(self, ruleset_id: str, deployment_id: str) -> OperationSpec[None]:
        """Stop applying a ruleset to a deployment."""
        parameters = {
            "ruleset_id": text(ruleset_id, "ruleset_id"),
            "association_type": "deployment",
            "associated_entity_id": text(deployment_id, "deployment_id"),
        }
        return OperationSpec("delete-traffic-filter-ruleset-association", parameters, then=nothing)


def _listed(*, include_associations: bool, region: str | None) -> OperationSpec[Any]:
    also = flag(include_associations, "include_associations") or None
    return OperationSpec(
        "get-traffic-filter-rulesets",
        {"include_associations": also, "region": region},
        then=lambda reply: member(reply, "rulesets"),
    )
