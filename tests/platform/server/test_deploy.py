"""The unit and the container file: their commands serve, and the image is built from all that it needs."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

HERE = Path(__file__).resolve().parents[3]
DEPLOY = HERE / "deploy"
DATA = "/var/lib/ecctl"
PORT = "12443"
NO_CODE_WRITTEN = """
import ctypes, os, sys
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
if ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0):
    sys.exit("the kernel cannot")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
"""What MemoryDenyWriteExecute= is to a process: no memory that was written to is ever run."""


def unit_command():
    unit = (DEPLOY / "ecctl.service").read_text()
    return re.search(r"^ExecStart=/opt/ecctl/bin/ecctl (.*)$", unit, re.MULTILINE)[1].split()


def container_file(instruction):
    """The list of JSON behind an instruction."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", "")
    return json.loads(re.search(rf"^{instruction} (\[.*\])$", text, re.MULTILINE)[1])


def here(command, data, port):
    """Return a command with its folder and port replaced."""
    return [re.sub(rf"\S+:{PORT}", f"127.0.0.1:{port}", each).replace(DATA, str(data)) for each in command]


@contextmanager
def running(command, data, *before):
    """A server that a command starts, as its process and its port."""
    process = subprocess.Popen(
        [sys.executable, *before, "-m", "ecctl", *here(command, data, 0)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        line = process.stderr.readline().strip()
        assert line.startswith("listening on https://127.0.0.1:"), line
        yield process, line.rpartition(":")[2]
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
    finally:
        process.kill()
        process.communicate()


def health(data, port):
    """The status that the image's HEALTHCHECK ends with."""
    python, *arguments = container_file("HEALTHCHECK CMD")
    assert python == "python"
    arguments = [each.replace(PORT, port).replace(DATA, str(data)) for each in arguments]
    environment = {"https_proxy": "http://127.0.0.1:9"}  # podman hands those of the host on
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, check=False, timeout=40
    ).returncode


def test_image_serves_and_checks_its_health(tmp_path):
    ecctl, *command = container_file("ENTRYPOINT")
    assert ecctl == "ecctl"
    with running(command, tmp_path / "data") as (_, port):
        assert health(tmp_path / "data", port) == 0
    assert health(tmp_path / "data", port) == 1


def test_unit_serves_with_memory_deny_write_execute(tmp_path):
    if subprocess.run([sys.executable, "-c", NO_CODE_WRITTEN, "-c", ""], check=False).returncode:
        pytest.skip("needs Linux 6.3")
    with running(unit_command(), tmp_path / "data", "-c", NO_CODE_WRITTEN) as (process, port):
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        assert "uvloop" in maps
        assert "cryptography" in maps
        assert health(tmp_path / "data", port) == 0


def test_container_stopped_during_start(tmp_path):
    """Its first process is not ended by a signal that it does not handle; one that ignores it is like that."""
    ecctl, *command = container_file("ENTRYPOINT")
    line = here(command, tmp_path / "data", 0)
    script = 'trap "" TERM; echo ready >&2; exec "$@"'
    process = subprocess.Popen(
        ["sh", "-c", script, "sh", sys.executable, "-m", ecctl, *line],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr.readline() == "ready\n"
    for _ in range(1000):
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    assert (process.communicate()[1], process.returncode) == ("", 0)


def test_image_is_based_on_one_pinned_digest():
    text = (DEPLOY / "Containerfile").read_text()
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim@sha256:[0-9a-f]{64}", bases[0])


def test_image_is_built_from_required_files_only(tmp_path):
    lines = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
    assert "*" in lines
    for name in (line[1:] for line in lines if line.startswith("!")):
        if (HERE / name).is_dir():
            shutil.copytree(HERE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            shutil.copy(HERE / name, tmp_path / name)
    pinned = re.findall(r"-r /src/(\S+)", (DEPLOY / "Containerfile").read_text())
    assert len(pinned) == 2
    assert all((tmp_path / name).is_file() for name in pinned)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(tmp_path)],
        check=True, capture_output=True,
    )  # fmt: skip
    names = zipfile.ZipFile(next((tmp_path / "dist").glob("*.whl"))).namelist()
    assert "ecctl/platform/server/serve.py" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_unit_is_confined():
    """systemd rates the exposure of a unit from 0 (none) to 10; a server of TCP can reach about 1."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze")
    command = [
        "systemd-analyze",
        "security",
        "--offline=yes",
        "--threshold=11",
        str(DEPLOY / "ecctl.service"),
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Unknown" in found.stderr or "unrecognized" in found.stderr:
        pytest.skip("needs systemd 250 or later")
    assert found.returncode == 0, found.stdout
