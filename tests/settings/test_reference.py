"""References in config files: where they lead, who may write them, and that nothing of them is shown."""

from __future__ import annotations

import json
import os
import stat
import sys
import time

import pytest

from ecctl.errors import SettingsError
from ecctl.settings import reference
from ecctl.settings.load import load
from ecctl.settings.profile import check
from ecctl.settings.reference import UNCLOSED, parse

HOST = "https://ece.example.com:12443"
SECRET = "planted-4711"


@pytest.fixture
def profile(home):
    """Load a profile whose config file holds the given settings."""

    def make(environ=None, *, name="config", **settings):
        folder = home / ".ecctl"
        folder.mkdir(exist_ok=True, mode=0o700)
        file = folder / f"{name}.json"
        file.write_text(json.dumps({"host": HOST, **settings}))
        file.chmod(0o600)
        return load({"config": name}, {"HOME": str(home), "PATH": os.environ["PATH"], **(environ or {})})

    return make


def program(home, text):
    """Write a program and return its path."""
    path = home / "program"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_every_kind_of_reference_leads_to_its_value(profile, home):
    (home / "key").write_text(f"{SECRET}\n")
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "beside").write_text(SECRET)
    for text in (
        "$(env:KEY)",
        f"$(file:{home}/key)",
        "$(file:~/key)",
        "$(file:beside)",
        f"$(cmd:printf '%s\\n' {SECRET})",
        f"$(cmd:cat '{home}/key')",
    ):
        found = profile({"KEY": SECRET}, api_key=text)
        assert found.text("api_key") == SECRET, text
        check(found)


def test_references_stand_inside_other_text(profile):
    found = profile({"NAME": "ece-1", "PORT": "443"}, host="https://$(env:NAME).example.com:$(env:PORT)")
    assert found.url.origin == "https://ece-1.example.com"


def test_paths_from_references_start_at_the_folder_of_the_file(profile, home):
    assert profile({"CA": "ca.pem"}, ca_file="$(env:CA)").text("ca_file") == str(home / ".ecctl" / "ca.pem")


@pytest.mark.parametrize("password", ["$(", "a$(b", "$(x)", "$(X:y)", "$HOME", "$(:x)", "$()", "a)$(b:"])
def test_password_like_a_reference_is_itself(profile, password):
    assert profile(user="u", **{"pass": password}).text("pass") == password


@pytest.mark.parametrize("key", ["message", "format", "output"])
def test_other_settings_hold_no_references(profile, key):
    assert profile({"X": "y"}, **{key: "$(env:X)"}).text(key) == "$(env:X)"


def test_variables_and_flags_hold_no_references(home):
    environ = {"HOME": str(home), "EC_API_KEY": "$(env:X)", "X": "y"}
    assert load({}, environ).text("api_key") == "$(env:X)"
    assert load({"api_key": "$(env:X)"}, environ).text("api_key") == "$(env:X)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$(env:NOT_SET)", "the variable NOT_SET is not set"),
        ("$(file:/no/such)", "/no/such: No such file"),
        ("$(cmd:/no/such --pass planted-4711)", "cannot run /no/such: No such file"),
        ("$(cmd:sh -c 'echo planted-4711; echo planted-4711 >&2; exit 3')", "sh ended with status 3"),
        ("$(cmd:sh -c 'kill $$')", "sh was killed by signal 15"),
        ("$(cmd:true)", "$(cmd:true) is empty"),
        ("$(cmd:printf '\\377')", "not UTF-8"),
        ("$(cmd:cat /dev/zero)", "larger than"),
        ("$(cmd:'x)", "not closed"),
        ("$(cmd:)", "$(cmd:) names nothing"),
        ("$(env:)", "$(env:) names nothing"),
        ("$(env:HOME", "the reference $(env:… is not closed"),
        ("x$(keyring:a/b", "the reference $(keyring:… is not closed"),
        ("$(file:/dev/zero)", "larger than"),
        ("$(keyring:x)", "$(keyring:SERVICE/NAME)"),
        ("$(keychain:a/b)", '"keychain" is not a kind of reference'),
    ],
)
def test_reference_that_leads_nowhere_is_explained(profile, home, text, said):
    with pytest.raises(SettingsError) as caught:
        check(profile(api_key=text))
    assert caught.value.message.startswith(f"cannot get api_key ({home}/.ecctl/config.json): ")
    assert said in caught.value.message
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


def test_named_pipe_is_waited_for_as_long_as_a_program(profile, monkeypatch, tmp_path):
    monkeypatch.setattr(reference, "SECONDS", 0.2)
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(SettingsError, match="fifo took over"):
        profile(api_key=f"$(file:{tmp_path}/fifo)").text("api_key")
    reader, writer = os.pipe()
    os.write(writer, b"from-pipe\n")
    os.close(writer)
    try:
        assert profile(api_key=f"$(file:/dev/fd/{reader})").text("api_key") == "from-pipe"
    finally:
        os.close(reader)


def test_program_that_needs_its_own_value_is_refused(profile, home, monkeypatch):
    monkeypatch.setenv("HOME", str(home))
    inner = program(home, f"exec {sys.executable} -m ecctl user list 2>{home}/inner")
    with pytest.raises(SettingsError, match="ended with status 2"):
        profile(api_key=f"$(cmd:{inner})").text("api_key")
    assert f"{inner} runs ecctl with the same reference" in (home / "inner").read_text()


def test_program_is_stopped_after_the_time_limit(profile, monkeypatch):
    monkeypatch.setattr(reference, "SECONDS", 0.2)
    start = time.monotonic()
    for text in ("$(cmd:sleep 60)", "$(cmd:sh -c 'sleep 60 & exit')", "$(cmd:sh -c 'exec >&-; sleep 60')"):
        with pytest.raises(SettingsError, match="took over"):
            profile(api_key=text).text("api_key")
    assert time.monotonic() - start < 30


def test_program_runs_without_shell_once_and_only_if_needed(ecctl, home, scripted, profile):
    server = scripted({"match": "GET *", "status": 200, "body": {"users": []}, "repeat": True})
    path = program(home, f'echo run >>{home}/runs; read line; echo "$line$1"')
    profile(host=server.host, api_key=f"$(cmd:{path} k;$HOME)")
    for words in (("config", "show"), ("config", "list"), ("user", "list", "--help"), ("version",)):
        assert ecctl(*words).status == 0
    assert not (home / "runs").exists()
    assert ecctl("user", "list", stdin="not for the program\n").status == 0
    assert (home / "runs").read_text() == "run\n"
    assert server.requests[0]["headers"]["authorization"] == "ApiKey k;$HOME"


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda file: file.chmod(0o620), "chmod go-w"),
        (lambda file: file.chmod(0o602), "chmod go-w"),
        (lambda file: file.parent.chmod(0o777), "chmod go-w"),
    ],
)
def test_references_in_file_that_others_can_write_are_refused(profile, home, spoil, hint):
    found = profile({"X": SECRET}, api_key="$(env:X)")
    spoil(home / ".ecctl" / "config.json")
    with pytest.raises(SettingsError, match="is refused") as caught:
        check(found)
    assert hint in caught.value.hint


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_references_in_file_of_another_user_are_refused(profile, home):
    found = profile({"X": SECRET}, api_key="$(env:X)")
    os.chown(home / ".ecctl" / "config.json", 12345, 12345)
    with pytest.raises(SettingsError, match="belongs to another user"):
        check(found)


def test_programs_are_run_for_files_at_home_only(home, monkeypatch):
    file = home / "cloned.json"
    file.write_text(json.dumps({"host": HOST, "api_key": "$(cmd:printf k)", "user": "$(env:U)"}))
    file.chmod(0o600)
    found = load({"config": str(file)}, {"HOME": str(home), "PATH": os.environ["PATH"], "U": "me"})
    assert found.text("user") == "me"
    owner = os.stat

    def as_a_user(path, **keywords):
        state = list(owner(path, **keywords))
        state[stat.ST_UID] = state[stat.ST_UID] or 1000
        return os.stat_result(state)

    monkeypatch.setattr(os, "stat", as_a_user)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SettingsError, match=r"only for config files in ~/\.ecctl"):
        found.text("api_key")


@pytest.mark.parametrize("name", ["api_key", "pass"])
def test_variable_names_a_file_with_the_secret(home, name):
    (home / "secret").write_text(f"{SECRET}\n")
    (home / "secret").chmod(0o600)
    variable = f"EC_{name.upper()}_FILE"
    found = load({}, {"HOME": str(home), variable: "~/secret"})
    assert (found.text(name), found.source(name), found.warnings) == (SECRET, variable, ())
    (home / "secret").chmod(0o644)
    assert "chmod 600" in load({}, {"HOME": str(home), variable: "~/secret"}).warnings[0]
    with pytest.raises(SettingsError, match=variable):
        load({}, {"HOME": str(home), variable: "/no/such"}).text(name)


def test_ineffective_file_variable_is_reported(home):
    environ = {"HOME": str(home), "EC_API_KEY": "k", "EC_API_KEY_FILE": "/no/such"}
    found = load({}, environ)
    assert found.text("api_key") == "k"
    assert found.warnings == ("EC_API_KEY_FILE has no effect: EC_API_KEY is set",)


def test_show_names_the_reference_and_redacts_the_value(ecctl, profile, home):
    profile(api_key="$(cmd:vault read -token=planted-4711)", ca_file="$(env:CA)")
    shown = ecctl("config", "show", "--output", "json").out
    found = {each["name"]: (each["value"], each["source"]) for each in json.loads(shown)["settings"]}
    assert found["api-key"] == ("[REDACTED]", f"{home}/.ecctl/config.json, $(cmd:vault …)")
    assert found["ca-file"] == ("$(env:CA)", f"{home}/.ecctl/config.json")
    assert SECRET not in shown


def test_file_with_a_reference_may_be_readable(profile, home):
    profile(api_key="$(env:X)")
    (home / ".ecctl" / "config.json").chmod(0o644)
    assert load({}, {"HOME": str(home)}).warnings == ()


def test_text_is_split_into_references():
    assert parse("a$(env:B)c$(file:d)") == [("", "a"), ("env", "B"), ("", "c"), ("file", "d")]
    assert parse("x$(env:A") == [("", "x"), (UNCLOSED, "env")]
    assert parse("$(never:A") == [("", "$(never:A")]
    assert parse("") == []
