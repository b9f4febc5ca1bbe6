"""Delivery and rotation of API keys, against a platform over HTTPS."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.api import credentials

from ecctl.client.client import Client


@pytest.fixture
def config(ece_server, home):
    """Return the config file of a profile with an API key of its own."""
    with Client.from_env(ece_server.environ) as client:
        made = client.api_keys.create("ci", expiration="30d")
    folder = home / ".ecctl"
    folder.mkdir(mode=0o700)
    file = folder / "prod.json"
    settings = {
        "host": ece_server.host,
        "ca_file": ece_server.ca_file,
        "api_key": made["key"],
        "message": "m",
    }
    file.write_text(json.dumps(settings))
    file.chmod(0o600)
    return file


@pytest.fixture
def keys(ece_server):
    """Return a function that lists the ids of the keys by description."""

    def listed(description):
        with Client.from_env(ece_server.environ) as client:
            return [key["id"] for key in client.api_keys.list() if key["description"] == description]

    return listed


def stored_key(file):
    return json.loads(file.read_text())["api_key"]


def test_create_writes_key_to_file(ecctl, config, home, ece_server):
    out = home / "key"
    words = ("auth", "key", "create", "--description", "x", "--config", "prod")
    outcome = ecctl(*words, "--out", str(out), "--expires", "1d")
    assert outcome.status == 0, outcome.err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    key = out.read_text().strip()
    assert key not in outcome.out + outcome.err
    assert str(out) in outcome.out
    environ = {**ece_server.environ, "EC_API_KEY": key}
    assert ecctl("auth", "status", env=environ).status == 0
    again = ecctl(*words, "--out", str(out))
    assert (again.status, out.read_text().strip()) == (2, key)
    assert ecctl(*words, "--out", str(out), "--overwrite").status == 0


def test_create_prints_nothing_but_the_key(ecctl, config, ece_server):
    outcome = ecctl("auth", "key", "create", "--description", "x", "--key-only", "--config", "prod")
    assert outcome.out.count("\n") == 1
    environ = {**ece_server.environ, "EC_API_KEY": outcome.out.strip()}
    assert ecctl("auth", "status", env=environ).status == 0


@pytest.mark.parametrize(
    "flags",
    [
        ("--key-only", "--out", "x"),
        ("--key-only", "--output", "json"),
        ("--overwrite",),
        ("--out", ""),
        ("--out", "/no/such/folder/x"),
        ("--expires", "500ms"),
        ("--expires", "soon"),
    ],
)
def test_create_checks_flags_before_sending(ecctl, scripted, flags, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    server = scripted()
    words = ("auth", "key", "create", "--description", "x", "--host", server.host, "--api-key", "k")
    assert ecctl(*words, *flags).status == 2
    assert server.requests == []
    assert list(tmp_path.glob("**/.x.*")) == []


def test_rotate_replaces_key_in_config_file(ecctl, config, keys):
    before, (old,) = stored_key(config), keys("ci")
    outcome = ecctl("auth", "key", "rotate", "--config", "prod", "--expires", "10d")
    assert outcome.status == 0, outcome.err
    (new,) = keys("ci")
    assert new != old
    assert outcome.out == f"API key {new} replaces {old}; it is in {config}\n"
    settings = json.loads(config.read_text())
    assert settings["message"] == "m"
    assert settings["api_key"] not in (before, outcome.out, outcome.err)
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert ecctl("auth", "status", "--config", "prod").status == 0
    assert not list((config.parent / "key-rotations").iterdir())


def test_rotate_replaces_key_in_the_file_of_a_reference(ecctl, config, keys, home):
    (home / "key").write_text(stored_key(config))
    settings = {**json.loads(config.read_text()), "api_key": "$(file:~/key)"}
    config.write_text(json.dumps(settings))
    (old,) = keys("ci")
    assert ecctl("auth", "key", "rotate", "--config", "prod").status == 0
    assert keys("ci") != [old]
    assert json.loads(config.read_text()) == settings
    assert ecctl("auth", "status", "--config", "prod").status == 0


def test_rotate_to_new_file(ecctl, config, keys, home, ece_server):
    with Client.from_env(ece_server.environ) as client:
        other = client.api_keys.create("other", expiration="3d")["id"]
    assert ecctl("auth", "key", "rotate", other, "--config", "prod").status == 2
    outcome = ecctl("auth", "key", "rotate", other, "--config", "prod", "--out", str(home / "other"))
    assert outcome.status == 0, outcome.err
    assert keys("other") != [other]
    assert len(keys("other")) == 1
    environ = {**ece_server.environ, "EC_API_KEY": (home / "other").read_text().strip()}
    assert ecctl("auth", "status", env=environ).status == 0


def test_rotate_refuses_key_that_it_cannot_store(ecctl, config, keys, ece_server):
    outcome = ecctl("auth", "key", "rotate", env={**ece_server.environ, "EC_API_KEY": stored_key(config)})
    assert outcome.status == 2
    assert "cannot replace the API key in place: it comes from EC_API_KEY" in outcome.err
    assert "--out" in outcome.err
    assert len(keys("ci")) == 1


def test_rehearsal_changes_nothing(ecctl, config, keys):
    before, ids = config.read_text(), keys("ci")
    outcome = ecctl("auth", "key", "rotate", "--config", "prod", "--dry-run")
    assert outcome.status == 0, outcome.err
    assert "POST" in outcome.out
    assert "DELETE" in outcome.out
    assert (config.read_text(), keys("ci")) == (before, ids)


def test_key_that_does_not_work_is_not_stored(ecctl, home, scripted):
    listed = {"id": "old", "description": "ci", "creation_date": "2027-01-01T00:00:00Z"}
    list_keys = {"match": "GET */keys", "status": 200}
    server = scripted(
        {**list_keys, "body": {"keys": [listed]}},
        {"match": "POST */keys", "status": 201, "body": {**listed, "id": "new", "key": "new-key"}},
        {"match": "GET */user", "status": 401, "body": {"errors": [{"code": "x", "message": "y"}]}},
        {**list_keys, "body": {"keys": [listed, {**listed, "id": "new"}]}},
        {"match": "POST */keys", "status": 400, "body": {"errors": [{"code": "x", "message": "y"}]}},
    )
    file = home / ".ecctl" / "config.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"host": server.host, "api_key": b64encode(b"old:s").decode()}))
    before = file.read_text()
    outcome = ecctl("auth", "key", "rotate")
    assert outcome.status == 3
    assert 'API key "old" was not deleted: ' in outcome.err
    assert '"ecctl auth key delete new"' in outcome.err
    assert "new-key" not in outcome.out + outcome.err
    assert file.read_text() == before
    # The journal of the failed rotation tells which key is left over.
    again = ecctl("auth", "key", "rotate")
    assert "was interrupted; these API keys may be left over: new\n" in again.err
    assert not any(request["method"] == "DELETE" for request in server.requests)


@pytest.mark.parametrize(
    ("fault", "status"), [({"status": 500}, 5), ({"status": 404, "code": "root.resource_not_found"}, 4)]
)
def test_old_key_that_cannot_be_deleted_is_named(ecctl, config, keys, ece_server, fault, status):
    (old,) = keys("ci")
    ece_server.fail_next(method="DELETE", **fault)
    outcome = ecctl("auth", "key", "rotate", "--config", "prod")
    assert outcome.status == status
    assert f'"ecctl auth key delete {old}"' in outcome.err
    assert ecctl("auth", "status", "--config", "prod").status == 0
    assert len(keys("ci")) == 2


def test_lost_response_leaves_the_old_key_and_a_report(ecctl, config, keys, ece_server):
    before, (old,) = config.read_text(), keys("ci")
    ece_server.drop_next(method="POST", carried_out=True)
    assert ecctl("auth", "key", "rotate", "--config", "prod").status == 6
    assert config.read_text() == before
    (orphan,) = [key for key in keys("ci") if key != old]
    again = ecctl("auth", "key", "rotate", "--config", "prod")
    assert again.status == 0
    assert f"may be left over: {orphan}\n" in again.err


@contextmanager
def rotation_that_has_stored_its_key(config, ece_server, home):
    """Run a rotation in a process up to the deletion of the old key, and kill it at the end."""
    before = stored_key(config)
    ece_server.delay_next(30, method="DELETE")
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", "auth", "key", "rotate", "--config", "prod"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
    )
    try:
        end = time.monotonic() + 30
        while stored_key(config) == before and time.monotonic() < end:
            time.sleep(0.01)
        yield
    finally:
        process.kill()
        process.wait()


def test_killed_rotation_leaves_a_stored_key_that_works(ecctl, config, keys, ece_server, home):
    before, (old,) = stored_key(config), keys("ci")
    with rotation_that_has_stored_its_key(config, ece_server, home):
        pass
    assert stored_key(config) != before
    assert old in keys("ci")
    assert ecctl("auth", "status", "--config", "prod").status == 0
    again = ecctl("auth", "key", "rotate", "--config", "prod")
    assert f"may be left over: {old}\n" in again.err


def test_rotate_replaces_key_in_the_keyring(ecctl_process, config, keys, home):
    (old,) = keys("ci")
    entries = home / "keyring.json"
    entries.write_text(json.dumps({"ecctl/prod/api_key": stored_key(config)}))
    settings = {**json.loads(config.read_text()), "api_key": "$(keyring:ecctl/prod/api_key)"}
    config.write_text(json.dumps(settings))
    environ = {
        "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
        "FILE_KEYRING": str(entries),
        "PYTHONPATH": str(Path(__file__).parents[2] / "support"),
    }
    outcome = ecctl_process("auth", "key", "rotate", "--config", "prod", env=environ)
    assert outcome.status == 0, outcome.err
    assert outcome.out.endswith("it is in the keyring, as ecctl/prod/api_key\n")
    assert old not in keys("ci")
    assert json.loads(config.read_text()) == settings
    assert ecctl_process("auth", "status", "--config", "prod", env=environ).status == 0


def test_second_rotation_at_the_same_time_creates_no_key(ecctl, config, keys, ece_server, home):
    (old,) = keys("ci")
    with rotation_that_has_stored_its_key(config, ece_server, home):
        known = keys("ci")
        # With the key that the first one is about to delete, as a run that had read the file before.
        words = ("auth", "key", "rotate", old, "--out", str(home / "out"), "--config", "prod")
        outcome = ecctl(*words)
        assert (outcome.status, keys("ci")) == (1, known)
        assert f'cannot rotate "{old}": another rotation of it is running' in outcome.err
        assert not (home / "out").exists()


@pytest.mark.parametrize("flags", [(), ("--key-only",), ("--out", "key")])
def test_created_key_is_named_if_it_cannot_be_shown(ecctl_process, config, keys, home, flags):
    words = ("auth", "key", "create", "--description", "x", "--config", "prod", *flags)
    with open("/dev/full", "wb") as full:
        outcome = ecctl_process(*words, cwd=home, stdout=full, stderr=subprocess.PIPE)
    (made,) = keys("x")
    assert outcome.status == 1
    assert f'API key "{made}" was created: "ecctl auth key delete {made}" deletes it' in outcome.err


def test_command_for_a_key_that_begins_with_a_dash_can_be_pasted(ecctl_process, home, scripted):
    server = scripted({"status": 201, "body": {"id": "-05ve", "key": "LTA1dmU6eA=="}})
    words = ("auth", "key", "create", "--description", "x", *credentials(server))
    with open("/dev/full", "wb") as full:
        outcome = ecctl_process(*words, cwd=home, stdout=full, stderr=subprocess.PIPE)
    assert '"ecctl auth key delete -- -05ve" deletes it' in outcome.err


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP])
def test_terminated_create_leaves_no_file_and_says_what_may_exist(home, scripted, sent):
    server = scripted({"status": 200, "hang": 30})
    words = ("auth", "key", "create", "--description", "x", "--out", "key", *credentials(server))
    environ = {"HOME": str(home), "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *words], env=environ, cwd=home, stderr=subprocess.PIPE, text=True
    )
    while not server.requests and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(sent)
    _, told = process.communicate(timeout=30)
    assert process.returncode == -sent, told
    assert 'the API key may have been created: run "ecctl auth key list"' in told
    assert not list(home.glob("*key*")) + list(home.glob(".key*"))


def test_rotate_with_a_password_says_that_no_key_is_in_use(ecctl, ece_server):
    ece_server.seed(users={"eve": ["ece_platform_admin"]})
    environ = {"EC_HOST": ece_server.host, "EC_CA_FILE": ece_server.ca_file, "EC_USER": "eve"}
    outcome = ecctl("auth", "key", "rotate", env={**environ, "EC_PASS": "password-of-eve"})
    assert outcome.status == 2
    assert "no API key is in use: the credentials are user and pass (EC_PASS)" in outcome.err
