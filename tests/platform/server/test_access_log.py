"""The request log on a disk that fills up."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal

import pytest

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.server.access_log import RequestLog
from ecctl.platform.store.memory import MemoryStore


@pytest.fixture
def room(tmp_path):
    """Says how many bytes a file may have at most; beyond them a write is cut short, then fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size or before[0], before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_torn_line_is_ended_before_the_next(tmp_path, hands, runner, room, capfd):
    clock = hands.clock()
    platform = Platform(MemoryStore(clock), clock)
    path = tmp_path / "requests.log"

    async def scene():
        log = RequestLog(str(path), asyncio.get_running_loop())

        def add(status):
            log.add(platform.context(Request("GET", "http://x/")), status, 0.0)
            log.flush()

        add(200)
        size = path.stat().st_size
        room(size + 20)
        add(201)
        add(202)
        room(0)
        add(203)
        add(204)
        log.close()

    runner.run(scene())
    lines = path.read_text().splitlines()
    assert [json.loads(lines[number])["status"] for number in (0, 2, 3)] == [200, 203, 204]
    assert (len(lines), len(lines[1])) == (4, 20)
    assert "cannot write the request log: File too large" in capfd.readouterr().err
    assert os.linesep * 2 not in path.read_text()


def test_full_disk_is_reported_once_a_second(tmp_path, runner, hands, room, capfd):
    clock = hands.clock()
    path = tmp_path / "requests.log"

    async def scene():
        platform = Platform(MemoryStore(clock), clock)
        log = RequestLog(str(path), asyncio.get_running_loop())
        room(200)
        for _ in range(50):
            log.add(platform.context(Request("GET", "/")), 200, 0.0)
            log.flush()
        room(0)
        log.close()

    runner.run(scene())
    assert capfd.readouterr().err.count("cannot write the request log") == 1
