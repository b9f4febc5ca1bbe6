"""The tutorial contains all scripts, as the tests run them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_tutorial_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "tutorial.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_tutorial_contains_every_script():
    page = (ROOT / "docs" / "tutorial.md").read_text()
    for script in Path(__file__).parent.glob("*.sh"):
        title = script.read_text().splitlines()[1].removeprefix("# ")
        assert f"\n## {title}\n" in page


@pytest.mark.once
def test_first_section_can_be_rehearsed_without_hosts(tell, tmp_path):
    script = (Path(__file__).parent / "first-host.sh").read_text()
    line = re.search(r"`(ecctl host enroll .+)`", script)[1]
    rehearsal = tmp_path / "rehearsal.sh"
    text = script.replace('ssh host-1 "$install"', line)
    rehearsal.write_text(re.sub(r"(?m)^(?:scp|ssh) .*$", "", text))
    told = tell(rehearsal, on_terminal=False)
    assert told.status == 0, told.shown
    assert "192.0.2.1" in told.shown
