"""`ecctl platform repository`: repositories for snapshots of deployments."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.cli.sources import Arg
from ecctl.output import Column, Message, Table
from ecctl.settings import Option

REPOSITORIES = Table(
    "configs",
    Column("NAME", "repository_name"),
    Column("TYPE", "config.type", missing=""),
    Column("REGION", "config.settings.region", missing=""),
    Column("BUCKET NAME", "config.settings.bucket", missing=""),
    Column("ACCESS KEY", "config.settings.access_key", missing=""),
)

COMMANDS = (
    Command(
        "create",
        "Create or overwrite a snapshot repository (ECE only)",
        long=(
            "Create or overwrite a snapshot repository with the settings in a YAML or JSON file.\n\n"
            "The settings depend on the type of the repository; see Elasticsearch's documentation of snapshot "
            "repositories. Settings of the type s3 are checked before they are sent; those of other types are "
            "sent unchanged."
        ),
        use="<repository name> --settings <settings file>",
        aliases=("update", "set"),
        examples=(
            "ecctl platform repository create my-snapshot-repo --settings settings.yml",
            "ecctl platform repository update my-snapshot-repo --settings settings.yml",
            "ecctl platform repository create custom --type fs --settings settings.yml",
        ),
        arguments=(1, 1),
        options=(
            Option("settings", "YAML or JSON file with the settings", required=True),
            Option("type", "Type of the repository", default="s3"),
        ),
        run=Lazy("ecctl.cli.commands.repository.create", "create"),
    ),
    Command(
        "delete",
        "Delete a snapshot repository (ECE only)",
        use="<repository name>",
        arguments=(1, 1),
        operation="delete-snapshot-repository",
        parameters={"repository_name": Arg(0)},
        view=Message(""),
    ),
    Command(
        "list",
        "List the snapshot repositories (ECE only)",
        operation="get-snapshot-repositories",
        view=REPOSITORIES,
    ),
    Command(
        "show",
        "Show a snapshot repository (ECE only)",
        use="<repository name>",
        arguments=(1, 1),
        operation="get-snapshot-repository",
        parameters={"repository_name": Arg(0)},
    ),
)
