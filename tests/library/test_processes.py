"""No process that ends while requests are in flight, is interrupted or forks, aborts or hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from library.processes import WAYS

PROGRAM = Path(__file__).with_name("processes.py")
SAMPLE = 2
ALL = 200
PATIENCE = 30
"""Seconds until a process, with its children, is made to say where it hangs."""


def run(way, environ, times):
    """What goes wrong with a program, run many times: status, complaints, or a hang."""
    wrong = []
    for _ in range(times):
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), way],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            said = process.communicate(timeout=PATIENCE)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGABRT)
            said = process.communicate()[1]
        if process.returncode or b"Traceback" in said or b"Fatal" in said:
            wrong.append((process.returncode, said.decode()))
    return wrong


@pytest.fixture(params=["embedded", "https"])
def environ(request, tmp_path):
    if request.param == "embedded":
        return {"HOME": str(tmp_path), "EC_CONFIG": "embedded"}
    return {"HOME": str(tmp_path), **request.getfixturevalue("ece_server").environ}


@pytest.fixture
def fresh(environ, tmp_path_factory):
    """Variables for a single run of `fork`, which counts what it finds."""
    return {**environ, "HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.mark.parametrize("way", [way for way in WAYS if way != "fork"])
def test_process_exits_cleanly(way, environ):
    assert run(way, environ, SAMPLE) == []


def test_client_works_after_fork(fresh):
    assert run("fork", fresh, 1) == []


@pytest.mark.torture
@pytest.mark.parametrize("way", [way for way in WAYS if way != "fork"])
def test_200_processes_exit_cleanly(way, environ):
    assert run(way, environ, ALL) == []


@pytest.mark.torture
@pytest.mark.parametrize("platform", ["embedded", "https"])
def test_200_clients_work_after_fork(platform, tmp_path, request):
    wrong = []
    for number in range(ALL):
        home = tmp_path / str(number)
        home.mkdir()
        environ = {"HOME": str(home), "EC_CONFIG": "embedded"}
        if platform == "https":
            server = request.getfixturevalue("ece_server")
            environ = {"HOME": str(home), **server.environ}
            with server.client() as client:
                for token in client.enrollment_tokens.list():
                    client.enrollment_tokens.delete(token["token_id"])
        wrong += run("fork", environ, 1)
    assert wrong == []
