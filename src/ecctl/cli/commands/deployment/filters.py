"""The flags that select deployments, and the query that they stand for.

The names of the fields are those of the platform's search index. Resources and tags are nested documents
there: a condition on two of their members must be one nested query, or a deployment would match whose first
tag has the key and whose second one has the value.
"""

from __future__ import annotations

from ecctl.core.errors import UsageError
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

    Query = dict[str, Any]

# The index holds a boolean, but the value of a term query is a string in the API (TermQuery).
HEALTH = {"healthy": "true", "unhealthy": "false"}

FILTERS = (
    Option("health", "Only deployments with this health: healthy, unhealthy", choices=tuple(HEALTH)),
    Option("name", "Only deployments with this name; a * at the end stands for any text"),
    Option("tag", "Only deployments with this tag, as KEY:VALUE (repeatable)", "stringArray"),
    Option("version", "Only deployments whose Elasticsearch has this version"),
)

VERSION = "resources.elasticsearch.info.plan_info.current.plan.elasticsearch.version"


def given_filters(invocation: Invocation) -> list[str]:
    """Return the names of the filters on the command line."""
    return [option.name for option in FILTERS if invocation.given(option.key)]


def filter_query(invocation: Invocation) -> Query:
    """Return the query of the filters; deployments must match all of them. Raise UsageError for an empty one."""
    conditions: list[Query] = []
    for name in given_filters(invocation):
        if not invocation.flag(name):
            raise UsageError(f"--{name} is empty")
    if invocation.given("name"):
        conditions.append(name_condition(invocation.flag("name")))
    if invocation.given("health"):
        conditions.append(term("healthy", HEALTH[invocation.flag("health")]))
    if invocation.given("version"):
        conditions.append(nested("resources.elasticsearch", term(VERSION, invocation.flag("version"))))
    conditions += map(tag_condition, invocation.flag("tag") or ())
    return {"bool": {"filter": conditions}}


def name_condition(name: str) -> Query:
    """Return the condition for a name, or for its beginning."""
    # The field without .keyword is analyzed: it would match any deployment that shares a word.
    if name.endswith("*"):
        return {"prefix": {"name.keyword": {"value": name[:-1]}}}
    return term("name.keyword", name)


def tag_condition(tag: str) -> Query:
    """Return the condition for a tag. Raise UsageError unless it has the form KEY:VALUE."""
    key, colon, value = tag.partition(":")
    if not (key and colon and value):
        raise UsageError(
            f'--tag "{tag}" does not have the form KEY:VALUE', hint="for example --tag team:search"
        )
    # In one nested query: two would also match the key of one tag and the value of another.
    both = [term("metadata.tags.key", key), term("metadata.tags.value", value)]
    return nested("metadata.tags", {"bool": {"filter": both}})


def term(field: str, value: str) -> Query:
    """Return the condition that a field has exactly a value."""
    return {"term": {field: {"value": value}}}


def nested(path: str, query: Query) -> Query:
    """Return the condition that one nested document matches."""
    return {"nested": {"path": path, "query": query}}
