"""`ecctl deployment`: deployments and what belongs to them."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.cli.commands.deployment.filters import FILTERS
from ecctl.cli.commands.deployment.kinds import REF_ID, kind_option
from ecctl.cli.sources import Arg, Flag
from ecctl.client.plans import KINDS
from ecctl.settings import Option

HERE = "ecctl.cli.commands.deployment."
ID = "5c17ad7c8df73206baa54b6e2829d9bc"
TRACK = Option("track", "Show the progress of the change until it is done", "bool", short="t")


COMMANDS = (
    Command(
        "create",
        "Create a deployment",
        long=(
            "Create a deployment from a file, or from a template of the platform: by default the first one "
            "that is not a legacy template, for the latest stack version.\n\n"
            "--generate-payload prints the request body instead of sending it, so that you can edit it and "
            "create a deployment from it. The response contains credentials that are shown only once. If no "
            "response arrives, retry with the same --request-id: no second deployment is created."
        ),
        use="{--file | --es-size <int> --es-zones <int> | --es-node-topology <obj>}",
        examples=(
            "ecctl deployment create --name my-deployment --version 8.13.4 --track",
            "ecctl deployment create --deployment-template default --generate-payload > deployment.json",
            "ecctl deployment create --file deployment.json --track",
        ),
        options=(
            Option("deployment-template", "Id of the template (default: the first one that is not legacy)"),
            Option(
                "file",
                "JSON file with the deployment (DeploymentCreateRequest); - for standard input",
                short="f",
            ),
            Option("generate-payload", "Print the request body instead of sending it", "bool"),
            Option("minimum-size", "Give each Elasticsearch element its minimum size, in one zone", "bool"),
            Option("name", "Name of the deployment"),
            Option("request-id", "Id of the request; use that of a failed request to retry it"),
            TRACK,
            Option("version", "Stack version (default: the latest)"),
        ),
        run=Lazy(HERE + "create", "create"),
    ),
    Command(
        "delete",
        "Delete a deployment that was shut down",
        long="Delete a deployment that was shut down, with its resources. It can no longer be restored.",
        use="<deployment-id>",
        examples=(f"ecctl deployment delete {ID}",),
        arguments=(1, 1),
        identified=True,
        operation="delete-deployment",
        parameters={"deployment_id": Arg(0)},
    ),
    Command(
        "elasticsearch",
        "Manage the Elasticsearch of a deployment",
        children=Lazy(HERE + "elasticsearch", "COMMANDS"),
    ),
    Command("extension", "Manage extensions", children=Lazy(HERE + "extension", "COMMANDS")),
    Command(
        "list",
        "List the deployments",
        long=(
            "List the deployments: all, or those that match every filter. The platform's search index, which "
            "filters use, follows a change after a few seconds."
        ),
        examples=(
            "ecctl deployment list",
            "ecctl deployment list --name 'logging-*' --health unhealthy",
            "ecctl deployment list --tag team:search --version 8.13.4",
        ),
        options=FILTERS,
        run=Lazy(HERE + "search", "listed"),
    ),
    Command("plan", "Manage pending plans", children=Lazy(HERE + "plan", "COMMANDS")),
    Command("resource", "Manage the resources of a deployment", children=Lazy(HERE + "resource", "COMMANDS")),
    Command(
        "restore",
        "Restore a deployment that was shut down",
        long="Restore a deployment that was shut down, with its resources.",
        use="<deployment-id>",
        examples=(f"ecctl deployment restore {ID} --restore-snapshot",),
        arguments=(1, 1),
        identified=True,
        options=(Option("restore-snapshot", "Restore the data from the latest snapshot", "bool"),),
        operation="restore-deployment",
        parameters={"deployment_id": Arg(0), "restore_snapshot": Flag("restore-snapshot")},
    ),
    Command(
        "resync",
        "Resynchronize the search index and cache of one deployment or all",
        use="{<deployment id> | --all}",
        examples=(f"ecctl deployment resync {ID}", "ecctl deployment resync --all"),
        arguments=(0, 1),
        options=(Option("all", "Resynchronize every deployment", "bool"),),
        run=Lazy(HERE + "change", "resync"),
        identifier="",
    ),
    Command(
        "search",
        "Search deployments with a query",
        long=(
            "Search deployments with the query in a file, in Elasticsearch's Query DSL:\n"
            "https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl.html\n\n"
            "The platform returns one page of matches, 10 unless the query sets a size. --all-matches reads all "
            "pages; the query must then have a sort.\n\n"
            "Without a file, --health, --name, --tag and --version select deployments; all matches are shown."
        ),
        use="{-f <query.json> | --name <name> | --tag <key>:<value> | --health <health> | --version <version>}",
        examples=(
            "ecctl deployment search --name 'logging-*' --tag team:search",
            'echo \'{"query": {"match_all": {}}, "sort": ["id"]}\' > query.json',
            "ecctl deployment search -f query.json --all-matches",
        ),
        options=(
            Option(
                "all-matches",
                "Show all matches, not only one page (the query must have a sort)",
                "bool",
                short="a",
            ),
            Option(
                "file",
                "JSON file with the query",
                short="f",
                required=True,
                unless=("health", "name", "tag", "version"),
            ),
            *FILTERS,
            Option("size", "Number of matches on each page of --all-matches", "int32", default=500),
        ),
        run=Lazy(HERE + "search", "search"),
    ),
    Command(
        "show",
        "Show a deployment or one of its resources",
        long=(
            "Show a deployment, or with --kind one of its resources.\n\n"
            "--generate-update-payload prints an update that would change nothing, so that you can edit it and "
            "update the deployment from it. --track shows the progress of pending changes until they are done."
        ),
        use="<deployment-id>",
        examples=(
            f"ecctl deployment show {ID} --kind apm --ref-id main-apm",
            f"ecctl deployment show {ID} --generate-update-payload > update.json",
        ),
        arguments=(1, 1),
        identified=True,
        options=(
            Option("clear-transient", "Omit settings that applied to the last change only", "bool"),
            Option("generate-update-payload", "Print a payload for deployment update", "bool"),
            kind_option(required=False),
            Option("metadata", "Show the metadata", "bool", short="m"),
            Option("plan-defaults", "Show the plans including their default values", "bool"),
            Option("plan-history", "Show earlier plans, too", "bool"),
            Option("plan-logs", "Show the logs of the plans", "bool"),
            Option("plans", "Show the plans", "bool"),
            REF_ID,
            Option("settings", "Show the settings", "bool", short="s"),
            TRACK,
        ),
        run=Lazy(HERE + "show", "show"),
    ),
    Command(
        "shutdown",
        "Shut down a deployment",
        long="Shut down a deployment and all its resources. It can be restored until it is deleted.",
        use="<deployment-id>",
        examples=(f"ecctl deployment shutdown {ID} --track",),
        arguments=(1, 1),
        identified=True,
        confirm="Shut down deployment {0} and all its resources?",
        options=(
            Option("hide", "Hide the deployment once it is shut down", "bool"),
            Option("skip-snapshot", "Do not take a snapshot of Elasticsearch first", "bool"),
            TRACK,
        ),
        run=Lazy(HERE + "change", "shutdown"),
    ),
    Command("template", "Manage deployment templates", children=Lazy(HERE + "template", "COMMANDS")),
    Command("traffic-filter", "Manage traffic filters", children=Lazy(HERE + "traffic_filter", "COMMANDS")),
    Command(
        "update",
        "Update a deployment from a file, or by flags",
        long=(
            "Update a deployment from a file. With --prune-orphans, resources that the file does not name are "
            "shut down; without it they stay unchanged, whatever the file's prune_orphans says.\n\n"
            "Without a file, --size and --zones change one tier of a resource, and --version upgrades all "
            "resources. The update is made from the current plan; the differences are shown, and nothing is "
            "sent until you agree to them."
        ),
        use="<deployment-id> {-f <definition.json> | --size <size> | --zones <number> | --version <version>}",
        examples=(
            f"ecctl deployment update {ID} -f update.json --track",
            f"ecctl deployment update {ID} --size 8g --zones 3 --dry-run",
            f"ecctl deployment update {ID} --version 8.14.1 --track",
        ),
        arguments=(1, 1),
        identified=True,
        options=(
            Option(
                "file",
                "JSON file with the update (DeploymentUpdateRequest)",
                short="f",
                required=True,
                unless=("size", "version", "zones", "kind", "ref_id", "tier"),
            ),
            Option("hide-pruned-orphans", "Hide the resources that --prune-orphans shuts down", "bool"),
            Option(
                "kind",
                "Kind of the resource that --size and --zones change",
                default="elasticsearch",
                suggested=KINDS,
            ),
            Option("prune-orphans", "Shut down resources that the file does not name", "bool"),
            REF_ID,
            Option(
                "size", "Memory (or storage) of each instance of the tier, such as 4g or 8192 in megabytes"
            ),
            Option("skip-snapshot", "Do not take a snapshot of Elasticsearch first", "bool"),
            Option("tier", "Id of the tier, such as hot_content (default: the only one in use)"),
            TRACK,
            Option("version", "Stack version to upgrade to"),
            Option("zones", "Number of availability zones of the tier", "int"),
        ),
        run=Lazy(HERE + "change", "update"),
    ),
)
