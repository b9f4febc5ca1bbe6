"""Live completion in real shells on a pseudo-terminal."""

from __future__ import annotations

import subprocess

import pytest
from support.api import TOKENS
from support.shells import Shell

pytestmark = [pytest.mark.once, pytest.mark.unmeasured]


@pytest.fixture
def token_id(served_plainly):
    return served_plainly.ask("POST", TOKENS, {"persistent": True, "roles": ["proxy"]})[2]["token_id"]


@pytest.fixture
def shell(environment, tmp_path):
    opened = []

    def start(name):
        subprocess.run(["ecctl", "completion", "install", name], env=environment, check=True)
        work = tmp_path / "work"
        work.mkdir()
        (work / "zfile").touch()
        opened.append(Shell(name, environment, work))
        opened[-1].type("echo rea''dy\n")
        opened[-1].expect("ready\r\n")
        return opened[-1]

    yield start
    for each in opened:
        each.close()


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_shell_completes_ids_and_no_files(shell, token_id, name):
    one = shell(name)
    one.type(f"ecctl enrollment-token delete {token_id[:4]}\t")
    one.expect(token_id)
    one.type("\x15ecctl user show adm\t")
    one.expect("user show admin")
    one.type("\x15ecctl user show z\t-nobody; echo en''d\n")
    shown = one.expect("end\r\n")
    assert "user show z-nobody" in shown
    assert "zfile" not in shown
    one.type("ecctl api call get-user --param user_n\t")
    one.expect("user_name=")
    one.type("adm\t")
    one.expect("user_name=admin" if name == "fish" else "admin")
