"""What a command says when it fails, and that nothing is lost or done behind the user's back."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecctl.cli import Context
from ecctl.cli.main import main

CREATE = ("platform", "enrollment-token", "create", "--role", "proxy")
LOST = {"match": "*", "drop": True}
PAGE = {"match": "*", "status": 502, "body": "<html>bad gateway", "headers": {"Content-Type": "text/html"}}
LISTED = {"match": "GET *", "status": 200, "body": {"tokens": [{"token_id": "a", "roles": ["proxy"]}]}}


class Terminal(io.BytesIO):
    def isatty(self):
        return True


def credentials(server):
    return ("--host", server.host, "--api-key", "k")


def test_config_file_sets_the_form_of_errors(ecctl, home):
    (home / "c.json").write_text('{"output": "json", "host": "http://127.0.0.1:1", "api_key": "k"}')
    outcome = ecctl("user", "list", "--config", str(home / "c.json"))
    assert json.loads(outcome.err)["error"]["exit_status"] == outcome.status == 6


def test_error_before_the_settings_obeys_the_command_line(ecctl):
    outcome = ecctl("user", "list", "--no-such-flag", "--output", "json")
    assert json.loads(outcome.err)["error"]["exit_status"] == 2


@pytest.mark.parametrize("reply", [LOST, PAGE])
def test_create_with_unknown_outcome_has_hint(ecctl, scripted, reply):
    outcome = ecctl(*CREATE, *credentials(scripted(reply)))
    assert outcome.status in (5, 6)
    assert 'the token may have been created: run "ecctl platform enrollment-token list"' in outcome.err
    error = json.loads(ecctl(*CREATE, *credentials(scripted(reply)), "--output=json").err)["error"]
    assert error["sent"] is True


@pytest.mark.parametrize("reply", [LOST, PAGE])
def test_lost_login_does_not_say_that_a_token_may_exist(ecctl, scripted, reply):
    login = ("--host", scripted(reply).host, "--user", "u", "--pass", "p")
    outcome = ecctl(*CREATE, *login)
    assert outcome.status in (5, 6)
    assert "may have been" not in outcome.err
    login = ("--host", scripted(reply).host, "--user", "u", "--pass", "p")
    assert "sent" not in json.loads(ecctl(*CREATE, *login, "--output=json").err)["error"]


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (
            ("user", "list", "--ca-file", "nope", "--host", "https://127.0.0.1:1", "--api-key", "k"),
            "check --ca-file",
        ),
        (
            ("user", "list", "--user", "u", "--host", "https://127.0.0.1:1"),
            "set EC_PASS, or use --pass @FILE",
        ),
    ],
)
def test_hint_names_flags(ecctl, argv, hint):
    outcome = ecctl(*argv)
    assert hint in outcome.err
    assert "the setting" not in outcome.err


def test_timeout_hint_names_the_flag(ecctl, scripted):
    server = scripted({"match": "*", "hang": 5, "body": {}})
    outcome = ecctl("user", "list", *credentials(server), "--timeout", "200ms")
    assert outcome.status == 7
    assert "hint: allow more time with --timeout" in outcome.err


def test_refused_create_has_no_such_hint(ecctl, scripted):
    refused = {"match": "*", "status": 400, "body": {"errors": [{"code": "a", "message": "b"}]}}
    assert "may have been" not in ecctl(*CREATE, *credentials(scripted(refused))).err


def test_lost_list_has_no_such_hint(ecctl, scripted):
    outcome = ecctl("user", "list", *credentials(scripted(LOST)))
    assert outcome.status == 6
    assert "may have been" not in outcome.err


def test_interrupted_create_says_that_a_token_may_exist(scripted, home):
    server = scripted({"match": "*", "hang": 20, "body": {}})
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *CREATE, *credentials(server)],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 10
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert b"the token may have been created" in said


def test_interrupted_login_does_not_say_that_a_token_may_exist(scripted, home):
    server = scripted({"match": "*", "hang": 20, "body": {}})
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *CREATE, "--host", server.host, "--user", "u", "--pass", "p"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 30
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"may have been" not in said


def test_refusal_names_status_and_request(ecctl, scripted):
    refused = {
        "match": "*",
        "status": 409,
        "body": {"errors": [{"code": "a", "message": "b"}]},
        "headers": {"X-Request-Id": "r-1"},
    }
    assert "status: HTTP 409, request id r-1" in ecctl("user", "list", *credentials(scripted(refused))).err


@pytest.mark.parametrize(
    ("code", "status"), [("enrollment_tokens.invalid_token_id", 0), ("root.resource_not_found", 4)]
)
def test_only_the_api_own_404_means_gone(ecctl, scripted, code, status):
    gone = {"match": "DELETE *", "status": 404, "body": {"errors": [{"code": code, "message": "no"}]}}
    words = ("platform", "enrollment-token", "delete", "a", "--ignore-missing")
    assert ecctl(*words, *credentials(scripted(gone))).status == status


def test_rotate_keeps_the_old_token_if_the_new_one_cannot_be_shown(scripted, home):
    made = {"match": "POST *", "status": 200, "body": {"token": "a.b.c", "token_id": "new"}}
    server = scripted(LISTED, made, {"match": "DELETE *", "status": 200, "body": {}})
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115  # closed below
    err = io.BytesIO()
    argv = ["platform", "enrollment-token", "rotate", "a", *credentials(server)]
    status = main(Context(argv, {"HOME": str(home)}, io.BytesIO(), full, err))
    full.close()
    assert status == 1
    assert b'token "new" was created' in err.getvalue()
    assert [request["method"] for request in server.requests] == ["GET", "POST"]


@pytest.mark.parametrize(("environ", "line"), [({"TERM": "dumb"}, True), ({"CI": "true"}, True), ({}, False)])
def test_retry_is_reported_without_animation_on_dumb_terminal_and_in_ci(scripted, home, environ, line):
    busy = {"match": "*", "status": 503, "body": {}, "headers": {"Retry-After": "1"}}
    server = scripted(busy, {"match": "*", "status": 200, "body": {"users": []}})
    err = Terminal()
    argv = ["user", "list", *credentials(server), "--retries", "1"]
    assert main(Context(argv, {"HOME": str(home), **environ}, io.BytesIO(), io.BytesIO(), err)) == 0
    said = err.getvalue().decode()
    assert "busy (503), again in 1 s (1 of 1)" in said
    assert said.startswith("busy") == line
    assert ("\x1b" in said) != line


def test_dry_run_of_one_request_says_that_nothing_was_changed(ecctl, scripted):
    outcome = ecctl(*CREATE, *credentials(scripted()), "--dry-run")
    assert (outcome.status, outcome.err) == (0, "dry run: nothing was changed\n")


def test_module_ends_normally_so_that_exit_handlers_run(home):
    program = (
        "import atexit, runpy, sys; atexit.register(print, 'at exit'); sys.argv = ['ecctl', 'version', '-q'];"
        "runpy.run_module('ecctl', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("at exit\n")


def test_full_disk_keeps_its_exit_status_with_a_normal_end(home):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ecctl", "version"],
            env={"HOME": str(home)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert b"Exception ignored" not in done.stderr
