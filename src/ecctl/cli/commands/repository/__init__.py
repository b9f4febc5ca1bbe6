"""`ecctl platform repository`: where the snapshots of deployments are kept."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.output.result import Message, Table
from ecctl.settings.option import Option

REPOSITORIES = Table(
    "configs",
    ("NAME", "repository_name"),
    ("TYPE", "config.type~"),
    ("REGION", "config.settings.region~"),
    ("BUCKET NAME", "config.settings.bucket~"),
    ("ACCESS KEY", "config.settings.access_key~"),
)

COMMANDS = (
    Command(
        "create",
        "Creates or overwrites a snapshot repository (ECE only)",
        long=(
            "Creates or overwrites a snapshot repository, with the settings of a YAML or JSON file.\n\n"
            "Which settings there are depends on the type of the repository: Elasticsearch's documentation of "
            "snapshot repositories has them. Of the type s3 they are checked before they are sent; those of any "
            "other type go to the platform as they are."
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
        run="ecctl.cli.commands.repository.create:create",
    ),
    Command(
        "delete",
        "Deletes a snapshot repository (ECE only)",
        use="<repository name>",
        arguments=(1, 1),
        operation="delete-snapshot-repository",
        parameters={"repository_name": "$1"},
        view=Message(""),
    ),
    Command(
        "list",
        "Lists the snapshot repositories (ECE only)",
        operation="get-snapshot-repositories",
        view=REPOSITORIES,
    ),
    Command(
        "show",
        "Shows a snapshot repository (ECE only)",
        use="<repository name>",
        arguments=(1, 1),
        operation="get-snapshot-repository",
        parameters={"repository_name": "$1"},
    ),
)
