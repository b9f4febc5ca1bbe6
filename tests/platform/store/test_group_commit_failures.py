"""Group commit, readiness and metrics while the disk fails."""

from __future__ import annotations

import asyncio
import contextlib
import math
import re
import sqlite3
import time

import pytest

from ecctl import __version__
from ecctl.errors import PlatformError
from ecctl.platform.admin import maintenance
from ecctl.platform.store.base import AUDIT, SIGNING_KEYS, TOKENS, Delete, Put, StoreFullError
from ecctl.platform.store.sqlite import group_commit
from ecctl.platform.store.sqlite.group_commit import GroupCommit

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
EPHEMERAL = {"persistent": False, "roles": ["proxy"]}
SAMPLE = re.compile(r'([a-z_]+)(\{(?:[a-z]+="[^"\\\n]*",?)*\})? (\S+)')


def samples(text):
    """Prometheus' text form, strictly: HELP, TYPE and the samples of each name, once and together."""
    assert text.endswith("\n")
    found, kind, name = {}, "", ""
    seen = set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in seen
            assert line.split(" ", 3)[3].strip()
            seen.add(name)
        elif line.startswith("# TYPE "):
            _, _, named, kind = line.split(" ")
            assert named == name
            assert kind in {"counter", "gauge", "histogram"}
            assert (kind == "counter") == name.endswith("_total")
        else:
            sample, labels, value = SAMPLE.fullmatch(line).groups()
            suffixes = {"_bucket", "_sum", "_count"} if kind == "histogram" else {""}
            assert sample.removeprefix(name) in suffixes
            assert math.isfinite(float(value))
            assert (sample, labels) not in found
            found[sample, labels] = float(value)
    return {sample + (labels or ""): value for (sample, labels), value in found.items()}


def metrics(server):
    return samples(server.ask("GET", "/metrics", authorization="")[2])


class Disk:
    """A store of one event loop, on a disk that can be full: no file of it may grow beyond so many pages."""

    def __init__(self, path, clock):
        self.said = []
        self.store = GroupCommit(path, clock, self.said.append)

    def full(self, *, yes=True):
        connection = self.store._writer._connection
        connection.execute(f"pragma max_page_count={1 if yes else 1 << 30}")


@pytest.fixture
def scene(tmp_path, hands, runner, monkeypatch):
    """Runs a scene with a disk, and brings the rows of the audit trail at its end."""
    monkeypatch.setattr(group_commit, "AGAIN_SECONDS", 0.1)
    path = str(tmp_path / "platform.db")

    def play(act):
        async def whole():
            disk = Disk(path, hands.clock())
            await disk.store.open()
            await act(disk)
            await disk.store.drain()
            await disk.store.close()
            return disk

        disk = runner.run(whole())
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return disk, [row[0] for row in connection.execute("select key from audit order by key")]

    return play


LONG = "x" * 5000


def note(number):
    return [Put(AUDIT, f"{number:06}", LONG)]


async def fails(awaitable):
    with pytest.raises(StoreFullError):
        await awaitable


def test_notes_on_a_full_disk_are_written_later(scene):
    async def act(disk):
        disk.full()
        for number in range(3):
            await disk.store.note(note(number))
        await asyncio.sleep(0.15)
        assert disk.store.failures >= 1
        await fails(disk.store.note(note(3)))
        assert not await disk.store.ready() or disk.store.failures
        disk.full(yes=False)
        await asyncio.sleep(0.3)
        assert await disk.store.ready()
        await disk.store.note(note(4))

    disk, rows = scene(act)
    assert rows == ["000000", "000001", "000002", "000004"]
    assert (disk.said, disk.store.lost) == ([], 0)


def test_note_waits_while_commits_fail(scene):
    async def act(disk):
        disk.full()
        await fails(disk.store.commit([Put(TOKENS, "a", LONG)]))
        await fails(disk.store.note(note(1)))
        disk.full(yes=False)
        await disk.store.note(note(2))
        assert await disk.store.scan(AUDIT) == [("000002", LONG)]

    assert scene(act)[1] == ["000002"]


def test_commit_does_not_fail_with_stored_notes(scene):
    async def act(disk):
        disk.full()
        await disk.store.note(note(1))
        await asyncio.sleep(0.15)
        assert await disk.store.commit([Put(TOKENS, "a", "1")])
        await asyncio.sleep(0.05)
        assert await disk.store.commit([Put(TOKENS, "b", "1")])
        disk.full(yes=False)

    assert scene(act)[1] == ["000001"]


def test_stored_notes_are_limited_and_loss_is_reported_once(scene, monkeypatch):
    monkeypatch.setattr(group_commit, "STORED_NOTES", 5)

    async def act(disk):
        disk.full()
        for number in range(8):
            await disk.store.note(note(number))
        await asyncio.sleep(0.15)
        assert disk.store.lost == 3
        disk.full(yes=False)
        await asyncio.sleep(0.3)
        disk.full()
        for number in range(10, 20):
            await disk.store.note(note(number))
        await asyncio.sleep(0.15)
        disk.full(yes=False)

    disk, rows = scene(act)
    assert rows == [f"{number:06}" for number in (3, 4, 5, 6, 7, 15, 16, 17, 18, 19)]
    assert disk.store.lost == 8
    assert len(disk.said) == 1
    assert "audit entries are lost" in disk.said[0]


def test_drain_does_not_wait_for_a_full_disk(scene):
    async def act(disk):
        disk.full()
        await disk.store.note(note(1))

    started = time.monotonic()
    disk, rows = scene(act)
    assert time.monotonic() - started < 2
    assert (rows, disk.store.lost, len(disk.said)) == ([], 1, 1)


def test_server_on_a_full_disk_is_not_ready_and_issues_no_token(server):
    one = server("--plain-http", environment={"ECCTL_TEST_DISK": "1 full lasting=30"})
    assert one.ask("GET", "/readyz", authorization="")[0] == 200
    assert one.ask("POST", ENROLLMENT, EPHEMERAL)[0] == 200, "nobody knows yet"
    time.sleep(0.3)
    status, _, refused = one.ask("POST", ENROLLMENT, EPHEMERAL)
    assert (status, refused["errors"][0]["code"]) == (507, "root.storage_full")
    assert one.ask("GET", "/readyz", authorization="")[0] == 503
    assert metrics(one)["ecctl_store_failures_total"] >= 2
    deadline = time.monotonic() + 60
    while one.ask("GET", "/readyz", authorization="")[0] != 200 and time.monotonic() < deadline:
        one.ask("POST", ENROLLMENT, EPHEMERAL)
    assert one.ask("GET", "/readyz", authorization="")[0] == 200
    assert metrics(one)["ecctl_audit_entries_lost_total"] == 0
    assert one.stop()[0] == 0
    issued = sum(
        entry["operation"] == "create-enrollment-token" and entry["status"] == 200 for entry in one.log()
    )
    events = [entry["event"] for entry in maintenance.read_audit_log(str(one.data))]
    assert events.count("token.issued") == issued + 3, "with those of the first start"


def test_readiness_recovers_without_requests(server):
    one = server("--plain-http", environment={"ECCTL_TEST_DISK": "1 full lasting=3"})
    one.ask("POST", ENROLLMENT, {"persistent": True})
    statuses = []
    deadline = time.monotonic() + 20
    while statuses[-1:] != [200] and time.monotonic() < deadline:
        statuses.append(one.ask("GET", "/readyz", authorization="")[0])
        time.sleep(0.05)
    assert set(statuses) == {503, 200}


def test_metrics_are_well_formed(server):
    one = server("--plain-http")
    one.ask("GET", "/healthz")
    found = metrics(one)
    assert found['ecctl_requests_total{operation="get-health",status="200"}'] == 1
    assert found["ecctl_store_failures_total"] == 0
    assert found[f'ecctl_build_info{{version="{__version__}"}}'] == 1
    assert time.time() - 60 < found["process_start_time_seconds"] <= time.time() + 1
    assert 10 << 20 < found["process_resident_memory_bytes"] < 1 << 30
    with contextlib.closing(one.connection()) as link:
        link.connect()
        assert metrics(one)["process_open_fds"] == found["process_open_fds"] + 1
        assert metrics(one)["ecctl_connections"] == found["ecctl_connections"] + 1


@pytest.mark.parametrize(
    "text",
    [
        "# HELP a A.\n# TYPE a gauge\na 1",
        "# HELP a A.\n# TYPE a gauge\na x\n",
        "# HELP a A.\n# TYPE a counter\na 1\n",
        "# HELP a A.\n# TYPE a gauge\nb 1\n",
        "# HELP a A.\n# TYPE a gauge\na 1\na 1\n",
        '# HELP a A.\n# TYPE a gauge\na{b="c"d"} 1\n',
    ],
)
def test_malformed_metrics_are_detected(text):
    with pytest.raises((AssertionError, ValueError, AttributeError)):
        samples(text)


def test_full_disk_raises_store_full_error(scene):
    async def act(disk):
        disk.full()
        with pytest.raises(PlatformError, match="no space left"):
            await disk.store.commit([Put(TOKENS, "a", LONG)])

    scene(act)


def test_revocation_succeeds_on_a_full_disk_with_the_reserve(scene):
    async def act(disk):
        await disk.store.commit([Put(TOKENS, "leaked", "1"), Put(SIGNING_KEYS, "current", "signing 1 x")])
        spend = disk.store._reserve.spend

        def freed():
            disk.full(yes=False)
            return spend()

        disk.full()
        disk.store._reserve.spend = freed
        await fails(disk.store.commit([Put(TOKENS, "a", LONG * 10)]))
        assert await disk.store.commit([Delete(TOKENS, "leaked"), Put(AUDIT, "1", LONG * 10)])
        assert await disk.store.get(TOKENS, "leaked") is None

    scene(act)


def test_freed_reserve_is_left_to_revocations(scene):
    async def act(disk):
        reserve = disk.store._reserve
        assert reserve.spend()
        reserve.fill = lambda: False
        results = await asyncio.gather(
            disk.store.commit([Put(TOKENS, "a", "1")]),
            disk.store.commit([Delete(TOKENS, "b")]),
            return_exceptions=True,
        )
        assert isinstance(results[0], StoreFullError)
        assert results[1] is True
        reserve.is_spent = False
        assert await disk.store.commit([Put(TOKENS, "a", "1")])

    scene(act)
