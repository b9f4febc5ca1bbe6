"""The store protocol, for every backend. A new backend adds a line to BACKENDS."""

from __future__ import annotations

import pytest

from ecctl.errors import UsageError
from ecctl.platform.store import open_store
from ecctl.platform.store.base import (
    ABSENT,
    AUDIT,
    KINDS,
    PAGE,
    PRESENT,
    TOKENS,
    USERS,
    Delete,
    Put,
    Require,
)

BACKENDS = {
    # name: (URL, whether it is tuned for a server); {path} is a new file's, {etcd} a new prefix's
    "memory": ("memory:", False),
    "sqlite": ("sqlite:{path}", False),
    "sqlite-serving": ("sqlite:{path}", True),
    "etcd": ("{etcd}", False),
    "etcd-serving": ("{etcd}", True),
}


@pytest.fixture(params=BACKENDS)
def store(request, tmp_path, hands, run):
    url, serving = BACKENDS[request.param]
    etcd = request.getfixturevalue("etcd_url") if "{etcd}" in url else ""
    url = url.format(path=tmp_path / "data" / "store.db", etcd=etcd)
    made = open_store(url, hands.clock(), serving=serving)
    run(made.open())
    yield made
    run(made.drain())
    run(made.close())


def test_commit_stores_values(store, run):
    assert run(store.commit([Put(TOKENS, "a", "1"), Put(TOKENS, "b", "2")]))
    assert run(store.get(TOKENS, "a")) == "1"
    assert run(store.get(TOKENS, "c")) is None
    assert run(store.get(AUDIT, "a")) is None


def test_every_kind_can_be_written(store, run):
    assert run(store.commit([Put(kind, "a", kind) for kind in KINDS]))
    assert [run(store.get(kind, "a")) for kind in KINDS] == list(KINDS)


def test_delete_removes_value(store, run):
    run(store.commit([Put(TOKENS, "a", "1")]))
    assert run(store.commit([Delete(TOKENS, "a")]))
    assert run(store.get(TOKENS, "a")) is None
    assert run(store.commit([Delete(TOKENS, "a")])), "an absent key can be deleted"


def test_writes_of_a_commit_apply_in_order(store, run):
    run(store.commit([Put(TOKENS, "a", "1"), Delete(TOKENS, "a"), Put(TOKENS, "b", "2")]))
    assert run(store.scan(TOKENS)) == [("b", "2")]


@pytest.mark.parametrize("value", [ABSENT, "other"])
def test_failed_check_writes_nothing(store, value, run):
    run(store.commit([Put(TOKENS, "a", "1")]))
    writes = [Put(TOKENS, "b", "2"), Put(TOKENS, "a", "3")]
    assert not run(store.commit(writes, [Require(TOKENS, "a", value)]))
    assert run(store.scan(TOKENS)) == [("a", "1")]


def test_one_failed_check_of_several_writes_nothing(store, run):
    run(store.commit([Put(TOKENS, "a", "1")]))
    checks = [Require(TOKENS, "a", "1"), Require(USERS, "b", PRESENT)]
    assert not run(store.commit([Put(TOKENS, "a", "2")], checks))
    assert run(store.get(TOKENS, "a")) == "1"


def test_present_requires_any_value(store, run):
    check = Require(TOKENS, "a", PRESENT)
    assert not run(store.commit([Delete(TOKENS, "a"), Put(TOKENS, "b", "2")], [check]))
    run(store.commit([Put(TOKENS, "a", "1")]))
    assert run(store.commit([Delete(TOKENS, "a")], [check]))
    assert not run(store.commit([Delete(TOKENS, "a")], [check])), "the same check object again"
    assert run(store.scan(TOKENS)) == []


def test_absent_requires_no_value(store, run):
    assert run(store.commit([Put(TOKENS, "a", "1")], [Require(TOKENS, "a", ABSENT)]))
    assert run(store.commit([Put(TOKENS, "a", "2")], [Require(TOKENS, "a", "1")]))
    assert run(store.get(TOKENS, "a")) == "2"


def test_check_that_held_is_evaluated_again_after_a_change(store, run):
    check = Require(USERS, "u", "enabled")
    run(store.commit([Put(USERS, "u", "enabled")]))
    for name in "abc":
        assert run(store.commit([Put(TOKENS, name, "1")], [check]))
    run(store.commit([Put(USERS, "u", "disabled")]))
    assert not run(store.commit([Put(TOKENS, "d", "1")], [check]))
    assert [key for key, _ in run(store.scan(TOKENS))] == ["a", "b", "c"]


def test_scan_returns_pages_in_key_order(store, run):
    names = [f"{n:03}" for n in range(25)]
    run(store.commit([Put(TOKENS, name, name) for name in reversed(names)]))
    first = run(store.scan(TOKENS, limit=10))
    assert [key for key, _ in first] == names[:10]
    rest = run(store.scan(TOKENS, after="009", limit=100))
    assert [key for key, _ in rest] == names[10:]
    assert run(store.scan(TOKENS, after="024")) == []


def test_expired_entry_is_absent(store, hands, run):
    run(store.commit([Put(TOKENS, "a", "1", int(hands.wall) + 10), Put(TOKENS, "b", "2")]))
    assert run(store.get(TOKENS, "a")) == "1"
    hands.pass_time(10)
    assert run(store.get(TOKENS, "a")) is None
    assert run(store.scan(TOKENS)) == [("b", "2")]
    assert run(store.commit([Put(TOKENS, "a", "3")], [Require(TOKENS, "a", ABSENT)]))


def test_version_changes_with_every_commit_of_the_kind(store, run):
    before = store.version(TOKENS)
    assert store.version(TOKENS) == before
    run(store.commit([Put(TOKENS, "a", "1")]))
    between = store.version(TOKENS)
    assert between != before
    run(store.commit([Delete(TOKENS, "a")]))
    assert store.version(TOKENS) not in {before, between}


def test_note_is_written_before_a_later_commit(store, run):
    run(store.note([Put(AUDIT, "a", "1")]))
    run(store.commit([]))
    assert run(store.scan(AUDIT)) == [("a", "1")]


def test_drain_writes_notes(store, run):
    run(store.note([Put(AUDIT, "a", "1")]))
    run(store.drain())
    assert run(store.scan(AUDIT)) == [("a", "1")]


def test_audit_entries_can_be_pruned(store, run):
    run(store.commit([Put(AUDIT, "a", "1"), Put(AUDIT, "b", "2")]))
    run(store.commit([Delete(AUDIT, "a"), Put(AUDIT, "c", "3")]))
    assert run(store.scan(AUDIT)) == [("b", "2"), ("c", "3")]


def test_store_is_ready(store, run):
    assert run(store.ready())


def test_values_survive_unusual_characters(store, run):
    value = 'ü"\\\n\U0001f512'
    run(store.commit([Put(USERS, "jürgen müller/ü", value)]))
    assert run(store.get(USERS, "jürgen müller/ü")) == value
    assert run(store.scan(USERS)) == [("jürgen müller/ü", value)]


@pytest.mark.parametrize("url", ["nosuch:place", "/a/path", ""])
def test_unknown_url_is_refused(url, hands):
    with pytest.raises(UsageError):
        open_store(url, hands.clock())


def test_records_do_not_show_values():
    shown = repr([Put(TOKENS, "a", "secret"), Require(TOKENS, "a", "secret"), Require(TOKENS, "a", ABSENT)])
    assert "secret" not in shown
    assert "ABSENT" in shown


def test_pages_hold_every_entry_once(store, run):
    names = sorted(f"{n * n:x}" for n in range(2500))
    for start in range(0, len(names), 100):
        run(store.commit([Put(TOKENS, name, "1") for name in names[start : start + 100]]))

    async def read(after):
        return [page async for page in store.pages(TOKENS, after)]

    pages = run(read(""))
    assert [key for page in pages for key, _ in page] == names
    assert max(map(len, pages)) <= 2 * PAGE
    assert [key for page in run(read(names[999])) for key, _ in page] == names[1000:]
    assert [key for page in run(read(names[-1])) for key, _ in page] == []
