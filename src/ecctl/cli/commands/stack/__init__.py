"""`ecctl stack`: stack packs, the versions that deployments can have."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.output import Column, Message, Table
from ecctl.settings import Option

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
    """Return the version in the first argument. Raise UsageError if it is not a version."""
    # Here: help and completion read this module, and need no versions.
    from ecctl.cli.semver import given_version

    return given_version(invocation.arguments[0])


COMMANDS = (
    Command(
        "delete",
        "Delete a stack pack",
        use="<version>",
        long="Delete a stack pack. Its version is no longer available to deployments. ECE only.",
        examples=("ecctl stack delete 8.9.0",),
        arguments=(1, 1),
        operation="delete-version-stack",
        parameters={"version": version},
        view=Message(""),
    ),
    Command(
        "list",
        "List the stack packs, the latest version first",
        options=(Option("deleted", "List deleted stack packs, too", "bool", short="d"),),
        run=Lazy(HERE + "packs", "latest_first"),
    ),
    Command(
        "show",
        "Show a stack pack",
        use="<version>",
        examples=("ecctl stack show 8.9.0",),
        arguments=(1, 1),
        operation="get-version-stack",
        parameters={"version": version},
    ),
    Command(
        "upload",
        "Upload a stack pack",
        use="<file>",
        long=(
            "Upload a stack pack, a zip file with stack versions, which are then available to deployments. "
            "ECE only."
        ),
        examples=("ecctl stack upload 8.9.0.zip",),
        arguments=(1, 1),
        run=Lazy(HERE + "packs", "upload"),
    ),
)
