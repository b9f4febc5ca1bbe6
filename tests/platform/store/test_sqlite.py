"""The SQLite backend: files, several connections and processes, group commit."""

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
from ecctl.platform.store.base import ABSENT, AUDIT, TOKENS, Put, Require
from ecctl.platform.store.sqlite.group_commit import GroupCommit
from ecctl.platform.store.sqlite.store import SqliteStore

TOKENS_PATH = "/api/v1/platform/configuration/security/enrollment-tokens"


def put(key, value, kind=TOKENS):
    return Put(kind, key, value)


def opened(folder, clock):
    store = SqliteStore(str(folder / "platform.db"), clock)
    store.connect()
    return store


def test_files_are_private(tmp_path, hands, run):
    old = os.umask(0)
    try:
        store = opened(tmp_path / "deep" / "data", hands.clock())
        run(store.commit([put("a", "1")]))
        folder = tmp_path / "deep" / "data"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        files = list(folder.iterdir())
        assert len(files) == 3
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        store.disconnect()
    finally:
        os.umask(old)


def test_connections_see_each_others_commits(tmp_path, hands, run):
    one = opened(tmp_path, hands.clock())
    two = opened(tmp_path, hands.clock())
    before = two.version(TOKENS)
    run(one.commit([put("a", "1")]))
    assert two.version(TOKENS) != before
    assert run(two.get(TOKENS, "a")) == "1"
    assert not run(two.commit([put("a", "2")], checks=[Require(TOKENS, "a", ABSENT)]))
    one.disconnect()
    two.disconnect()


def test_processes_share_one_store(tmp_path):
    code = (
        "import sys; from ecctl.platform import open_platform; from ecctl.core.messages import Request\n"
        "platform = open_platform(sys.argv[1])\n"
        "request = Request('POST', sys.argv[2], (), b'{\"persistent\":true}')\n"
        "for _ in range(5): assert platform.call(request).status == 200\n"
        "print(platform.services.keys.__dict__['_keys']['current'].secret.hex())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data"), f"{TOKENS_PATH}"]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    outputs = {racer.communicate(timeout=60)[0] for racer in racers}
    assert [racer.returncode for racer in racers] == [0] * 6
    assert len(outputs) == 1, "every process signs with the same key"
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "platform.db")) as connection, connection:
        assert connection.execute("select count(*) from tokens").fetchone() == (30,)


def test_audit_log_is_append_only(tmp_path, hands, run):
    store = opened(tmp_path, hands.clock())
    run(store.commit([put("a", "1", kind=AUDIT)]))
    with contextlib.closing(sqlite3.connect(store.path)) as connection, connection:
        for statement in ("delete from audit", "update audit set value = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    store.disconnect()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no database, but long enough to be taken for one" * 40, "damaged or not a store"),
        (b"short", "damaged or not a store"),
    ],
)
def test_damaged_file_is_named(tmp_path, hands, content, words):
    (tmp_path / "platform.db").write_bytes(content)
    (tmp_path / "platform.db").chmod(0o600)
    with pytest.raises(PlatformError, match=words):
        opened(tmp_path, hands.clock())
    assert (tmp_path / "platform.db").read_bytes() == content


def test_database_of_another_program_is_refused(tmp_path, hands):
    with contextlib.closing(sqlite3.connect(tmp_path / "platform.db")) as connection, connection:
        connection.execute("create table theirs (x)")
    (tmp_path / "platform.db").chmod(0o600)
    with pytest.raises(PlatformError, match="another program"):
        opened(tmp_path, hands.clock())


def test_newer_schema_is_refused(tmp_path, hands):
    opened(tmp_path, hands.clock()).disconnect()
    with contextlib.closing(sqlite3.connect(tmp_path / "platform.db")) as connection, connection:
        connection.execute("pragma user_version=99")
    with pytest.raises(PlatformError, match="version 99"):
        opened(tmp_path, hands.clock())


def test_folder_that_cannot_be_created_is_named(tmp_path, hands):
    (tmp_path / "file").write_text("")
    with pytest.raises(PlatformError, match="cannot store the platform"):
        opened(tmp_path / "file" / "data", hands.clock())


def test_commits_of_a_batch_see_each_other(tmp_path, hands, runner):
    opened(tmp_path, hands.clock()).disconnect()

    async def scene():
        store = GroupCommit(str(tmp_path / "platform.db"), hands.clock())
        await store.open()
        commits = [
            store.commit([put("a", str(n))], checks=[Require(TOKENS, "a", ABSENT)]) for n in range(100)
        ]
        results = await asyncio.gather(*commits)
        value = await store.get(TOKENS, "a")
        await store.close()
        return results, value

    results, value = runner.run(scene())
    assert results == [True] + [False] * 99, "each sees what those before it in the batch have written"
    assert value == "0"


def test_batch_waits_for_another_process(tmp_path, hands, runner):
    other = opened(tmp_path, hands.clock())

    async def scene():
        store = GroupCommit(other.path, hands.clock())
        await store.open()
        other.begin()
        commit = asyncio.ensure_future(store.commit([put("a", "1")]))
        await asyncio.sleep(0.05)
        assert not commit.done()
        assert await store.get(TOKENS, "a") is None, "reads go on"
        other.apply([put("b", "2")], [])
        other.end()
        assert await commit
        found = await store.scan(TOKENS)
        await store.close()
        return found

    assert runner.run(scene()) == [("a", "1"), ("b", "2")]
    other.disconnect()
