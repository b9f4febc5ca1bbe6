"""`ecctl project`: serverless projects of Elastic Cloud."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.settings import Option

HERE = "ecctl.cli.commands.project.projects"

TYPE_NAMES = "elasticsearch (or search), observability, security"
TYPES = ("elasticsearch", "observability", "security")  # of ecctl.client.projects, which is loaded later
_FOUND = Option("type", f"Type of the project: {TYPE_NAMES} (default: looked up)", suggested=TYPES)

COMMANDS = (
    Command(
        "create",
        "Create a serverless project",
        long=(
            "Create a serverless project. The user name and password of its administrator are shown only once; "
            "store them safely."
        ),
        use="--type <type> --name <name> --region <region>",
        examples=("ecctl project create --type search --name my-project --region aws-us-east-1",),
        options=(
            Option("type", f"Type of the project: {TYPE_NAMES}", required=True, suggested=TYPES),
            Option("name", "Name of the project", required=True),
            Option("region", "Region of the project, such as aws-us-east-1", required=True),
            Option(
                "tier",
                "Tier of the product: complete, logs_essentials (observability), essentials (security)",
            ),
        ),
        run=Lazy(HERE, "create"),
    ),
    Command(
        "delete",
        "Delete a serverless project",
        use="<project-id>",
        arguments=(1, 1),
        options=(_FOUND,),
        run=Lazy(HERE, "delete"),
    ),
    Command(
        "list",
        "List the serverless projects",
        options=(Option("type", f"Type of the projects: {TYPE_NAMES} (default: all)", suggested=TYPES),),
        run=Lazy(HERE, "projects"),
    ),
    Command(
        "show",
        "Show a serverless project",
        use="<project-id>",
        arguments=(1, 1),
        options=(_FOUND,),
        run=Lazy(HERE, "show"),
    ),
)
