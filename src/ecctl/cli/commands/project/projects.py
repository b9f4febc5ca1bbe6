"""Serverless projects: an API of its own, which the description of ECE's lacks.

Its calls are those of `pkg/project/project.go` in elastic/ecctl: a collection for every type of project,
whose pages name the next one. What stands behind the host's address is kept, other than for ECE's API.
"""

from __future__ import annotations

from ecctl.client.operations import BASE, Call, encode, json_body, segment
from ecctl.errors import BadAnswerError, NotFoundError, NotTheApiError, SettingsError, UsageError
from ecctl.output import table
from ecctl.output.result import Message, Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.run import Run
    from ecctl.settings.profile import Profile

TYPES = ("elasticsearch", "observability", "security")
SEARCH = "search"
"""What the type elasticsearch is called as well."""

SECURITY_LINES = ("security", "cloud", "endpoint")
"""The product lines of a security project, which all have its tier."""

PAGES = 100
"""Pages that are read of a list at most, as the original does."""


_COLUMNS = (
    ("ID", "id~"),
    ("NAME", "name~"),
    ("TYPE", "type~"),
    ("REGION", "region_id~"),
    ("ALIAS", "alias?"),
)
PROJECTS = Table("projects", *_COLUMNS)
PROJECT = Table("", *_COLUMNS)
NEW_PROJECT = Table("", *_COLUMNS, ("USERNAME", "credentials.username"), ("PASSWORD", "credentials.password"))


def create(run: Run) -> Result:
    """Create a project; its credentials are in the reply this once."""
    kind = checked_type(run.flag("type"))
    tier = run.flag("tier")
    body: dict[str, Any] = {"name": run.flag("name"), "region_id": run.flag("region")}
    if tier and kind == "elasticsearch":
        raise UsageError("--tier does not go with projects of the type elasticsearch")
    if tier and kind == "observability":
        body["product_tier"] = tier
    elif tier:
        body["product_types"] = [{"product_line": line, "product_tier": tier} for line in SECURITY_LINES]
    reply = run.call(Call("POST", path(run.profile, kind), body=json_body(body)))
    return Result(typed(reply, kind), NEW_PROJECT, model="project.CreateResult", changed=True)


def delete(run: Run) -> Result:
    """Have a project deleted, which takes the platform a while."""
    project = run.arguments[0]
    kind = type_of(project, run)
    run.call(Call("DELETE", path(run.profile, kind, project), may_be_empty=True))
    return Result(None, Message(f'Project "{project}" deletion scheduled.'), changed=True)


def projects(run: Run) -> Result:
    """The projects of one type, or of all."""
    return Result({"projects": listed(run, run.flag("type"))}, PROJECTS, model="project.ListResult")


def show(run: Run) -> Result:
    """One project."""
    project = run.arguments[0]
    kind = type_of(project, run)
    reply = run.call(Call("GET", path(run.profile, kind, project)))
    return Result(typed(reply, kind), Text(with_endpoints), model="project.Project")


def with_endpoints(project: Any) -> str:
    """A project as a table, and a line for each of its endpoints."""
    text = table.render(PROJECT, project)
    endpoints = project.get("endpoints")
    if not isinstance(endpoints, dict) or not endpoints:
        return text
    names = sorted(endpoints)
    columns = [
        [table.cell_text(f"  {name}:") for name in names],
        [table.cell_text(endpoints[name]) for name in names],
    ]
    return f"{text}\nENDPOINTS:\n{table.align(columns)}"


def type_of(project: str, run: Run) -> str:
    """The type of a project: as it is given, or of the collection that holds it; NotFoundError for none."""
    segment(project, "project id")
    if run.flag("type"):
        return checked_type(run.flag("type"))
    for found in listed(run, ""):
        if found.get("id") == project:
            return checked_type(found["type"])
    raise NotFoundError(f'project "{project}" not found')


def checked_type(text: str) -> str:
    """The type that a text names, in any case; UsageError for none."""
    kind = text.lower()
    kind = "elasticsearch" if kind == SEARCH else kind
    if kind not in TYPES:
        raise UsageError(
            f'"{text}" is no type of project',
            hint="there are: elasticsearch (or search), observability, security",
        )
    return kind


def listed(run: Run, kind: str) -> list[dict[str, Any]]:
    """All projects of a type, of every one where none is named, each with its type."""
    found = []
    for each in (checked_type(kind),) if kind else TYPES:
        try:
            found += [typed(project, each) for project in collection(run, each)]
        except BadAnswerError as error:
            error.message = f"failed to list {each} projects: {error.message}"
            raise
    return found


def collection(run: Run, kind: str) -> list[dict[str, Any]]:
    """The projects of a type, page by page; NotTheApiError where the pages have no end."""
    found: list[dict[str, Any]] = []
    pages: list[str] = []
    while len(pages) < PAGES:
        query = (("from", pages[-1]),) if pages else ()
        reply = run.call(Call("GET", path(run.profile, kind), query=query))
        found += reply.get("items") or []
        following = reply.get("next_page")
        if not following:
            return found
        if following in pages:
            raise NotTheApiError(f'the page "{following}" is named as the next one twice')
        pages.append(following)
    raise NotTheApiError(f"there are more than {PAGES} pages")


def typed(project: dict[str, Any], kind: str) -> dict[str, Any]:
    """A project with its type, which the platform may leave out."""
    return project if project.get("type") else {**project, "type": kind}


def path(profile: Profile, kind: str, project: str = "") -> str:
    """The path of a collection or of a project in it; SettingsError where no host is set."""
    host = profile.text("host")
    if not host:
        raise SettingsError(
            "a host is required for serverless projects", hint="name it with --host or EC_HOST"
        )
    _, slash, rest = host.partition("://")[2].partition("?")[0].partition("#")[0].partition("/")
    before = encode(f"{slash}{rest}".rstrip("/"), safe=b"/%")
    whole = f"{before}{BASE}/serverless/projects/{kind}"
    return f"{whole}/{segment(project, 'project id')}" if project else whole
