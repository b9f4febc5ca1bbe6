"""Ansible's `uri`, as it is, against a server over HTTPS: the playbooks in ansible/, and the page's example."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.once

PLAYBOOKS = Path(__file__).resolve().parent / "ansible"
PROJECT = PLAYBOOKS.parents[2]
TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"


class Played(NamedTuple):
    """What a run of a playbook left: exit status, all output, and the counts of its recap."""

    status: int
    out: str
    ok: int
    changed: int
    failed: int


@pytest.fixture(scope="module")
def ansible(tmp_path_factory):
    """The folder of commands of an environment with Ansible."""
    folder = tmp_path_factory.mktemp("ansible")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    install = [*pip, "install", "--quiet", "--no-deps", "-r", str(PROJECT / "requirements" / "ansible.txt")]
    subprocess.run(install, check=True, timeout=300)
    return folder / "bin"


@pytest.fixture
def play(ansible, tmp_path):
    """Runs a playbook with variables; its home is a folder of the test, and no settings are read from elsewhere."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "ansible.cfg").touch()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_CONFIG": str(home / "ansible.cfg"),
        "ANSIBLE_HOME": str(home / "ansible"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_PYTHON_INTERPRETER": str(ansible / "python"),
    }

    def run(playbook, *arguments, **variables):
        done = subprocess.run(
            [
                *(ansible / "ansible-playbook", "-c", "local", "-i", "localhost,", "-v"),
                *("-e", json.dumps(variables, default=str), *arguments, playbook),
            ],
            env=environment,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        recap = re.search(r"^localhost +: ok=(\d+) +changed=(\d+) .*failed=(\d+)", done.stdout, re.MULTILINE)
        assert recap, done.stdout
        return Played(done.returncode, done.stdout, *map(int, recap.groups()))

    return run


def kept_by(one):
    """All that a platform keeps: users, keys, tokens and hosts."""
    paths = ("users?include_disabled=true", "users/auth/keys/_all", "platform/infrastructure/runners")
    return [one.ask("GET", path)[2] for path in (*(f"/api/v1/{path}" for path in paths), TOKENS)]


def test_playbook_is_checked_run_and_run_again(server, play, tmp_path):
    one = server()
    kept = tmp_path / "kept"
    before = kept_by(one)
    checked = play(PLAYBOOKS / "site.yml", "--check", data=one.data, kept=kept)
    assert (checked.status, checked.ok, checked.changed, checked.failed) == (0, 3, 0, 0), checked.out
    assert kept_by(one) == before

    first = play(PLAYBOOKS / "site.yml", data=one.data, kept=kept)
    assert (first.status, first.ok, first.changed, first.failed) == (0, 9, 5, 0), first.out
    users, keys, runners, tokens = after = kept_by(one)
    assert [user["user_name"] for user in users["users"]] == ["admin", "deployer", "readonly"]
    assert [key["user_id"] for key in keys["keys"]] == ["deployer"]
    assert {
        runner["host_ip"]: [role["role_name"] for role in runner["roles"]] for runner in runners["runners"]
    } == {
        "192.0.2.11": ["allocator"],
        "192.0.2.12": ["allocator", "proxy"],
    }
    assert tokens == {"tokens": []}
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()} == {0o600}

    again = play(PLAYBOOKS / "site.yml", data=one.data, kept=kept)
    assert (again.status, again.ok, again.changed, again.failed) == (0, 5, 0, 0), again.out
    assert kept_by(one) == after

    shown = checked.out + first.out + again.out
    secrets = [one.config["pass"], (kept / "password").read_text().strip(), "eyJ"]
    secrets.append(json.loads((kept / "api-key.json").read_text())["key"])
    assert [secret for secret in secrets if secret in shown] == []


def test_playbook_tasks_succeed_or_are_refused(server, play):
    one = server()
    before = kept_by(one)
    done = play(PLAYBOOKS / "drill.yml", data=one.data)
    assert (done.status, done.ok, done.failed) == (0, 27, 0), done.out
    assert kept_by(one) == before
    assert [secret for secret in (one.config["pass"], "eyJ") if secret in done.out] == []

    asked_first = {
        (unasked["operation"], unasked["status"], asked["status"])
        for unasked, asked in pairwise(one.log())
        if unasked["operation"] == asked["operation"] and not unasked["principal"]
    }
    assert asked_first >= {
        ("create-enrollment-token", 401, 200),
        ("get-enrollment-tokens", 401, 200),
        ("create-api-key", 401, 201),
        ("get-current-user", 401, 401),
    }

    wrong = play(PLAYBOOKS / "drill.yml", data=one.data, absent=404)
    assert (wrong.status, wrong.failed) == (2, 1)
    assert "Status code was 501 and not [404]" in wrong.out
    assert kept_by(one) == before


def test_example_of_the_page(server, play, tmp_path):
    one = server()
    page = (PROJECT / "docs" / "platform.md").read_text()
    example = page.partition("## With Ansible\n")[2].partition("```yaml\n")[2].partition("```")[0]
    playbook = tmp_path / "example.yml"
    playbook.write_text(example.replace("/var/lib/ecctl", str(one.data)))
    done = play(playbook)
    assert (done.status, done.ok, done.failed) == (0, 1, 0), done.out
    assert [token["roles"] for token in one.ask("GET", TOKENS)[2]["tokens"]] == [["allocator"]]
