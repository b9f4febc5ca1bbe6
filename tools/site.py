"""Build the documentation site into build/site. Warnings, such as a broken link or anchor, are errors.

The pages are staged with their paths in the repository, so that links work on the site as they do in the
repository. A link to a file that is not a page takes the file along.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGE = ROOT / "build" / "site-source"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def pages() -> list[Path]:
    """Return the pages of the site."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "api" / "README.md"])


def linked_files(page: Path) -> list[Path]:
    """Return the files of the repository that a page links to."""
    targets = [(page.parent / target).resolve() for target in LINK.findall(page.read_text())]
    return [path for path in targets if path.is_file() and path.is_relative_to(ROOT)]


def stage() -> None:
    """Copy the pages, the pictures and what they link to."""
    shutil.rmtree(STAGE, ignore_errors=True)
    found = pages()
    files = {
        *found,
        ROOT / "docs/site.css",
        *ROOT.glob("docs/pictures/*"),
        *(each for page in found for each in linked_files(page)),
    }
    for file in sorted(files):
        target = STAGE / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def main() -> None:
    """Stage the pages and build the site."""
    stage()
    # Without this the theme advertises its successor.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    # Not --quiet: it drops warnings before --strict counts them.
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean"]
    done = subprocess.run(build, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    count = sum(1 for _ in (ROOT / "build" / "site").rglob("*.html"))
    print(f"built {count} pages in build/site")


if __name__ == "__main__":
    main()
