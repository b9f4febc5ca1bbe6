"""`ecctl deployment traffic-filter`: rule sets that limit where a deployment can be reached from."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.update_payload import PAYLOAD_FLAGS, asks_for_payload, payload_of
from ecctl.cli.sources import Arg, Flag
from ecctl.core.errors import UsageError
from ecctl.output import Message, Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

REQUIRED = ("include_by_default", "name", "region", "rules", "type")
OPTIONAL = ("description",)
"""Members of an update (TrafficFilterRulesetRequest), with those above."""

ASSOCIATIONS = Option(
    "include-associations", "Show the deployments that the rule sets are applied to", "bool"
)
DEPLOYMENT_ID = Option("deployment-id", "Id of the deployment", required=True)


def create(invocation: Invocation) -> Result:
    """Create a rule set in a region, with one rule per source."""
    from ecctl.client import region_of

    body = {
        "name": invocation.flag("name"),
        "type": invocation.flag("type"),
        "region": region_of(invocation.profile),
        "include_by_default": invocation.flag("include_by_default"),
    }
    # The API would accept an empty source, and the rule set would allow nothing.
    sources = [source.strip() for source in invocation.flag("source") or ()]
    if not all(sources):
        raise UsageError("--source contains an empty address")
    if sources:
        body["rules"] = [{"source": source} for source in sources]
    if invocation.flag("description"):
        body["description"] = invocation.flag("description")
    response = invocation.call("create-traffic-filter-ruleset", body=body)
    return Result(response, model="TrafficFilterRulesetResponse", changed=True)


def update(invocation: Invocation) -> Result:
    """Replace a rule set with a file, or return a payload to start from."""
    ruleset_id = invocation.arguments[0]
    if asks_for_payload(invocation):
        found = invocation.call(
            "get-traffic-filter-ruleset", ruleset_id=ruleset_id, include_associations=False
        )
        return Result(payload_of(found, REQUIRED, OPTIONAL), model="TrafficFilterRulesetRequest")
    body = invocation.read_object("file")
    response = invocation.call("update-traffic-filter-ruleset", body=body, ruleset_id=ruleset_id)
    return Result(response, model="TrafficFilterRulesetResponse", changed=True)


ASSOCIATION = (
    Command(
        "create",
        "Apply a rule set to a deployment",
        use="<ruleset id> --deployment-id <deployment-id>",
        arguments=(1, 1),
        identified=True,
        options=(DEPLOYMENT_ID,),
        operation="create-traffic-filter-ruleset-association",
        parameters={"ruleset_id": Arg(0)},
        body={"entity_type": "deployment", "id": Flag("deployment-id")},
        view=Message(""),
    ),
    Command(
        "delete",
        "Remove a rule set from a deployment",
        use="<ruleset id> --deployment-id <deployment-id>",
        arguments=(1, 1),
        identified=True,
        options=(DEPLOYMENT_ID,),
        operation="delete-traffic-filter-ruleset-association",
        parameters={
            "ruleset_id": Arg(0),
            "association_type": "deployment",
            "associated_entity_id": Flag("deployment-id"),
        },
        view=Message(""),
    ),
)

COMMANDS = (
    Command("association", "Apply rule sets to deployments, and remove them", children=ASSOCIATION),
    Command(
        "create",
        "Create a rule set",
        use="--region <region> --name <filter name> --type <filter type> "
        "--source <filter source>,<filter source> ",
        options=(
            Option("description", "Description of the rule set"),
            Option("include-by-default", "Apply the rule set to every new deployment", "bool"),
            Option("name", "Name of the rule set", required=True),
            Option(
                "source",
                "IP address, CIDR mask or endpoint to allow (repeatable, or comma-separated)",
                "strings",
            ),
            Option("type", "Type of the rule set, such as ip or vpce", required=True),
        ),
        run=create,
    ),
    Command(
        "delete",
        "Delete a rule set",
        use="<ruleset id> [--ignore-associations]",
        arguments=(1, 1),
        identified=True,
        options=(
            Option(
                "ignore-associations", "Delete the rule set even if it is applied to a deployment", "bool"
            ),
        ),
        operation="delete-traffic-filter-ruleset",
        parameters={"ruleset_id": Arg(0), "ignore_associations": Flag("ignore-associations")},
        view=Message(""),
    ),
    Command(
        "list",
        "List the rule sets",
        use="[--include-associations] [--single-region <region>]",
        options=(ASSOCIATIONS, Option("single-region", "Region whose rule sets to list (default: all)")),
        operation="get-traffic-filter-rulesets",
        parameters={"include_associations": Flag("include-associations"), "region": Flag("single-region")},
    ),
    Command(
        "show",
        "Show a rule set",
        use="<ruleset id> [--include-associations]",
        arguments=(1, 1),
        identified=True,
        options=(ASSOCIATIONS,),
        operation="get-traffic-filter-ruleset",
        parameters={"ruleset_id": Arg(0), "include_associations": Flag("include-associations")},
    ),
    Command(
        "update",
        "Update a rule set",
        use="<traffic-filter id> {--file <file-path> | --generate-payload}",
        examples=(
            "ecctl deployment traffic-filter update <traffic-filter id> --generate-payload > update.json",
            "ecctl deployment traffic-filter update <traffic-filter id> --file update.json",
        ),
        arguments=(1, 1),
        identified=True,
        options=PAYLOAD_FLAGS,
        run=update,
    ),
)
