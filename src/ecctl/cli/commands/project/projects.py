"""Serverless projects: the commands over the calls of `ecctl.client.projects`."""

from __future__ import annotations

from ecctl.cli.procedures import carry_out
from ecctl.cli.shown_once import SAMPLE, refuse_without_secret, shown_or_named
from ecctl.client.projects import checked_type, created, deleted, listed, shown
from ecctl.core.errors import UsageError
from ecctl.output import Column, Message, Result, Table, Text, cell_text
from ecctl.output.render import align_columns, at, table_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation

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


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a project. Only this response contains its credentials."""
    kind, tier = invocation.flag("type"), invocation.flag("tier")
    if tier and kind.lower() in ("search", "elasticsearch"):
        raise UsageError("--tier has no effect on projects of the type elasticsearch")
    # A generator: nothing is sent before `carry_out`, after all checks.
    calls = created(
        invocation.profile, kind, name=invocation.flag("name"), region=invocation.flag("region"), tier=tier
    )
    model = "project.CreateResult"
    # Before the template, which would otherwise be blamed for a typo in --type.
    checked_type(kind)
    refuse_without_secret(
        invocation,
        "password",
        model,
        member="{{.Credentials.Password}}",
        sample={"credentials": {"password": SAMPLE}},
    )
    project = carry_out(invocation, calls)
    result = Result(project, NEW_PROJECT, model=model, changed=True)
    yield from shown_or_named(invocation, result, f'project "{at(project, ["id"])}"')


def delete(invocation: Invocation) -> Result:
    """Schedule the deletion of a project."""
    project = invocation.arguments[0]
    carry_out(invocation, deleted(invocation.profile, project, invocation.flag("type")))
    return Result({"deleted": [project]}, Message(f'Project "{project}" deletion scheduled.'), changed=True)


def projects(invocation: Invocation) -> Result:
    """List the projects of one type, or of all."""
    found = carry_out(invocation, listed(invocation.profile, invocation.flag("type")))
    return Result({"projects": found}, PROJECTS, model="project.ListResult")


def show(invocation: Invocation) -> Result:
    """Show a project."""
    calls = shown(invocation.profile, invocation.arguments[0], invocation.flag("type"))
    return Result(carry_out(invocation, calls), Text(with_endpoints), model="project.Project")


def with_endpoints(project: Any) -> str:
    """Return a project as a table, with one line per endpoint."""
    text = table_text(PROJECT, project)
    endpoints = at(project, ["endpoints"])
    if not isinstance(endpoints, dict) or not endpoints:
        return text
    names = sorted(endpoints)
    columns = [
        [cell_text(f"  {name}:") for name in names],
        [cell_text(endpoints[name]) for name in names],
    ]
    return f"{text}\nENDPOINTS:\n{align_columns(columns)}"
