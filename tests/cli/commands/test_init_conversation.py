"""`init` on a real terminal: every answer is checked at once, and none is lost."""

from __future__ import annotations

import json
import ssl
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from support.dialogue import Dialogue
from transport.certificates import issue

from ecctl.client.client import Client

OPS = ("User: ", "ops"), ("Password: ", "password-of-ops")
URL = "URL of your ECE ["
RIGHT = "Is it the right one? [y/n]: "
INSTEAD = "store that instead of the password? [y/n]: "
OUTPUT = "Which output is the default?"


@pytest.fixture
def init(ece_server, home):
    """Start `init` on a terminal; the platform has a user `ops`."""
    ece_server.seed(users={"ops": ["ece_platform_admin"]})

    def start(*flags, **environ):
        return Dialogue("init", *flags, environ={"HOME": str(home), **environ})

    return start


def config(home, name="config"):
    return json.loads((home / ".ecctl" / f"{name}.json").read_text())


def fingerprint(server):
    """Return the fingerprint of a server's certificate, as openssl shows it."""
    pem = ssl.get_server_certificate(("127.0.0.1", int(server.host.rpartition(":")[2])))
    digest = sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def test_certificate_is_confirmed_and_password_swapped_for_a_key(init, ece_server, home, ecctl):
    with init("--config", "prod") as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host))
        talk.expect("is not trusted").expect(fingerprint(ece_server))
        talk.answer((RIGHT, "y"), ("How do you authenticate?", "2"), *OPS)
        talk.expect('you are "ops" (ece_platform_admin) on ECE 3.8.0')
        talk.answer((INSTEAD, "y"), (OUTPUT, "1"), ("Select prod for further commands", "y"))
        assert talk.end() == 0, talk.shown
    assert "password-of-ops" not in talk.shown
    assert (home / ".ecctl" / "current").read_text() == "prod\n"
    written = config(home, "prod")
    assert {"host": ece_server.host, "output": "text"}.items() <= written.items()
    assert not {"user", "pass", "insecure"} & set(written)
    assert written["api_key"] not in talk.shown
    assert Path(written["ca_file"]) == home / ".ecctl" / "prod.ca.pem"
    for file in (home / ".ecctl").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ecctl("auth", "status", "--config", "prod").status == 0
    ecctl("config", "delete", "prod", "--force")
    assert [*(home / ".ecctl").iterdir()] == []


def test_wrong_answers_are_asked_again_and_others_stay(init, ece_server, home):
    with init() as talk:
        talk.answer(
            ("Your choice: ", "9"),
            ("is not a number from 1 to 3", "2"),
            (URL, "ece.example.com"),
            ("does not start with https://", "https://127.0.0.1:9"),
            ("connection refused", ece_server.host),
            (RIGHT, "n"),
            ("CA file (empty to give another URL): ", "/no/such.pem"),
            ("/no/such.pem: No such file", ece_server.ca_file),
            ("How do you authenticate?", "2"),
            ("User: ", "ops"),
            ("Password: ", "wrong"),
            ("Try again? [y/n]: ", "y"),
            ("User [ops]: ", ""),
            OPS[1],
            (INSTEAD, "n"),
            (OUTPUT, "2"),
        )
        assert talk.end() == 0, talk.shown
    assert "cannot log in as ops" in talk.shown
    assert config(home) == {
        "host": ece_server.host,
        "ca_file": ece_server.ca_file,
        "user": "ops",
        "pass": "password-of-ops",
        "output": "json",
        "timeout": 30_000_000_000,
    }


def test_answers_are_stored_without_credentials(init, ece_server, home):
    with init() as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host), (RIGHT, "y"))
        talk.answer(("How do you authenticate?", "1"), ("API key: ", "wrong"), ("Try again?", "n"))
        talk.answer((OUTPUT, "1"))
        assert talk.end() == 0, talk.shown
    assert "ecctl config set api_key" in talk.shown
    assert set(config(home)) == {"host", "ca_file", "output", "timeout"}


def test_refused_key_leaves_the_password(init, ece_server, home):
    ece_server.fail_next(method="POST", path="/auth/keys", status=400)
    with init() as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host), (RIGHT, "y"))
        talk.answer(("How do you authenticate?", "2"), *OPS, (INSTEAD, "y"), (OUTPUT, "1"))
        talk.expect("no API key was created, the password is stored")
        assert talk.end() == 0, talk.shown
    assert config(home)["pass"] == "password-of-ops"


def test_old_url_is_offered(init, ece_server, home):
    (home / ".ecctl").mkdir()
    settings = {"host": ece_server.host, "ca_file": ece_server.ca_file, "message": "m"}
    (home / ".ecctl" / "config.json").write_text(json.dumps(settings))
    with init() as talk:
        talk.answer(("Do you want to change them?", "y"), ("Your choice: ", "2"))
        talk.answer((f"URL of your ECE [{ece_server.host}]: ", ""), ("How do you", "1"))
        talk.answer(("API key: ", ece_server.api_key), (OUTPUT, "1"))
        assert talk.end() == 0, talk.shown
    assert config(home) == {
        **settings,
        "api_key": ece_server.api_key,
        "output": "text",
        "timeout": 30_000_000_000,
    }


def test_stored_ca_file_of_another_platform_is_replaced(init, ece_server, home, tmp_path):
    (home / ".ecctl").mkdir()
    settings = {"host": ece_server.host, "ca_file": issue(tmp_path, "other", ca=True, signs=True).file}
    (home / ".ecctl" / "config.json").write_text(json.dumps(settings))
    with init() as talk:
        talk.answer(("Do you want to change them?", "y"), ("Your choice: ", "2"))
        talk.answer((f"URL of your ECE [{ece_server.host}]: ", ""), (RIGHT, "y"), ("How do you", "1"))
        talk.answer(("API key: ", ece_server.api_key), (OUTPUT, "1"))
        assert talk.end() == 0, talk.shown
    assert config(home)["ca_file"] == str(home / ".ecctl" / "config.ca.pem")


def test_url_of_something_else_is_refused(init, scripted, home):
    page = {"match": "*", "status": 200, "body": "<html>", "headers": {"Content-Type": "text/html"}}
    other = scripted({**page, "repeat": True})
    with init() as talk:
        talk.answer(("Your choice: ", "2"), (URL, other.host)).expect("web page").expect(URL)
        assert not (home / ".ecctl" / "config.json").exists()


def test_key_can_go_to_the_keyring(init, ece_server, home):
    environ = {
        "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
        "FILE_KEYRING": str(home / "keyring.json"),
        "PYTHONPATH": str(Path(__file__).parents[2] / "support"),
    }
    with init(**environ) as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host), (RIGHT, "y"), ("How do you", "1"))
        talk.answer(
            ("API key: ", ece_server.api_key), ("in the system's keyring instead", "y"), (OUTPUT, "1")
        )
        assert talk.end() == 0, talk.shown
    assert config(home)["api_key"] == "$(keyring:ecctl/config/api_key)"
    assert json.loads((home / "keyring.json").read_text()) == {"ecctl/config/api_key": ece_server.api_key}


def test_interrupted_conversation_writes_nothing(init, ece_server, home):
    with init() as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host)).expect(RIGHT).interrupt()
        assert talk.end() == 130
    assert not (home / ".ecctl" / "config.json").exists()


def test_interrupted_conversation_creates_no_key(init, ece_server):
    with init() as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host), (RIGHT, "y"))
        talk.answer(("How do you authenticate?", "2"), *OPS, (INSTEAD, "y")).expect(OUTPUT).interrupt()
        assert talk.end() == 130
    environ = {"EC_HOST": ece_server.host, "EC_CA_FILE": ece_server.ca_file, "EC_USER": "ops"}
    with Client.from_env({**environ, "EC_PASS": "password-of-ops"}) as client:
        assert client.api_keys.list() == []


def test_created_key_is_named_if_the_file_cannot_be_written(init, ece_server, home):
    with init() as talk:
        talk.answer(("Your choice: ", "2"), (URL, ece_server.host), (RIGHT, "y"))
        talk.answer(("How do you authenticate?", "2"), *OPS, (INSTEAD, "y")).expect(OUTPUT)
        (home / ".ecctl" / "config.json").mkdir()
        talk.type("1")
        assert talk.end() == 1, talk.shown
    assert '" was created: "ecctl auth key delete ' in talk.shown


def test_file_that_changed_during_the_conversation_is_not_replaced(init, ece_server, home):
    (home / ".ecctl").mkdir()
    file = home / ".ecctl" / "config.json"
    file.write_text('{"api_key": "old"}')
    with init() as talk:
        talk.answer(
            ("change them? [y/n]: ", "y"), ("Your choice: ", "2"), (URL, ece_server.host), (RIGHT, "y")
        )
        talk.answer(("How do you authenticate?", "2"), *OPS, (INSTEAD, "n")).expect(OUTPUT)
        file.write_text('{"api_key": "rotated"}')
        talk.type("1")
        assert talk.end() == 1, talk.shown
    assert f"{file} has changed meanwhile: nothing was written" in talk.shown
    assert config(home) == {"api_key": "rotated"}
