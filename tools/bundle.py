"""One file that holds ecctl and what it needs, for hosts without a package index.

    python tools/bundle.py FILE

The libraries in it are the pure Python parts of those of the base install.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipapp
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def main() -> None:
    """Build the file."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "app"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-compile",
                "--target",
                str(folder),
                str(HERE),
            ],
            check=True,
        )
        for leftover in (*folder.rglob("*.so"), *folder.glob("*.dist-info"), folder / "bin"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        zipapp.create_archive(
            folder, target, interpreter="/usr/bin/env python3", main="ecctl.__main__:run", compressed=True
        )
        target.chmod(0o755)


if __name__ == "__main__":
    main()
