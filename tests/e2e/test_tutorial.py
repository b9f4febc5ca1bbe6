"""The tutorial contains all scripts, as the tests run them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
