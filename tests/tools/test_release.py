"""`make release`: files that anybody can build again and compare."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from ecctl import __version__

pytestmark = [
    pytest.mark.once,
    pytest.mark.unmeasured,
    pytest.mark.skipif(not (Path(__file__).parents[2] / ".git").exists(), reason="needs the git repository"),
]

ROOT = Path(__file__).resolve().parents[2]


def build(version, folder, **environment):
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "release.py"), version, folder.name],
        cwd=folder.parent,
        env={"PATH": os.environ["PATH"], "HOME": str(folder.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release") / "dist"
    done = build(committed_version(), folder)
    assert done.returncode == 0, done.stderr
    return folder


def committed_version():
    source = subprocess.run(
        ["git", "show", "HEAD:src/ecctl/__init__.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return source.partition('__version__ = "')[2].partition('"')[0]


def contents(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_two_builds_are_equal_bit_by_bit(released, tmp_path):
    elsewhere = tmp_path / "another folder" / "dist"
    elsewhere.parent.mkdir()
    done = build(committed_version(), elsewhere, TZ="Asia/Tokyo", LANG="C", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    assert contents(elsewhere) == contents(released)


def test_release_is_complete(released):
    version = committed_version()
    packages = {f"ecctl-{version}-py3-none-any.whl", f"ecctl-{version}.tar.gz", "ecctl.pyz"}
    bills = {f"{name}.cdx.json" for name in packages}
    assert set(contents(released)) == packages | bills | {f"ecctl-{version}-share.tar.gz", "SHA256SUMS"}


def test_sums_verify(released):
    assert shutil.which("sha256sum")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=released, check=True)


def test_bill_names_the_file_and_its_libraries(released):
    bill = json.loads((released / "ecctl.pyz.cdx.json").read_text())
    component = bill["metadata"]["component"]
    assert component["hashes"][0]["content"] == contents(released)["ecctl.pyz"]
    assert [each["name"] for each in bill["components"]] == ["pyyaml"]
    wheel = json.loads(next(released.glob("*.whl.cdx.json")).read_text())
    scopes = {each["name"]: each["scope"] for each in wheel["components"]}
    assert scopes["pyyaml"] == "required"
    assert scopes["cryptography"] == "optional"


def test_share_archive_unpacks_as_a_prefix(released):
    with tarfile.open(next(released.glob("*-share.tar.gz"))) as archive:
        names = archive.getnames()
        assert {entry.mode for entry in archive} == {0o644}
    assert "share/man/man1/ecctl-platform-enrollment-token-create.1" in names
    assert "share/bash-completion/completions/ecctl" in names


def test_released_single_file_runs(released, tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", str(released / "ecctl.pyz"), "version"],
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_wrong_version_is_refused(tmp_path):
    done = build("9.9.9", tmp_path / "dist")
    assert done.returncode == 1
    assert done.stderr == f"cannot build 9.9.9: src/ecctl/__init__.py says {__version__}\n"


def test_folder_in_use_is_refused(tmp_path):
    (tmp_path / "notes").write_text("")
    done = build(committed_version(), tmp_path)
    assert done.stderr == f"cannot build into {tmp_path.resolve()}: it is not empty (notes)\n"
