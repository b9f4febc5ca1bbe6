"""`ecctl deployment search` and `list`: the first page of matches, or all."""

from __future__ import annotations

from ecctl.cli.commands.deployment.filters import filter_query, given_filters
from ecctl.core.errors import EcctlError, NotTheApiError, UsageError
from ecctl.output import Column, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation

PAGE_SIZE = 500
"""Number of matches on each page."""

PAGE_LIMIT = 100
"""Largest number of pages that --all-matches reads."""

COLUMNS = ("elasticsearch", "kibana", "apm", "enterprise_search", "appsearch")
"""Kinds of resources whose ids are columns of the table."""


def last_matched(kind: str) -> Column:
    """Return the column with the id of a deployment's last resource of a kind."""
    return Column(kind.upper(), lambda deployment: deployment["resources"][kind][-1]["id"])


MATCHES = Table(
    "deployments",
    Column("ID", "id"),
    Column("NAME", "name"),
    *map(last_matched, COLUMNS),
)


def last_listed(kind: str) -> Column:
    """Return the column with the id of a deployment's last resource of a kind."""

    def last_id(deployment: Any) -> object:
        # The last one, as in the original. Without any, the IndexError makes the table show a missing value.
        return [resource["id"] for resource in deployment["resources"] if resource.get("kind") == kind][-1]

    return Column(kind.upper(), last_id)


LISTED = Table(
    "deployments",
    Column("ID", "id"),
    Column("NAME", "name"),
    *map(last_listed, COLUMNS),
)


def search(invocation: Invocation) -> Result:
    """Search with the query in a file, or for what the filters say."""
    filters = given_filters(invocation)
    if filters:
        if invocation.given("file"):
            raise UsageError(f"--file and --{filters[0]} exclude each other")
        query: dict[str, Any] = {"query": filter_query(invocation), "sort": ["id"]}
    else:
        query = invocation.read_object("file")
        if not invocation.flag("all_matches"):
            if invocation.given("size"):
                hint = 'set "size" in the query itself'
                raise UsageError("--size has no effect without --all-matches", hint=hint)
            return Result(first_page(invocation, query), MATCHES, model="DeploymentsSearchResponse")
        if not query.get("sort"):
            raise UsageError(
                "--all-matches needs a query with a sort: without one, pages may overlap",
                hint='add a sort to the query, for example "sort": ["id"]',
            )
    found = all_pages(invocation, {**query, "size": invocation.flag("size")})
    return Result(found, MATCHES, model="DeploymentsSearchResponse")


def listed(invocation: Invocation) -> Result:
    """List the deployments, all or those that match the filters."""
    ids: set[object] | None = None
    if given_filters(invocation):
        query = {"query": filter_query(invocation), "sort": ["id"], "size": PAGE_SIZE}
        ids = {match.get("id") for match in all_pages(invocation, query)["deployments"]}
    response = invocation.call("list-deployments")
    # A match has another form than an element of the list, which programs read. So the search only selects.
    if ids is not None:
        if not isinstance(response, dict):
            raise NotTheApiError("the response is not a list of deployments")
        chosen = [each for each in response.get("deployments") or () if each.get("id") in ids]
        response = {**response, "deployments": chosen}
    return Result(response, LISTED, model="DeploymentsListResponse")


def all_pages(invocation: Invocation, query: dict[str, Any]) -> dict[str, Any]:
    """Return the response to a search with the matches of all pages."""
    found: list[Any] = []
    response: dict[str, Any] = {}
    for response in pages(invocation, query):
        found += response.get("deployments") or ()
    # The cursor has been followed to its end, so it would mislead a program that reads the response.
    whole = {name: value for name, value in response.items() if name != "cursor"}
    return whole | {"deployments": found, "return_count": len(found)}


def first_page(invocation: Invocation, query: dict[str, Any]) -> dict[str, Any]:
    """Return one page of matches, and say on a terminal if there are more.

    Elsewhere the original's stderr stays empty, and programs can compare match_count with return_count.
    """
    found = page(invocation, query)
    matches, returned = found.get("match_count"), found.get("return_count")
    incomplete = isinstance(matches, int) and isinstance(returned, int) and matches > returned
    if incomplete and invocation.context.talks_to_terminal():
        invocation.note(f"warning: {returned} of {matches} matches are shown (--all-matches shows all)")
    return found


def pages(invocation: Invocation, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield pages until one is empty or has no cursor. Raise EcctlError if they do not end."""
    for _ in range(PAGE_LIMIT):
        found = page(invocation, query)
        yield found
        cursor = found.get("cursor")
        # The last page may still have a cursor, but no matches.
        if not found.get("deployments") or not cursor:
            return
        query = {**query, "cursor": cursor}
    raise EcctlError(
        f"cannot read all matches: the search has more than {PAGE_LIMIT} pages",
        hint="a larger --size makes fewer pages, a narrower query fewer matches",
    )


def page(invocation: Invocation, query: dict[str, Any]) -> dict[str, Any]:
    """Return one page of matches."""
    found = invocation.call("search-deployments", body=query)
    if not isinstance(found, dict):
        raise NotTheApiError("the response to the search is not a list of deployments")
    return found
