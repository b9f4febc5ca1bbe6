"""`ecctl stack`: the stack packs, which are the versions that deployments can have."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.output.result import Column, Message, Table
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

HERE = "ecctl.cli.commands.stack."

STACKS = Table(
    "stacks",
    Column("VERSION", "version"),
    Column("DELETED", "deleted"),
    Column("ELASTICSEARCH IMAGE", "elasticsearch.docker_image"),
    Column("KIBANA IMAGE", "kibana.docker_image"),
    Column("APM IMAGE", "apm.docker_image", missing="-", empty="-"),
)


def version(invocation: Invocation) -> str:
    """The version that the first argument names; UsageError where it is none."""
    from ecctl.cli.semver import precedence
    from ecctl.errors import UsageError

    text = invocation.arguments[0]
    try:
        precedence(text)
    except ValueError as error:
        raise UsageError(f'"{text}" is no version: {error}', hint="a version is written like 8.9.0") from None
    return text


COMMANDS = (
    Command(
        "delete",
        "Delete a stack pack",
        long="Delete a stack pack: no deployment can be brought to its version any more. ECE only.",
        examples=("ecctl stack delete 8.9.0",),
        arguments=(1, 1),
        operation="delete-version-stack",
        parameters={"version": version},
        view=Message(""),
    ),
    Command(
        "list",
        "List the stack packs, the latest version first",
        options=(Option("deleted", "List those too that were deleted", "bool", short="d"),),
        run=Lazy(HERE + "packs", "latest_first"),
    ),
    Command(
        "show",
        "Show a stack pack",
        examples=("ecctl stack show 8.9.0",),
        arguments=(1, 1),
        operation="get-version-stack",
        parameters={"version": version},
    ),
    Command(
        "upload",
        "Upload a stack pack",
        long=(
            "Upload a stack pack, a zip file with versions of the stack: deployments can have these from "
            "then on. ECE only."
        ),
        examples=("ecctl stack upload 8.9.0.zip",),
        arguments=(1, 1),
        run=Lazy(HERE + "packs", "upload"),
    ),
)
