"""`create`: a new token for roles, delivered as the original shows it, alone, or in a file of its own."""

from __future__ import annotations

from ecctl.cli.command import flag_name
from ecctl.cli.commands.enrollment_token.new_token import coordinator_of, lost, validity_seconds, warn
from ecctl.cli.roles import asked_roles
from ecctl.core.errors import EcctlError, NotTheApiError, OutputError, UsageError
from ecctl.output import Column, Result, Table, Text, Verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from types import TracebackType
    from typing import Any, Self

    from ecctl.cli.invocation import Invocation
    from ecctl.cli.secret_file import SecretFile

NEW_TOKEN = Table("", Column("TOKEN ID", "token_id"), Column("TOKEN", "token"))
STORED_TOKEN = Table("", Column("TOKEN ID", "token_id"), Column("FILE", "file"))
MODEL = "RequestEnrollmentTokenReply"


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token for roles, ephemeral if a validity is given, else persistent; or many of them."""
    if invocation.given("count") or invocation.given("hosts"):
        from ecctl.cli.commands.enrollment_token.many import create_many

        yield from create_many(invocation)
        return
    for key in ("out_dir", "parallel"):
        if invocation.given(key):
            raise UsageError(f"{flag_name(key)} has no effect without --count or --hosts")
    persistent = not invocation.flag("validity")
    roles = asked_roles(invocation, "role")
    body = {"persistent": persistent, "roles": roles}
    seconds = validity_seconds(invocation)
    if seconds:
        body["validity_in_seconds"] = seconds
    with Delivery(invocation) as delivery:
        # After the checks of the flags and before the request, so that Ctrl-C still prevents the token.
        warn(invocation, roles, persistent=persistent)
        reply = invocation.call("create-enrollment-token", body=body)
        yield from delivery.results(reply, roles, persistent=persistent)


class Delivery:
    """Delivers a new token as the flags say; entered with `with` before the token is requested.

    Raises UsageError if flags exclude each other or the file cannot be written, because after the request
    the token exists and must end up somewhere.
    """

    def __init__(self, invocation: Invocation) -> None:
        check_flags(invocation)
        chosen = invocation.profile.text("format") or invocation.profile.text("output") == "id"
        if (chosen or "columns" in invocation.flags) and not (
            invocation.flag("out") or invocation.flag("token_only")
        ):
            from ecctl.cli.shown_once import refuse_other_columns, refuse_plain_text

            # Before the request: the token is shown only once.
            refuse_plain_text(invocation, "token")
            refuse_other_columns(invocation, "token")
        self._invocation = invocation
        self._file: SecretFile | None = None
        if invocation.given("out") or invocation.flag("overwrite"):
            from ecctl.cli.secret_file import reserved

            self._file = reserved(invocation)

    def results(self, reply: Any, roles: Sequence[str], *, persistent: bool) -> Generator[Result, None, None]:
        """Yield the result of the response, then raise its fault.

        If the result cannot be shown, say which token was created: nobody else knows.
        """
        result, problem = self._result(reply, roles)
        created = reply.get("token_id") if isinstance(reply, dict) else None
        revoke = f'"ecctl platform enrollment-token delete {created}" revokes it'
        # As `shown_or_named`, whose module a token that can be shown does not need: 0.4 M of 63 M instructions.
        try:
            yield result
        except (OutputError, BrokenPipeError) as error:
            if not created:
                raise
            from ecctl.cli.shown_once import naming

            raise naming(
                error, self._invocation, f'token "{created}"', revoke if persistent else ""
            ) from None
        if problem is not None:
            raise problem
        formatted = result.view is NEW_TOKEN and self._invocation.profile.text("format")
        if created and formatted and isinstance(reply.get("token"), str):
            from ecctl.cli.shown_once import warn_of_unprinted

            warn_of_unprinted(self._invocation, "token", reply, MODEL, revoke)

    def _result(self, reply: Any, roles: Sequence[str]) -> tuple[Result, EcctlError | None]:
        """Return the result of the response, and its fault; a token that cannot be stored is shown."""
        whole = Result(reply, NEW_TOKEN, model=MODEL, changed=True)
        token = reply.get("token") if isinstance(reply, dict) else None
        if not token:
            return whole, lost()
        if self._file is None and not self._invocation.flag("token_only"):
            return whole, None
        # From here on it is a file's content or the only line of output, and scripts take it for one line.
        if not isinstance(token, str) or not token.isprintable():
            return whole, NotTheApiError("the token in the response is not a line of text")
        if self._file is None:
            return Result(None, Verbatim(token), changed=True), None
        try:
            self._file.store(f"{token}\n")
        except OSError as error:
            path = self._invocation.flag("out")
            return whole, OutputError(f'cannot write the token to "{path}" (--out): {error.strerror}')
        return self._stored(reply, roles), None

    def _stored(self, reply: dict[str, Any], roles: Sequence[str]) -> Result:
        """Return the result if the token is in its file: all of the response but the token."""
        invocation = self._invocation
        value = {name: member for name, member in reply.items() if name != "token"}
        value["file"] = invocation.flag("out")
        if not invocation.flag("install_line"):
            return Result(value, STORED_TOKEN, changed=True)
        coordinator = invocation.flag("coordinator_host") or coordinator_of(invocation)
        line = install_line(invocation.flag("out"), coordinator, roles)
        if invocation.given("output") or invocation.given("format"):
            value["install_line"] = line
            return Result(value, Text(lambda _: f"{line}\n"), changed=True)
        return Result(None, Verbatim(line), changed=True)

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
    """Raise UsageError for flags that exclude each other or have no effect.

    Only flags conflict: an output or format from the environment or a config file gives way to a flag.
    """
    alone, line = invocation.flag("token_only"), invocation.flag("install_line")
    if alone and (invocation.flag("out") or line):
        raise UsageError(f"--token-only and --{'install-line' if line else 'out'} exclude each other")
    for key in ("format", "output"):
        if alone and invocation.given(key) and invocation.profile.text(key) not in ("", "text"):
            raise UsageError(f"--token-only and --{key} exclude each other")
    if line and not invocation.flag("out"):
        raise UsageError(
            "--install-line needs --out", hint="the host reads the token from a copy of that file"
        )
    if line and invocation.profile.embedded and not invocation.flag("coordinator_host"):
        raise UsageError(
            "--install-line needs an ECE: the embedded platform has no installer",
            hint='join a host with "ecctl host enroll --token-file FILE --roles ROLES"',
        )
    if invocation.flag("coordinator_host") and not line:
        raise UsageError("--coordinator-host has no effect without --install-line")


def install_line(path: str, coordinator: str, roles: Sequence[str]) -> str:
    """Return the command that installs a host from the installer and a copy of the token's file.

    The installer is sourced, so that the token is an argument of a shell builtin and of no process: process
    arguments are visible to all users of a host.
    """
    from os.path import basename
    from shlex import quote

    script = (
        f"set -- install --coordinator-host {quote(coordinator)} "
        f'--roles-token "$(<{quote(basename(path))})" --roles {quote(",".join(roles))}; '
        ". ./elastic-cloud-enterprise.sh"
    )
    return f"bash -c {quote(script)}"
