"""Backup files: what is wrong with one is found before it replaces a store."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sqlite3

import pytest

from ecctl.core.messages import Request
from ecctl.errors import PlatformError
from ecctl.platform import open_platform
from ecctl.platform.admin import backup, maintenance

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"


def ask(platform, method, path, body=None):
    data = b"" if body is None else json.dumps(body).encode()
    response = platform.call(Request(method, path, (), data))
    return json.loads(response.read())


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    with contextlib.closing(open_platform(str(folder))) as platform:
        ask(platform, "POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]})
        security = {"roles": ["ece_platform_admin"], "password": "pass-of-sam"}
        ask(platform, "POST", "/api/v1/users", {"user_name": "sam", "security": security})
    return folder


@pytest.fixture
def copy(data, tmp_path):
    path = tmp_path / "copy.db"
    backup.backup(str(data), str(path))
    return path


def tokens(folder):
    with contextlib.closing(open_platform(str(folder))) as platform:
        return ask(platform, "GET", ENROLLMENT)["tokens"]


def change(path, *statements):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update tokens set value = '[\"allocator\"]'", "digest"),
        ("delete from tokens", "digest"),
        ("update users set ends = 1", "digest"),
        ("drop table runners", "tables and triggers"),
        ("drop trigger audit_is_not_shortened", "tables and triggers"),
        ("create trigger back after delete on tokens begin select 1; end", "tables and triggers"),
        ("pragma user_version=0", "schema version"),
    ],
)
def test_changed_backup_is_refused_before_it_replaces_anything(data, copy, statement, words):
    before = tokens(data)
    change(copy, statement)
    with pytest.raises(PlatformError, match=words):
        backup.restore(str(data), str(copy))
    assert tokens(data) == before


def test_value_that_cannot_be_read_is_refused(data, copy):
    change(copy, "delete from settings where key = 'backup_digest'", "update users set value = '{}x'")
    with pytest.raises(PlatformError, match="cannot be read"):
        backup.check(str(copy))
    assert tokens(data)


def test_flipped_bytes_never_change_what_is_restored(data, copy, tmp_path):
    before, whole = tokens(data), copy.read_bytes()
    generator = random.Random(7)
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(generator.randint(1, 20)):
            damaged[generator.randrange(len(damaged))] ^= 1 << generator.randrange(8)
        copy.write_bytes(damaged)
        with contextlib.suppress(PlatformError):
            backup.restore(str(tmp_path / "other"), str(copy))
            assert tokens(tmp_path / "other") == before


def test_missing_file_is_named(tmp_path, data):
    with pytest.raises(PlatformError, match="No such file"):
        backup.check(str(tmp_path / "none.db"))
    assert data.exists()


def test_fifo_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "platform.db", 0o600)
    with pytest.raises(PlatformError, match="not a regular file"):
        backup.check(str(tmp_path / "platform.db"))
    with pytest.raises(PlatformError, match="not a regular file"):
        open_platform(str(tmp_path))


def test_copied_folder_is_restored_with_its_log(data, tmp_path):
    """Files that were copied while the store was open have commits in the log alone."""
    with contextlib.closing(open_platform(str(data))) as platform:
        token = ask(platform, "POST", ENROLLMENT, {"persistent": True})["token_id"]
        (tmp_path / "snapshot").mkdir()
        for name in ("platform.db", "platform.db-wal"):
            shutil.copyfile(data / name, tmp_path / "snapshot" / name)
    assert (tmp_path / "snapshot" / "platform.db-wal").stat().st_size
    backup.restore(str(tmp_path / "other"), str(tmp_path / "snapshot" / "platform.db"))
    assert token in [each["token_id"] for each in tokens(tmp_path / "other")]
    assert sorted(path.name for path in (tmp_path / "snapshot").iterdir()) == [
        "platform.db",
        "platform.db-wal",
    ]


def test_restore_ends_sessions_and_is_audited(data, copy):
    with contextlib.closing(open_platform(str(data))) as platform:
        login = {"username": "sam", "password": "pass-of-sam"}
        session = ask(platform, "POST", "/api/v1/users/auth/_login", login)["token"]
        backup.backup(str(data), str(copy), replace=True)
    backup.restore(str(data), str(copy))
    with contextlib.closing(open_platform(str(data))) as platform:
        headers = (("authorization", f"Bearer {session}"),)
        request = Request("GET", "/api/v1/user", headers)
        assert platform.run(platform.platform.handle(request)).status == 401
    assert maintenance.read_audit_log(str(data))[-1]["event"] == "store.restored"


def test_restore_that_creates_the_store_needs_the_server_stopped(data, copy):
    from ecctl.platform.server.lock import sole_server

    (data / "platform.db").unlink()
    with sole_server(str(data)), pytest.raises(PlatformError, match="server is running"):
        backup.restore(str(data), str(copy))


def test_backup_removes_what_a_killed_one_left(data, tmp_path):
    (tmp_path / ".copy.db.12345678.partial").write_text("half")
    backup.backup(str(data), str(tmp_path / "copy.db"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]


@pytest.mark.parametrize(("name", "mode"), [("platform.db", 0o604), (".", 0o777)])
def test_store_that_other_users_can_reach_is_refused(data, name, mode):
    (data / name).chmod(mode)
    with pytest.raises(PlatformError, match="other users"):
        open_platform(str(data))
    (data / name).chmod(0o700)


def test_store_with_two_names_is_refused(data):
    """SQLite keeps a log for each name, and one damages the file for the other."""
    other = data / "other.db"
    other.hardlink_to(data / "platform.db")
    with pytest.raises(PlatformError, match="2 names"):
        open_platform(str(data))
    other.unlink()
    open_platform(str(data)).close()
