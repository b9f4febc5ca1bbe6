"""Fixtures for other people's tests: a platform, a server, the command. Nothing is loaded before they are used."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ecctl.testing.command import EcctlRun, Outcome
    from ecctl.testing.platform import EcePlatform
    from ecctl.testing.server import EceServer


@pytest.fixture
def ece_platform() -> Iterator[EcePlatform]:
    """A fresh platform in this process: `client()`, `seed()`, `clock`, `fail_next()`, `requests`."""
    from ecctl.testing.platform import EcePlatform

    platform = EcePlatform()
    yield platform
    platform.close()


@pytest.fixture(scope="session")
def _ece_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the certificates that all servers of a run share."""
    return tmp_path_factory.mktemp("ece")


@pytest.fixture
def ece_server(_ece_certificates: Path) -> Iterator[EceServer]:
    """A fresh platform over HTTPS on loopback: `host`, `api_key`, `ca_file`, and all that `ece_platform` has."""
    from ecctl.testing.server import EceServer

    server = EceServer(str(_ece_certificates))
    yield server
    server.close()


@pytest.fixture
def ecctl_run(ece_platform: EcePlatform, tmp_path: Path) -> EcctlRun:
    """The command in this process: `ecctl_run("user", "list", stdin="", env=None)` gives status, out and err.

    It finds the platform of `ece_platform`, unless `env` says otherwise, such as `ece_server.environ`.
    """
    from ecctl.testing.command import run_command

    home = tmp_path / "ecctl-home"
    home.mkdir()

    def run(*argv: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Outcome:
        environ = {"HOME": str(home), **(ece_platform.environ if env is None else env)}
        return run_command(*argv, environ=environ, stdin=stdin)

    return run
