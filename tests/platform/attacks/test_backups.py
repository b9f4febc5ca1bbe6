"""Damaged and foreign backups: none is restored with anything but its own contents."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3

import pytest
from support.hostile import report

from ecctl.core.messages import Request
from ecctl.errors import PlatformError
from ecctl.platform import open_platform
from ecctl.platform.admin import backup
from ecctl.platform.store.base import KINDS

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"


@pytest.fixture
def data(tmp_path):
    """A data directory with some of everything."""
    folder = tmp_path / "data"
    with contextlib.closing(open_platform(str(folder))) as platform:
        for number in range(30):
            platform.call(
                Request("POST", ENROLLMENT, (), b'{"persistent": true, "roles": ["proxy", "allocator"]}')
            )
            user = {"user_name": f"user-{number}", "security": {"roles": ["ece_platform_viewer"]}}
            platform.call(Request("POST", "/api/v1/users", (), json.dumps(user).encode()))
    return folder


def contents(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        return [
            row
            for kind in KINDS
            for row in connection.execute(f'select "{kind}", key, value, ends from "{kind}" order by key')
            if row[1] != "backup_digest"
        ]


def is_taken(path):
    try:
        backup.check(str(path))
    except PlatformError:
        return False
    return True


def flip(original, chance):
    damaged = bytearray(original)
    for _ in range(chance.randrange(1, 21)):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return damaged


def cut(original, chance):
    return original[: chance.randrange(len(original))]


def zero_a_page(original, chance):
    at = 4096 * chance.randrange(len(original) // 4096)
    return original[:at] + bytes(4096) + original[at + 4096 :]


def swap_pages(original, chance):
    pages = [original[at : at + 4096] for at in range(0, len(original), 4096)]
    first, second = chance.sample(range(len(pages)), 2)
    pages[first], pages[second] = pages[second], pages[first]
    return b"".join(pages)


DAMAGES = (flip, flip, flip, cut, zero_a_page, swap_pages)


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.torture)])
def test_no_damaged_backup_is_taken(data, tmp_path, count):
    """Damage in unused space changes no row, but whatever caused it may have damaged more."""
    whole = tmp_path / "whole.db"
    backup.backup(str(data), str(whole))
    original = whole.read_bytes()
    damaged = tmp_path / "damaged.db"
    taken = [seed for seed in range(count) if is_damage_taken(original, damaged, seed)]
    report(f"{len(taken)} of {count} damaged backups were taken")
    assert taken == []


def is_damage_taken(original, path, seed):
    chance = random.Random(seed)
    damage = chance.choice(DAMAGES)(original, chance)
    path.write_bytes(damage)
    return damage != original and is_taken(path)


def test_backup_with_a_log_beside_it_is_refused(data, tmp_path):
    """SQLite would apply the log, which the digest does not cover."""
    whole = tmp_path / "whole.db"
    backup.backup(str(data), str(whole))
    (tmp_path / "whole.db-wal").write_bytes(b"x" * 4096)
    with pytest.raises(PlatformError, match="log"):
        backup.check(str(whole))


def test_store_that_began_as_a_copied_backup_can_be_restored(data, tmp_path):
    """Its digest is that of the backup, and does not count."""
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    backup.backup(str(data), str(other / "platform.db"))
    with contextlib.closing(open_platform(str(other))) as platform:
        platform.call(Request("POST", ENROLLMENT, (), b'{"persistent": true, "roles": ["proxy"]}'))
    rows = contents(other / "platform.db")
    assert len(rows) > len(contents(data / "platform.db"))
    backup.restore(str(data), str(other / "platform.db"))
    assert {row for row in rows if row[0] == "tokens"} <= {*contents(data / "platform.db")}
    again = tmp_path / "again.db"
    backup.backup(str(other), str(again))
    backup.check(str(again))


STATEMENTS = (
    "update tokens set value = '[\"coordinator\"]' where key = (select min(key) from tokens)",
    "delete from tokens where key = (select min(key) from tokens)",
    "insert into tokens values ('x', '[]', null)",
    "update users set value = replace(value, 'viewer', 'admin')",
    "update settings set key = 'backup_eigest' where key = 'backup_digest'",
    "update settings set value = '' where key = 'backup_digest'",
    "drop trigger audit_is_not_shortened",
    "drop table runners",
    "create table more (x)",
    "create index more on tokens (value)",
    "create view more as select * from users",
    "create trigger more after delete on tokens begin insert into tokens values (old.key, old.value, null); end",
    "pragma user_version=0",
    "pragma user_version=99",
    "pragma application_id=1",
    "update signing_keys set value = 'signing'",
    "update signing_keys set value = 'signing x y'",
    "update audit set value = '{}'",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_changed_backup_is_restored(data, tmp_path, statement):
    changed = tmp_path / "changed.db"
    backup.backup(str(data), str(changed))
    with contextlib.closing(sqlite3.connect(changed)) as connection, connection:
        with contextlib.suppress(sqlite3.IntegrityError):
            connection.execute(statement)
        if "audit set" in statement:
            connection.execute("drop trigger audit_is_not_changed")
            connection.execute(statement)
    before = contents(data / "platform.db")
    with pytest.raises(PlatformError):
        backup.restore(str(data), str(changed))
    assert contents(data / "platform.db") == before


def test_backup_that_changes_while_it_is_restored_is_refused(data, tmp_path, monkeypatch):
    """What was checked is what is restored, and not what the file holds a moment later."""
    copy = tmp_path / "copy.db"
    backup.backup(str(data), str(copy))
    before = contents(data / "platform.db")
    fetch = backup.files.fetch

    def late(source, target):
        with contextlib.closing(sqlite3.connect(source)) as connection, connection:
            connection.execute("update tokens set value = '[\"coordinator\"]'")
        fetch(source, target)

    monkeypatch.setattr(backup.files, "fetch", late)
    with pytest.raises(PlatformError, match="digest"):
        backup.restore(str(data), str(copy))
    assert contents(data / "platform.db") == before


def test_start_leaves_the_copy_of_a_running_restore_alone(data):
    """A server that starts meanwhile removes the files of killed processes only."""
    from ecctl.platform.admin import directory

    with backup._temporary(str(data / "platform.db")) as path:
        directory.remove_temporary_files(str(data))
        assert (data / path).exists()
    stale = data / ".platform.db.01234567.partial"
    stale.write_bytes(b"x")
    directory.remove_temporary_files(str(data))
    assert not stale.exists()
