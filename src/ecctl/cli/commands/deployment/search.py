"""`ecctl deployment search`: the first page of matches, or all."""

from __future__ import annotations

from ecctl.errors import EcctlError, NotTheApiError, UsageError
from ecctl.output.result import Column, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation

PAGE_LIMIT = 100
"""Largest number of pages that --all-matches reads."""

COLUMNS = ("elasticsearch", "kibana", "apm", "enterprise_search", "appsearch")
"""Kinds of resources whose ids are columns of the table."""


def last_of(kind: str) -> Column:
    """Return the column with the id of a deployment's last resource of a kind."""
    return Column(kind.upper(), lambda deployment: deployment["resources"][kind][-1]["id"])


DEPLOYMENTS = Table(
    "deployments",
    Column("ID", "id"),
    Column("NAME", "name"),
    *map(last_of, COLUMNS),
)


def search(invocation: Invocation) -> Result:
    """Search with the query in a file."""
    query = invocation.read_object("file")
    if not invocation.flag("all_matches"):
        if invocation.given("size"):
            hint = 'set "size" in the query itself'
            raise UsageError("--size has no effect without --all-matches", hint=hint)
        return Result(first_page(invocation, query), DEPLOYMENTS, model="DeploymentsSearchResponse")
    if not query.get("sort"):
        raise UsageError(
            "--all-matches needs a query with a sort: without one, pages may overlap",
            hint='add for example "sort": ["id"] to the query',
        )
    found: list[Any] = []
    response: dict[str, Any] = {}
    for response in pages(invocation, {**query, "size": invocation.flag("size")}):
        found += response.get("deployments") or ()
    # The cursor has been followed to its end, so it would mislead a program that reads the response.
    whole = {name: value for name, value in response.items() if name != "cursor"}
    whole |= {"deployments": found, "return_count": len(found)}
    return Result(whole, DEPLOYMENTS, model="DeploymentsSearchResponse")


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
        f"the search has more than {PAGE_LIMIT} pages: not all matches were read",
        hint="a larger --size makes fewer pages, a narrower query fewer matches",
    )


def page(invocation: Invocation, query: dict[str, Any]) -> dict[str, Any]:
    """Return one page of matches."""
    found = invocation.call("search-deployments", body=query)
    if not isinstance(found, dict):
        raise NotTheApiError("the response to the search is not a list of deployments")
    return found
