"""Wrong input: a clear line on stderr, the right status, nothing on stdout, nothing sent or written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

CREATE = ("platform", "enrollment-token", "create")


def test_invalid_command_line_creates_nothing(ecctl, home):
    for words, said in (
        ((*CREATE, "--role", "prxy"), "did you mean proxy?"),
        ((*CREATE, "--rle", "proxy"), "did you mean --role?"),
        (("platform", "enrolment-token", "list"), "did you mean enrollment-token?"),
        (("platfrm",), "did you mean platform?"),
        ((*CREATE, "--role", "proxy", "extra"), '"extra"'),
        ((*CREATE,), '"role" not set'),
        (("platform", "enrollment-token", "delete"), "specify a token"),
        (("platform", "enrollment-token", "delete", ".."), '".."'),
        ((*CREATE, "--role", "proxy", "--format", "{{.Token"), "--format"),
    ):
        outcome = ecctl(*words, env={"EC_CONFIG": "embedded"})
        assert (outcome.status, outcome.out) == (2, ""), words
        assert said in outcome.err
        assert "Traceback" not in outcome.err
    assert list(home.rglob("*")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("enrollment-token", "craete", "--role", "allocator"), "did you mean create?"),
        (("enrolment-token", "create", "--role", "allocator"), "did you mean enrollment-token?"),
        (("enrollment-tokens", "list"), "did you mean enrollment-token?"),
        (("tokens", "list"), "did you mean enrollment-token?"),
        (("enrollment-token", "remove", "x"), "did you mean delete?"),
        (("enrollment-token", "revoke", "x"), "did you mean delete or prune?"),
        (("enrollment-token", "show", "x"), "did you mean inspect or list?"),
        (("user", "add"), "did you mean create?"),
        (("--", "version"), 'omit "--": ecctl version'),
        (("frobnicate", "--role", "x"), "available commands: api, apply"),
        (("serve", "bakup", "--nope"), "did you mean backup?"),
    ],
)
def test_unknown_command_is_reported_with_suggestion(ecctl, words, said):
    outcome = ecctl(*words)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("ecctl: unknown command ")
    assert said in outcome.err


@pytest.mark.parametrize("flag", ["--count", "--list"])
def test_far_fetched_flags_are_not_suggested(ecctl, flag):
    assert "did you mean" not in ecctl("enrollment-token", "create", flag).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "list", "extra"), 'ecctl user list takes no arguments (got "extra")'),
        (("deployment", "delete"), "ecctl deployment delete takes 1 argument (got 0)"),
        (("runner", "x"), 'did you mean "ecctl platform runner"?'),
        (("platform", "runner", "delete"), "ecctl platform runner delete takes at least 1 argument (got 0)"),
        (("enrollment-token", "inspect", "a", "b"), "takes at most 1 argument (got 2)"),
    ],
)
def test_wrong_number_of_arguments(ecctl, words, said):
    outcome = ecctl(*words)
    assert outcome.status == 2
    assert said in outcome.err


@pytest.mark.parametrize("width", [80, 100, 60])
def test_help_shows_default_after_the_text(ecctl, width):
    out = ecctl("platform", "runner", "wait", "--help", env={"COLUMNS": str(width)}).out
    paragraph = " ".join(out[out.index("--timeout duration") :].split())
    assert paragraph.startswith("--timeout duration Time limit of the whole wait, 0 for none (default 10m0s)")


def test_usage_is_folded_on_narrow_terminals_only(ecctl):
    words = ("platform", "runner", "wait", "--help")
    assert max(map(len, ecctl(*words, env={"COLUMNS": "40"}).out.split("Examples:")[0].splitlines())) <= 40
    assert "<number>} [flags]\n" in ecctl(*words, env={"COLUMNS": "80"}).out


def test_error_without_settings_names_embedded_platform(ecctl):
    outcome = ecctl("user", "list")
    assert outcome.status == 2
    assert "--config embedded" in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        ("user", "list", "--output", "json"),
        ("user", "list", "--output=json", "--nope"),
        ("nope", "--output", "json"),
    ],
)
def test_error_with_json_output_is_one_json_object(ecctl, words):
    assert json.loads(ecctl(*words).err)["error"]["exit_status"] == 2


def test_help_is_shown_without_arguments(ecctl):
    outcome = ecctl()
    assert (outcome.status, outcome.err) == (0, "")
    assert "Platform Commands:" in outcome.out


@pytest.mark.parametrize(
    ("reply", "status", "said"),
    [
        ({"status": 200, "body": "<html>log in</html>"}, 5, "web page"),
        ({"status": 200, "body": '{"users": ['}, 5, "cut off"),
        ({"status": 200, "body": "5"}, 5, "JSON of another kind"),
        ({"status": 200, "body": ""}, 5, "without a body"),
        (
            {"status": 401, "body": {"errors": [{"code": "root.x", "message": "no"}]}},
            3,
            "api_key (--api-key)",
        ),
        ({"status": 449, "body": {"errors": [{"code": "root.x", "message": "no"}]}}, 3, "elevated"),
        ({"status": 404, "body": {"errors": [{"code": "a.b", "message": "gone"}]}}, 4, "a.b: gone"),
        ({"status": 500, "body": {"errors": [{"code": "a.b", "message": "\x1b[31mred"}]}}, 5, "\\x1b[31mred"),
        ({"status": 502, "body": "upstream\ndown"}, 5, "upstream down"),
        ({"status": 302, "headers": {"Location": "http://other.example/"}, "body": ""}, 6, "other.example"),
        ({"drop": True}, 6, "closed"),
    ],
)
def test_bad_response_is_reported_by_class(ecctl, scripted, reply, status, said):
    server = scripted(reply, {"status": 500})
    outcome = ecctl("user", "list", "--host", server.host, "--api-key", "k", "--timeout", "5s")
    assert (outcome.status, outcome.out) == (status, ""), outcome.err
    assert said in outcome.err


def test_malformed_responses_cause_no_traceback(ecctl, scripted):
    for body in ({"users": 5}, {"users": "x"}, {"users": [5, None, []]}, {"users": {"a": 1}}, [1], {}):
        server = scripted({"status": 200, "body": body})
        outcome = ecctl("user", "list", "--host", server.host, "--api-key", "k")
        assert outcome.status in (0, 5), outcome.err
        assert "Traceback" not in outcome.err


def test_full_disk_and_closed_stdout_are_errors(ecctl_process):
    with open("/dev/full", "w") as full:
        outcome = ecctl_process("version", stdout=full, stderr=subprocess.PIPE)
    assert outcome.status == 1
    assert "No space left" in outcome.err
    closed = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m ecctl version >&-"], capture_output=True, check=False
    )
    assert closed.returncode == 1
    assert b"Traceback" not in closed.stderr


def test_broken_pipe_is_silent(home):
    done = subprocess.run(
        ["/bin/bash", "-c", f"{sys.executable} -m ecctl --help | head -1; echo ${{PIPESTATUS[0]}}"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in ("0", "141")


def test_unread_token_is_named_on_stderr(ecctl_process):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nobody:
        argv = ("platform", "enrollment-token", "create", "--role", "proxy", "--config", "embedded")
        outcome = ecctl_process(*argv, stdout=nobody, stderr=subprocess.PIPE)
    listed = ecctl_process("platform", "enrollment-token", "list", "--config", "embedded")
    token_id = listed.out.split()[-2]
    assert outcome.status == 141
    assert f'standard output was closed; token "{token_id}" was created: "ecctl platform' in outcome.err


def test_ctrl_c_ends_a_waiting_command_at_once_with_130(scripted, home):
    server = scripted({"status": 200, "hang": 30})
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", "user", "list", "--host", server.host, "--api-key", "k"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 10
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err


INTERRUPT_AT_IMPORT = """
import os, signal, sys

class Interrupt:
    left = {left}

    def find_spec(self, name, path=None, target=None):
        if name.startswith("ecctl.") and name != "ecctl.__main__":
            Interrupt.left -= 1
            if not Interrupt.left:
                os.write(2, b"interrupted\\n")
                os.kill(os.getpid(), signal.SIGINT)
        return None

sys.meta_path.insert(0, Interrupt())
"""


@pytest.mark.parametrize("imports", [4, 8, 16, 32])
def test_ctrl_c_during_start_up_shows_no_traceback(home, tmp_path, imports):
    (tmp_path / "sitecustomize.py").write_text(INTERRUPT_AT_IMPORT.format(left=imports))
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", *CREATE, "--role", "proxy", "--config", "embedded"],
        env={"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert b"interrupted" in done.stderr
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr


def test_help_fits_into_80_columns_and_survives_20(ecctl):
    for words in ((), ("init",), CREATE, ("serve",)):
        outcome = ecctl(*words, "--help", env={"COLUMNS": "80"})
        assert all(len(line) <= 80 for line in outcome.out.splitlines() if not line.startswith("  ecctl")), (
            words
        )
        assert ecctl(*words, "--help", env={"COLUMNS": "20"}).status == 0


def test_output_is_utf_8_without_locale(ecctl_process, scripted):
    server = scripted({"status": 200, "body": {"users": [{"user_name": "jörg"}]}})
    outcome = ecctl_process("user", "list", "--host", server.host, "--api-key", "k", env={"LC_ALL": "C"})
    assert "jörg" in outcome.out
