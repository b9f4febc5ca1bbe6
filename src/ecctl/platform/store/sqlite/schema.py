"""The SQLite tables by schema version, and the migrations between versions."""

from __future__ import annotations

from ecctl.core.errors import PlatformError
from ecctl.platform.store.base import SCHEMA_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION_ID = 0x45434531
"""Application id in the file's header ("ECE1")."""

AUDIT_SHORTENED = "audit_is_not_shortened"
_SHORTENED = f"""create trigger {AUDIT_SHORTENED} before delete on audit
    begin select raise(abort, 'the audit trail is append-only'); end"""

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
    _SHORTENED,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (VERSION_1,)
"""MIGRATIONS[n] takes a store from version n to n + 1. A released migration never changes."""


def migrate(connection: Connection, path: str) -> None:
    """Create or migrate the tables; raise PlatformError if the file is not a store, or is newer."""
    tables = connection.execute("select count(*) from sqlite_master").fetchone()[0]
    version = refuse_newer(connection, path)  # read last: another process may be creating the tables now
    # Version 0 is SQLite's default: without this check, tables would be added to any SQLite file that a user
    # names.
    if version == 0 and tables:
        raise PlatformError(f"{path} is an SQLite file of another program")
    # Inside the lock the version is read again: another process may have migrated meanwhile.
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


def create_audit_trigger(connection: Connection) -> None:
    """Create the trigger that keeps the audit log from being shortened."""
    connection.execute(_SHORTENED)


def refuse_newer(connection: Connection, path: str) -> int:
    """Return the schema version; raise PlatformError if a later release wrote it."""
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        raise PlatformError(
            f"cannot use {path}: it has schema version {version}, and this release knows up to {SCHEMA_VERSION}",
            hint="use the release that wrote it, or a newer one",
        )
    return version


def version_of(connection: Connection) -> int:
    """Return the schema version of a file; 0 for an empty one."""
    return int(connection.execute("pragma user_version").fetchone()[0])


def expected_schema(version: int) -> list[tuple[str, str]]:
    """Return names and definitions of everything that a file of this version must contain."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as connection:
        for step in MIGRATIONS[:version]:
            for statement in step:
                connection.execute(statement)
        return schema_of(connection)


def schema_of(connection: Connection) -> list[tuple[str, str]]:
    """Return names and definitions of everything in a file."""
    return connection.execute(
        "select name, sql from sqlite_master where sql is not null order by name"
    ).fetchall()
