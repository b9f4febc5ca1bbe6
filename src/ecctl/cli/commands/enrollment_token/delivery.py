"""How a new token gets to whoever asked for it: as the original shows it, alone, or in a file of its own."""

from __future__ import annotations

from ecctl.core.ece import MAIN_ROLES
from ecctl.errors import EcctlError, NotTheApiError, OutputError, UsageError
from ecctl.output.result import Column, Result, Table, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from types import TracebackType
    from typing import Any, Self

    from ecctl.cli.commands.enrollment_token.token_file import TokenFile
    from ecctl.cli.invocation import Invocation

NEW_TOKEN = Table("", Column("TOKEN ID", "token_id"), Column("TOKEN", "token"))
KEPT_TOKEN = Table("", Column("TOKEN ID", "token_id"), Column("FILE", "file"))
MODEL = "RequestEnrollmentTokenReply"


class HandOver:
    """Hands a new token over as the flags say; used as `with`, before the token is asked for.

    Raises UsageError where the flags contradict each other or the file cannot be written.
    """

    def __init__(self, invocation: Invocation) -> None:
        check_flags(invocation)
        self._invocation = invocation
        self._file: TokenFile | None = None
        if invocation.given("out") and invocation.flag("out") in ("", "-"):
            raise UsageError(f'--out "{invocation.flag("out")}" names no file')
        if invocation.flag("out"):
            from ecctl.cli.commands.enrollment_token.token_file import TokenFile

            self._file = TokenFile(invocation.flag("out"), "out", replace=invocation.profile.flag("force"))

    def results(self, reply: Any, roles: Sequence[str], *, persistent: bool) -> Generator[Result, None, None]:
        """Yield the result of the response that brought the token, then raise what is wrong with it.

        If the result cannot be shown, say which token was created: nobody else knows.
        """
        result, problem = self._result(reply, roles)
        created = reply.get("token_id") if isinstance(reply, dict) else None
        unshown = f'the token "{created}" was created'
        if persistent:
            unshown += f': "ecctl platform enrollment-token delete {created}" revokes it'
        try:
            yield result
        except OutputError as error:
            raise (error.replaced(message=f"{error.message}; {unshown}") if created else error) from None
        except BrokenPipeError:
            if created:
                self._invocation.note(f"ecctl: nobody reads the result; {unshown}")
            raise
        if problem is not None:
            raise problem

    def _result(self, reply: Any, roles: Sequence[str]) -> tuple[Result, EcctlError | None]:
        """Return the result of the response, and what is wrong; a token that cannot be stored is shown."""
        token = reply.get("token") if isinstance(reply, dict) else None
        if not token:
            return as_it_came(reply), lost()
        if self._file is None and not self._invocation.flag("token_only"):
            return as_it_came(reply), None
        if not isinstance(token, str) or not token.isprintable():
            return as_it_came(reply), NotTheApiError("the token in the response is not a line of text")
        if self._file is None:
            return Result(reply, Text(lambda _: f"{token}\n"), model=MODEL, changed=True), None
        try:
            self._file.keep(f"{token}\n")
        except OSError as error:
            path = self._invocation.flag("out")
            problem = OutputError(f'the token is not in the file "{path}" (--out): {error.strerror}')
            return as_it_came(reply), problem
        return self._kept(reply, roles), None

    def _kept(self, reply: dict[str, Any], roles: Sequence[str]) -> Result:
        """What is shown where the token is in its file: all of the reply but the token."""
        run = self._invocation
        value = {name: member for name, member in reply.items() if name != "token"}
        value["file"] = run.flag("out")
        if not run.flag("install_line"):
            return Result(value, KEPT_TOKEN, changed=True)
        line = install_line(run.flag("out"), run.flag("coordinator_host") or coordinator_of(run), roles)
        value["install_line"] = line
        return Result(value, Text(lambda _: f"{line}\n"), changed=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()


def check_flags(invocation: Invocation) -> None:
    """UsageError for flags that exclude each other, or have no effect."""
    alone, line = invocation.flag("token_only"), invocation.flag("install_line")
    if alone and (invocation.flag("out") or line):
        raise UsageError(f"--token-only and --{'install-line' if line else 'out'} exclude each other")
    for key in ("format", "output"):
        if alone and invocation.profile.text(key) not in ("", "text"):
            raise UsageError(f"--token-only and {key} ({invocation.profile.source(key)}) exclude each other")
    if line and not invocation.flag("out"):
        raise UsageError(
            "--install-line needs --out", hint="the host reads the token from a copy of that file"
        )
    if line and invocation.profile.embedded and not invocation.flag("coordinator_host"):
        raise UsageError(
            "--install-line is for an ECE: the built-in platform has no installer",
            hint='a host joins it with "ecctl host enroll --token-file FILE --roles ROLES"',
        )
    if invocation.flag("coordinator_host") and not line:
        raise UsageError("--coordinator-host has no effect without --install-line")


def as_it_came(reply: Any) -> Result:
    """Return the response as the original shows it."""
    return Result(reply, NEW_TOKEN, model=MODEL, changed=True)


def lost() -> NotTheApiError:
    """The error that a reply without a token is; what it holds besides is shown all the same."""
    return NotTheApiError(
        "the reply holds no token: whether one was made is not known",
        hint='"ecctl platform enrollment-token list" shows the persistent ones',
    )


def install_line(path: str, coordinator: str, roles: Sequence[str]) -> str:
    """The command that installs a host, run where the installer and a copy of the token's file are.

    The installer is sourced: so the token is an argument of a shell's own command, and of no process.
    """
    from os.path import basename
    from shlex import quote

    script = (
        f"set -- install --coordinator-host {quote(coordinator)} "
        f'--roles-token "$(<{quote(basename(path))})" --roles {quote(",".join(roles))}; '
        ". ./elastic-cloud-enterprise.sh"
    )
    return f"bash -c {quote(script)}"


def coordinator_of(invocation: Invocation) -> str:
    """The name of the platform's own host, without its port."""
    return invocation.profile.url.host


def warn(invocation: Invocation, roles: Sequence[str], *, persistent: bool) -> None:
    """Say on a terminal what makes a token dangerous to lose."""
    if not invocation.context.talks_to_terminal():
        return
    if persistent:
        invocation.note(
            "warning: this token never expires: revoke it once the hosts have joined, or use --validity"
        )
    if set(MAIN_ROLES) <= set(roles):
        invocation.note("warning: this token carries all roles: whoever has it can run the whole platform")
