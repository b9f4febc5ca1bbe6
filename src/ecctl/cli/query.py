"""Searches: the flags that hold a query, and the request that they make."""

from __future__ import annotations

from ecctl.core.jsonio import parse_exact
from ecctl.errors import UsageError
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

QUERY_OPTIONS = (
    Option("file", "JSON file with the search: query, size, sort …", short="f"),
    Option("query", "The same as text on the command line"),
)
SEARCH_HELP = (
    "The search is a JSON object in the query language of Elasticsearch, from a file or as text:\n"
    "https://www.elastic.co/guide/en/elasticsearch/reference/current/query-dsl.html"
)


def search_request(invocation: Invocation) -> dict[str, Any]:
    """The search that --file or --query holds; UsageError unless it is one of them, and a JSON object."""
    if invocation.given("file") and invocation.given("query"):
        raise UsageError("--file and --query exclude each other")
    if invocation.flag("file"):
        return invocation.read_object("file")
    if invocation.flag("query"):
        return parse_query(invocation.flag("query"))
    raise UsageError("one of --file and --query is needed: what to search for")


def parse_query(text: str) -> dict[str, Any]:
    """The JSON object of a text; as in the original it may be quoted once more, as scripts hand it on."""
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
        raise UsageError("--query is no JSON object")
    return value
