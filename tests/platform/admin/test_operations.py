"""Operations on a data directory that change what is stored."""

from __future__ import annotations

import contextlib
import json

import pytest

from ecctl.core.messages import Request
from ecctl.errors import PlatformError
from ecctl.platform import open_platform
from ecctl.platform.admin import bootstrap, maintenance
from ecctl.platform.admin.directory import remove_temporary_files
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.store.sqlite.store import SqliteStore


def ask(platform, method, path, body=None):
    data = b"" if body is None else json.dumps(body).encode()
    return platform.call(Request(method, path, (), data))


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    with contextlib.closing(open_platform(str(folder))) as platform:
        security = {"roles": ["ece_platform_admin"], "password": "pass-of-sam"}
        ask(platform, "POST", "/api/v1/users", {"user_name": "sam", "security": security})
    return folder


def events(data):
    return [(entry["event"], entry["subject"]) for entry in maintenance.read_audit_log(str(data))]


def test_reset_password_does_not_revive_a_user_deleted_meanwhile(data, monkeypatch):
    hash_password = bootstrap.hash_password

    def slow(password):
        with contextlib.closing(open_platform(str(data))) as platform:
            assert ask(platform, "DELETE", "/api/v1/users/sam").status == 200
        return hash_password(password)

    monkeypatch.setattr(bootstrap, "hash_password", slow)
    with pytest.raises(bootstrap.NoSuchUserError):
        maintenance.reset_password(str(data), "sam")
    with contextlib.closing(open_platform(str(data))) as platform:
        assert ask(platform, "GET", "/api/v1/users/sam").status == 404


def test_reset_password_retries_after_a_concurrent_change(data):
    with contextlib.closing(open_platform(str(data))) as platform:
        commit, changed = platform.services.store.commit, []

        async def interfere(writes, checks=()):
            if not changed:
                changed.append(True)
                user = await find_account(platform.services.store, "sam")
                user.data["security"]["enabled"] = False
                await commit([user.write()])
            return await commit(writes, checks)

        platform.services.store.commit = interfere
        bootstrap.set_password(platform, "sam", "another-password")
        user = platform.run(find_account(platform.services.store, "sam"))
    assert not user.enabled, "the other change is not undone"


def test_reset_password_is_audited(data):
    maintenance.reset_password(str(data), "sam")
    entry = maintenance.read_audit_log(str(data))[-1]
    assert (entry["event"], entry["subject"], entry["by"]) == ("user.password_reset", "sam", "data directory")
    assert entry["at"].endswith("Z")


def test_pruning_deletes_old_entries_and_is_audited(tmp_path):
    data = tmp_path / "old"
    for time, count in ((1e9, 250), (1.75e9, 1)):
        with contextlib.closing(open_platform(str(data), clock=lambda now=time: now)) as platform:
            for _ in range(count):
                ask(platform, "POST", "/ecctl/v1/signing-keys/_rotate")
    assert maintenance.prune_audit_log(str(data), 1.7e9) == 250
    assert [event for event, _ in events(data)] == ["key.rotated", "audit.pruned", "audit.pruned"]
    assert maintenance.prune_audit_log(str(data), 1.7e9) == 0
    assert len(events(data)) == 3


def test_interrupted_pruning_is_audited(tmp_path, monkeypatch):
    data = tmp_path / "old"
    with contextlib.closing(open_platform(str(data), clock=lambda: 1e9)) as platform:
        for _ in range(150):
            ask(platform, "POST", "/ecctl/v1/signing-keys/_rotate")
    commit = SqliteStore.commit
    commits = []

    async def fail_later(store, writes, checks=()):
        commits.append(writes)
        if len(commits) == 2:
            raise PlatformError("the disk failed")
        return await commit(store, writes, checks)

    monkeypatch.setattr(SqliteStore, "commit", fail_later)
    with pytest.raises(PlatformError, match="disk"):
        maintenance.prune_audit_log(str(data), 1.7e9)
    assert [event for event, _ in events(data)] == ["key.rotated"] * 50 + ["audit.pruned"]


def test_reset_clock_forgets_a_time_ahead(data):
    with contextlib.closing(open_platform(str(data), clock=lambda: 4e9)) as platform:
        ask(platform, "POST", "/ecctl/v1/signing-keys/_rotate")
    with contextlib.closing(open_platform(str(data))) as platform:
        ask(platform, "GET", "/api/v1/users")
        assert platform.services.clock.now() > 3.9e9
    maintenance.reset_clock(str(data))
    with contextlib.closing(open_platform(str(data))) as platform:
        ask(platform, "GET", "/api/v1/users")
        assert platform.services.clock.now() < 3.9e9
    assert ("clock.reset", "clock") in events(data)


def test_start_and_wipe_remove_temporary_files_with_secrets(data):
    leftover = data / ".bootstrap-secrets.json.1234abcd"
    leftover.write_text('{"adminconsole_root_password": "x"}')
    remove_temporary_files(str(data))
    assert not leftover.exists()
    for name in (".admin.json.1234abcd", "requests.log.1"):
        (data / name).write_text("")
    maintenance.wipe(str(data))
    assert not data.exists()


def test_operations_work_on_a_store_that_suspends(tmp_path):
    """A store that needs an event loop gets one in a thread."""
    from ecctl.platform.app import Platform
    from ecctl.platform.domain.clock import Clock
    from ecctl.platform.in_process import LocalPlatform
    from ecctl.platform.store import open_store

    clock = Clock()
    store = open_store(f"sqlite:{tmp_path}/data/platform.db", clock, serving=True)
    with contextlib.closing(LocalPlatform(Platform(store, clock)).open()) as platform:
        bootstrap.bootstrap(platform, str(tmp_path / "data"))
        assert json.loads(ask(platform, "GET", "/api/v1/users").read())["users"]
    assert ("user.password_reset", "admin") in events(tmp_path / "data")
