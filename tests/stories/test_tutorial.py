"""The tutorial tells the stories that are run, and all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_tutorial_is_what_the_scripts_say():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "tutorial.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_story_is_in_the_tutorial():
    page = (ROOT / "docs" / "tutorial.md").read_text()
    for script in Path(__file__).parent.glob("*.sh"):
        title = script.read_text().splitlines()[1].removeprefix("# ")
        assert f"\n## {title}\n" in page
