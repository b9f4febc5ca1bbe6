"""`ecctl deployment search`: deployments that match a query, a page of them or all."""

from __future__ import annotations

from ecctl.errors import EcctlError, NotTheApiError, UsageError
from ecctl.output.result import Column, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation

PAGE_LIMIT = 100
"""Pages that a search for all matches reads at most."""

COLUMNS = ("elasticsearch", "kibana", "apm", "enterprise_search", "appsearch")
"""The kinds of resources whose ids a table of deployments shows, each as a column."""


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
    """Search with the query of a file."""
    if not invocation.flag("all_matches") and invocation.given("size"):
        raise UsageError("--size has no effect without --all-matches", hint='the query itself can say "size"')
    query = invocation.read_object("file")
    if not invocation.flag("all_matches"):
        return Result(page(invocation, query), DEPLOYMENTS, model="DeploymentsSearchResponse")
    found: list[Any] = []
    reply: dict[str, Any] = {}
    for reply in pages(invocation, {**query, "size": invocation.flag("size")}):
        found += reply.get("deployments") or ()
    whole = {name: value for name, value in reply.items() if name != "cursor"}
    whole |= {"deployments": found, "return_count": len(found)}
    return Result(whole, DEPLOYMENTS, model="DeploymentsSearchResponse")


def pages(invocation: Invocation, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Page after page, until one is empty or names no next; EcctlError where there is no end of them."""
    for _ in range(PAGE_LIMIT):
        reply = page(invocation, query)
        yield reply
        cursor = reply.get("cursor")
        if not reply.get("deployments") or not cursor:
            return
        query = {**query, "cursor": cursor}
    raise EcctlError(
        f"the search has more than {PAGE_LIMIT} pages: not all of its matches were read",
        hint="a greater --size makes fewer pages, a narrower query fewer matches",
    )


def page(invocation: Invocation, query: dict[str, Any]) -> dict[str, Any]:
    """One page of what matches a query."""
    reply = invocation.call("search-deployments", body=query)
    if not isinstance(reply, dict):
        raise NotTheApiError("the reply to the search is no list of deployments")
    return reply
