"""Pin the newest versions of all requirements, with hashes.

    python tools/requirements.py [NAME]…

Needs uv. Writes requirements/NAME.txt from pyproject.toml, for all supported Python versions at once.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "runtime": ("What the command needs at run time.", ()),
    "server": ("What 'ecctl serve' needs at run time.", ("--extra=server", "--extra=etcd")),
    "keyring": ("What $(keyring:…) in a config file needs.", ("--extra=keyring",)),
    "socks": ("What SOCKS proxies need.", ("--extra=socks",)),
    "base": ("The command and what builds it.", ("--group=build",)),
    "dev": (
        "Everything that tests, checks and the server need.",
        ("--extra=server", "--extra=etcd", "--extra=socks", "--group=build", "--group=dev"),
    ),
    "recipes": (
        "What the recipes of the library use, with the versions of dev.txt for what both need.",
        ("--group=recipes", "--extra=opentelemetry", "--constraint=requirements/dev.txt"),
    ),
    "install": ("Installers that `make try-install` tries.", ("--group=install",)),
    "docs": ("What builds the documentation site.", ("--group=docs",)),
    "ansible": ("Ansible, for tests/platform/test_ansible.py.", ("--group=ansible",)),
}
COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade"),
    *("--universal", "--python-version=3.11", "--generate-hashes"),
    *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
)


def main(names: list[str]) -> None:
    """Write the files."""
    for name in names or FILES:
        summary, options = FILES[name]
        done = subprocess.run([*COMPILE, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        header = f"# {summary} Written by 'make requirements'.\n"
        (ROOT / "requirements" / f"{name}.txt").write_text(header + done.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
