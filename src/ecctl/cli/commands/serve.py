"""`ecctl serve`: the embedded platform over HTTPS, and the care of its data.

The one module of the command line that reaches into the platform: it runs the server.
"""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.errors import PlatformError, UsageError
from ecctl.output.result import Column, Message, Result, Table
from ecctl.settings import paths
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

DATA = Option("data", "Folder of the platform's data (default: that of --config embedded)")
AUDIT = Table(
    "entries",
    Column("TIME", "at"),
    Column("EVENT", "event"),
    Column("SUBJECT", "subject"),
    Column("WHO", "principal", missing="-", empty="-"),
    Column("BY", "by", missing="-", empty="-"),
    Column("DETAIL", lambda entry: detail(entry["detail"])),
)


def detail(kept: str | list[str]) -> str | None:
    """What the table says of an entry's detail."""
    return (kept if isinstance(kept, str) else " ".join(kept)) or None


IDLE = (
    *("host", "region", "user", "pass", "api_key", "ca_file", "client_cert", "client_key", "insecure"),
    *("timeout", "retries", "message"),
)
"""Settings of how a platform is reached: none of them has a meaning where its data is at hand."""


def data_dir(invocation: Invocation) -> str:
    """The folder that --data names, else the one of the profile `embedded`; what has no effect is refused."""
    refuse_idle_flags(invocation)
    given: str = invocation.flag("data")
    if invocation.given("data") and not given:
        raise UsageError("--data names no folder", hint="leave it out for that of --config embedded")
    return given or paths.data_folder(invocation.context.environ)


def refuse_idle_flags(invocation: Invocation) -> None:
    """UsageError for a flag that says how to reach a platform; variables and files may well say it."""
    for key in IDLE:
        if invocation.given(key):
            flag = f"--{key.replace('_', '-')}"
            hint = (
                "--for names the user"
                if key == "user" and invocation.command.name == "reset-password"
                else ""
            )
            raise UsageError(
                f"{flag} has no effect with {' '.join(invocation.path)}, which works on the data itself",
                hint=hint or "leave it out; --data names the folder",
            )


def serve(invocation: Invocation) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    import gc

    from ecctl.platform.server.options import Options
    from ecctl.platform.server.serve import serve as run_server

    gc.enable()
    folder = data_dir(invocation)

    def say(line: str) -> None:
        invocation.note(line)
        if line.startswith("listening") and invocation.context.talks_to_terminal():
            invocation.note(f"to use it from here: ecctl --config {folder}/admin.json platform info")

    run_server(
        Options(
            data_dir=folder,
            listen=invocation.flag("listen"),
            plain_http=invocation.flag("plain_http"),
            log=invocation.flag("log"),
            say=say,
        )
    )


def reset_password(invocation: Invocation) -> Result:
    """Give a user a new password and show it this once."""
    from ecctl.platform.admin.maintenance import reset_password as reset

    user = invocation.flag("for")
    password = reset(data_dir(invocation), user)
    return Result(
        {"user_name": user, "password": password},
        Table("", Column("USER", "user_name"), Column("PASSWORD", "password")),
    )


def wipe(invocation: Invocation) -> Result:
    """Remove all that the platform keeps, after asking."""
    from ecctl.platform.admin.directory import holds_platform
    from ecctl.platform.admin.maintenance import wipe as remove

    folder = data_dir(invocation)
    if not holds_platform(folder):
        raise PlatformError(f"there is no platform in {folder}", hint="name its data directory with --data")
    invocation.confirm(f"Remove the platform in {folder}, with all its tokens, users and keys?")
    remove(folder)
    return Result(None, Message(f"The platform in {folder} is removed."))


def backup(invocation: Invocation) -> Result:
    """Copy the store into a file while it is in use."""
    from ecctl.platform.admin.backup import backup as copy

    folder, target = data_dir(invocation), invocation.arguments[0]
    if target in {"", "-"}:
        raise UsageError(
            "a backup is written into a file, not to the standard output", hint="name a new file"
        )
    copy(folder, target, replace=invocation.profile.flag("force"))
    return Result(
        None, Message(f"The store is copied to {target}. It holds the signing keys: keep it secret.")
    )


def restore(invocation: Invocation) -> Result:
    """Put a backup in the store's place, after asking; what is no backup is not asked about."""
    from ecctl.platform.admin.backup import check, is_of_another
    from ecctl.platform.admin.backup import restore as put_back

    folder, source = data_dir(invocation), invocation.arguments[0]
    check(source)
    other = ", which is of ANOTHER platform" if is_of_another(folder, source) else ""
    invocation.confirm(f"Replace what the platform in {folder} holds by {source}{other}?")
    if not put_back(folder, source):
        invocation.note(
            f"passwords are those of the backup, and the one in {folder}/admin.json is not: "
            f"ecctl serve reset-password --data {folder} makes a new one, and writes it down"
        )
    return Result(None, Message(f"The store in {folder} is what it was when {source} was made."))


def audit(invocation: Invocation) -> Result:
    """Who created, revoked and used which token, as the platform wrote it down."""
    from ecctl.platform.admin.maintenance import read_audit_log
    from ecctl.platform.handlers.audit_log import is_id

    folder, after = data_dir(invocation), invocation.flag("after")
    if invocation.given("prune_before"):
        return prune(invocation, folder)
    if after and not is_id(after):
        raise UsageError(f'"{after}" is no id of an entry (--after)', hint="--output json shows them")
    entries = read_audit_log(folder, after)
    wanted = invocation.flag("token")
    if wanted:
        entries = [entry for entry in entries if entry["subject"] == wanted]
        if not entries:
            raise UsageError(f'the trail has no entry of "{wanted}" (--token)')
    return Result({"entries": entries}, AUDIT)


def prune(invocation: Invocation, folder: str) -> Result:
    """Delete old entries of the audit log, after asking."""
    from ecctl.core.timefmt import parse_time
    from ecctl.platform.admin.directory import existing_store
    from ecctl.platform.admin.maintenance import prune_audit_log

    text = invocation.flag("prune_before")
    before = parse_time(text)
    if before is None:
        raise UsageError(f'"{text}" is not a time (--prune-before)', hint="use the form 2026-01-31T00:00:00Z")
    existing_store(folder)
    invocation.confirm(f"Delete the audit entries from before {text} of the platform in {folder}?")
    count = prune_audit_log(folder, before)
    return Result(None, Message(f"Deleted {count} audit entries."))


def reset_clock(invocation: Invocation) -> Result:
    """Make the platform follow the system clock again after that was ahead."""
    from ecctl.platform.admin.maintenance import reset_clock as reset

    folder = data_dir(invocation)
    reset(folder)
    return Result(None, Message(f"The platform in {folder} continues from the system clock."))


HERE = "ecctl.cli.commands.serve"

COMMANDS = (
    Command(
        "audit",
        "Show who created, revoked and used which token",
        options=(
            DATA,
            Option("after", "Show only the entries behind the one of this id"),
            Option("token", "Show only the entries of this token id"),
            Option("prune-before", "Delete the entries from before this time (RFC 3339) instead"),
        ),
        run=audit,
        setup=False,
    ),
    Command(
        "backup",
        "Copy the store into a file, while it is in use",
        use="<file>",
        arguments=(1, 1),
        options=(DATA,),
        run=backup,
        setup=False,
    ),
    Command(
        "reset-clock",
        "Continue from the system clock after it was ahead",
        options=(DATA,),
        run=reset_clock,
        setup=False,
    ),
    Command(
        "reset-password",
        "Give a user a new password and show it once",
        options=(DATA, Option("for", "User whose password is reset", default="admin")),
        run=reset_password,
        setup=False,
    ),
    Command(
        "restore",
        "Put a backup in the store's place",
        use="<file>",
        arguments=(1, 1),
        options=(DATA,),
        run=restore,
        setup=False,
    ),
    Command(
        "wipe",
        "Remove the platform with all its data",
        options=(DATA,),
        run=wipe,
        setup=False,
    ),
)
