"""The examples in docs/ run, and the reference matches the docstrings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ecctl

DOCS = Path(__file__).parent.parent.parent / "docs"
TOOLS = DOCS.parent / "tools"


def examples(name):
    return re.findall(r"(?ms)^```python\n(.*?)^```$", (DOCS / name).read_text())


@pytest.mark.parametrize("number", range(len(examples("library.md"))))
def test_library_example_runs_alone(number, ece_server, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in ece_server.environ.items():
        monkeypatch.setenv(name, value)
    text = examples("library.md")[number]
    real = {
        "https://ece.example.com:12443": ece_server.host,
        "API-KEY": ece_server.api_key,
        "ca.pem": ece_server.ca_file,
    }
    for placeholder, value in real.items():
        text = text.replace(placeholder, value)
    exec(compile(text, "library.md", "exec"), {"__name__": "example"})


def test_provisioning_example_passes(tmp_path):
    script, tests, cassette, unit = examples("testing.md")
    (tmp_path / "test_cassette.py").write_text(cassette)
    (tmp_path / "provision.py").write_text(script)
    (tmp_path / "test_provision.py").write_text(tests)
    (tmp_path / "test_unit.py").write_text(unit)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b9 passed", done.stdout)


def test_reference_is_up_to_date():
    done = subprocess.run(
        [sys.executable, str(TOOLS / "apidoc.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_reference_lists_attributes_but_no_tuple_methods():
    fixtures = (DOCS / "reference/fixtures.md").read_text()
    for text in ("### `host: str`", "### `ca_file: str`", "### `requests: list[Asked]`", "### `out: str`"):
        assert text in fixtures
    assert "index(" not in fixtures
    errors = (DOCS / "reference/errors.md").read_text()
    for text in ("| `request_id` |", "| `sent` |", "## `ecctl.TLSError`", "## `DeclinedError`"):
        assert text in errors


def test_every_model_is_in_the_reference():
    text = (DOCS / "reference/models.md").read_text()
    assert sorted(re.findall(r"(?m)^## `(\w+)`", text)) == sorted(ecctl.models.__all__)
    user = text.partition("## `User`\n")[2].partition("\n## ")[0]
    assert "| `user_name` | `str` |" in user
    assert "| `email`? | `str` |" in user
    assert "response of `get-user`" in user
