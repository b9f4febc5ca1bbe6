"""Build a single file that holds ecctl and its library, for hosts without a package index.

    python tools/bundle.py FILE

The file contains pure Python only, so it runs on any platform. PyYAML works without its compiled part.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipapp
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def install(folder: Path, *arguments: str) -> None:
    """Run `pip install` into *folder*."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), *arguments], check=True)


def main() -> None:
    """Build the file."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "app"
        install(folder, "--requirement", str(ROOT / "requirements/runtime.txt"))
        install(folder, "--no-build-isolation", str(ROOT))
        for leftover in (*folder.rglob("*.so"), *folder.glob("*.dist-info"), folder / "bin"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        zipapp.create_archive(
            folder, target, interpreter="/usr/bin/env python3", main="ecctl.__main__:run", compressed=True
        )
        target.chmod(0o755)


if __name__ == "__main__":
    main()
