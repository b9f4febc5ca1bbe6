"""`ecctl platform allocator`: hosts that run the instances of deployments."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.cli.commands.factories import maintenance_command
from ecctl.cli.query import QUERY_OPTIONS, SEARCH_HELP
from ecctl.cli.sources import Arg
from ecctl.core import MOVABLE_KINDS
from ecctl.output import Message
from ecctl.settings import Option

BOOLEANS = ("true", "false")
HERE = "ecctl.cli.commands.allocator."

METADATA_COMMANDS = (
    Command(
        "delete",
        "Delete a tag of an allocator",
        use="<allocator id> <key>",
        arguments=(2, 2),
        operation="delete-allocator-metadata-item",
        parameters={"allocator_id": Arg(0), "key": Arg(1)},
        view=Message(""),
    ),
    Command(
        "set",
        "Set a tag of an allocator",
        use="<allocator id> <key> <value>",
        arguments=(3, 3),
        operation="set-allocator-metadata-item",
        parameters={"allocator_id": Arg(0), "key": Arg(1)},
        body={"value": Arg(2)},
        view=Message(""),
    ),
    Command(
        "show",
        "Show the tags of an allocator",
        use="<allocator id>",
        arguments=(1, 1),
        operation="get-allocator-metadata",
        parameters={"allocator_id": Arg(0)},
    ),
)

COMMANDS = (
    Command(
        "list",
        "List the allocators that have instances or are connected",
        long=(
            "List the allocators that have instances or are connected; --all and --output json list all. "
            "Pages are followed to the last one, unless --size limits the list.\n\n"
            "--query is an Elasticsearch query string, which the platform evaluates. --filter selects "
            "allocators with a tag; if it is repeated, allocators must have all the tags.\n"
            "https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl-query-string-query.html"
        ),
        examples=(
            "ecctl platform allocator list --query status.maintenance_mode:true",
            "ecctl platform allocator list --query 'capacity.memory.total:>10240'",
            "ecctl platform allocator list --filter instanceType:i3.large --filter os:linux",
        ),
        options=(
            Option("all", "Show allocators that are not in use, too", "bool"),
            Option(
                "filter", "Tag that allocators must have, as key:value (repeatable)", "stringArray", short="f"
            ),
            Option("metadata", "Show the tags", "bool"),
            Option("query", "Elasticsearch query string"),
            Option("size", "Show at most this many", "int", default=100),
            Option("unhealthy", "Show allocators with instances that are not connected", "bool"),
        ),
        run=Lazy(HERE + "overview", "list_allocators"),
    ),
    maintenance_command("allocator"),
    Command("metadata", "Manage the tags of an allocator", children=METADATA_COMMANDS),
    Command(
        "search",
        "Search allocators with a query",
        long=f"Search allocators with a query.\n\n{SEARCH_HELP}",
        examples=('ecctl platform allocator search --query \'{"query": {"match_all": {}}}\'',),
        options=QUERY_OPTIONS,
        run=Lazy(HERE + "overview", "search"),
    ),
    Command(
        "show",
        "Show an allocator and its instances",
        use="<allocator id>",
        arguments=(1, 1),
        options=(Option("metadata", "Show the tags", "bool"),),
        run=Lazy(HERE + "overview", "show"),
    ),
    Command(
        "vacate",
        "Move resources from allocators to others",
        long=(
            "Move all resources, or those selected by --kind or --resource-id, from allocators to others, and "
            "show the progress of each move. Resources that cannot be moved are reported at the end and do not "
            "stop the others. Ctrl-C stops only the tracking: moves that have started continue.\n\n"
            f"Kinds: {', '.join(MOVABLE_KINDS)}. Without --allocator-down, the status of the allocator is looked up. "
            "--skip-data-migration needs --resource-id."
        ),
        use="<allocator-id>",
        aliases=("move-nodes",),
        examples=(
            "ecctl platform allocator vacate i-05e245252362f7f1d",
            "ecctl platform allocator vacate i-05e245252362f7f1d i-2362f7f1d252362f7 --maintenance",
            "ecctl platform allocator vacate -k kibana -t i-0a9c0b1d2e3f40516 i-05e245252362f7f1d",
            "ecctl platform allocator vacate -r f521dedb07194c478fbbc6624f3bbf8f i-05e245252362f7f1d",
            "ecctl platform allocator vacate --allocator-down=true --concurrency 20 i-05e245252362f7f1d",
        ),
        arguments=(1, -1),
        options=(
            Option(
                "allocator-down",
                "Whether the allocator is down: true or false (default: looked up)",
                suggested=BOOLEANS,
            ),
            Option("concurrency", "Maximum simultaneous moves", "uint", default=8),
            Option("kind", "Kind of resources to move", short="k", choices=MOVABLE_KINDS),
            Option("maintenance", "Set the allocators into maintenance mode first", "bool", short="m"),
            Option(
                "max-poll-retries",
                "Idle polls that end a move",
                "int",
                default=2,
            ),
            Option("move-only", "Keep the configuration", "bool", default=True),
            Option("override-failsafe", "Move resources even if data may be lost", "bool"),
            Option("poll-frequency", "Time between polls of a move", "duration", default=10_000_000_000),
            Option(
                "resource-id",
                "Id of a resource to move (repeatable, or comma-separated)",
                "strings",
                short="r",
            ),
            Option(
                "skip-data-migration", "Whether to leave the data behind: true or false", suggested=BOOLEANS
            ),
            Option("skip-snapshot", "Whether to take no snapshot first: true or false", suggested=BOOLEANS),
            Option("skip-tracking", "Start the moves without showing their progress", "bool"),
            Option("target", "Allocator to move to (repeatable, or comma-separated)", "strings", short="t"),
        ),
        run=Lazy(HERE + "vacate", "vacate"),
    ),
)
