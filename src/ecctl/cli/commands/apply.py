"""`apply`: give the hosts of a file their roles, and leave those that have them alone."""

from __future__ import annotations

from ecctl.cli.bulk import parallel_of
from ecctl.cli.bulk_files import read_rows
from ecctl.cli.commands.runner.check import all_have
from ecctl.cli.commands.runner.hosts import hosts_by_id
from ecctl.cli.commands.runner.roles import COLUMNS, job_for, mend, required_roles
from ecctl.cli.files import shown
from ecctl.client.hosts import differences_of
from ecctl.core.errors import EcctlError
from ecctl.output import Column, Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from typing import Any

    from ecctl.cli.invocation import Invocation

NAMED = 5
"""How many unknown hosts an error names."""


def in_words(change: Mapping[str, Any]) -> str:
    """Describe a change."""
    parts = (("adds", change["added_roles"]), ("removes", change["removed_roles"]))
    return "; ".join(f"{verb} {', '.join(roles)}" for verb, roles in parts if roles)


CHANGES = Table("changes", Column("RUNNER ID", "runner_id"), Column("CHANGE", in_words))


def apply(invocation: Invocation) -> Generator[Result, None, None]:
    """Show what would change, ask, and replace the roles of the hosts that differ from the file."""
    parallel_of(invocation)
    rows = read_rows(invocation, "file", COLUMNS)
    jobs = {job.key: job for job in (job_for(invocation, row) for row in rows)}
    wanted = {row.text("runner_id"): required_roles(invocation, row) for row in rows}
    differences = differences_of(wanted, hosts_by_id(invocation), partial=True)
    refuse_unknown(invocation, [each["runner_id"] for each in differences if each["state"] == "absent"])
    changes = [
        {
            "runner_id": each["runner_id"],
            "added_roles": each["missing_roles"],
            "removed_roles": each["surplus_roles"],
        }
        for each in differences
    ]
    value = {"checked": len(wanted), "changes": changes}
    if not changes:
        yield Result(value, Text(lambda _: f"Nothing to do. {all_have(len(wanted))}\n"))
        return
    yield Result(value, CHANGES)
    invocation.confirm(f"Replace the roles of {len(changes)} host{'s' * (len(changes) != 1)}?")
    due = [jobs[each["runner_id"]] for each in differences]
    mend(invocation, due, lambda done: f"{done:,} of {len(due):,} hosts changed")


def refuse_unknown(invocation: Invocation, unknown: list[str]) -> None:
    """Raise EcctlError if the file names hosts that the platform does not have."""
    if not unknown:
        return
    names = ", ".join([*unknown[:NAMED], *["…"] * (len(unknown) > NAMED)])
    raise EcctlError(
        f"cannot apply {shown(invocation.flag('file'), 'file')}: the platform has no host {names}",
        hint='nothing was changed; "ecctl platform runner list" lists the hosts',
    )
