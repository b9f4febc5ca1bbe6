"""`ecctl deployment template`: the templates that deployments are made from."""

from __future__ import annotations

from ecctl.cli.command import Command, FileBody, Flag, Not
from ecctl.output.result import Column, Message, Result, Table
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

TEMPLATES = Table(
    "",
    Column("ID", "id"),
    Column("NAME", "name"),
    Column("SYSTEM", "system_owned"),
    Column("DESCRIPTION", lambda template: template.get("description") or ""),
)
NEW_TEMPLATE = Table("", Column("ID", "id"))

DEFINITION = Option("file", "File with the template as JSON; without it, standard input", short="f")
TEMPLATE_ID = Option("template-id", "ID of the template", required=True)
STACK_VERSION = Option("stack-version", "Only what is valid for this version of the stack")
HIDE = Option("hide-instance-configurations", "Leave the instance configurations out", "bool")
SHOWN = {
    "show_instance_configurations": Not(Flag("hide-instance-configurations")),
    "show_max_zones": False,
    "stack_version": Flag("stack-version"),
}
"""What is asked for of a template, however it is found."""


def create(invocation: Invocation) -> Result:
    """Make a template: under an ID that the user gives, where there is none yet, or under a new one."""
    body = invocation.read_object("file")
    template_id = invocation.flag("template_id")
    if template_id:
        reply = invocation.call(
            "set-deployment-template-v2", body=body, template_id=template_id, create_only=True
        )
    else:
        reply = invocation.call("create-deployment-template-v2", body=body)
    return Result(reply, NEW_TEMPLATE, model="IdResponse", changed=True)


def check_filter(text: str) -> None:
    """ValueError for a filter on a template's metadata that the API would not take."""
    if text and ":" not in text:
        raise ValueError("it has the form key:value")


COMMANDS = (
    Command(
        "create",
        "Create a deployment template (ECE only)",
        use="--file <definition.json>",
        options=(DEFINITION, HIDE, Option("template-id", "ID for the template; without it, a new one")),
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
            Option("filter", "Only templates with this metadata, as key:value", check=check_filter),
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
        use="--template-id <template id> --file <definition.json>",
        options=(DEFINITION, HIDE, TEMPLATE_ID),
        operation="set-deployment-template-v2",
        parameters={"template_id": Flag("template-id"), "create_only": False},
        body=FileBody("file"),
        view=Message(""),
    ),
)
