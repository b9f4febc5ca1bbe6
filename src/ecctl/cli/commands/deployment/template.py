"""`ecctl deployment template`: templates to create deployments from."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.payload import TEMPLATE_READ_ONLY, template_payload
from ecctl.cli.sources import Flag, Not
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.commands.deployment.payload import Payload
    from ecctl.cli.invocation import Invocation

TEMPLATES = Table(
    "",
    Column("ID", "id"),
    Column("NAME", "name"),
    Column("SYSTEM", "system_owned"),
    Column("DESCRIPTION", lambda template: template.get("description") or ""),
)
NEW_TEMPLATE = Table("", Column("ID", "id"))

DEFINITION = Option("file", "JSON file with the template (default: standard input)", short="f")
TEMPLATE_ID = Option("template-id", "Id of the template", required=True)
STACK_VERSION = Option("stack-version", "Stack version that the result must be valid for")
HIDE = Option("hide-instance-configurations", "Omit instance configurations", "bool")
SHOWN = {
    "show_instance_configurations": Not(Flag("hide-instance-configurations")),
    "show_max_zones": False,
    "stack_version": Flag("stack-version"),
}
"""Parameters of `list` and `show` alike."""


def create(invocation: Invocation) -> Result:
    """Create a template, with a given id that is still free or with a new one."""
    body = definition(invocation)
    template_id = invocation.flag("template_id")
    # With `create_only`, because the operation would otherwise overwrite a template that has this id.
    if template_id:
        response = invocation.call(
            "set-deployment-template-v2", body=body, template_id=template_id, create_only=True
        )
    else:
        response = invocation.call("create-deployment-template-v2", body=body)
    return Result(response, NEW_TEMPLATE, model="IdResponse", changed=True)


def definition(invocation: Invocation) -> Payload:
    """Return the template of --file as a request takes it."""
    return template_payload(invocation.read_object("file"))


def check_filter(text: str) -> None:
    """Raise ValueError for a metadata filter that the API would refuse."""
    if text and ":" not in text:
        raise ValueError("must have the form KEY:VALUE")


COMMANDS = (
    Command(
        "create",
        "Create a deployment template (ECE only)",
        use="--file <definition.json>",
        options=(DEFINITION, HIDE, Option("template-id", "Id for the template (default: a new one)")),
        run=create,
    ),
    Command(
        "delete",
        "Delete a deployment template (ECE only)",
        use="--template-id <template id>",
        options=(TEMPLATE_ID,),
        operation="delete-deployment-template-v2",
        parameters={"template_id": Flag("template-id")},
        view=Message(""),
    ),
    Command(
        "list",
        "List deployment templates",
        options=(
            Option("filter", "Metadata that templates must have, as key:value", check=check_filter),
            HIDE,
            STACK_VERSION,
        ),
        operation="get-deployment-templates-v2",
        parameters={**SHOWN, "metadata": Flag("filter"), "show_hidden": False},
        view=TEMPLATES,
    ),
    Command(
        "show",
        "Show a deployment template (ECE only)",
        use="--template-id <template id>",
        options=(TEMPLATE_ID, HIDE, STACK_VERSION),
        operation="get-deployment-template-v2",
        parameters={**SHOWN, "template_id": Flag("template-id")},
    ),
    Command(
        "update",
        "Update a deployment template (ECE only)",
        long=(
            "Update a deployment template with a file, such as one written by deployment template show. Its "
            f"members {', '.join(TEMPLATE_READ_ONLY[:-1])} and "
            f"{TEMPLATE_READ_ONLY[-1]} are read-only and not sent. ECE only."
        ),
        examples=(
            "ecctl deployment template show --template-id default > template.json",
            "ecctl deployment template update --template-id default --file template.json",
        ),
        use="--template-id <template id> --file <definition.json>",
        options=(DEFINITION, HIDE, TEMPLATE_ID),
        operation="set-deployment-template-v2",
        parameters={"template_id": Flag("template-id"), "create_only": False},
        body=definition,
        view=Message(""),
    ),
)
