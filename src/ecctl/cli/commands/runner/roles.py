"""`set-roles`: replace the roles of a host, or those of many hosts from a file."""

from __future__ import annotations

from ecctl.cli.bulk import Job, parallel_of
from ecctl.cli.bulk_files import read_rows
from ecctl.cli.bulk_run import run_jobs
from ecctl.cli.roles import asked_roles, row_roles
from ecctl.cli.state import digest_of
from ecctl.client import prepare
from ecctl.client.hosts import roles_body
from ecctl.core.errors import UsageError
from ecctl.output import Column, Message, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from typing import Any

    from ecctl.cli.bulk_files import Row
    from ecctl.cli.invocation import Invocation

COLUMNS = ("runner_id", "roles")
ROLES = Table("roles", Column("ROLE", "role_name"))


def set_roles(invocation: Invocation) -> Generator[Result, None, None]:
    """Replace the roles of the named host, or of each host in --file."""
    if not invocation.given("file"):
        if not invocation.arguments:
            raise UsageError("specify a host, or a file with --file")
        if invocation.given("parallel"):
            raise UsageError("--parallel has no effect without --file")
        body = roles_body(asked_roles(invocation, "roles"))
        changed = invocation.call(
            "set-runner-roles", body=body, **parameters(invocation, invocation.arguments[0])
        )
        yield Result(changed, ROLES, model="RunnerRolesInfo", changed=True)
        return
    if invocation.arguments or invocation.given("roles"):
        other = "a host" if invocation.arguments else "--roles"
        raise UsageError(f"--file and {other} exclude each other")
    parallel_of(invocation)
    jobs = [job_for(invocation, row) for row in read_rows(invocation, "file", COLUMNS)]
    invocation.confirm(f"Replace the roles of {len(jobs)} host{'s' * (len(jobs) != 1)}?")
    done, problem = run_jobs(invocation, jobs, noun="hosts")
    text = f"{len(done):,} host{'s have' if len(done) != 1 else ' has'} the roles of the file"
    yield Result({"changed": done}, Message(text), changed=True)
    if problem is not None:
        raise problem


def mend(invocation: Invocation, jobs: Sequence[Job], told: Callable[[int], str]) -> None:
    """Change hosts that were found to differ, tell how many have changed, and raise the error of the others."""
    done, problem = run_jobs(invocation, jobs, noun="hosts", resumes=False)
    if not invocation.dry:
        invocation.note(told(len(done)))
    if problem is not None:
        raise problem


def parameters(invocation: Invocation, runner_id: str) -> dict[str, Any]:
    """Return the parameters of the request for a host."""
    return {"runner_id": runner_id, "bless": invocation.flag("bless") or None}


def job_for(invocation: Invocation, row: Row) -> Job:
    """Return the request for the host of a row."""
    return job_of(invocation, parameters(invocation, row.text("runner_id")), required_roles(invocation, row))


def required_roles(invocation: Invocation, row: Row) -> list[str]:
    """Return the roles of a row; raise UsageError if one is invalid, or if there are none."""
    roles = row_roles(row, allow_unknown=invocation.flag("allow_unknown_role"))
    if not roles:
        raise UsageError(f"{row.place}: no roles")
    return roles


def job_of(invocation: Invocation, parameters: dict[str, Any], roles: list[str]) -> Job:
    """Return the request that gives a host its roles."""
    call = prepare("set-runner-roles", parameters, invocation.profile, body=roles_body(roles))
    # By the digest, a resumed run finds the rows that have changed, and carries them out again.
    return Job(parameters["runner_id"], call, digest_of(roles))
