"""`check`: compare the roles of the hosts with a file."""

from __future__ import annotations

from ecctl.cli.bulk import parallel_of
from ecctl.cli.bulk_files import read_rows
from ecctl.cli.commands.runner.hosts import hosts_by_id
from ecctl.cli.commands.runner.roles import COLUMNS, job_of, mend
from ecctl.cli.files import shown
from ecctl.cli.roles import row_roles
from ecctl.client.hosts import differences_of, role_names
from ecctl.core.errors import EcctlError, UsageError
from ecctl.output import Column, Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ecctl.cli.bulk import Job
    from ecctl.cli.invocation import Invocation
    from ecctl.client.models import RoleDifference


def in_words(difference: Mapping[str, Any]) -> str:
    """Describe a difference."""
    if difference["state"] == "absent":
        return "does not exist"
    surplus = ", ".join(difference["surplus_roles"])
    if difference["state"] == "unlisted":
        return f"is not in the file; has {surplus or 'no roles'}"
    missing = ", ".join(difference["missing_roles"])
    parts = [f"lacks {missing}" if missing else "", f"also has {surplus}" if surplus else ""]
    return "; ".join(filter(None, parts))


DIFFERENCES = Table(
    "differences",
    Column("RUNNER ID", "runner_id"),
    Column("DIFFERENCE", in_words),
)


def check(invocation: Invocation) -> Generator[Result, None, None]:
    """Compare the hosts with the file of --file; the differences are a result and an error."""
    fix: bool = invocation.flag("fix")
    if invocation.given("parallel") and not fix:
        raise UsageError("--parallel has no effect without --fix")
    wanted = read_wanted(invocation)
    hosts = hosts_by_id(invocation)
    differences = differences_of(wanted, hosts, partial=invocation.flag("partial"))
    value = {"checked": len(wanted), "differences": differences}
    if not differences:
        yield Result(value, Text(lambda _: f"{all_have(len(wanted))}\n"))
        return
    yield Result(value, DIFFERENCES)
    jobs = additions(invocation, differences, hosts) if fix else []
    fixing = bool(jobs)
    if fixing:
        agree(invocation, len(jobs))
        if not invocation.dry:
            # Again: while the user decided, a host may have got a role, and a request replaces all its roles.
            hosts = hosts_by_id(invocation)
            asked = {job.key for job in jobs}
            differences = differences_of(wanted, hosts, partial=invocation.flag("partial"))
            jobs = [job for job in additions(invocation, differences, hosts) if job.key in asked]
        if jobs:
            mend(
                invocation, jobs, lambda done: f"added the missing roles of {done:,} host{'s' * (done != 1)}"
            )
        if invocation.dry:
            return
        added = {job.key for job in jobs}
        # Roles that a host has beyond the file are never taken away, so such a host still differs.
        differences = [
            each for each in differences if each["runner_id"] not in added or each["surplus_roles"]
        ]
    if differences:
        still = "still " * fixing
        raise EcctlError(
            f"{counted(len(differences), still)} from {shown(invocation.flag('file'), 'file')}",
            hint='"ecctl platform runner set-roles ID --roles ROLES" replaces the roles of a host',
        )


def additions(
    invocation: Invocation, differences: list[RoleDifference], hosts: Mapping[str, dict[str, Any]]
) -> list[Job]:
    """Return the requests that add the missing roles; no host loses one."""
    return [
        job_of(
            invocation,
            {"runner_id": each["runner_id"]},
            [*role_names(hosts[each["runner_id"]]), *each["missing_roles"]],
        )
        for each in differences
        if each["state"] == "different" and each["missing_roles"]
    ]


def agree(invocation: Invocation, hosts: int) -> None:
    """Ask for confirmation, after the check of the flags."""
    parallel_of(invocation)
    invocation.confirm(f"Add the missing roles of {hosts} host{'s' * (hosts != 1)}?")


def counted(number: int, still: str = "") -> str:
    """Return how many hosts differ, in words."""
    return f"1 host {still}differs" if number == 1 else f"{number} hosts {still}differ"


def all_have(number: int) -> str:
    """Return the sentence that no host differs."""
    return "The host has its roles." if number == 1 else f"All {number} hosts have their roles."


def read_wanted(invocation: Invocation) -> dict[str, list[str]]:
    """Return the roles of each host in the file; raise UsageError if one looks like a typo."""
    allow_unknown = invocation.flag("allow_unknown_role")
    rows = read_rows(invocation, "file", COLUMNS)
    return {row.text("runner_id"): row_roles(row, allow_unknown=allow_unknown) for row in rows}
