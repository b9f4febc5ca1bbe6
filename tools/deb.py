"""Build a Debian package of the working tree, and check it with lintian if it is installed.

    python tools/deb.py FOLDER

The package is built with dpkg-deb alone: debhelper would need the build dependencies of Python packages from
Debian, and ecctl is pure Python with one dependency.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from email.utils import formatdate
from pathlib import Path

import share

ROOT = Path(__file__).resolve().parent.parent
MAINTAINER = "The ecctl maintainers <ecctl@localhost.localdomain>"
CONTROL = """\
Package: ecctl
Version: {version}
Section: admin
Priority: optional
Architecture: all
Maintainer: {maintainer}
Installed-Size: {size}
Depends: python3 (>= 3.11), python3-yaml (>= 6.0)
Suggests: python3-cryptography, python3-httptools, python3-uvloop
Description: command line of Elastic Cloud Enterprise, with an embedded platform
 ecctl is the command line of Elastic Cloud Enterprise (ECE) and Elastic Cloud.
 It creates, lists and revokes enrollment tokens, with which hosts join an ECE,
 and manages deployments, users, hosts and the other resources of its API.
 .
 The package contains the command, a typed library for Python programs, and an
 embedded platform to rehearse scripts without an ECE.
"""
COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ecctl

Files: *
Copyright: 2026 The ecctl maintainers
License: Apache-2.0
 On Debian systems, the complete text of the Apache License, version 2.0, is
 in /usr/share/common-licenses/Apache-2.0.
"""
NOT_FOR_DEBIAN = "bogus-mail-host,bogus-mail-host-in-debian-changelog,initial-upload-closes-no-bugs"
"""What lintian asks of uploads to Debian: the project publishes no address, and the package is not uploaded."""

SCRIPT = "#!/usr/bin/python3\nfrom ecctl.__main__ import run\n\nrun()\n"
POSTINST = """\
#!/bin/sh
set -e
# Compile now: only root could store the compiled files later, and every start would compile again.
if [ "$1" = configure ] && [ -z "$DPKG_ROOT" ] && command -v py3compile >/dev/null 2>&1; then
    py3compile -p ecctl
fi
"""
PRERM = """\
#!/bin/sh
set -e
find "$DPKG_ROOT/usr/lib/python3/dist-packages/ecctl" -name __pycache__ -prune -exec rm -rf {} +
"""
PLACES = {
    "share/zsh/site-functions": "usr/share/zsh/vendor-completions",
}
"""Folders that Debian names differently from other prefixes."""


def debian_version() -> str:
    """Return the version in Debian's form, in which a pre-release sorts before its release."""
    found = re.search(r'__version__ = "(.+)"', (ROOT / "src/ecctl/__init__.py").read_text())
    assert found  # the file always has a version
    return f"{found[1].replace('.dev', '~dev')}-1"


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file of the package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def packed(content: bytes) -> bytes:
    """Compress as the Debian policy wants: the smallest size, without a time."""
    return gzip.compress(content, 9, mtime=0)


def fill(tree: Path, version: str, epoch: int) -> None:
    """Write the files of the package."""
    library = tree / "usr/lib/python3/dist-packages/ecctl"
    shutil.copytree(ROOT / "src/ecctl", library, ignore=shutil.ignore_patterns("__pycache__"))
    write(tree / "usr/bin/ecctl", SCRIPT.encode(), 0o755)
    with tempfile.TemporaryDirectory() as scratch:
        prefix = Path(scratch)
        share.write(prefix, ROOT)
        for path in sorted(path for path in prefix.rglob("*") if path.is_file()):
            folder = path.parent.relative_to(prefix).as_posix()
            place = tree / PLACES.get(folder, f"usr/{folder}")
            if path.suffix == ".1":
                write(place / f"{path.name}.gz", packed(path.read_bytes()))
            else:
                write(place / path.name, path.read_bytes())
    documents = tree / "usr/share/doc/ecctl"
    entry = f"ecctl ({version}) unstable; urgency=medium\n\n  * See CHANGELOG.md for the changes.\n\n"
    entry += f" -- {MAINTAINER}  {formatdate(epoch)}\n"
    write(documents / "changelog.Debian.gz", packed(entry.encode()))
    write(documents / "changelog.gz", packed((ROOT / "CHANGELOG.md").read_bytes()))
    write(documents / "copyright", COPYRIGHT.encode())
    for path in tree.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    control = CONTROL.format(version=version, maintainer=MAINTAINER, size=size)
    write(tree / "DEBIAN/control", control.encode())
    write(tree / "DEBIAN/postinst", POSTINST.encode(), 0o755)
    write(tree / "DEBIAN/prerm", PRERM.encode(), 0o755)
    (tree / "DEBIAN").chmod(0o755)
    tree.chmod(0o755)


def build(folder: Path) -> Path:
    """Build the package into a folder, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    log = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or log.stdout.strip() or 1580601600)
    version = debian_version()
    target = folder / f"ecctl_{version}_all.deb"
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "ecctl"
        tree.mkdir()
        fill(tree, version, epoch)
        for path in (tree, *tree.rglob("*")):
            os.utime(path, (epoch, epoch))
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    return target


def main() -> None:
    """Build the package and check it."""
    target = build(Path(sys.argv[1]))
    print(target)
    if shutil.which("lintian"):
        lintian = ["lintian", "--allow-root", "--fail-on", "error,warning"]
        subprocess.run([*lintian, "--suppress-tags", NOT_FOR_DEBIAN, str(target)], check=True)
    else:
        print("lintian is not installed: the package was not checked")


if __name__ == "__main__":
    main()
