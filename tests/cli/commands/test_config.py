"""Profiles and the settings in their files."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ecctl.core.private_files import locked_folder

HOST = "https://ece.example.com:12443"


@pytest.fixture
def folder(home):
    """Return the folder of config files with two profiles."""
    made = home / ".ecctl"
    made.mkdir(mode=0o700)
    (made / "prod.json").write_text(json.dumps({"host": HOST, "api_key": "k"}))
    (made / "lab.yaml").write_text("host: https://lab:12443\nuser: ops\npass: p\n")
    return made


def rows(outcome):
    return [line.split() for line in outcome.out.splitlines()[1:]]


def test_list_marks_profile_in_use(ecctl, folder):
    assert ecctl("config", "use", "prod").out == f"prod is in use: {HOST}\n"
    listed = ecctl("config", "list")
    assert rows(listed) == [
        ["lab", "https://lab:12443", "user", "ops"],
        ["*", "prod", HOST, "API", "key"],
    ]
    assert str(folder / "prod.json") in ecctl("config", "list", "--output", "wide").out
    for way in ({"env": {"EC_CONFIG": "lab"}}, {"flags": ("--config", "lab")}):
        marked = rows(ecctl("config", "list", *way.get("flags", ()), env=way.get("env", {})))
        assert [row[1] for row in marked if row[0] == "*"] == ["lab"]


def test_list_prints_json(ecctl, folder):
    value = json.loads(ecctl("config", "list", "--output", "json", "--config", "prod").out)
    assert value["current"] == "prod"
    assert value["profiles"][1] == {
        "name": "prod",
        "current": True,
        "platform": HOST,
        "credentials": "API key",
        "file": str(folder / "prod.json"),
    }


def test_list_shows_profile_that_cannot_be_read(ecctl, folder):
    (folder / "bad.json").write_text("{")
    ecctl("config", "use", "prod")
    (folder / "prod.json").write_text("{")
    outcome = ecctl("config", "list")
    assert outcome.status == 0
    assert [row[0] for row in rows(outcome)] == ["bad", "lab", "*"]
    assert "bad.json is not valid JSON" in outcome.err


def test_profile_in_use_is_used_unless_another_is_named(ecctl, folder):
    ecctl("config", "use", "prod")

    def platform(*flags, **env):
        shown = json.loads(ecctl("config", "show", "--output", "json", *flags, env=env).out)
        return shown["settings"][0]["value"]

    assert platform() == HOST
    assert platform(EC_CONFIG="lab") == "https://lab:12443"
    assert platform("--config", "lab", EC_CONFIG="prod") == "https://lab:12443"
    assert platform("--config", "config") == "https://api.elastic-cloud.com"
    assert json.loads(ecctl("config", "show", "lab", "--output", "json").out)["file"].endswith("lab.yaml")


def test_profile_in_use_that_is_gone_is_an_error(ecctl, folder):
    ecctl("config", "use", "prod")
    (folder / "prod.json").unlink()
    outcome = ecctl("user", "list", env={"EC_API_KEY": "k"})
    assert outcome.status == 2
    assert f'config "prod" ({folder / "current"}) does not exist' in outcome.err
    assert "ecctl config use NAME" in outcome.err
    assert ecctl("config", "use", "lab").status == 0
    assert ecctl("config", "path").out == f"{folder / 'lab.yaml'}\n"


def test_use_suggests_and_changes_nothing(ecctl, folder):
    outcome = ecctl("config", "use", "prd")
    assert outcome.status == 2
    assert "did you mean prod?" in outcome.err
    assert not (folder / "current").exists()


def test_use_stores_path_as_absolute(ecctl, folder, home, monkeypatch):
    monkeypatch.chdir(home)
    (home / "admin.json").write_text(json.dumps({"host": "https://served:1"}))
    for name in ("./admin.json", "admin.json"):
        ecctl("config", "use", name)
        assert (folder / "current").read_text() == f"{home / 'admin.json'}\n"
    assert ["*", str(home / "admin.json"), "https://served:1"] == rows(ecctl("config", "list"))[-1][:3]


def test_use_of_the_default_forgets_the_choice(ecctl, folder):
    ecctl("config", "use", "embedded")
    assert (folder / "current").exists()
    assert ecctl("user", "list").status == 0
    ecctl("config", "use", "config")
    assert not (folder / "current").exists()


def test_use_warns_if_the_environment_decides(ecctl, folder):
    assert "EC_CONFIG selects lab" in ecctl("config", "use", "prod", env={"EC_CONFIG": "lab"}).err


def test_rename_keeps_profile_in_use(ecctl, folder):
    ecctl("config", "use", "prod")
    assert ecctl("config", "rename", "prod", "live").status == 0
    assert (folder / "current").read_text() == "live\n"
    assert sorted(path.name for path in folder.iterdir()) == ["current", "lab.yaml", "live.json"]
    assert ecctl("config", "path").out == f"{folder / 'live.json'}\n"


def test_rename_moves_certificate_of_init(ecctl, folder):
    stored = folder / "prod.ca.pem"
    stored.write_text("certificate of prod")
    (folder / "prod.json").write_text(json.dumps({"host": HOST, "ca_file": str(stored)}))
    assert ecctl("config", "rename", "prod", "live").status == 0
    assert json.loads((folder / "live.json").read_text())["ca_file"] == str(folder / "live.ca.pem")
    assert (folder / "live.ca.pem").read_text() == "certificate of prod"
    assert sorted(path.name for path in folder.iterdir()) == ["lab.yaml", "live.ca.pem", "live.json"]
    assert ecctl("config", "delete", "live", "--force").status == 0
    assert [path.name for path in folder.iterdir()] == ["lab.yaml"]


@pytest.mark.parametrize("name", ["lab", "embedded", "a/b", "x.json", "", "..", "-x", "a\nb"])
def test_rename_refuses_names(ecctl, folder, name):
    assert ecctl("config", "rename", "prod", "--", name).status == 2
    assert (folder / "prod.json").exists()


def test_delete_asks_and_names_the_platform(ecctl, folder):
    ecctl("config", "use", "prod")
    declined = ecctl("config", "delete", "prod", stdin="n\n")
    assert declined.status == 1
    assert f"Delete the profile prod ({HOST})?" in declined.err
    assert (folder / "prod.json").exists()
    deleted = ecctl("config", "delete", "prod", "lab", stdin="y\n")
    assert (deleted.status, deleted.out) == (0, "prod, lab deleted\n")
    assert [*folder.iterdir()] == []


def test_folder_that_is_something_else_is_named(ecctl, home):
    (home / ".ecctl").symlink_to(home / "nowhere")
    outcome = ecctl("config", "use", "embedded")
    assert (outcome.status, outcome.err) == (2, f"ecctl: cannot use {home}/.ecctl: it is not a folder\n")


def test_second_file_of_a_profile_is_reported(ecctl, folder):
    second = folder / "prod.yaml"
    second.write_text("host: https://other:12443\n")
    listed = ecctl("config", "list")
    assert f'{second} has no effect: the profile "prod" is {folder / "prod.json"}' in listed.err
    assert [row[0] for row in rows(listed)] == ["lab", "prod"]
    deleted = ecctl("config", "delete", "prod", "--force")
    assert f'the profile "prod" is {second} now' in deleted.err
    assert "no effect" not in ecctl("config", "list").err


def test_delete_checks_all_names_first(ecctl, folder):
    assert ecctl("config", "delete", "prod", "labb", "--force").status == 2
    assert ecctl("config", "delete", "embedded", "--force").status == 2
    assert (folder / "prod.json").exists()


def test_set_changes_one_setting(ecctl, folder):
    (folder / "prod.json").write_text(json.dumps({"host": HOST, "api-key": "k", "Timeout": 3, "x": [1.50]}))
    assert ecctl("config", "set", "timeout", "1m", "--config", "prod").status == 0
    assert json.loads((folder / "prod.json").read_text()) == {
        "host": HOST,
        "api-key": "k",
        "timeout": "1m",
        "x": [1.5],
    }
    assert stat.S_IMODE((folder / "prod.json").stat().st_mode) == 0o600
    assert ecctl("config", "set", "insecure", "true", "--config", "prod").status == 0
    assert ecctl("config", "unset", "API-KEY", "insecure", "--config", "prod").status == 0
    assert set(json.loads((folder / "prod.json").read_text())) == {"host", "timeout", "x"}


def test_changes_at_the_same_time_are_all_stored(folder, home):
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "EC_CONFIG": "prod"}
    changes = {"timeout": "1m", "retries": "2", "message": "hello", "output": "json", "region": "eu"}
    # All of them wait until the lock is released, and then start to read the file.
    with locked_folder(str(folder)):
        running = [
            subprocess.Popen([sys.executable, "-m", "ecctl", "config", "set", *change], env=environ)
            for change in changes.items()
        ]
        with pytest.raises(subprocess.TimeoutExpired):
            running[0].wait(0.5)
    assert [process.wait(30) for process in running] == [0] * len(changes)
    stored = json.loads((folder / "prod.json").read_text())
    assert {key: str(stored.get(key)) for key in changes} == changes


def test_set_creates_the_default_profile_only(ecctl, folder):
    assert ecctl("config", "set", "host", HOST).status == 0
    assert json.loads((folder / "config.json").read_text()) == {"host": HOST}
    assert ecctl("config", "set", "host", HOST, "--config", "prdo").status == 2
    assert not (folder / "prdo.json").exists()


def test_set_refuses_empty_name(ecctl, folder):
    outcome = ecctl("config", "set", "host", HOST, "--config", "")
    assert outcome.status == 2
    assert "the name of the config is empty" in outcome.err
    assert not (folder / ".json").exists()


def test_set_redacts_password_in_host(ecctl, folder):
    outcome = ecctl("config", "set", "host", "https://u:hunter2@ece.example.com", "--config", "prod")
    assert "hunter2" not in outcome.out + outcome.err


def test_warning_escapes_control_characters(ecctl, folder):
    (folder / "red\x1b[31m.json").write_text("{")
    outcome = ecctl("config", "list")
    assert "red\\x1b[31m.json is not valid JSON" in outcome.err
    assert "\x1b" not in outcome.err


def test_dangling_link_is_not_suggested(ecctl, folder):
    (folder / "gone.json").symlink_to(folder / "nothing.json")
    outcome = ecctl("config", "use", "gone")
    assert outcome.status == 2
    assert "did you mean gone?" not in outcome.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("timout", "3"), "did you mean timeout?"),
        (("color", "never"), "for a single run"),
        (("output", "pink"), '"pink"'),
        (("host", "ece"), "https://ece"),
        (("timeout", "soon"), "timeout is not valid"),
        (("region", "a b"), '"a b"'),
        (("ca_file", "/no/such.pem"), "/no/such.pem"),
        (("api_key", "literal-secret"), "@FILE"),
    ],
)
def test_set_refuses(ecctl, folder, words, said):
    before = (folder / "prod.json").read_text()
    outcome = ecctl("config", "set", *words, "--config", "prod")
    assert outcome.status == 2
    assert said in outcome.err
    assert "literal-secret" not in outcome.err
    assert (folder / "prod.json").read_text() == before


def test_set_refuses_file_with_comments(ecctl, folder):
    outcome = ecctl("config", "set", "timeout", "1m", "--config", "lab")
    assert outcome.status == 2
    assert "only JSON files" in outcome.err


def test_set_reads_secret_from_file_or_stdin(ecctl, folder, home):
    (home / "key").write_text("from-file\n")
    ecctl("config", "set", "api_key", f"@{home / 'key'}", "--config", "prod")
    assert json.loads((folder / "prod.json").read_text())["api_key"] == "from-file"
    outcome = ecctl("config", "set", "api-key", "--config", "prod", stdin="from-stdin\n")
    assert json.loads((folder / "prod.json").read_text())["api_key"] == "from-stdin"
    assert "from-stdin" not in outcome.out + outcome.err


def test_set_warns_of_the_other_credentials(ecctl, folder):
    outcome = ecctl("config", "set", "pass", "--config", "prod", stdin="p\n")
    assert '"ecctl config unset api_key --config prod"' in outcome.err


def test_unset_names_what_is_there(ecctl, folder):
    outcome = ecctl("config", "unset", "region", "--config", "prod")
    assert outcome.status == 2
    assert "host, api_key" in outcome.err


def test_path_of_a_missing_file_is_where_init_creates_it(ecctl, home):
    assert ecctl("config", "path").out == f"{home / '.ecctl' / 'config.json'}\n"
    assert ecctl("config", "path", "nope").status == 2
    assert ecctl("config", "path", "embedded").status == 2


@pytest.fixture
def with_keyring(ecctl_process, home):
    """Run the command as a process with a keyring in a file, whose entries the second function returns."""
    support = Path(__file__).parents[2] / "support"
    environment = {
        "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
        "FILE_KEYRING": str(home / "keyring.json"),
        "PYTHONPATH": str(support),
    }

    def run(*words, typed=b""):
        return ecctl_process(*words, env=environment, input=typed)

    return run, lambda: json.loads((home / "keyring.json").read_text())


def test_secret_in_keyring_is_stored_used_replaced_and_removed(with_keyring, folder, scripted):
    run, entries = with_keyring
    server = scripted({"match": "*", "status": 200, "body": {"users": []}, "repeat": True})
    run("config", "set", "host", server.host, "--config", "prod")
    outcome = run("config", "set", "api_key", "--keyring", "--config", "prod", typed=b"from-keyring\n")
    assert outcome.status == 0, outcome.err
    assert outcome.out == f"api_key is $(keyring:ecctl/prod/api_key) in {folder / 'prod.json'}\n"
    assert "from-keyring" not in (folder / "prod.json").read_text()
    assert entries() == {"ecctl/prod/api_key": "from-keyring"}
    assert run("user", "list", "--config", "prod").status == 0
    assert server.requests[0]["headers"]["authorization"] == "ApiKey from-keyring"
    run("config", "set", "api_key", "--keyring", "--config", "prod", typed=b"another\n")
    assert entries() == {"ecctl/prod/api_key": "another"}
    run("config", "set", "api_key", "--config", "prod", typed=b"in-the-file\n")
    assert entries() == {}


def test_entry_of_the_keyring_goes_with_its_profile(with_keyring, folder):
    run, entries = with_keyring
    run("config", "set", "api_key", "--keyring", "--config", "prod", typed=b"k\n")
    assert run("config", "delete", "prod", "--force").status == 0
    assert entries() == {}
    run("config", "set", "api_key", "--keyring", typed=b"k\n")
    assert run("config", "unset", "api_key").status == 0
    assert entries() == {}


def test_entry_that_another_profile_may_use_stays(with_keyring, folder):
    run, entries = with_keyring
    run("config", "set", "api_key", "--keyring", "--config", "prod", typed=b"k\n")
    run("config", "rename", "prod", "live")
    outcome = run("config", "delete", "live", "--force")
    assert "the keyring still holds ecctl/prod/api_key" in outcome.err
    assert entries() == {"ecctl/prod/api_key": "k"}


def test_entry_of_renamed_profile_is_not_replaced(with_keyring, folder):
    run, entries = with_keyring
    run("config", "set", "api_key", "--keyring", "--config", "prod", typed=b"old\n")
    run("config", "rename", "prod", "live")
    (folder / "prod.json").write_text(json.dumps({"host": HOST}))
    run("config", "set", "api_key", "--keyring", "--config", "prod", typed=b"new\n")
    assert entries() == {"ecctl/prod/api_key": "old", "ecctl/prod-2/api_key": "new"}
    assert run("config", "delete", "prod", "--force").status == 0
    assert entries() == {"ecctl/prod/api_key": "old"}


def test_missing_entry_of_the_keyring_is_named(with_keyring, folder):
    run, _ = with_keyring
    run("config", "set", "api_key", "$(keyring:ecctl/none)", "--config", "prod")
    outcome = run("user", "list", "--config", "prod")
    assert outcome.status == 2
    assert "the keyring has no entry ecctl/none" in outcome.err


def test_without_keyring_the_library_is_named(ecctl_process, folder):
    environment = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    outcome = ecctl_process("config", "set", "api_key", "--keyring", env=environment, input=b"k\n")
    assert outcome.status == 2
    assert "cannot use the keyring" in outcome.err
    assert "--keyring has no effect" in ecctl_process("config", "set", "host", HOST, "--keyring").err


def test_set_refuses_unknown_kind_of_reference(ecctl, folder):
    outcome = ecctl("config", "set", "api_key", "$(keychain:a/b)", "--config", "prod")
    assert outcome.status == 2
    assert "kinds: cmd, env, file, keyring" in outcome.err


@pytest.mark.parametrize("word", ["api_key", "pass"])
def test_secret_that_cannot_be_read_is_named_as_it_was_typed(ecctl, folder, word):
    error = ecctl("config", "set", word, "@/nope").err
    assert f"cannot read /nope ({word}): No such file" in error
    assert "--" not in error


def test_set_refuses_reference_that_is_not_closed(ecctl, folder):
    outcome = ecctl("config", "set", "api_key", "$(env:KEY")
    assert outcome.status == 2
    assert "the reference $(env:… is not closed" in outcome.err


def test_pipe_among_the_config_files_is_not_waited_for(ecctl_process, folder, home):
    os.mkfifo(folder / "pipe.json")
    listed = ecctl_process("config", "list")
    assert "pipe" in listed.out
    assert f"cannot read the config file {folder}/pipe.json: it is not a regular file" in listed.err
    assert ecctl_process("config", "use", "pipe").status == 2
    assert "pipe" not in ecctl_process("__complete", "config", "use", "").out


def test_pipe_in_place_of_the_profile_in_use_is_refused(ecctl_process, folder):
    (folder / "current").unlink(missing_ok=True)
    os.mkfifo(folder / "current")
    assert "current: it is not a regular file" in ecctl_process("config", "show").err
