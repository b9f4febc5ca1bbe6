"""The man pages and completions of ecctl, as files below a prefix such as /usr or ~/.local."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

COMPLETIONS = {
    "bash": "share/bash-completion/completions/ecctl",
    "zsh": "share/zsh/site-functions/_ecctl",
    "fish": "share/fish/vendor_completions.d/ecctl.fish",
}
"""Where each shell looks, below a prefix."""


def write(prefix: Path, source: Path) -> None:
    """Write the files, made by the ecctl in a source tree."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "PYTHONPATH": str(source / "src")}
        ecctl = [sys.executable, "-B", "-m", "ecctl"]
        manual = str(prefix / "share/man/man1")
        subprocess.run([*ecctl, "generate", "man", "--location", manual], env=environment, check=True)
        for shell, name in COMPLETIONS.items():
            command = [*ecctl, "completion", shell]
            script = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
            (prefix / name).parent.mkdir(parents=True, exist_ok=True)
            (prefix / name).write_bytes(script)
