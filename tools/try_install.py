"""Install ecctl in each supported way into a clean place, use it there, and remove it.

    python tools/try_install.py [WAY]…

The ways are pip, pipx, uv, pyz, deb and apt. Everything happens in a temporary folder, below which dpkg installs, too;
only apt changes the machine, and runs only if it is named. Each way must bring the command, its manual pages and its
completion scripts, as far as it has a place for them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import bundle
import deb

ROOT = Path(__file__).resolve().parent.parent
PAGE = "man/man1/ecctl-platform-enrollment-token-create.1"
COMPLETION = "bash-completion/completions/ecctl"
CREATE = ("--config", "embedded", "platform", "enrollment-token", "create", "--role", "proxy")


class Place:
    """A temporary folder in which everything is installed, with the environment that keeps it there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PIPX_HOME": str(folder / "pipx"),
            "PIPX_BIN_DIR": str(folder / "pipx/bin"),
            "PIPX_MAN_DIR": str(folder / "pipx/man"),
            "UV_TOOL_DIR": str(folder / "uv/tools"),
            "UV_TOOL_BIN_DIR": str(folder / "uv/bin"),
            "UV_CACHE_DIR": str(folder / "uv/cache"),
            "UV_SYSTEM_CERTS": "1",
            **{name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))},
        }

    def run(self, *command: str | Path, **variables: str) -> str:
        """Run a command, and return its output; exit if it fails."""
        environment = {**self.environment, **variables}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


def check_command(place: Place, *command: str | Path, **variables: str) -> None:
    """Create a token with an installed command."""
    output = place.run(*command, *CREATE, **variables)
    if not output.startswith("TOKEN ID"):
        sys.exit(f"{command[0]}: unexpected output: {output}")


def check_files(share: Path, page: str = PAGE) -> None:
    """Exit if the manual page or the completion script is missing, or bash cannot read the script."""
    for path in (share / page, share / COMPLETION):
        if not path.is_file():
            sys.exit(f"{path} is missing")
    subprocess.run(
        ["bash", "-c", 'source "$0" && complete -p ecctl', share / COMPLETION],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def gone(path: Path) -> None:
    """Exit if something is still there after its removal."""
    if path.exists():
        sys.exit(f"{path} is still there")


def try_pip(place: Place, wheel: Path) -> None:
    """Install with pip into a new virtual environment."""
    folder = place.folder / "venv"
    place.run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin/python", "-m", "pip", "--disable-pip-version-check")
    place.run(*pip, "install", "--quiet", "-r", ROOT / "requirements/runtime.txt")
    place.run(*pip, "install", "--quiet", wheel)
    check_command(place, folder / "bin/ecctl")
    check_files(folder / "share")
    place.run(*pip, "uninstall", "--quiet", "--yes", "ecctl")
    gone(folder / "bin/ecctl")
    gone(folder / "share" / PAGE)


def try_pipx(place: Place, wheel: Path) -> None:
    """Install with pipx, which links the manual pages."""
    pipx = installer(place, "pipx")
    place.run(pipx, "install", "--python", sys.executable, wheel)
    check_command(place, place.folder / "pipx/bin/ecctl")
    check_files(place.folder / "pipx/venvs/ecctl/share")
    if not (place.folder / "pipx" / PAGE).is_file():
        sys.exit("pipx did not link the manual pages")
    place.run(pipx, "uninstall", "ecctl")
    gone(place.folder / "pipx/bin/ecctl")


def try_uv(place: Place, wheel: Path) -> None:
    """Install with `uv tool`."""
    uv = installer(place, "uv")
    place.run(uv, "tool", "install", "--python", sys.executable, wheel)
    check_command(place, place.folder / "uv/bin/ecctl")
    check_files(place.folder / "uv/tools/ecctl/share")
    place.run(uv, "tool", "uninstall", "ecctl")
    gone(place.folder / "uv/bin/ecctl")


def installer(place: Place, name: str) -> Path:
    """Install pipx and uv in the pinned versions, if that was not done yet, and return the path of one."""
    folder = place.folder / "installers"
    if not folder.exists():
        place.run(sys.executable, "-m", "venv", folder)
        pip = (folder / "bin/python", "-m", "pip", "--disable-pip-version-check")
        place.run(*pip, "install", "--quiet", "-r", ROOT / "requirements/install.txt")
    return folder / "bin" / name


def try_pyz(place: Place, _wheel: Path) -> None:
    """Build and run the single file."""
    target = place.folder / "ecctl.pyz"
    bundle.build(target, ROOT)
    check_command(place, target)


def try_deb(place: Place, _wheel: Path) -> None:
    """Install the Debian package below a folder with dpkg, and purge it."""
    if not shutil.which("dpkg"):
        print("deb: dpkg is not installed, skipped")
        return
    root = place.folder / "root"
    for folder in ("updates", "info", "triggers"):
        (root / "var/lib/dpkg" / folder).mkdir(parents=True)
    for file in ("status", "available"):
        (root / "var/lib/dpkg" / file).touch()
    package = deb.build(place.folder)
    # Its dependencies are Debian's Python and PyYAML, which are not in this folder.
    force = "--force-not-root,depends,script-chrootless"
    dpkg = ("dpkg", f"--root={root}", force, "--log=/dev/null")
    place.run(*dpkg, "--install", package)
    library = root / "usr/lib/python3/dist-packages"
    check_command(place, sys.executable, root / "usr/bin/ecctl", PYTHONPATH=str(library))
    check_files(root / "usr/share", f"{PAGE}.gz")
    place.run(*dpkg, "--purge", "ecctl")
    gone(root / "usr/bin/ecctl")
    gone(library / "ecctl")


def try_apt(place: Place, _wheel: Path) -> None:
    """Install the Debian package on this machine with apt-get, and purge it. Needs root, and runs only if named."""
    package = deb.build(place.folder)
    apt = ("apt-get", "-qq", "--yes")
    place.run(*apt, "install", package)
    check_command(place, "/usr/bin/ecctl")
    check_files(Path("/usr/share"), f"{PAGE}.gz")
    library = Path("/usr/lib/python3/dist-packages/ecctl")
    if not (library / "__pycache__").is_dir():
        sys.exit("the package was not compiled")
    place.run(*apt, "purge", "ecctl")
    gone(Path("/usr/bin/ecctl"))
    gone(library)


WAYS: dict[str, Callable[[Place, Path], None]] = {
    "pip": try_pip,
    "pipx": try_pipx,
    "uv": try_uv,
    "pyz": try_pyz,
    "deb": try_deb,
    "apt": try_apt,
}
DEFAULT = tuple(name for name in WAYS if name != "apt")


def main(names: list[str]) -> None:
    """Try the ways in turn."""
    with tempfile.TemporaryDirectory() as name:
        place = Place(Path(name))
        hatch = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory")
        subprocess.run([*hatch, name], cwd=ROOT, check=True, capture_output=True)
        wheel = next(Path(name).glob("*.whl"))
        for way in names or DEFAULT:
            started = time.monotonic()
            WAYS[way](place, wheel)
            print(f"{way}: installed, used and removed in {time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
