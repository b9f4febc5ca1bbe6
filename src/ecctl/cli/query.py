"""The flags --file and --query of searches."""

from __future__ import annotations

from ecctl.core.errors import UsageError
from ecctl.core.jsonio import parse_exact
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

QUERY_OPTIONS = (
    Option("file", "JSON file with the search (query, size, sort …)", short="f"),
    Option("query", "The search as JSON on the command line"),
)
SEARCH_HELP = (
    "The search is a JSON object in Elasticsearch's Query DSL, in a file or on the command line:\n"
    "https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl.html"
)


def search_request(invocation: Invocation) -> dict[str, Any]:
    """Return the search in --file or --query. Raise UsageError unless exactly one is given."""
    if invocation.given("file") and invocation.given("query"):
        raise UsageError("--file and --query exclude each other")
    if invocation.flag("file"):
        return invocation.read_object("file")
    if invocation.flag("query"):
        return parse_query(invocation.flag("query"))
    raise UsageError("specify a search with --file or --query")


def parse_query(text: str) -> dict[str, Any]:
    """Return the JSON object in a text. As in the original, the text may be quoted as a JSON string."""
    from json import JSONDecodeError

    try:
        value = parse_exact(text)
        if isinstance(value, str):
            value = parse_exact(value)
    except JSONDecodeError as error:
        raise UsageError(f"--query is not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise UsageError("--query is nested too deeply") from None
    if not isinstance(value, dict):
        raise UsageError("--query is not a JSON object")
    return value
