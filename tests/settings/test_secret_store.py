"""The keyring: limits on what it may ask and how long it may take."""

from __future__ import annotations

import json
import os
from pathlib import Path

import keyring
import pytest
from support.dialogue import Dialogue
from support.file_keyring import AskingKeyring, FileKeyring, WaitingKeyring

from ecctl.errors import SettingsError
from ecctl.settings import secret_store

SUPPORT = Path(__file__).parents[1] / "support"
AT = "cannot read ecctl/prod/api_key from the keyring: "


@pytest.fixture
def use():
    """Make a backend the keyring of this process."""
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_keyring_that_does_not_answer_is_given_up(use, monkeypatch):
    monkeypatch.setattr(secret_store, "SECONDS", 0.05)
    use(WaitingKeyring())
    with pytest.raises(SettingsError, match=f"{AT}no answer within") as caught:
        secret_store.get("ecctl", "prod/api_key")
    assert "unlock the keyring" in caught.value.hint


def test_keyring_asks_nothing_without_a_terminal(use, monkeypatch):
    monkeypatch.setattr(os, "isatty", lambda _: False)  # `pytest -s` has one
    use(AskingKeyring())
    with pytest.raises(SettingsError, match=f"{AT}it asks for a password, and there is no terminal"):
        secret_store.get("ecctl", "prod/api_key")


def test_error_of_a_keyring_is_reported_in_a_line(use, monkeypatch, tmp_path):
    monkeypatch.setattr("support.file_keyring.FILE", tmp_path / "keyring.json")
    use(FileKeyring())
    with pytest.raises(SettingsError, match="cannot remove ecctl/none from the keyring: no such entry"):
        secret_store.remove("ecctl", "none")


def test_interrupted_prompt_of_a_keyring_asks_once_and_leaves_the_echo_on(home):
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "config.json").write_text(
        json.dumps({"host": "http://127.0.0.1:9", "api_key": "$(keyring:ecctl/prod/api_key)"})
    )
    environ = {
        "HOME": str(home),
        "PYTHON_KEYRING_BACKEND": "file_keyring.AskingKeyring",
        "PYTHONPATH": str(SUPPORT),
    }
    with Dialogue("user", "list", environ=environ) as dialogue:
        dialogue.expect("Password of the keyring for ecctl/prod/api_key: ")
        assert not dialogue.echoes
        dialogue.interrupt()
        assert dialogue.end() == 130
        assert dialogue.echoes
        assert dialogue.shown.count("Password of the keyring") == 1
