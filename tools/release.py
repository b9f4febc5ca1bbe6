"""Build the files of a release from the current commit.

    python tools/release.py VERSION FOLDER

Writes the wheel, the source distribution, ecctl.pyz, an archive with man pages and completions, a software bill
of materials for each package, and SHA256SUMS. Two builds of one commit are equal bit by bit: the sources come
from `git archive`, and every time is the time of the commit.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

import bundle
import sbom
import share

ROOT = Path(__file__).resolve().parent.parent


def git(*arguments: str) -> bytes:
    """Return the output of a git command."""
    return subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout


def check_version(version: str, source: Path) -> None:
    """Exit if the source has another version, or the changelog lacks a final one."""
    found = re.search(r'__version__ = "(.+)"', (source / "src/ecctl/__init__.py").read_text())
    if not found or found[1] != version:
        actual = found[1] if found else "nothing"
        sys.exit(f"cannot build {version}: src/ecctl/__init__.py says {actual}")
    changelog = (source / "CHANGELOG.md").read_text()
    if "dev" not in version and f"\n## [{version}] - 20" not in changelog:
        sys.exit(f"cannot build {version}: CHANGELOG.md has no dated section for it")


def extras(source: Path, scratch: Path, target: Path, epoch: int) -> None:
    """Write the man pages and completions as a prefix to unpack in /usr or ~/.local."""
    prefix = scratch / "prefix"
    share.write(prefix, source)
    content = BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in sorted(path for path in prefix.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(path.relative_to(prefix).as_posix())
            entry.size, entry.mtime, entry.mode = path.stat().st_size, epoch, 0o644
            archive.addfile(entry, BytesIO(path.read_bytes()))
    with target.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as packed:
        packed.write(content.getvalue())


def build(version: str, folder: Path) -> None:
    """Build all files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    leftovers = sorted(path.name for path in folder.iterdir())
    if leftovers:
        sys.exit(f"cannot build into {folder}: it is not empty ({', '.join(leftovers[:3])})")
    epoch = int(git("log", "-1", "--format=%ct"))
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        source = scratch / "source"
        with tarfile.open(fileobj=BytesIO(git("archive", "HEAD"))) as archive:
            archive.extractall(source, filter="data")
        check_version(version, source)
        hatch = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
        subprocess.run(hatch, cwd=source, stdout=subprocess.DEVNULL, check=True)
        bundle.build(folder / "ecctl.pyz", source)
        extras(source, scratch, folder / f"ecctl-{version}-share.tar.gz", epoch)
        packages = [*folder.glob("*.whl"), folder / f"ecctl-{version}.tar.gz", folder / "ecctl.pyz"]
        for package in packages:
            sbom.write(package, version, source / "requirements", epoch)
    files = sorted(path for path in folder.iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums))
    print("".join(sums), end="")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1]:
        sys.exit("usage: make release VERSION=1.15.0")
    build(sys.argv[1], Path(sys.argv[2]).resolve())  # hatchling runs in another folder
