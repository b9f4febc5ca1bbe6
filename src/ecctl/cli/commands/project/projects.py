"""Serverless projects: an API of its own, which the description of ECE's lacks.

Its calls are those of `pkg/project/project.go` in elastic/ecctl: a collection for every type of project,
whose pages name the next one. What stands behind the host's address is kept, other than for ECE's API.
"""

from __future__ import annotations

from ecctl.cli.commands.project import TYPE_NAMES
from ecctl.client.encoding import encode, segment
from ecctl.client.operations import BASE, Call, json_body
from ecctl.core.url import authority_end, split_scheme
from ecctl.errors import BadResponseError, NotFoundError, NotTheApiError, SettingsError, UsageError
from ecctl.output import table
from ecctl.output.cells import cell_text
from ecctl.output.result import Column, Message, Result, Table, Text
from ecctl.settings.profile import SAAS_HOST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.settings.profile import Profile

TYPES = ("elasticsearch", "observability", "security")
SEARCH = "search"
"""What the type elasticsearch is called as well."""

SECURITY_LINES = ("security", "cloud", "endpoint")
"""The product lines of a security project, which all have its tier."""

PAGES = 100
"""Pages that are read of a list at most, as the original does."""


_COLUMNS = (
    Column("ID", "id", missing=""),
    Column("NAME", "name", missing=""),
    Column("TYPE", "type", missing=""),
    Column("REGION", "region_id", missing=""),
    Column("ALIAS", "alias", missing="-", empty="-"),
)
PROJECTS = Table("projects", *_COLUMNS)
PROJECT = Table("", *_COLUMNS)
NEW_PROJECT = Table(
    "", *_COLUMNS, Column("USERNAME", "credentials.username"), Column("PASSWORD", "credentials.password")
)


def create(invocation: Invocation) -> Result:
    """Create a project; its credentials are in the reply this once."""
    kind = checked_type(invocation.flag("type"))
    tier = invocation.flag("tier")
    body: dict[str, Any] = {"name": invocation.flag("name"), "region_id": invocation.flag("region")}
    if tier and kind == "elasticsearch":
        raise UsageError("--tier does not go with projects of the type elasticsearch")
    if tier and kind == "observability":
        body["product_tier"] = tier
    elif tier:
        body["product_types"] = [{"product_line": line, "product_tier": tier} for line in SECURITY_LINES]
    call = Call("POST", path(invocation.profile, kind), body=json_body(body), reply="project.CreateResult")
    return Result(typed(invocation.execute(call), kind), NEW_PROJECT, model=call.reply, changed=True)


def delete(invocation: Invocation) -> Result:
    """Have a project deleted, which takes the platform a while."""
    project = invocation.arguments[0]
    kind = type_of(project, invocation)
    invocation.execute(Call("DELETE", path(invocation.profile, kind, project), may_be_empty=True))
    return Result(None, Message(f'Project "{project}" deletion scheduled.'), changed=True)


def projects(invocation: Invocation) -> Result:
    """The projects of one type, or of all."""
    return Result(
        {"projects": listed(invocation, invocation.flag("type"))}, PROJECTS, model="project.ListResult"
    )


def show(invocation: Invocation) -> Result:
    """One project."""
    project = invocation.arguments[0]
    kind = type_of(project, invocation)
    call = Call("GET", path(invocation.profile, kind, project), reply="project.Project")
    return Result(typed(invocation.execute(call), kind), Text(with_endpoints), model=call.reply)


def with_endpoints(project: Any) -> str:
    """A project as a table, and a line for each of its endpoints."""
    text = table.render(PROJECT, project)
    endpoints = table.at(project, ["endpoints"])
    if not isinstance(endpoints, dict) or not endpoints:
        return text
    names = sorted(endpoints)
    columns = [
        [cell_text(f"  {name}:") for name in names],
        [cell_text(endpoints[name]) for name in names],
    ]
    return f"{text}\nENDPOINTS:\n{table.align(columns)}"


def type_of(project: str, invocation: Invocation) -> str:
    """The type of a project: as it is given, or of the collection that holds it; NotFoundError for none."""
    segment(project, "project id")
    if invocation.flag("type"):
        return checked_type(invocation.flag("type"))
    for found in listed(invocation, ""):
        if table.at(found, ["id"]) == project:
            return checked_type(found["type"])
    raise NotFoundError(f'project "{project}" not found')


def checked_type(text: str) -> str:
    """The type that a text names, in any case; UsageError for none."""
    kind = text.lower()
    kind = "elasticsearch" if kind == SEARCH else kind
    if kind not in TYPES:
        raise UsageError(f'"{text}" is no type of project', hint=f"there are: {TYPE_NAMES}")
    return kind


def listed(invocation: Invocation, kind: str) -> list[Any]:
    """All projects of a type, of every one where none is named, each with its type."""
    found = []
    for each in (checked_type(kind),) if kind else TYPES:
        try:
            found += [typed(project, each) for project in collection(invocation, each)]
        except BadResponseError as error:
            raise error.prefixed(f"failed to list {each} projects: ") from None
    return found


def collection(invocation: Invocation, kind: str) -> list[Any]:
    """The projects of a type, page by page; NotTheApiError where the pages have no end."""
    found: list[Any] = []
    pages: list[str] = []
    while len(pages) < PAGES:
        query = (("from", pages[-1]),) if pages else ()
        reply = invocation.execute(
            Call("GET", path(invocation.profile, kind), query=query, reply="project.ListResponse")
        )
        items, following = table.at(reply, ["items"]) or [], table.at(reply, ["next_page"])
        if not isinstance(items, list) or not isinstance(following, str | None):
            raise NotTheApiError("the reply is no page of a list")
        found += items
        if not following:
            return found
        if following in pages:
            raise NotTheApiError(f'the page "{following}" is named as the next one twice')
        pages.append(following)
    raise NotTheApiError(f"there are more than {PAGES} pages")


def typed(project: Any, kind: str) -> Any:
    """A project with its type, which the platform may leave out."""
    if not isinstance(project, dict) or project.get("type"):
        return project
    return {**project, "type": kind}


def path(profile: Profile, kind: str, project: str = "") -> str:
    """The path of a collection or of a project in it; SettingsError where no host is set."""
    host = profile.text("host")
    if not host:
        raise SettingsError(
            "a host is required for serverless projects",
            hint=f"name it with --host or EC_HOST; Elastic Cloud is {SAAS_HOST}",
        )
    _, rest = split_scheme(host.partition("?")[0].partition("#")[0])
    before = encode(rest[authority_end(rest) :].rstrip("/"), safe=b"/%")
    whole = f"{before}{BASE}/serverless/projects/{kind}"
    return f"{whole}/{segment(project, 'project id')}" if project else whole
