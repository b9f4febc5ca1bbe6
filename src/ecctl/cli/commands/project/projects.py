"""Serverless projects, which have an API apart from ECE's.

The calls follow `pkg/project/project.go` in elastic/ecctl: one collection per type of project, in pages that
name the next one. Unlike for ECE's API, a path in the host setting is used.
"""

from __future__ import annotations

from ecctl.cli.commands.project import TYPE_NAMES
from ecctl.cli.once import SAMPLE, refuse_without_secret
from ecctl.client.operations import BASE, Call, json_body
from ecctl.core.url import authority_end, encode, segment, split_scheme
from ecctl.errors import BadResponseError, NotFoundError, NotTheApiError, SettingsError, UsageError
from ecctl.output import table
from ecctl.output.result import Column, Message, Result, Table, Text, cell_text
from ecctl.settings.profile import SAAS_HOST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.settings.profile import Profile

TYPES = ("elasticsearch", "observability", "security")
SEARCH = "search"
"""Alias of the type elasticsearch."""

SECURITY_LINES = ("security", "cloud", "endpoint")
"""Product lines of a security project, which all get its tier."""

PAGES = 100
"""Largest number of pages to read of a list, as in the original."""


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
    """Create a project. Only this response contains its credentials."""
    kind = checked_type(invocation.flag("type"))
    tier = invocation.flag("tier")
    body: dict[str, Any] = {"name": invocation.flag("name"), "region_id": invocation.flag("region")}
    if tier and kind == "elasticsearch":
        raise UsageError("--tier has no effect on projects of the type elasticsearch")
    if tier and kind == "observability":
        body["product_tier"] = tier
    elif tier:
        body["product_types"] = [{"product_line": line, "product_tier": tier} for line in SECURITY_LINES]
    call = Call("POST", path(invocation.profile, kind), body=json_body(body), reply="project.CreateResult")
    refuse_without_secret(
        invocation,
        "password",
        call.reply,
        member="{{.Credentials.Password}}",
        sample={"credentials": {"password": SAMPLE}},
    )
    return Result(typed(invocation.execute(call), kind), NEW_PROJECT, model=call.reply, changed=True)


def delete(invocation: Invocation) -> Result:
    """Schedule the deletion of a project."""
    project = invocation.arguments[0]
    kind = type_of(project, invocation)
    invocation.execute(Call("DELETE", path(invocation.profile, kind, project), may_be_empty=True))
    return Result({"deleted": [project]}, Message(f'Project "{project}" deletion scheduled.'), changed=True)


def projects(invocation: Invocation) -> Result:
    """List the projects of one type, or of all."""
    return Result(
        {"projects": listed(invocation, invocation.flag("type"))}, PROJECTS, model="project.ListResult"
    )


def show(invocation: Invocation) -> Result:
    """Show a project."""
    project = invocation.arguments[0]
    kind = type_of(project, invocation)
    call = Call("GET", path(invocation.profile, kind, project), reply="project.Project")
    return Result(typed(invocation.execute(call), kind), Text(with_endpoints), model=call.reply)


def with_endpoints(project: Any) -> str:
    """Return a project as a table, with one line per endpoint."""
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
    """Return the type of a project: --type, or that of the collection with it. Raise NotFoundError if none has it."""
    # An id that would change the path is refused before anything is sent, not after the list has been read.
    segment(project, "project id")
    if invocation.flag("type"):
        return checked_type(invocation.flag("type"))
    for found in listed(invocation, ""):
        if table.at(found, ["id"]) == project:
            return checked_type(found["type"])
    raise NotFoundError(f'project "{project}" not found')


def checked_type(text: str) -> str:
    """Return the type that a text names, ignoring case. Raise UsageError for an unknown one."""
    kind = text.lower()
    kind = "elasticsearch" if kind == SEARCH else kind
    if kind not in TYPES:
        raise UsageError(f'"{text}" is not a type of project', hint=f"types: {TYPE_NAMES}")
    return kind


def listed(invocation: Invocation, kind: str) -> list[Any]:
    """Return the projects of a type or of all types, each with its type."""
    found = []
    for each in (checked_type(kind),) if kind else TYPES:
        try:
            found += [typed(project, each) for project in collection(invocation, each)]
        except BadResponseError as error:
            raise error.prefixed(f"failed to list {each} projects: ") from None
    return found


def collection(invocation: Invocation, kind: str) -> list[Any]:
    """Return the projects of a type from all pages. Raise NotTheApiError if the pages do not end."""
    found: list[Any] = []
    pages: list[str] = []
    while len(pages) < PAGES:
        query = (("from", pages[-1]),) if pages else ()
        response = invocation.execute(
            Call("GET", path(invocation.profile, kind), query=query, reply="project.ListResponse")
        )
        items, following = table.at(response, ["items"]) or [], table.at(response, ["next_page"])
        if not isinstance(items, list) or not isinstance(following, str | None):
            raise NotTheApiError("the response is not a page of a list")
        found += items
        if not following:
            return found
        # A platform that names a page twice would keep us busy for ever.
        if following in pages:
            raise NotTheApiError(f'two pages name "{following}" as the next one')
        pages.append(following)
    raise NotTheApiError(f"there are more than {PAGES} pages")


def typed(project: Any, kind: str) -> Any:
    """Return a project with its type, which the platform may omit."""
    if not isinstance(project, dict) or project.get("type"):
        return project
    return {**project, "type": kind}


def path(profile: Profile, kind: str, project: str = "") -> str:
    """Return the path of a collection or of a project in it. Raise SettingsError if no host is set."""
    host = profile.text("host")
    if not host:
        raise SettingsError(
            "a host is required for serverless projects",
            hint=f"set it with --host or EC_HOST; Elastic Cloud is {SAAS_HOST}",
        )
    _, rest = split_scheme(host.partition("?")[0].partition("#")[0])
    # A path in the host setting is used here, as in the original, unlike for ECE.
    before = encode(rest[authority_end(rest) :].rstrip("/"), safe=b"/%")
    whole = f"{before}{BASE}/serverless/projects/{kind}"
    return f"{whole}/{segment(project, 'project id')}" if project else whole
