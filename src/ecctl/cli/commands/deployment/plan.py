"""`ecctl deployment plan`: pending plans of a deployment's resources."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.kinds import REF_ID, checked_kind, kind_option, ref_id
from ecctl.output import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def cancel(invocation: Invocation) -> Result:
    """Cancel the pending plan of a resource. Here, --force is the API's parameter and not an answer to a prompt."""
    deployment_id, kind = invocation.arguments[0], checked_kind(invocation)
    response = invocation.call(
        "cancel-deployment-resource-pending-plan",
        deployment_id=deployment_id,
        resource_kind=kind,
        ref_id=ref_id(invocation, deployment_id, kind),
        # Not profile.flag("force"): EC_FORCE=true in the environment must not cancel plans unsafely.
        force_delete=bool(invocation.flags.get("force")),
    )
    return Result(response, Message(""), changed=True)


COMMANDS = (
    Command(
        "cancel",
        "Cancel the pending plan of a resource",
        long=(
            "Cancel the pending plan of a resource. With --force on the command line it is cancelled even if "
            "that is not safe."
        ),
        use="<deployment id> --kind <kind> [--ref-id <ref-id>]",
        examples=("ecctl deployment plan cancel 5c17ad7c8df73206baa54b6e2829d9bc --kind kibana",),
        arguments=(1, 1),
        identified=True,
        options=(kind_option(required=True), REF_ID),
        run=cancel,
    ),
)
