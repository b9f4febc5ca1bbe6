"""The commands in README.md and docs/ print what the pages show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/settings.md", "docs/exit-status.md", "docs/migrating.md")
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")

LINKED = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("api/*.md")])


def commands(page: str) -> list[tuple[str, str]]:
    """Return the commands of a page with the output shown for each."""
    found = []
    for block in BLOCK.findall((ROOT / page).read_text()):
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def pattern(shown: str) -> str:
    """Return a regular expression for output in which `…` stands for anything, and spacing does not count."""
    lines = []
    for line in shown.splitlines():
        if line == "…":
            lines.append(r"(?s:.*?)")
        else:
            parts = [r"\s+".join(map(re.escape, part.split())) for part in line.split("…")]
            lines.append(r"[ ]*" + r"\s*.*\s*".join(parts) + r"\s*?\n")
    return "".join(lines)


@pytest.mark.once
@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_shows(page, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "ecctl").write_text(f'#!/bin/sh\nexec {sys.executable} -m ecctl "$@"\n')
    (tools / "ecctl").chmod(0o755)
    found = commands(page)
    assert found
    script = "".join(f"{command}\nprintf '\\0'\n" for command, _ in found)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": f"{tools}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outputs = done.stdout.split("\0")
    for (command, shown), output in zip(found, outputs, strict=False):
        assert re.fullmatch(pattern(shown), output), (command, output, shown)


@pytest.mark.parametrize("path", LINKED, ids=lambda path: path.name)
def test_links_lead_to_files(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text()):
        assert (path.parent / target).exists(), target


def test_tests_named_in_robustness_exist():
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (ROOT / "docs/robustness.md").read_text())
    assert len(named) > 20
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(), (path, name)


def test_paths_named_in_robustness_exist():
    for path in re.findall(r"[ (`](tests/[\w/.]+)", (ROOT / "docs/robustness.md").read_text()):
        assert (ROOT / path).exists(), path


def test_settings_page_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools/settingsdoc.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_output_pattern_rejects_other_output():
    assert re.fullmatch(pattern("TOKEN …\nlast\n"), "TOKEN   a b\nlast\n")
    assert not re.fullmatch(pattern("TOKEN …\nlast\n"), "TOKEN   a b\nother\n")
    assert not re.fullmatch(pattern(""), "anything\n")
