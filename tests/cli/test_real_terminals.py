"""Lists, help, the pager and --watch on real pseudo-terminals of several sizes, and with nobody at them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from support.dialogue import Dialogue

from ecctl.core.terminal_text import display_width

LIST = ("platform", "enrollment-token", "list")
ROLES = ["allocator", "beats-runner", "coordinator", "director", "proxy", "services-forwarder"]
TOKENS = {
    "tokens": [{"token_id": f"0000000{n}-1111-2222-3333-44444444444{n}", "roles": ROLES} for n in range(3)]
}
MANY = {"tokens": [{"token_id": f"token-{n:03}", "roles": ["proxy"]} for n in range(100)]}


@pytest.fixture
def environ(home):
    return {"HOME": str(home), "EC_API_KEY": "k", "NO_COLOR": "1", "EC_QUIET": "true"}


def shown(environ, *argv, size=(24, 80), **variables):
    with Dialogue(*argv, environ={**environ, **variables}, size=size) as terminal:
        assert terminal.end() == 0, terminal.shown
        return terminal.shown


@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_list_fits_the_terminal(environ, scripted, width):
    server = scripted({"status": 200, "body": TOKENS})
    text = shown({**environ, "EC_HOST": server.host}, *LIST, size=(24, width))
    assert all(token["token_id"] in text for token in TOKENS["tokens"])
    if width > 40:
        assert max(map(display_width, text.splitlines())) <= width
        assert len(text.splitlines()) == 4
        assert ("…" in text) == (width < 100)
    else:
        assert "TOKEN ID   00000000" in text


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("words", [("--help",), ("user", "list", "--help"), ("help", "output")])
def test_help_fits_the_terminal(environ, width, words):
    lines = shown(environ, *words, size=(200, width)).splitlines()
    assert [line for line in lines if display_width(line) > width and " " in line.strip()[:width]] == []


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"CI": "1"}, {"PAGER": "cat"}, {"PAGER": ""}])
def test_long_list_is_not_paged_without_a_person(environ, scripted, variables):
    server = scripted({"status": 200, "body": MANY})
    text = shown({**environ, "EC_HOST": server.host}, *LIST, **variables)
    assert "token-000" in text
    assert "token-099" in text
    assert "\x1b" not in text


def test_long_list_is_shown_in_the_pager(environ, scripted, tmp_path):
    pager = tmp_path / "my pager"
    pager.write_text('#!/bin/sh\necho "LESS=$LESS"\nhead -2\n')
    pager.chmod(0o700)
    server = scripted(
        {"status": 200, "body": MANY}, {"status": 200, "body": MANY}, {"status": 200, "body": TOKENS}
    )
    environ = {**environ, "EC_HOST": server.host, "PAGER": f"'{pager}'"}
    assert shown(environ, *LIST) == "LESS=FRX\nTOKEN ID    ROLES\ntoken-000   proxy\n"
    assert "token-099" in shown(environ, *LIST, "--no-pager")
    assert "LESS=" not in shown(environ, *LIST)


def test_missing_pager_loses_nothing(environ, scripted):
    server = scripted({"status": 200, "body": MANY})
    text = shown({**environ, "EC_HOST": server.host, "PAGER": "no-such-pager"}, *LIST)
    assert "token-099" in text


def test_watch_redraws_the_terminal_until_interrupted(environ, scripted):
    one = {"tokens": TOKENS["tokens"][:1]}
    server = scripted(
        {"status": 200, "body": one},
        {"status": 503, "body": {}},
        *[{"status": 200, "body": MANY}] * 1000,
    )
    environ = {**environ, "EC_HOST": server.host, "EC_QUIET": ""}
    with Dialogue(*LIST, "--watch=100ms", environ=environ, size=(10, 120)) as terminal:
        terminal.expect("\x1b[2J\x1b[HEvery 100ms: ecctl platform enrollment-token list")
        terminal.expect(f"   {server.host}\x1b[K\n").expect("00000000-")
        terminal.expect("retrying: ").expect("\x1b[H").expect("token-000").expect("… ").expect("more lines")
        assert terminal.interrupt().end() == 0
        assert "Traceback" not in terminal.shown
        assert "token-099" not in terminal.shown


def test_watch_cuts_headings_on_a_narrow_terminal(environ, scripted):
    server = scripted(*[{"status": 200, "body": {"runners": []}}] * 1000)
    environ = {**environ, "EC_HOST": server.host, "TERM": "xterm"}
    runners = ["platform", "runner", "list", "--watch=100ms"]
    with Dialogue(*runners, environ=environ, size=(10, 20)) as terminal:
        terminal.expect("RUNNER ID   HOST IP…\x1b[K")
        assert terminal.interrupt().end() == 0


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"CI": "1"}])
def test_watch_appends_changes_without_a_person(environ, scripted, variables):
    server = scripted({"status": 200, "body": TOKENS}, *[{"status": 200, "body": MANY}] * 1000)
    environ = {**environ, "EC_HOST": server.host, **variables}
    with Dialogue(*LIST, "--watch=100ms", environ=environ) as terminal:
        terminal.expect("00000000-").expect("token-099")
        assert terminal.interrupt().end() == 0
        assert "\x1b" not in terminal.shown


def test_piped_watch_prints_each_change_once(environ, scripted):
    server = scripted(
        {"status": 200, "body": {"tokens": [{"token_id": "one", "roles": []}]}},
        {"status": 200, "body": {"tokens": [{"token_id": "one", "roles": []}]}},
        *[{"status": 200, "body": {"tokens": [{"token_id": "two", "roles": []}]}}] * 1000,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *LIST, "--watch=100ms", "--output", "ndjson"],
        env={**environ, "EC_HOST": server.host, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b'{"token_id":"one","roles":[]}\n'
        assert process.stdout.readline() == b'{"token_id":"two","roles":[]}\n'
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60) == (b"", b"")
        assert process.returncode == 0


def test_piped_watch_ends_with_its_reader(environ, scripted):
    server = scripted(*[{"status": 200, "body": TOKENS}] * 1000)
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *LIST, "--watch=100ms", "--output", "id"],
        env={**environ, "EC_HOST": server.host, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_watch_ends_with_an_error_that_waiting_does_not_mend(ecctl, scripted):
    server = scripted(
        {"status": 401, "body": {"errors": [{"code": "root.unauthenticated", "message": "no"}]}}
    )
    outcome = ecctl(*LIST, "--watch", "--host", server.host, "--api-key", "k")
    assert outcome.status == 3


def test_watched_check_goes_on_while_hosts_differ(environ, scripted, tmp_path):
    (tmp_path / "hosts.yaml").write_text("a: [proxy]\n")
    fleet = [
        {"runners": [{"runner_id": "a", "roles": [{"role_name": name}]}]} for name in ("director", "proxy")
    ]
    server = scripted(*[{"status": 200, "body": body} for body in (fleet[0], *fleet, *[fleet[1]] * 1000)])
    check = ["platform", "runner", "check", "--file", str(tmp_path / "hosts.yaml"), "--watch=100ms"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *check],
        env={**environ, "EC_HOST": server.host, "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        told = [process.stdout.readline() for _ in range(4)]
        assert told[1].split(maxsplit=1) == ["a", "lacks proxy; also has director\n"]
        assert told[2:] == ["\n", "The host has its roles.\n"]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "")
        assert err == f'ecctl: 1 host differs from the file "{tmp_path}/hosts.yaml" (--file)\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("platform", "runner", "check", "--file", "x", "--fix", "--watch"),
            "--watch and --fix exclude each other",
        ),
        (("user", "delete", "x", "--watch"), "cannot watch ecctl user delete: it is not read-only"),
        (("user", "list", "--watch=1ms"), "--watch must be at least 100ms"),
        (("user", "list", "--watch=soon"), "invalid argument"),
    ],
)
def test_watch_of_other_commands_is_refused(ecctl, scripted, words, said):
    server = scripted()
    outcome = ecctl(*words, "--host", server.host, "--api-key", "k")
    assert outcome.status == 2
    assert said in outcome.err
    assert server.requests == []
