"""`ecctl serve copy`: from store to store, of any kinds."""

from __future__ import annotations

import json

import pytest

from ecctl.errors import PlatformError, UsageError
from ecctl.platform.admin import copying
from ecctl.platform.admin.copying import copy
from ecctl.platform.domain.clock import Clock
from ecctl.platform.store import open_store
from ecctl.platform.store.base import AUDIT, COPYING, ENDED_SESSIONS, KINDS, SETTINGS, TOKENS, USERS, Put

EXPIRES = 4_000_000_000


def fill(url, run, count=2500):
    async def whole():
        store = open_store(url, Clock())
        await store.open()
        for start in range(0, count, 50):
            await store.commit([Put(TOKENS, f"{n:06}", f"value {n} ü") for n in range(start, start + 50)])
        await store.commit([Put(ENDED_SESSIONS, "s", "jane", EXPIRES), Put(USERS, "jane", "{}")])
        await store.commit([Put(AUDIT, "1", "entry"), Put(SETTINGS, "tried", "x")])
        await store.close()

    run(whole())


def entries(url, run):
    async def whole():
        store = open_store(url, Clock())
        await store.open()
        found = [
            (kind, put.key, put.value, put.expires)
            for kind in KINDS
            for put in await store.entries(kind, limit=100_000)
            if put.key != "tried"
        ]
        await store.close()
        return found

    return run(whole())


def test_copy_to_etcd_and_back(tmp_path, etcd_url, run):
    first, last = f"sqlite:{tmp_path}/a/platform.db", f"sqlite:{tmp_path}/b/platform.db"
    fill(first, run)
    count, digest = copy(f"sqlite:{tmp_path}/a", etcd_url)
    assert count == 2503
    assert copy(etcd_url, f"sqlite:{tmp_path}/b") == (count, digest)
    assert entries(last, run) == entries(first, run) == entries(etcd_url, run)
    assert ("ended_sessions", "s", "jane", EXPIRES) in entries(last, run)


def test_command_copies_and_shows_digest(tmp_path, etcd_url, ecctl, run):
    fill(f"sqlite:{tmp_path}/a/platform.db", run, 50)
    outcome = ecctl("serve", "copy", "--from", f"sqlite:{tmp_path}/a", "--to", etcd_url, "--output", "json")
    assert outcome.status == 0, outcome.err
    shown = json.loads(outcome.out)
    assert shown["records"] == 53
    assert len(shown["sha256"]) == 64


def test_command_needs_both_stores(ecctl):
    outcome = ecctl("serve", "copy", "--from", "sqlite:x")
    assert outcome.status == 2
    assert "--to" in outcome.err


def test_target_with_a_platform_is_refused(tmp_path, run):
    for name in "ab":
        fill(f"sqlite:{tmp_path}/{name}/platform.db", run, 50)
    before = entries(f"sqlite:{tmp_path}/b/platform.db", run)
    with pytest.raises(PlatformError, match="already contains a platform"):
        copy(f"sqlite:{tmp_path}/a", f"sqlite:{tmp_path}/b")
    assert entries(f"sqlite:{tmp_path}/b/platform.db", run) == before


def test_interrupted_copy_resumes(tmp_path, etcd_url, run, monkeypatch):
    source = f"sqlite:{tmp_path}/a/platform.db"
    fill(source, run)
    make_equal = copying._make_equal

    async def stop_half_way(source, target, kind):
        if kind == USERS:
            raise PlatformError("interrupted")
        await make_equal(source, target, kind)

    monkeypatch.setattr(copying, "_make_equal", stop_half_way)
    with pytest.raises(PlatformError, match="interrupted"):
        copy(source, etcd_url)
    monkeypatch.undo()
    with pytest.raises(PlatformError, match="not complete"):
        copy(etcd_url, f"sqlite:{tmp_path}/c")
    fill(source, run, 3000)
    copy(source, etcd_url)
    assert entries(etcd_url, run) == entries(source, run)


def test_incomplete_copy_is_not_used(tmp_path, run, ecctl):
    async def interrupt():
        store = open_store(f"sqlite:{tmp_path}/platform.db", Clock())
        await store.open()
        await store.commit([Put(SETTINGS, COPYING, "yes")])
        await store.close()

    run(interrupt())
    env = {"ECCTL_DATA_DIR": str(tmp_path)}
    outcome = ecctl("--config", "embedded", "enrollment-token", "create", "--role", "proxy", env=env)
    assert outcome.status != 0
    assert "not complete" in outcome.err
    assert "not complete" in ecctl("serve", "--data", str(tmp_path), "--listen", "127.0.0.1:0").err


def test_change_during_the_copy_is_noticed(tmp_path, run, monkeypatch):
    source = f"sqlite:{tmp_path}/a/platform.db"
    fill(source, run, 50)
    make_equal = copying._make_equal

    async def change(source, target, kind):
        await make_equal(source, target, kind)
        await source.commit([Put(kind, "new", "1")])

    monkeypatch.setattr(copying, "_make_equal", change)
    with pytest.raises(PlatformError, match="has changed meanwhile"):
        copy(source, f"sqlite:{tmp_path}/b")


@pytest.mark.parametrize(
    ("source", "target", "error"),
    [
        ("sqlite:{path}/absent", "sqlite:{path}/b", PlatformError),
        ("memory:", "sqlite:{path}/b", UsageError),
        ("sqlite:{path}/a", "sqlite:{path}/a/", UsageError),
        ("sqlite:{path}/a", "nosuch:x", UsageError),
    ],
)
def test_unusable_store_is_refused(tmp_path, run, source, target, error):
    fill(f"sqlite:{tmp_path}/a/platform.db", run, 50)
    with pytest.raises(error):
        copy(source.format(path=tmp_path), target.format(path=tmp_path))
