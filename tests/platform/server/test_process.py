"""The server as a process of its system: signals at its start, limits, permissions, addresses."""

from __future__ import annotations

import json
import os
import platform as machine
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ecctl.platform.server import process
from ecctl.platform.server.options import Options
from ecctl.platform.server.serve import _announce

NO_LIMITS = """
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
filter = struct.pack("HBBI" * 4, *(0x20, 0, 0, 0), *(0x15, 0, 1, 302), *(6, 0, 0, 0x50001), *(6, 0, 0, 0x7FFF0000))
data = ctypes.create_string_buffer(filter)
program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", 4, ctypes.addressof(data)))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
    sys.exit("the kernel cannot")
import resource
try:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit("it is allowed")
except ValueError:
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""What SystemCallFilter=~@resources is to a process on x86-64: prlimit64 brings EPERM."""


def command(folder, *arguments):
    serve = ("-m", "ecctl", "serve", "--data", str(folder), "--listen", "127.0.0.1:0", "--plain-http")
    return [*serve, *arguments]


def test_core_dumps_are_disabled(server):
    one = server("--plain-http")
    limits = Path(f"/proc/{one.process.pid}/limits").read_text()
    assert re.search(r"Max core file size +0 +0 ", limits)
    assert "LimitCORE=0" in (Path(__file__).parents[3] / "deploy" / "ecctl.service").read_text().splitlines()


@pytest.mark.skipif(machine.machine() != "x86_64", reason="the number of a call is that of x86-64")
def test_serves_if_limits_cannot_be_set(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", NO_LIMITS, *command(tmp_path / "data")], stderr=subprocess.PIPE, text=True
    )
    line = process.stderr.readline()
    process.terminate()
    rest = process.communicate(timeout=20)[1]
    if "the kernel cannot" in line:
        pytest.skip("needs seccomp")
    assert line.startswith("listening on http://"), line + rest
    assert (process.returncode, rest) == (0, "")


AT_ITS_START = """
import os, sys
from ecctl.platform.server import options, runtime, serve
opened = runtime.open_platform
def open_platform(folder, **options):
    os.kill(os.getpid(), int(sys.argv[2]))
    return opened(folder, **options)
runtime.open_platform = open_platform
serve.serve(options.Options(sys.argv[1], "127.0.0.1:0", plain_http=True))
"""


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2])
def test_signal_during_start_is_ignored(tmp_path, number):
    arguments = (str(tmp_path / "data"), str(number.value))
    process = subprocess.Popen(
        [sys.executable, "-c", AT_ITS_START, *arguments], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr.readline().startswith("listening on ")
    process.send_signal(number)
    process.terminate()
    assert process.communicate(timeout=20)[1] == ""
    assert process.returncode == 0


def test_accessible_data_directory_is_warned_of(server, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    one = server("--plain-http", data=folder)
    assert f"chmod 700 {folder}" in one.process.stderr.readline()
    folder.chmod(0o700)
    one.stop()
    assert server("--plain-http", data=folder).stop() == (0, "")


@pytest.mark.parametrize("name", ["bootstrap-secrets.json", "ca-key.pem", "server.pem"])
def test_secret_that_other_users_can_read_is_reported(tmp_path, name):
    path = tmp_path / name
    path.write_text("{}")
    path.chmod(0o600)
    said = []
    _announce(Options(str(tmp_path), "127.0.0.1:0", say=said.append), 443)
    path.chmod(0o644)
    _announce(Options(str(tmp_path), "127.0.0.1:0", say=said.append), 443)
    line = "listening on https://127.0.0.1:443"
    assert said == [line, line, f"warning: other users have access to {path}: run chmod o= {path}"]


@pytest.mark.parametrize(("host", "loopback"), [("0.0.0.0", "127.0.0.1"), ("[::]", "[::1]")])
def test_line_names_listening_address_and_file_reachable_one(tmp_path, host, loopback):
    said = []
    _announce(Options(str(tmp_path), f"{host}:0", say=said.append), 443)
    assert said == [f"listening on https://{host}:443"]
    assert json.loads((tmp_path / "admin.json").read_text())["host"] == f"https://{loopback}:443"


def refusal(folder, listen):
    lines = [
        sys.executable,
        "-m",
        "ecctl",
        "serve",
        "--data",
        str(folder),
        "--listen",
        listen,
        "--output",
        "json",
    ]
    ended = subprocess.run(lines, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    return ended.stderr


def test_listen_error_names_cause(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = refusal(tmp_path / "data", f"127.0.0.1:{taken.getsockname()[1]}")
    assert "another program uses the port" in told
    told = refusal(tmp_path / "data", "192.0.2.1:0")
    assert "this machine has no such address" in told
    assert "another program" not in told
    told = refusal(tmp_path / "data", "no-such-host.invalid:0")
    assert "cannot resolve the name no-such-host.invalid" in told
    assert "Unknown error" not in told


def test_systemd_is_notified(tmp_path, server):
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.bind(address)
        link.settimeout(10)
        one = server("--plain-http", environment={"NOTIFY_SOCKET": address})
        assert link.recv(100) == b"READY=1"
        assert link.recv(100) == b"WATCHDOG=1"
        one.stop()
        messages = [link.recv(100)]
        while messages[-1] != b"STOPPING=1":
            messages.append(link.recv(100))
        assert set(messages) <= {b"WATCHDOG=1", b"STOPPING=1"}


def test_server_process_is_not_dumpable():
    probe = "import ctypes, sys; sys.exit(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    harden = f"from ecctl.platform.server import process; process.harden(); {probe}"
    assert subprocess.run([sys.executable, "-c", harden], check=False).returncode == 0
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 1


def test_systemd_unit_limits_resources():
    unit = (Path(__file__).parents[3] / "deploy" / "ecctl.service").read_text().splitlines()
    assert {"Type=notify", "WatchdogSec=30", "MemoryMax=512M", "TasksMax=64"} <= set(unit)


def test_handlers_are_imported_at_the_start(server):
    """A package that is upgraded under a running server does not mix two releases."""
    probe = (
        "import sys; from ecctl.platform.server.runtime import import_rooms; import_rooms(); before = set(sys.modules);"
        "from ecctl.platform.routing import ROUTES; [route.handler for route in ROUTES];"
        "print([name for name in set(sys.modules) - before if name.startswith('ecctl')])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_start_time_is_that_of_the_system():
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    boot = next(
        int(line.split()[1]) for line in Path("/proc/stat").read_text().splitlines() if "btime" in line
    )
    assert process.started() == pytest.approx(boot + ticks / os.sysconf("SC_CLK_TCK"), abs=3)
