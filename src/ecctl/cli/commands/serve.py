"""`ecctl serve`: runs the embedded platform over HTTPS, and maintains its data.

The only module of the command line that imports the platform: everything else asks it over a transport.
"""

from __future__ import annotations

from ecctl.cli.command import Command, flag_name
from ecctl.cli.shown_once import SAMPLE, refuse_without_secret
from ecctl.core.errors import PlatformError, UsageError
from ecctl.core.timefmt import parse_time
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import Option, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation

DATA = Option("data", "Data directory (default: that of --config embedded)")
STORE = Option("store", "URL of the store (default: $ECCTL_STORE, or the file in the data directory)")
AUDIT = Table(
    "entries",
    Column("TIME", "at"),
    Column("EVENT", "event"),
    Column("SUBJECT", "subject"),
    Column("WHO", "principal", missing="-", empty="-"),
    Column("BY", "by", missing="-", empty="-"),
    Column("DETAIL", lambda entry: detail(entry["detail"])),
)
UNUSED = (
    *("host", "region", "user", "pass", "api_key", "ca_file", "client_cert", "client_key", "insecure"),
    *("timeout", "retries", "message"),
)
"""Settings that say how to reach a platform; they have no effect on a data directory."""


def detail(stored: str | list[str]) -> str | None:
    """Return the table cell of an entry's detail."""
    return (stored if isinstance(stored, str) else " ".join(stored)) or None


def data_dir(invocation: Invocation) -> str:
    """Return the data directory: that of --data, else that of the profile `embedded`."""
    refuse_unused_flags(invocation)
    given: str = invocation.flag("data")
    if invocation.given("data") and not given:
        raise UsageError("--data is empty", hint="name a directory, or omit it for that of --config embedded")
    return given or paths.data_folder(invocation.context.environ)


def store_url(invocation: Invocation) -> str:
    """Return the URL of the store that is named, or "" for the file in the data directory."""
    # Not a setting of profiles: like $ECCTL_DATA_DIR, it says where the embedded platform's data is.
    named: str = invocation.flag("store") or invocation.context.environ.get("ECCTL_STORE", "")
    return named


def require_file(invocation: Invocation) -> None:
    """Raise UsageError if the environment names a store that is not the file in the data directory."""
    if invocation.context.environ.get("ECCTL_STORE"):
        raise UsageError(
            f"{' '.join(invocation.path)} works on the file in a data directory, and ECCTL_STORE names another store",
            hint='"ecctl serve copy" copies any store; unset ECCTL_STORE for the data directory',
        )


def refuse_unused_flags(invocation: Invocation) -> None:
    """Raise UsageError if a flag says how to reach a platform; variables and files may."""
    for key in UNUSED:
        if invocation.given(key):
            reset = key == "user" and invocation.command.name == "reset-password"
            raise UsageError(
                f"{flag_name(key)} has no effect with {' '.join(invocation.path)}, "
                "which works on the data itself",
                hint="--for names the user" if reset else "omit it; --data names the data directory",
            )


def serve(invocation: Invocation) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    # Imports are local: help and completion read this module, and must not load the platform.
    import gc

    from ecctl.platform.server.options import Options
    from ecctl.platform.server.serve import serve as run_server

    gc.enable()  # the command line switches it off for short runs
    # Other servers have --port. The flag exists, hidden, only to name the right one.
    if invocation.given("port"):
        raise UsageError('unknown flag "--port"', hint=f"use --listen 127.0.0.1:{invocation.flag('port')}")
    folder = data_dir(invocation)

    def say(line: str) -> None:
        invocation.note(line)
        # Not for programs, which read the lines of a server from a pipe.
        if line.startswith("listening") and invocation.context.talks_to_terminal():
            invocation.note(f"to use it from this machine: ecctl --config {folder}/admin.json platform info")

    run_server(
        Options(
            data_dir=folder,
            listen=invocation.flag("listen"),
            plain_http=invocation.flag("plain_http"),
            log=invocation.flag("log"),
            store=store_url(invocation),
            say=say,
            console=not invocation.flag("no_console"),
        )
    )


def reset_password(invocation: Invocation) -> Result:
    """Give a user a new password and show it once."""
    from ecctl.platform.admin.maintenance import reset_password as reset

    user = invocation.flag("for")
    if invocation.given("format"):
        refuse_without_secret(invocation, "password", "", sample={"user_name": user, "password": SAMPLE})
    # A template has been tried on a sample by now, because the password is shown only once.
    password = reset(data_dir(invocation), user, store=store_url(invocation))
    return Result(
        {"user_name": user, "password": password},
        Table("", Column("USER", "user_name"), Column("PASSWORD", "password")),
        changed=True,
    )


def reset_clock(invocation: Invocation) -> Result:
    """Make the platform follow the system clock again after that was ahead."""
    from ecctl.platform.admin.maintenance import reset_clock as reset

    folder, store = data_dir(invocation), store_url(invocation)
    reset(folder, store=store)
    place = store.partition("?")[0] or folder
    return Result({"data": place}, Message(f"The platform in {place} continues from the system clock."))


def wipe(invocation: Invocation) -> Result:
    """Remove the platform and its data, after a confirmation."""
    from ecctl.platform.admin.directory import holds_platform
    from ecctl.platform.admin.maintenance import wipe as remove

    require_file(invocation)
    folder = data_dir(invocation)
    if not holds_platform(folder):
        raise PlatformError(f"{folder} contains no platform", hint="name its data directory with --data")
    invocation.confirm(f"Remove the platform in {folder}, with all its tokens, users and keys?")
    remove(folder)
    return Result({"deleted": [folder]}, Message(f"Removed the platform in {folder}."))


def backup(invocation: Invocation) -> Result:
    """Copy the store into a file while it is in use."""
    from ecctl.platform.admin.backup import backup as copy

    require_file(invocation)
    folder, target = data_dir(invocation), invocation.arguments[0]
    if target in {"", "-"}:
        raise UsageError("cannot write a backup to stdout: it is a database file", hint="name a new file")
    copy(folder, target, replace=invocation.profile.flag("force"))
    return Result(
        {"file": target},
        Message(f"Copied the store to {target}. It contains the signing keys; keep it secret."),
    )


def copy(invocation: Invocation) -> Result:
    """Copy all records from one store to another, which must be empty."""
    from ecctl.platform.admin.copying import copy as copy_store

    refuse_unused_flags(invocation)
    source, target = invocation.flag("from"), invocation.flag("to")
    if not source or not target:
        raise UsageError(
            "specify both stores with --from and --to",
            hint="use URLs: --from sqlite:DIR --to etcd://HOST:PORT/PREFIX",
        )
    count, digest = copy_store(source, target)
    return Result(
        {"records": count, "sha256": digest},
        Message(f"Copied {count} records. Both stores have the digest {digest}."),
    )


MEMBERS = Table(
    "members",
    Column("ENDPOINT", "endpoint"),
    Column("STATE", "state"),
    Column("VERSION", "version", missing="-"),
    Column("SIZE", "size", missing="-"),
    Column("TERM", "term", missing="-"),
)


def status(invocation: Invocation) -> Generator[Result, None, None]:
    """Show the members of an etcd store; as JSON also its revision, alarms and writers."""
    from ecctl.platform.admin.status import store_status

    refuse_unused_flags(invocation)
    found = store_status(store_url(invocation))
    # Shown first: with an alarm, the members are what the operator needs to see.
    yield Result(found, MEMBERS)
    if found["alarms"]:
        raise PlatformError(
            f"etcd has raised an alarm: {', '.join(found['alarms'])}", hint="see docs/cluster.md"
        )


def restore(invocation: Invocation) -> Result:
    """Replace the store by a backup, after a confirmation. The backup is checked first."""
    import os

    from ecctl.platform.admin.backup import check, is_of_another
    from ecctl.platform.admin.backup import restore as put_back

    require_file(invocation)
    folder, source = data_dir(invocation), invocation.arguments[0]
    if not os.path.exists(source):
        raise PlatformError(f"cannot read the backup {source}: No such file or directory")
    # Before the question: a user who agrees to replace the data relies on the backup.
    check(source)
    other = ", a backup of ANOTHER platform" if is_of_another(folder, source) else ""
    invocation.confirm(f"Replace the data of the platform in {folder} with {source}{other}?")
    if not put_back(folder, source):
        invocation.note(
            f"the passwords are those of the backup; the one in {folder}/admin.json is out of date: "
            f'"ecctl serve reset-password --data {folder}" sets a new one, and stores it there'
        )
    return Result({"data": folder}, Message(f"The store in {folder} was restored from {source}."))


def audit(invocation: Invocation) -> Result | None:
    """Show the audit log, follow it, or delete its old entries."""
    from ecctl.cli import audit_following as following
    from ecctl.platform.admin.maintenance import audit_log
    from ecctl.platform.handlers.audit_log import is_id

    folder, after = data_dir(invocation), invocation.flag("after")
    if invocation.given("prune_before"):
        return prune(invocation, folder)
    if after and not is_id(after):
        raise UsageError(f'--after "{after}" is not the id of an entry', hint="--output json shows the ids")
    # Ids of entries are in the order of time, so the later of both starting points holds.
    after, wanted = max(after, following.start_of(invocation)), invocation.flag("token")
    if invocation.flag("follow"):
        following.refuse_other_output(invocation)
    with audit_log(folder, store=store_url(invocation)) as read:
        entries = read(after)
        if invocation.flag("follow"):
            new = after if invocation.given("after") or invocation.given("since") else last_id(entries)
            following.follow(invocation, read, new, wanted)
            return None
    if wanted:
        entries = [entry for entry in entries if entry["subject"] == wanted]
        if not entries:
            raise UsageError(f'the audit log has no entry of the token "{wanted}" (--token)')
    return Result({"entries": entries}, AUDIT)


def last_id(entries: list[dict[str, Any]]) -> str:
    """Return the id of the newest entry, or ""."""
    return str(entries[-1]["id"]) if entries else ""


def prune(invocation: Invocation, folder: str) -> Result:
    """Delete the audit entries from before a time, after a confirmation."""
    from ecctl.platform.admin.directory import existing_store
    from ecctl.platform.admin.maintenance import prune_audit_log

    text: str = invocation.flag("prune_before")
    for key in ("after", "follow", "since", "token"):
        if invocation.given(key):
            raise UsageError(f"--{key} has no effect with --prune-before", hint=f"omit --{key}")
    # A date alone means its first moment in UTC, in which the log's times are, too.
    before = parse_time(text if len(text) > len("2026-01-31") else f"{text}T00:00:00Z")
    if before is None:
        raise UsageError(
            f'--prune-before "{text}" is not a date', hint="use 2026-01-31 or 2026-01-31T12:00:00Z"
        )
    store = store_url(invocation)
    if not store:
        existing_store(folder)
    place = store.partition("?")[0] or folder
    invocation.confirm(f"Delete the audit entries from before {text} of the platform in {place}?")
    count = prune_audit_log(folder, before, store=store)
    return Result({"deleted": count}, Message(f"Deleted {count} audit entries."))


HERE = "ecctl.cli.commands.serve"

COMMANDS = (
    Command(
        "audit",
        "Show who created, revoked and used which token",
        long=(
            "Show who created, revoked and used which token.\n\n"
            "--follow shows entries as they are written, each as a line of text or of JSON, starting now, at "
            "--since or after --after. It ends on Ctrl-C, or when the program that reads the lines exits."
        ),
        examples=(
            "ecctl serve audit --since 24h",
            "ecctl serve audit --follow --since 10m --output json",
        ),
        options=(
            DATA,
            STORE,
            Option("after", "Show only the entries after the one with this id"),
            Option("follow", "Show new entries as they come, one line each, until Ctrl-C", "bool"),
            Option("since", "Show only the entries since this time or duration, such as 90m"),
            Option("token", "Show only the entries of this token id"),
            Option("prune-before", "Delete the entries from before this date or time instead"),
        ),
        run=audit,
        setup=False,
    ),
    Command(
        "backup",
        "Copy the store into a file while it is in use",
        use="<file>",
        arguments=(1, 1),
        options=(DATA,),
        run=backup,
        identifier="file",
        setup=False,
    ),
    Command(
        "copy",
        "Copy a platform to another, empty store",
        options=(
            Option("from", "URL of the store to copy: sqlite:DIR or etcd://HOST:PORT,…/PREFIX"),
            Option("to", "URL of the empty store to fill"),
        ),
        run=copy,
        identifier="",
        setup=False,
    ),
    Command(
        "reset-password",
        "Give a user a new password and show it once",
        options=(DATA, STORE, Option("for", "User whose password is reset", default="admin")),
        run=reset_password,
        setup=False,
    ),
    Command(
        "reset-clock",
        "Follow the system clock again after it was ahead",
        options=(DATA, STORE),
        run=reset_clock,
        identifier="data",
        setup=False,
    ),
    Command(
        "restore",
        "Replace the store with a backup",
        use="<file>",
        arguments=(1, 1),
        options=(DATA,),
        run=restore,
        identifier="data",
        setup=False,
    ),
    Command(
        "status",
        "Show the members, leader, size and alarms of an etcd store",
        options=(Option("store", "URL of the store (default: $ECCTL_STORE)"),),
        run=status,
        identifier="",
        setup=False,
    ),
    Command(
        "wipe",
        "Remove the platform and all its data",
        options=(DATA,),
        run=wipe,
        setup=False,
    ),
)
