"""No process hangs, aborts or leaks: threads, forks, interrupts and cancellations in calls, waiters and iterators."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from library.processes import ENDS, REPEATED
from support.server import ServerProcess

import ecctl

PROGRAM = Path(__file__).with_name("processes.py")
SAMPLE = 3
ALL = 200
PATIENCE = 30
"""Seconds until a process, with its children, is made to say where it hangs."""


def run(way, environ, times, patience=PATIENCE):
    """Return what goes wrong with a program: status, complaints, or a hang."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), way, str(times)],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        said = process.communicate(timeout=patience)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)
        said = process.communicate()[1]
    if process.returncode or b"Traceback" in said or b"Fatal" in said:
        return [(process.returncode, said.decode())]
    return []


@pytest.fixture(scope="module")
def plain_http(tmp_path_factory):
    """Variables that lead to a server over plain HTTP, with an API key."""
    folder = tmp_path_factory.mktemp("plain")
    server = ServerProcess(folder, "--plain-http")
    try:
        with ecctl.Client(host=server.url, user="admin", password=server.config["pass"]) as client:
            client.users.create("ops", password="a-long-password", roles=["ece_platform_admin"])
        with ecctl.Client(host=server.url, user="ops", password="a-long-password") as client:
            key = client.api_keys.create("processes")["key"]
        yield {"EC_HOST": server.url, "EC_API_KEY": key}
    finally:
        server.stop()


@pytest.fixture(params=["embedded", "http", "https"])
def environ(request, tmp_path):
    home = {"HOME": str(tmp_path)}
    if request.param == "embedded":
        return {**home, "EC_CONFIG": "embedded"}
    if request.param == "http":
        return {**home, **request.getfixturevalue("plain_http")}
    return {**home, **request.getfixturevalue("ece_server").environ}


@pytest.mark.parametrize("way", ENDS)
def test_process_ends_during_calls(way, environ):
    assert run(way, environ, 1) == []


@pytest.mark.parametrize("way", REPEATED)
def test_process_continues_without_leaks(way, environ):
    assert run(way, environ, SAMPLE) == []


@pytest.mark.torture
@pytest.mark.parametrize("way", ENDS)
def test_200_processes_end_during_calls(way, environ):
    assert [each for _ in range(ALL) for each in run(way, environ, 1)] == []


@pytest.mark.torture
@pytest.mark.parametrize("way", REPEATED)
def test_process_continues_200_times_without_leaks(way, environ):
    assert run(way, environ, ALL, patience=20 * PATIENCE) == []
