"""What every store promises, held by each of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import stat
import subprocess
import sys

import pytest

from ecctl.errors import PlatformError
from ecctl.platform.store.base import AUDIT, PRESENT, TOKENS
from ecctl.platform.store.memory import MemoryStore
from ecctl.platform.store.sqlite.group_commit import GroupCommit
from ecctl.platform.store.sqlite.store import SqliteStore

TOKENS_PATH = "/api/v1/platform/configuration/security/enrollment-tokens"


def put(key, value, ends=None, kind=TOKENS):
    return kind, key, value, ends


@pytest.fixture(params=["memory", "sqlite", "group"])
def store(request, tmp_path, hands, runner):
    """Every backend there is."""
    clock = hands.clock()
    made = MemoryStore(clock) if request.param == "memory" else SqliteStore.open(str(tmp_path), clock)
    if request.param == "group":
        made.close()
        made = runner.run(grouped(made.path, clock))
    yield made
    if request.param == "group":
        runner.run(made.finish())
    made.close()


async def grouped(path, clock):
    return GroupCommit(path, clock)


def test_what_is_written_is_read(store, run):
    assert run(store.commit([put("a", "1"), put("b", "2")]))
    assert run(store.get(TOKENS, "a")) == "1"
    assert run(store.get(TOKENS, "c")) is None
    assert run(store.get(AUDIT, "a")) is None


def test_none_removes(store, run):
    run(store.commit([put("a", "1")]))
    assert run(store.commit([put("a", None)]))
    assert run(store.get(TOKENS, "a")) is None
    assert run(store.commit([put("a", None)]))


@pytest.mark.parametrize("expected", [None, "other"])
def test_a_check_that_does_not_hold_writes_nothing(store, expected, run):
    run(store.commit([put("a", "1")]))
    assert not run(store.commit([put("b", "2"), put("a", "3")], checks=[(TOKENS, "a", expected)]))
    assert run(store.scan(TOKENS)) == [("a", "1")]


def test_a_value_must_be_there_whichever(store, run):
    remove = (TOKENS, "a", None, None)
    assert not run(store.commit([remove, put("b", "2")], checks=[(TOKENS, "a", PRESENT)]))
    run(store.commit([put("a", "1")]))
    assert run(store.commit([remove], checks=[(TOKENS, "a", PRESENT)]))
    assert not run(store.commit([remove], checks=[(TOKENS, "a", PRESENT)]))
    assert run(store.scan(TOKENS)) == []


def test_a_check_that_holds(store, run):
    assert run(store.commit([put("a", "1")], checks=[(TOKENS, "a", None)]))
    assert run(store.commit([put("a", "2")], checks=[(TOKENS, "a", "1")]))
    assert run(store.get(TOKENS, "a")) == "2"


def test_scan_is_in_order_and_in_pages(store, run):
    names = [f"{n:03}" for n in range(25)]
    run(store.commit([put(name, name) for name in reversed(names)]))
    first = run(store.scan(TOKENS, limit=10))
    assert [key for key, _ in first] == names[:10]
    rest = run(store.scan(TOKENS, after="009", limit=100))
    assert [key for key, _ in rest] == names[10:]
    assert run(store.scan(TOKENS, after="024")) == []


def test_an_entry_ends_by_itself(store, hands, run):
    run(store.commit([put("a", "1", int(hands.wall) + 10), put("b", "2")]))
    assert run(store.get(TOKENS, "a")) == "1"
    hands.pass_time(10)
    assert run(store.get(TOKENS, "a")) is None
    assert run(store.scan(TOKENS)) == [("b", "2")]
    assert run(store.commit([put("a", "3")], checks=[(TOKENS, "a", None)]))


def test_the_version_tells_of_changes(store, run):
    before = store.version(TOKENS)
    assert store.version(TOKENS) == before
    run(store.commit([put("a", "1")]))
    assert store.version(TOKENS) != before


def test_a_note_is_written(store, run):
    run(store.note([put("a", "1", kind=AUDIT)]))
    run(store.commit([]))
    assert run(store.scan(AUDIT)) == [("a", "1")]


def test_files_are_for_their_owner_alone(tmp_path, hands, run):
    old = os.umask(0)
    try:
        store = SqliteStore.open(str(tmp_path / "deep" / "data"), hands.clock())
        run(store.commit([put("a", "1")]))
        folder = tmp_path / "deep" / "data"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        files = list(folder.iterdir())
        assert len(files) == 3
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        store.close()
    finally:
        os.umask(old)


def test_two_connections_agree(tmp_path, hands, run):
    one = SqliteStore.open(str(tmp_path), hands.clock())
    two = SqliteStore.open(str(tmp_path), hands.clock())
    before = two.version(TOKENS)
    run(one.commit([put("a", "1")]))
    assert two.version(TOKENS) != before
    assert run(two.get(TOKENS, "a")) == "1"
    assert not run(two.commit([put("a", "2")], checks=[(TOKENS, "a", None)]))
    one.close()
    two.close()


def test_many_processes_make_one_store(tmp_path):
    code = (
        "import sys; from ecctl.platform import open_platform; from ecctl.core.messages import Request\n"
        "platform = open_platform(sys.argv[1])\n"
        "request = Request('POST', sys.argv[2], (), b'{\"persistent\":true}')\n"
        "for _ in range(5): assert platform.call(request).status == 200\n"
        "print(platform.keys.__dict__['_keys']['current'].secret.hex())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data"), f"{TOKENS_PATH}"]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    outputs = {racer.communicate(timeout=60)[0] for racer in racers}
    assert [racer.returncode for racer in racers] == [0] * 6
    assert len(outputs) == 1, "every process signs with the same key"
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "platform.db")) as connection, connection:
        assert connection.execute("select count(*) from tokens").fetchone() == (30,)


def test_the_audit_trail_is_append_only(tmp_path, hands, run):
    store = SqliteStore.open(str(tmp_path), hands.clock())
    run(store.commit([put("a", "1", kind=AUDIT)]))
    with contextlib.closing(sqlite3.connect(store.path)) as connection, connection:
        for statement in ("delete from audit", "update audit set value = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    store.close()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no database, but long enough to be taken for one" * 40, "damaged, or no store"),
        (b"short", "damaged, or no store"),
    ],
)
def test_a_file_that_is_no_store_is_named(tmp_path, hands, content, words):
    (tmp_path / "platform.db").write_bytes(content)
    with pytest.raises(PlatformError, match=words):
        SqliteStore.open(str(tmp_path), hands.clock())
    assert (tmp_path / "platform.db").read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path, hands):
    with contextlib.closing(sqlite3.connect(tmp_path / "platform.db")) as connection, connection:
        connection.execute("create table theirs (x)")
    with pytest.raises(PlatformError, match="another program"):
        SqliteStore.open(str(tmp_path), hands.clock())


def test_a_newer_store_is_left_alone(tmp_path, hands):
    SqliteStore.open(str(tmp_path), hands.clock()).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "platform.db")) as connection, connection:
        connection.execute("pragma user_version=99")
    with pytest.raises(PlatformError, match="version 99"):
        SqliteStore.open(str(tmp_path), hands.clock())


def test_a_folder_that_cannot_be_made(tmp_path, hands):
    (tmp_path / "file").write_text("")
    with pytest.raises(PlatformError, match="cannot be kept in"):
        SqliteStore.open(str(tmp_path / "file" / "data"), hands.clock())


def test_many_commits_share_a_transaction(tmp_path, hands, runner):
    SqliteStore.open(str(tmp_path), hands.clock()).close()

    async def scene():
        store = GroupCommit(str(tmp_path / "platform.db"), hands.clock())
        commits = [store.commit([put("a", str(n))], checks=[(TOKENS, "a", None)]) for n in range(100)]
        results = await asyncio.gather(*commits)
        value = await store.get(TOKENS, "a")
        store.close()
        return results, value

    results, value = runner.run(scene())
    assert results == [True] + [False] * 99, "each sees what those before it in the batch have written"
    assert value == "0"


def test_a_batch_waits_for_another_process(tmp_path, hands, runner):
    other = SqliteStore.open(str(tmp_path), hands.clock())

    async def scene():
        store = GroupCommit(other.path, hands.clock())
        other.begin()
        commit = asyncio.ensure_future(store.commit([put("a", "1")]))
        await asyncio.sleep(0.05)
        assert not commit.done()
        assert await store.get(TOKENS, "a") is None, "reads go on"
        other.apply([put("b", "2")], [])
        other.end()
        assert await commit
        found = await store.scan(TOKENS)
        store.close()
        return found

    assert runner.run(scene()) == [("a", "1"), ("b", "2")]
    other.close()
