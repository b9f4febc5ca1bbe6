"""`user create --file`: many users, one for each row."""

from __future__ import annotations

from ecctl.cli.bulk import Job, parallel_of
from ecctl.cli.bulk_files import read_rows
from ecctl.cli.bulk_run import run_jobs
from ecctl.cli.command import flag_name
from ecctl.cli.commands.user.rules import LEAST_PASSWORD, email_problems, is_short, role_problems, secret
from ecctl.cli.state import digest_of
from ecctl.client import prepare
from ecctl.core.errors import EcctlError, UsageError
from ecctl.errors import ConflictError
from ecctl.output import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from ecctl.cli.bulk_files import Row
    from ecctl.cli.invocation import Invocation

COLUMNS = ("username", "roles", "fullname", "email", "password", "password_file")
EXCLUDED = ("username", "fullname", "email", "insecure_password", "password_file")


def create_many(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a user for each row of --file; --role applies to rows without roles."""
    for key in EXCLUDED:
        if invocation.given(key):
            raise UsageError(f"--file and {flag_name(key)} exclude each other")
    parallel_of(invocation)
    jobs = [job_for(invocation, row) for row in read_rows(invocation, "file", COLUMNS)]

    def is_done(_: Job, error: EcctlError, unanswered: bool) -> bool:  # noqa: FBT001  # as the engine passes it
        # Created by the request whose response was lost, with the same password.
        return unanswered and isinstance(error, ConflictError)

    created, problem = run_jobs(invocation, jobs, noun="users", is_done=is_done)
    text = f"{len(created):,} user{'s' * (len(created) != 1)} created"
    yield Result({"created": created}, Message(text), changed=True)
    if problem is not None:
        raise problem


def job_for(invocation: Invocation, row: Row) -> Job:
    """Return the request that creates the user of a row."""
    name, email = row.text("username"), row.text("email")
    roles = row.words("roles") or invocation.flag("role") or []
    if not roles:
        raise UsageError(f"{row.place}: no roles", hint="add the column roles, or use --role")
    for problem in (*role_problems(roles, "roles"), *email_problems(email, "email")):
        raise problem.prefixed(f"{row.place}: ")
    security = {"roles": roles, "enabled": True, "password": password_of(invocation, row)}
    members = {"full_name": row.text("fullname"), "email": email}
    body = {**{key: text for key, text in members.items() if text}, "user_name": name, "security": security}
    call = prepare("create-user", {}, invocation.profile, body=body)
    # Without the password: a digest in a file would let others guess it.
    return Job(name, call, digest_of([name, roles, members]))


def password_of(invocation: Invocation, row: Row) -> str:
    """Return the password of a row, from its own column or from the file that it names."""
    password, file = row.text("password"), row.text("password_file")
    if bool(password) == bool(file):
        raise UsageError(f"{row.place}: give either password or password_file")
    if file:
        try:
            password = secret(invocation, f"@{file}", "file")
        except EcctlError as error:
            raise error.prefixed(f"{row.place}: ") from None
    if is_short(password):
        raise UsageError(f"{row.place}: the password must have at least {LEAST_PASSWORD} characters")
    return password
