"""Maintenance of a data directory: other files are left alone, and no loss is silent."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat

import pytest

from ecctl.core.messages import Request
from ecctl.errors import PlatformError
from ecctl.platform import open_platform
from ecctl.platform.admin import backup, directory, maintenance
from ecctl.platform.admin.bootstrap import bootstrap, write_admin_config
from ecctl.platform.server.lock import sole_server
from ecctl.platform.store.sqlite import inspect

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
NO_PLATFORM = "contains no platform"


@pytest.fixture
def data(tmp_path):
    """The folder of a platform that was served once."""
    return make(tmp_path / "data")


def make(folder, clock=None):
    with contextlib.closing(open_platform(str(folder), clock=clock)) as platform:
        create(platform)
        bootstrap(platform, str(folder))
    write_admin_config(str(folder), "http://127.0.0.1:1")
    return folder


def create(platform):
    body = b'{"persistent": true, "roles": ["proxy", "allocator"]}'
    return json.loads(platform.call(Request("POST", f"{ENROLLMENT}", (), body)).read())


def tokens(folder):
    with contextlib.closing(open_platform(str(folder))) as platform:
        return json.loads(platform.call(Request("GET", f"{ENROLLMENT}")).read())["tokens"]


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def others(tmp_path):
    """A folder of something else that has files of the same names."""
    folder = tmp_path / "others"
    folder.mkdir()
    for name in ("ca.pem", "server.pem", "admin.json", "requests.log"):
        (folder / name).write_text("{}")
    (folder / "bootstrap-secrets.json").write_text('{"other": 1}')
    (folder / "platform.db").write_bytes(b"SQLite format 3\0" + bytes(4096))
    return folder


def test_wipe_leaves_other_directories_alone(others):
    before = content(others)
    assert not directory.holds_platform(str(others))
    assert maintenance.wipe(str(others)) == []
    assert content(others) == before


@pytest.mark.parametrize(
    "care",
    [
        maintenance.read_audit_log,
        maintenance.reset_password,
        lambda folder: backup.backup(folder, folder + ".copy"),
    ],
)
def test_operations_do_not_create_a_platform(tmp_path, others, care):
    for folder in (others, tmp_path / "none"):
        with pytest.raises(PlatformError, match=NO_PLATFORM):
            care(str(folder))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["others"]


@pytest.fixture
def forbidden(data):
    """A folder that its reader may not even look into."""
    data.chmod(0)
    with somebody():
        yield data
    data.chmod(0o700)


@contextlib.contextmanager
def somebody():
    """Root, who may do everything, is somebody else for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    "care",
    [
        maintenance.read_audit_log,
        maintenance.reset_password,
        maintenance.wipe,
        lambda folder: backup.backup(folder, folder + ".copy"),
    ],
)
def test_unreadable_directory_is_reported(forbidden, care):
    with pytest.raises(PlatformError, match="Permission denied"):
        care(str(forbidden))


@pytest.mark.parametrize("kind", ["folder", "absent"])
def test_lock_that_cannot_be_written_is_named(tmp_path, kind):
    """The one is in the way even of root."""
    folder = tmp_path / "data"
    if kind == "folder":
        (folder / "serve.lock").mkdir(parents=True)
    with pytest.raises(PlatformError, match=r"cannot write .*serve\.lock"), sole_server(str(folder)):
        pytest.fail("nobody else is kept away")


@pytest.mark.parametrize("name", ["admin.json", "bootstrap-secrets.json"])
def test_credentials_file_that_cannot_be_read_is_named(data, name):
    (data / name).unlink()
    (data / name).mkdir()
    with pytest.raises(PlatformError, match=rf"cannot read .*{name}: Is a directory"):
        maintenance.reset_password(str(data))


def test_file_that_cannot_be_removed_is_named(data):
    (data / "server.pem").mkdir()
    with pytest.raises(PlatformError, match=r"cannot remove .*server\.pem"):
        maintenance.wipe(str(data))
    assert directory.holds_platform(str(data)), "it can be wiped again"


@pytest.mark.parametrize("left", ["bootstrap-secrets.json", "admin.json"])
@pytest.mark.parametrize("emptied", [True, False])
def test_missing_store_is_not_recreated(data, left, emptied):
    for path in data.iterdir():
        if path.name != left:
            path.unlink()
    if emptied:
        (data / "platform.db").touch()
    with pytest.raises(PlatformError, match="belonged to a platform whose store"):
        open_platform(str(data))
    assert not emptied or (data / "platform.db").read_bytes() == b""


def test_wipe_removes_leftovers_of_missing_store(data):
    (data / "platform.db").unlink()
    assert maintenance.wipe(str(data))
    assert not data.exists()


def test_restore_creates_missing_store(data, tmp_path):
    before = tokens(data)
    copy = str(tmp_path / "copy.db")
    backup.backup(str(data), copy)
    (data / "platform.db").unlink()
    owner = data.stat().st_uid
    if os.geteuid() == 0:
        os.chown(data, owner := 65534, -1)
    assert backup.restore(str(data), copy)
    assert tokens(data) == before
    assert (data / "platform.db").stat().st_uid == owner, "root leaves it to whose folder it is"
    assert stat.S_IMODE((data / "platform.db").stat().st_mode) == 0o600


def test_restore_reports_password_that_is_not_written_down(data, tmp_path):
    copy = str(tmp_path / "copy.db")
    backup.backup(str(data), copy)
    assert backup.restore(str(data), copy)
    maintenance.reset_password(str(data))
    assert not backup.restore(str(data), copy)


def test_restore_refuses_to_overwrite_damaged_store(data, tmp_path):
    copy = str(tmp_path / "copy.db")
    backup.backup(str(data), copy)
    (data / "platform.db").write_bytes(b"no database, but long enough to be taken for one" * 40)
    with pytest.raises(PlatformError, match=r"platform\.db is damaged") as raised:
        backup.restore(str(data), copy)
    assert "move platform.db" in raised.value.hint


def test_backup_replaces_target_only_on_request(data, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_text("older")
    with pytest.raises(PlatformError, match="cannot write the backup") as raised:
        backup.backup(str(data), str(copy))
    assert "--force" in raised.value.hint
    assert copy.read_text() == "older"
    backup.backup(str(data), str(copy), replace=True)
    backup.check(str(copy))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]


def test_backup_does_not_replace_the_store(data):
    with pytest.raises(PlatformError, match="is the store itself"):
        backup.backup(str(data), str(data / "platform.db"), replace=True)
    assert tokens(data)


def test_failed_backup_keeps_target(data, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_text("older")
    store = data / "platform.db"
    store.write_bytes(store.read_bytes()[:5000])
    with pytest.raises(PlatformError, match=r"data/platform\.db is damaged"):
        backup.backup(str(data), str(copy), replace=True)
    assert copy.read_text() == "older"
    with pytest.raises(PlatformError, match=r"data/platform\.db is damaged"):
        backup.backup(str(data), str(tmp_path / "new.db"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "data"]


def test_backup_of_another_platform_is_recognized(data, tmp_path):
    make(tmp_path / "other", clock=lambda: 1.8e9)
    copies = {}
    for folder in (data, tmp_path / "other"):
        copies[folder.name] = str(tmp_path / f"{folder.name}.db")
        backup.backup(str(folder), copies[folder.name])
    with contextlib.closing(open_platform(str(data))) as platform:
        for path in ("current/_retire", "_rotate"):
            platform.call(Request("POST", f"/ecctl/v1/signing-keys/{path}"))
    assert backup.is_of_another(str(data), copies["other"])
    assert not backup.is_of_another(str(data), copies["data"])
    assert not backup.is_of_another(str(tmp_path / "none"), copies["other"])


def test_audit_log_is_read_from_backups_and_read_only_media(data, tmp_path, monkeypatch):
    entries = maintenance.read_audit_log(str(data))
    made = next(entry for entry in entries if entry["event"] == "token.created")
    assert made["detail"] == ["proxy", "allocator"]
    assert maintenance.read_audit_log(str(data), made["id"]) == entries[entries.index(made) + 1 :]
    copy = tmp_path / "copy.db"
    backup.backup(str(data), str(copy))
    assert maintenance.read_audit_log(str(copy)) == entries
    before = content(data)
    with contextlib.closing(sqlite3.connect(inspect.uri_to_read(str(data / "platform.db")), uri=True)) as one:
        one.execute("select * from audit")
        assert (data / "platform.db-shm").exists(), "a writer reads like any other process"
    uri = inspect.uri_at_rest(str(data / "platform.db"))
    data.chmod(0o500)
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda *_: False)
        assert inspect.uri_to_read(str(data / "platform.db")) == uri
        assert maintenance.read_audit_log(str(data)) == entries
    data.chmod(0o700)
    assert content(data) == before
