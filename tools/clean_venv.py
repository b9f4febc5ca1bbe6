"""Create a virtual environment as a user has it: ecctl installed from its wheel, without setuptools.

python tools/clean_venv.py FOLDER
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Create the environment, replacing an existing one."""
    folder = Path(sys.argv[1])
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    subprocess.run([*pip, "install", "--quiet", "-r", str(ROOT / "requirements/base.txt")], check=True)
    # A setuptools that ensurepip installed adds a .pth file, which costs time at every start.
    subprocess.run([*pip, "uninstall", "--quiet", "--yes", "setuptools"], check=True)
    subprocess.run([*pip, "install", "--quiet", "--no-build-isolation", "--no-deps", str(ROOT)], check=True)


if __name__ == "__main__":
    main()
