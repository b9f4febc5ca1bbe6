"""A virtual environment as a user has it: a current pip, no setuptools, ecctl from its wheel.

python tools/clean_venv.py FOLDER
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def main() -> None:
    """Make the environment anew."""
    folder = Path(sys.argv[1])
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(HERE)], check=True)


if __name__ == "__main__":
    main()
