"""Candidates from the platform, and the installation of completion."""

from __future__ import annotations

import json
import time

import pytest
from support.api import credentials

RUNNERS = {
    "runners": [
        {"runner_id": "192.0.2.1", "host_ip": "192.0.2.1", "roles": [{"role_name": "proxy"}]},
        {"runner_id": "192.0.2.2", "host_ip": "192.0.2.2", "roles": []},
        {"runner_id": "evil\x1b[2J", "host_ip": "192.0.2.3", "roles": []},
        "nonsense",
    ]
}
USERS = {
    "users": [
        {"user_name": "ann", "full_name": "Ann B", "security": {"roles": ["r1", "r2"]}},
        {"user_name": "zoe", "security": {}},
    ]
}
TOKENS = {"tokens": [{"token_id": "t-1", "roles": ["proxy"]}, {"token_id": "t-2", "roles": ["allocator"]}]}
ALLOCATORS = {"zones": [{"allocators": [{"allocator_id": "a-1", "zone_id": "z-1", "host_ip": "192.0.2.9"}]}]}
PARAMETERS = [("runner_id=192.0.2.1", "proxy, 192.0.2.1"), ("runner_id=192.0.2.2", "192.0.2.2")]
TEMPLATES = [{"id": "default", "name": "Default"}]
STACKS = {"stacks": [{"version": "8.14.1"}, {"version": "7.17.0"}]}
USER_KEYS = {"keys": [{"id": "k1", "user_id": "ann", "description": "ci"}]}
ASSOCIATION = ("deployment", "traffic-filter", "association")
DEPLOYMENTS = {"deployments": [{"id": "d" * 32, "name": "shop"}]}


@pytest.fixture
def tab(ecctl, scripted, home):
    """Complete words on a platform with one response: `tab(RUNNERS, "runner", "show", "")`."""

    def run(body, *words, **reply):
        server = scripted({"status": 200, "body": body, "repeat": True, **reply})
        *before, last = words
        outcome = ecctl("__complete", *credentials(server), *before, last)
        assert (outcome.status, outcome.err) == (0, "")
        return [tuple(line.split("\t")) for line in outcome.out.splitlines()]

    return run


@pytest.mark.parametrize(
    ("body", "words", "candidates"),
    [
        (RUNNERS, ("platform", "runner", "show", ""), [("192.0.2.1", "proxy, 192.0.2.1"), ("192.0.2.2", "192.0.2.2")]),
        (RUNNERS, ("platform", "runner", "wait", "192.0.2.1", ""), [("192.0.2.2", "192.0.2.2")]),
        (RUNNERS, ("platform", "runner", "show", "192.0.2.1", ""), []),
        (RUNNERS, ("api", "call", "get-runner", "--param", "runner_id=192.0.2.2"), [PARAMETERS[1]]),
        (RUNNERS, ("api", "call", "get-runner", "--param", "runner_id", "=", ""), PARAMETERS),
        (USERS, ("user", "show", "a"), [("ann", "Ann B, r1 r2")]),
        (USERS, ("user", "update", ""), [("ann", "Ann B, r1 r2"), ("zoe", "")]),
        (USERS, ("user", "key", "list", "--user", "z"), [("zoe", "")]),
        (TOKENS, ("enrollment-token", "delete", "t-2"), [("t-2", "allocator")]),
        (TOKENS, ("platform", "enrollment-token", "rotate", ""), [("t-1", "proxy"), ("t-2", "allocator")]),
        (TOKENS, ("enrollment-token", "prune", "--keep", "t-1,"), [("t-1,t-2", "allocator")]),
        (TOKENS, ("enrollment-token", "inspect", ""), []),
        (ALLOCATORS, ("platform", "allocator", "show", ""), [("a-1", "z-1, 192.0.2.9")]),
        (DEPLOYMENTS, ("deployment", "show", "d"), [("d" * 32, "shop")]),
        (DEPLOYMENTS, ("deployment", "plan", "cancel", "d"), [("d" * 32, "shop")]),
        ({"keys": [{"id": "k1", "description": "ci"}]}, ("auth", "key", "delete", ""), [("k1", "ci")]),
        (USER_KEYS, ("user", "key", "show", "--user", "ann", ""), [("k1", "ann, ci")]),
        (USER_KEYS, ("user", "key", "delete", "--user=ann", "k1", ""), []),
        (DEPLOYMENTS, (*ASSOCIATION, "create", "--deployment-id", ""), [("d" * 32, "shop")]),
        (STACKS, ("deployment", "update", "--version", "8.1"), [("8.14.1", "")]),
        (STACKS, ("deployment", "template", "list", "--stack-version", ""), [("7.17.0", ""), ("8.14.1", "")]),
        (STACKS, ("comment", "update", "--version", ""), []),
        (ALLOCATORS, ("platform", "allocator", "vacate", "--target", ""), [("a-1", "z-1, 192.0.2.9")]),
        (TEMPLATES, ("deployment", "template", "show", "--template-id", ""), [("default", "Default")]),
        (TEMPLATES, ("deployment", "create", "--deployment-template", ""), [("default", "Default")]),
        (RUNNERS, ("api", "call", "get-runner", "--param", ""), [("runner_id=", "required")]),
        (RUNNERS, ("api", "call", "no-such", "--param", ""), []),
    ],
)  # fmt: skip
def test_ids_come_from_the_platform(tab, body, words, candidates):
    assert [pair if len(pair) > 1 else (*pair, "") for pair in tab(body, *words)] == candidates


def test_answers_are_cached_in_a_private_file_for_seconds(ecctl, scripted, home):
    server = scripted({"status": 200, "body": USERS})
    words = ("__complete", *credentials(server), "user", "show", "")
    first = ecctl(*words)
    assert "ann" in first.out
    assert ecctl(*words).out == first.out
    assert len(server.requests) == 1
    [cache] = (home / ".ecctl" / "cache").iterdir()
    assert cache.stat().st_mode & 0o777 == 0o600
    stored = json.loads(cache.read_text())
    cache.write_text(json.dumps({**stored, "at": stored["at"] - 60}))
    ecctl(*words)
    assert len(server.requests) == 2


def test_cache_of_another_platform_is_not_used(tab):
    assert tab(USERS, "user", "show", "")
    assert tab({"users": []}, "user", "show", "") == []


@pytest.mark.parametrize(
    ("body", "reply"),
    [
        ({}, {"status": 401}),
        ({}, {"status": 500}),
        ("<html>", {"headers": {"Content-Type": "text/html"}}),
        ("{", {}),
        ([], {}),
        ({"users": "x"}, {}),
        ({}, {"drop": True}),
    ],
)
def test_errors_are_silent(tab, body, reply):
    assert tab(body, "user", "show", "", **reply) == []


def test_slow_platform_is_given_one_second_and_not_asked_again_at_once(ecctl, scripted):
    server = scripted({"status": 200, "body": USERS, "hang": 4, "repeat": True})
    words = ("__complete", *credentials(server), "user", "show", "")
    start = time.monotonic()
    assert ecctl(*words).out == ""
    assert time.monotonic() - start < 3
    assert ecctl(*words).out == ""
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "words", [("--host", "no such host"), ("--config", "missing"), ("--api-key", "-"), ()]
)
def test_unusable_settings_are_silent(ecctl, words):
    outcome = ecctl("__complete", *words, "user", "show", "")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_programs_and_keyrings_are_not_asked(ecctl, scripted, home, tmp_path):
    server = scripted({"status": 200, "body": USERS})
    (home / ".ecctl").mkdir()
    for reference in (f"$(cmd:touch {tmp_path}/ran)", "$(keyring:ecctl/x)"):
        config = home / ".ecctl" / "config.json"
        config.write_text(json.dumps({"host": server.host, "api_key": reference}))
        config.chmod(0o600)
        assert ecctl("__complete", "user", "show", "").out == ""
    assert not (tmp_path / "ran").exists()
    assert server.requests == []


def test_embedded_platform_is_not_made_by_a_tab(ecctl, tmp_path):
    data = tmp_path / "data"
    environment = {"ECCTL_DATA_DIR": str(data), "EC_CONFIG": "embedded"}
    assert ecctl("__complete", "user", "show", "", env=environment).out == ""
    assert not data.exists()
    made = ecctl("enrollment-token", "create", "--role", "proxy", "--output", "json", env=environment).json()
    completed = ecctl("__complete", "enrollment-token", "delete", "", env=environment)
    assert completed.out == f"{made['token_id']}\tproxy\n"


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".bashrc"),
        ("zsh", ".zshrc"),
        ("fish", ".config/fish/conf.d/ecctl.fish"),
        ("powershell", ".config/powershell/profile.ps1"),
    ],
)
def test_install_adds_one_line_once(ecctl, home, shell, file):
    path = home / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# mine")
    assert (
        ecctl("completion", "install", shell).out
        == f"{path} enables completion; open a new shell to use it\n"
    )
    text = path.read_text()
    assert text.startswith("# mine\n")
    assert f"ecctl completion {shell}" in text
    again = ecctl("completion", "install", env={"SHELL": f"/bin/{shell}"})
    assert again.out == f"{path} enables completion already; open a new shell to use it\n"
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("install", "tcsh"), 'shell "tcsh" is not supported'),
        (("install",), "cannot find out your shell: SHELL is not set"),
        (("bash", "zsh"), "ecctl completion takes one shell (got bash and zsh)"),
    ],
)
def test_install_refuses_what_it_does_not_know(ecctl, words, problem):
    outcome = ecctl("completion", *words)
    assert outcome.status == 2
    assert outcome.err.startswith(f"ecctl: {problem}\n")


def test_powershell_offers_no_files_without_candidates(ecctl):
    script = ecctl("completion", "powershell").out
    assert "if ($lines.Count -eq 0) { return '' }" in script
    assert "Register-ArgumentCompleter -Native -CommandName 'ecctl'" in script
