"""`make deb`: the Debian package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.once,
    pytest.mark.unmeasured,
    pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb"),
]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return build(tmp_path_factory.mktemp("deb"))


def build(folder):
    code = "import sys; from pathlib import Path; import deb; print(deb.build(Path(sys.argv[1])))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "tools"),
            "SOURCE_DATE_EPOCH": "1700000000",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_two_builds_are_equal(package, tmp_path):
    assert build(tmp_path).read_bytes() == package.read_bytes()


def test_unpacked_package_runs(package, tmp_path):
    subprocess.run(["dpkg-deb", "--extract", package, tmp_path / "root"], check=True)
    root = tmp_path / "root"
    assert not list(root.rglob("__pycache__"))
    done = subprocess.run(
        [sys.executable, root / "usr/bin/ecctl", "--config", "embedded", "enrollment-token", "list"],
        env={
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(root / "usr/lib/python3/dist-packages"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (root / "usr/share/man/man1/ecctl-platform-enrollment-token-create.1.gz").exists()
