"""Build a single file that holds ecctl and its library, for hosts without a package index.

    python tools/bundle.py FILE [SOURCE]

The file contains pure Python only, so it runs on any platform. PyYAML works without its compiled part. The same
source gives the same bytes: names are sorted, and times and modes are constant (the zipapp module copies those
of the files).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHEBANG = b"#!/usr/bin/env python3\n"
MAIN = "from ecctl.__main__ import run\n\nrun()\n"


def install(folder: Path, *arguments: str) -> None:
    """Run `pip install` into *folder*."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), *arguments], check=True)


def archive(folder: Path, target: Path) -> None:
    """Write the files of a folder into an executable archive."""
    with target.open("wb") as file:
        file.write(SHEBANG)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                    entry.external_attr = 0o100644 << 16
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    bundle.writestr(entry, path.read_bytes())
    target.chmod(0o755)


def build(target: Path, source: Path) -> None:
    """Build the file from a source tree."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "app"
        install(folder, "--requirement", str(source / "requirements/runtime.txt"))
        install(folder, "--no-build-isolation", str(source))
        for leftover in (
            *folder.rglob("*.so"),
            *folder.glob("*.dist-info"),
            *folder.glob("bin"),
            *folder.glob("share"),
        ):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        (folder / "__main__.py").write_text(MAIN)
        archive(folder, target)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT)
