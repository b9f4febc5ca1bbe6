"""The SQLite store's tables, by schema version, and the steps from each version to the next."""

from __future__ import annotations

from ecctl.errors import PlatformError
from ecctl.platform.store.base import SCHEMA_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION_ID = 0x45434531
"""Marks the file as ours: "ECE1" in its header."""

VERSION_1 = (
    *(
        f'create table "{kind}" (key text primary key, value text not null, ends integer) without rowid'
        for kind in (
            "tokens",
            "signing_keys",
            "users",
            "api_keys",
            "runners",
            "ended_sessions",
            "audit",
            "settings",
        )
    ),
    """create trigger audit_is_not_changed before update on audit
    begin select raise(abort, 'the audit trail is append-only'); end""",
    """create trigger audit_is_not_shortened before delete on audit
    begin select raise(abort, 'the audit trail is append-only'); end""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (VERSION_1,)
"""MIGRATIONS[n] takes a store of version n to version n + 1. One that was released is never changed."""


def bring_up_to_date(connection: Connection, path: str) -> None:
    """Make the tables, or migrate older ones; PlatformError where the file is not ours, or newer."""
    tables = connection.execute("select count(*) from sqlite_master").fetchone()[0]
    version = refuse_newer(connection, path)  # looked at last: another process may be making the tables now
    if version == 0 and tables:
        raise PlatformError(f"{path} is an SQLite file of another program")
    connection.execute("begin immediate")
    try:
        for step in MIGRATIONS[version_of(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"pragma application_id={APPLICATION_ID}")
        connection.execute(f"pragma user_version={SCHEMA_VERSION}")
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def refuse_newer(connection: Connection, path: str) -> int:
    """The schema version; PlatformError where it is one of a release to come."""
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        raise PlatformError(
            f"{path} has schema version {version}, and this release knows versions up to {SCHEMA_VERSION}",
            hint="use the release that wrote it, or a newer one",
        )
    return version


def version_of(connection: Connection) -> int:
    """The schema version that a file says it has; 0 for an empty one."""
    return int(connection.execute("pragma user_version").fetchone()[0])
