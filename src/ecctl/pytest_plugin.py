"""Pytest fixtures: a platform, a server and the command. Nothing is imported until a test uses one."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ecctl.testing.command import EcctlRun, Outcome
    from ecctl.testing.platform import EcePlatform
    from ecctl.testing.server import EceServer


def _platform() -> Iterator[EcePlatform]:
    from ecctl.testing.platform import EcePlatform

    with EcePlatform() as platform:
        yield platform


@pytest.fixture
def ece_platform() -> Iterator[EcePlatform]:
    """Provide a fresh platform in this process: `client()`, `seed()`, `clock`, `fail_next()`, `requests`."""
    yield from _platform()


@pytest.fixture(scope="module")
def ece_platform_module() -> Iterator[EcePlatform]:
    """Provide a platform like `ece_platform` that the tests of a module share."""
    yield from _platform()


@pytest.fixture(scope="session")
def ece_platform_session() -> Iterator[EcePlatform]:
    """Provide a platform like `ece_platform` that all tests of a run share."""
    yield from _platform()


@pytest.fixture(scope="session")
def _ece_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the certificate that all servers of a run share."""
    return tmp_path_factory.mktemp("ece")


def _server(certificates: Path) -> Iterator[EceServer]:
    from ecctl.testing.server import EceServer

    with EceServer(certificates) as server:
        yield server


@pytest.fixture
def ece_server(_ece_certificates: Path) -> Iterator[EceServer]:
    """Provide a fresh platform over HTTPS on loopback, with `host`, `api_key`, `ca_file`, and all of `ece_platform`."""
    yield from _server(_ece_certificates)


@pytest.fixture(scope="module")
def ece_server_module(_ece_certificates: Path) -> Iterator[EceServer]:
    """Provide a server like `ece_server` that the tests of a module share."""
    yield from _server(_ece_certificates)


@pytest.fixture(scope="session")
def ece_server_session(_ece_certificates: Path) -> Iterator[EceServer]:
    """Provide a server like `ece_server` that all tests of a run share."""
    yield from _server(_ece_certificates)


@pytest.fixture
def ecctl_run(ece_platform: EcePlatform, tmp_path: Path) -> EcctlRun:
    """Provide the command in this process: `ecctl_run("user", "list", stdin="", env=None)` returns an Outcome.

    It uses the platform of `ece_platform`, unless `env` names another one, such as `ece_server.environ`.
    """
    from ecctl.testing.command import run_command

    home = tmp_path / "ecctl-home"
    home.mkdir()

    def run(*argv: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Outcome:
        environ = {"HOME": str(home), **(ece_platform.environ if env is None else env)}
        return run_command(*argv, environ=environ, stdin=stdin)

    return run
