"""The tutorial contains all scripts, and can be followed to the letter."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "tutorial.md"
SERVE = "ecctl serve --data ~/ecctl-tutorial"
SELECT = "export EC_CONFIG=~/ecctl-tutorial/admin.json"
SHOWN = "bash -c 'set -- install"


def test_tutorial_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "tutorial.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_tutorial_contains_every_script():
    page = PAGE.read_text()
    for script in Path(__file__).parent.glob("*.sh"):
        title = script.read_text().splitlines()[1].removeprefix("# ")
        assert f"\n## {title}\n" in page


@pytest.mark.once
def test_tutorial_can_be_followed_to_the_letter(tell, environment, tmp_path, served):
    serve, select, *blocks = re.findall(r"(?ms)^```bash\n(.*?)^```$", PAGE.read_text())
    assert (serve, select) == (f"{SERVE}\n", f"{SELECT}\n")
    # The server of the fixture stands in for that of the page, whose port may be taken.
    (tmp_path / "home" / "ecctl-tutorial").symlink_to(served.data)
    environment["PATH"] = environment["PATH"].partition(":")[2]  # without the stand-ins for scp and ssh
    del environment["EC_CONFIG"]
    script = tmp_path / "tutorial.sh"
    lines = [block for block in blocks if not block.startswith(SHOWN)]
    script.write_text("set -e\n" + "\n".join([select, *lines]))
    told = tell(script, answers="y\n")
    assert told.status == 0, told.shown
    assert told.watcher.sightings == set()
    for text in ("lacks proxy", "All 2 hosts have their roles.", "hosts.invalid_token", "192.0.2.120"):
        assert text in told.shown
