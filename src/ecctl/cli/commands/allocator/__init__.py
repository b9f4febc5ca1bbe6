"""`ecctl platform allocator`: the hosts that the instances of deployments run on."""

from __future__ import annotations

from ecctl.cli.command import Arg, Command, Lazy
from ecctl.cli.commands.allocator.views import ALLOCATORS
from ecctl.cli.commands.maintenance import maintenance_command
from ecctl.cli.query import QUERY_OPTIONS, SEARCH_HELP, search_request
from ecctl.output.result import Message
from ecctl.settings.option import Option

HERE = "ecctl.cli.commands.allocator."

KINDS = ("elasticsearch", "kibana", "apm", "appsearch", "enterprise_search")
"""The kinds of resources that the API moves, in the order in which they are moved."""

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
        "Set a tag of an allocator: a key and its value",
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
            "List the allocators that have instances or are connected; all with --all or --output json.\n\n"
            "--query is a query string of Elasticsearch that the platform evaluates. --filter narrows the "
            "reply to allocators with a tag: with several, an allocator has all of them.\n"
            "https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl-query-string-query.html"
        ),
        examples=(
            "ecctl platform allocator list --query status.maintenance_mode:true",
            "ecctl platform allocator list --query 'capacity.memory.total:>10240'",
            "ecctl platform allocator list --filter instanceType:i3.large --filter os:linux",
        ),
        options=(
            Option("all", "Show those out of use, too", "bool"),
            Option("filter", "Tag to have, as key:value; again for more", "stringArray", short="f"),
            Option("metadata", "Show the tags", "bool"),
            Option("query", "Query string that finds allocators"),
            Option(
                "size", "Number of allocators to show at most (all without this flag)", "int", default=100
            ),
            Option("unhealthy", "Find those that lost their connection", "bool"),
        ),
        run=Lazy(HERE + "list", "list_allocators"),
    ),
    maintenance_command("allocator"),
    Command("metadata", "Manage the tags of an allocator", children=METADATA_COMMANDS),
    Command(
        "search",
        "List the allocators that a query finds",
        long=f"List the allocators that a query finds.\n\n{SEARCH_HELP}",
        examples=('ecctl platform allocator search --query \'{"query": {"match_all": {}}}\'',),
        options=QUERY_OPTIONS,
        operation="search-allocators",
        body=search_request,
        view=ALLOCATORS,
    ),
    Command(
        "show",
        "Show an allocator and its instances",
        use="<allocator id>",
        arguments=(1, 1),
        options=(Option("metadata", "Show the tags", "bool"),),
        run=Lazy(HERE + "show", "show"),
    ),
    Command(
        "vacate",
        "Move the resources of allocators to others",
        long=(
            "Move all resources, or those that --kind or --resource-id name, from allocators to others, and "
            "follows each move to its end. What cannot be moved is told in the end and keeps back nothing else. "
            "Ctrl-C ends the watching: moves that have begun go on.\n\n"
            f"Kinds are {', '.join(KINDS)}. Whether an allocator is down is looked up, unless --allocator-down "
            "says it. --skip-data-migration needs --resource-id."
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
            Option("allocator-down", "Whether it is down: true or false"),
            Option("concurrency", "Most moves at the same time", "uint", default=8),
            Option("kind", "Kind of resources to move", short="k", choices=KINDS),
            Option("maintenance", "Set maintenance mode first", "bool", short="m"),
            Option("max-poll-retries", "Quiet polls that end a move", "int", default=2),
            Option("move-only", "Change nothing but the place", "bool", default=True),
            Option("override-failsafe", "Move even where data may be lost", "bool"),
            Option("poll-frequency", "Time between polls of a move", "duration", default=10_000_000_000),
            Option("resource-id", "Id of a resource to move; again for more", "strings", short="r"),
            Option("skip-data-migration", "Leave the data behind: true or false"),
            Option("skip-snapshot", "Take no snapshot: true or false"),
            Option("skip-tracking", "Start the moves and do not follow them", "bool"),
            Option("target", "Allocator to move to; again for more", "strings", short="t"),
        ),
        run=Lazy(HERE + "vacate", "vacate"),
    ),
)
