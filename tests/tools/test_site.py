"""`make docs-site`: a page with a broken link does not get through."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "build" / "docs" / "bin" / "python"

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not PYTHON.exists(), reason="needs the environment of `make docs-site`"),
]


@pytest.mark.parametrize("link", ["docs/none.md", "docs/settings.md#none", "docs/settings.md"])
def test_broken_links_fail_the_build(tmp_path, link):
    for name in ("README.md", "docs/settings.md", "docs/stability.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# A page\n")
    (tmp_path / "README.md").write_text(f"# Overview\n\n[a link]({link})\n")
    shutil.copy(ROOT / "docs/site.css", tmp_path / "docs")
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "site.py", tmp_path / "tools")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "README.md").write_text("# API\n")
    configuration = (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(
        f"{configuration}\nnav: [README.md, docs/settings.md, docs/stability.md]\n"
    )
    done = subprocess.run(
        [PYTHON, "tools/site.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == (link == "docs/settings.md"), done.stderr
