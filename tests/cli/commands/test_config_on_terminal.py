"""Profiles on a real terminal: prompts without echo, the keyring, and the line that names the platform."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from support.dialogue import Dialogue

SUPPORT = Path(__file__).parents[2] / "support"


@pytest.fixture
def start(home):
    """Start a command on a terminal, with a keyring in a file."""
    (home / ".ecctl").mkdir(mode=0o700)

    def run(*argv, **environ):
        keyring = {
            "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
            "FILE_KEYRING": str(home / "keyring.json"),
            "PYTHONPATH": str(SUPPORT),
        }
        return Dialogue(*argv, environ={"HOME": str(home), **keyring, **environ})

    return run


def stored(home):
    return json.loads((home / ".ecctl" / "config.json").read_text())


def test_secret_is_asked_for_without_echo(start, home):
    with start("config", "set", "api_key") as talk:
        talk.answer(("api_key: ", "typed-secret"), ("keyring instead of the file? [y/n]: ", "n"))
        assert talk.end() == 0, talk.shown
    assert "typed-secret" not in talk.shown
    assert stored(home) == {"api_key": "typed-secret"}


def test_secret_goes_to_the_keyring_if_the_user_agrees(start, home):
    with start("config", "set", "api_key") as talk:
        talk.answer(("api_key: ", "typed-secret"), ("[y/n]: ", "what"), ("please answer y or n", "y"))
        assert talk.end() == 0, talk.shown
    assert stored(home) == {"api_key": "$(keyring:ecctl/config/api_key)"}
    assert json.loads((home / "keyring.json").read_text()) == {"ecctl/config/api_key": "typed-secret"}


def test_end_of_input_at_a_secret_is_no_declined_confirmation(start):
    with start("config", "set", "api_key") as talk:
        talk.expect("api_key: ").end_input()
        assert talk.end() == 1
    assert talk.shown.endswith(
        'api_key: \n\x1b[31mecctl:\x1b[0m cannot ask for "api_key": standard input has ended\n'
    )


def test_terminated_prompt_turns_the_echo_on(start):
    with start("config", "set", "api_key") as talk:
        talk.expect("api_key: ")
        assert not talk.echoes
        talk.terminate()
        assert (talk.end(), talk.echoes) == (-signal.SIGTERM, True)


def test_change_during_the_question_is_not_undone(start, home):
    file = home / ".ecctl" / "config.json"
    file.write_text(json.dumps({"api_key": "old"}))
    with start("config", "set", "timeout") as talk:
        talk.expect("timeout: ")
        file.write_text(json.dumps({"api_key": "rotated"}))
        talk.type("1m")
        assert talk.end() == 0, talk.shown
    assert stored(home) == {"api_key": "rotated", "timeout": "1m"}


@pytest.mark.unmeasured
def test_platform_is_named_before_the_result_and_in_the_question(start, home, scripted):
    server = scripted(
        {"match": "GET *", "status": 200, "body": {"users": []}},
        {"match": "DELETE *", "status": 200, "body": {}, "repeat": True},
    )
    file = home / ".ecctl" / "prod.json"
    file.write_text(json.dumps({"host": server.host, "api_key": "k"}))
    file.chmod(0o600)
    (home / ".ecctl" / "current").write_text("prod\n")
    with start("user", "list") as talk:
        assert talk.end() == 0
    assert talk.shown.startswith(f"platform: {server.host}, profile prod\n")
    with start("auth", "key", "delete", "a", "b", "--quiet") as talk:
        talk.answer((f"Delete 2 API keys? ({server.host}, profile prod) [y/n]: ", "y"))
        assert talk.end() == 0, talk.shown
    assert "platform:" not in talk.shown


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"COLUMNS": "40"}, {"CI": "true"}])
def test_list_fits_every_terminal(start, home, environ):
    (home / ".ecctl" / "prod.json").write_text('{"host": "https://ece.example.com:12443"}')
    with start("config", "list", **environ) as talk:
        assert talk.end() == 0, talk.shown
    assert "prod" in talk.shown
    if environ.get("TERM") == "dumb":
        assert "\x1b" not in talk.shown
    if "COLUMNS" in environ:  # a row does not fit, so that it becomes lines
        assert "\n\x1b[1mPROFILE" in talk.shown
