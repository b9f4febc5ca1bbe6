"""`serve` as a process: what it writes, what works against it, how it ends."""

from __future__ import annotations

import json
import os
import signal
import ssl
import stat
import subprocess
import sys
import time
import urllib.request

import pytest

CREATE = ("platform", "enrollment-token", "create", "--role", "proxy")


@pytest.fixture
def served(tmp_path, home):
    """A server on a free port; yields its address and its folder."""
    folder = tmp_path / "platform"
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", "serve", "--listen", "127.0.0.1:0", "--data", str(folder)],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stderr.readline()
    assert line.startswith("listening on https://127.0.0.1:"), line
    yield line.split()[-1], folder
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20) == (None, "")
    assert process.returncode == 0


def test_first_start_writes_private_files(served):
    _, folder = served
    secrets = json.loads((folder / "bootstrap-secrets.json").read_text())
    assert set(secrets) == {
        "adminconsole_root_password",
        "bootstrap_runner_roles_token",
        "allocator_only_token",
        "emergency_all_roles_except_allocator_token",
        "root_password",
    }
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_admin_config_file_works_at_once(served, ecctl):
    address, folder = served
    config = ("--config", str(folder / "admin.json"))
    made = ecctl(*CREATE, *config, "--output", "json")
    assert made.status == 0, made.err
    token_id = json.loads(made.out)["token_id"]
    assert token_id in ecctl("enrollment-token", "list", *config).out
    assert ecctl("enrollment-token", "delete", token_id, *config).status == 0
    assert ecctl("enrollment-token", "delete", token_id, *config).status == 4
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    with urllib.request.urlopen(f"{address}/healthz", context=context, timeout=10) as reply:
        assert reply.status == 200


def test_host_joins_until_token_is_revoked(served, ecctl, tmp_path):
    address, folder = served
    config = ("--config", str(folder / "admin.json"))
    made = json.loads(ecctl(*CREATE, *config, "--output", "json").out)
    file = tmp_path / "token.jwt"
    file.write_text(made["token"])
    host = (
        "host",
        "enroll",
        "--token-file",
        str(file),
        "--host",
        address,
        "--ca-file",
        str(folder / "ca.pem"),
    )
    joined = ecctl(*host, "--roles", "proxy", "--runner-id", "host-1")
    assert joined.status == 0, joined.err
    assert "host-1" in ecctl("platform", "runner", "list", *config).out
    beyond = ecctl(*host, "--roles", "proxy,director", "--runner-id", "host-2")
    assert (beyond.status, beyond.out) == (3, "")
    assert "director" in beyond.err
    assert ecctl("enrollment-token", "delete", made["token_id"], *config).status == 0
    late = ecctl(*host, "--roles", "proxy", "--runner-id", "host-3")
    assert (late.status, late.out) == (3, "")
    assert made["token"] not in beyond.err + late.err
    events = wait_for_events(ecctl, folder, made["token_id"], 4)
    assert events == ["token.created", "token.used", "token.revoked", "token.refused"]


def wait_for_events(ecctl, folder, token_id, count):
    """The trail's events of a token; what is only noted, not answered for, may be written a little later."""
    deadline = time.monotonic() + 10
    while True:
        trail = json.loads(ecctl("serve", "audit", "--data", str(folder), "--output", "json").out)["entries"]
        events = [entry["event"] for entry in trail if entry["subject"] == token_id]
        if len(events) >= count or time.monotonic() > deadline:
            return events
        time.sleep(0.05)


def test_embedded_and_served_on_one_folder_agree(served, ecctl):
    _, folder = served
    env = {"ECCTL_DATA_DIR": str(folder)}
    made = json.loads(ecctl(*CREATE, "--config", "embedded", "--output", "json", env=env).out)
    assert made["token_id"] in ecctl("enrollment-token", "list", "--config", str(folder / "admin.json")).out


def test_password_is_reset_while_server_runs(served, ecctl):
    address, folder = served
    outcome = ecctl("serve", "reset-password", "--data", str(folder), "--output", "json")
    password = json.loads(outcome.out)["password"]
    login = (
        "user",
        "list",
        "--host",
        address,
        "--ca-file",
        str(folder / "ca.pem"),
        "--user",
        "admin",
        "--pass",
    )
    assert ecctl(*login, "-", stdin=f"{password}\n").status == 0
    assert ecctl(*login, "wrong").status == 3


@pytest.mark.parametrize("format_", ["{{.Nope}}", "{{.UserName}}", "done"])
def test_password_is_not_reset_if_format_would_lose_it(served, ecctl, format_):
    _, folder = served
    config = ("--config", str(folder / "admin.json"))
    outcome = ecctl("serve", "reset-password", "--data", str(folder), "--format", format_)
    assert (outcome.status, outcome.out) == (2, "")
    assert ecctl("user", "list", *config).status == 0


def test_backup_and_restore_while_server_runs(served, ecctl, tmp_path):
    _, folder = served
    config = ("--config", str(folder / "admin.json"))
    kept = json.loads(ecctl(*CREATE, *config, "--output", "json").out)["token_id"]
    copy = str(tmp_path / "copy.db")
    copied = ecctl("serve", "backup", copy, "--data", str(folder), "--output", "json")
    assert json.loads(copied.out) == {"file": copy}, copied.err
    lost = json.loads(ecctl(*CREATE, *config, "--output", "json").out)["token_id"]
    declined = ecctl("serve", "restore", str(tmp_path / "copy.db"), "--data", str(folder), stdin="n\n")
    assert declined.status == 1
    assert lost in ecctl("enrollment-token", "list", *config).out
    restored = ecctl("serve", "restore", str(tmp_path / "copy.db"), "--data", str(folder), "--force")
    assert restored.status == 0, restored.err
    listed = ecctl("enrollment-token", "list", *config).out
    assert kept in listed
    assert lost not in listed


def test_invalid_backup_is_refused_before_prompt(ecctl, tmp_path):
    (tmp_path / "copy.db").write_bytes(b"no database at all, but rather long" * 200)
    for name in ("copy.db", "none.db"):
        outcome = ecctl(
            "serve", "restore", str(tmp_path / name), "--data", str(tmp_path / "data"), stdin="n\n"
        )
        assert outcome.status == 1
        assert name in outcome.err
        assert "Replace" not in outcome.err + outcome.out
    assert not (tmp_path / "data").exists()


def test_password_of_unknown_user_is_refused(ecctl, tmp_path):
    folder = str(tmp_path / "data")
    assert ecctl(*CREATE, "--config", "embedded", env={"ECCTL_DATA_DIR": folder}).status == 0
    outcome = ecctl("serve", "reset-password", "--data", folder, "--for", "nobody")
    assert (outcome.status, outcome.out) == (4, "")
    assert 'user "nobody" does not exist' in outcome.err


@pytest.mark.parametrize(
    "line", [(), ("audit",), ("backup", "x.db"), ("reset-password",), ("restore", "x.db"), ("wipe",)]
)
@pytest.mark.parametrize("flag", ["--user=x", "--pass=x", "--api-key=x", "--host=http://x", "--insecure"])
def test_flags_of_a_login_are_refused(ecctl, tmp_path, line, flag):
    folder = tmp_path / "data"
    outcome = ecctl("serve", *line, "--data", str(folder), flag)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"{flag.partition('=')[0]} has no effect" in outcome.err
    assert ("--for" in outcome.err) == (line == ("reset-password",) and flag == "--user=x")
    assert not folder.exists()


def test_empty_data_flag_is_refused(ecctl):
    for line in ((), ("audit",), ("wipe", "--force")):
        outcome = ecctl("serve", *line, "--data", "", "--listen=nonsense" if not line else "--data=")
        assert (outcome.status, outcome.out) == (2, "")
        assert "--data is empty" in outcome.err


def test_variables_and_files_for_a_login_are_not_refused(ecctl, tmp_path):
    (tmp_path / "there.json").write_text('{"host": "https://there", "user": "u", "pass": "p"}')
    env = {"ECCTL_DATA_DIR": str(tmp_path / "data"), "EC_HOST": "https://there", "EC_API_KEY": "k"}
    assert ecctl(*CREATE, "--config", "embedded", env={"ECCTL_DATA_DIR": str(tmp_path / "data")}).status == 0
    outcome = ecctl("serve", "audit", "--config", str(tmp_path / "there.json"), env=env)
    assert outcome.status == 0, outcome.err


def test_wipe_asks_and_is_refused_while_a_server_runs(served, ecctl):
    _, folder = served
    assert ecctl("serve", "wipe", "--data", str(folder), stdin="n\n").status == 1
    refused = ecctl("serve", "wipe", "--data", str(folder), "--force")
    assert refused.status == 1
    assert "running" in refused.err
    assert (folder / "platform.db").exists()


def test_mistyped_data_directory_is_an_error(ecctl, tmp_path):
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "ca.pem").write_text("theirs")
    for name in ("others", "none"):
        for line in (("audit",), ("wipe", "--force"), ("backup", str(tmp_path / "copy.db"))):
            outcome = ecctl("serve", *line, "--data", str(tmp_path / name))
            assert (outcome.status, outcome.out) == (1, "")
            assert "contains no platform" in outcome.err
    assert sorted(path.name for path in tmp_path.rglob("*") if path.name != "home") == ["ca.pem", "others"]


def test_backup_replaces_file_only_with_force(ecctl, tmp_path):
    env = {"ECCTL_DATA_DIR": str(tmp_path / "data")}
    assert ecctl(*CREATE, "--config", "embedded", env=env).status == 0
    streamed = ecctl("serve", "backup", "-", env=env)
    assert (streamed.status, streamed.out) == (2, "")
    line = ("serve", "backup", str(tmp_path / "copy.db"))
    assert ecctl(*line, env=env).status == 0
    again = ecctl(*line, env=env)
    assert again.status == 1
    assert "--force" in again.err
    assert ecctl(*line, "--force", env=env).status == 0


def test_restore_warns_of_passwords_and_of_another_platform(served, ecctl, tmp_path):
    _, folder = served
    copy = str(tmp_path / "copy.db")
    other = {"ECCTL_DATA_DIR": str(tmp_path / "other")}
    time.sleep(1)  # platforms are told apart by the second in which they began
    assert ecctl(*CREATE, "--config", "embedded", env=other).status == 0
    assert ecctl("serve", "backup", copy, "--data", str(folder)).status == 0
    assert "ANOTHER platform" in ecctl("serve", "restore", copy, env=other, stdin="n\n").err
    assert ecctl("serve", "reset-password", "--data", str(folder)).status == 0
    restored = ecctl("serve", "restore", copy, "--data", str(folder), stdin="y\n")
    assert restored.status == 0
    assert "ANOTHER" not in restored.err
    assert "passwords are those of the backup" in restored.err


def test_audit_log_as_json_and_after_an_entry(ecctl, tmp_path):
    env = {"ECCTL_DATA_DIR": str(tmp_path / "data")}
    for _ in range(2):
        assert ecctl(*CREATE, "--config", "embedded", env=env).status == 0
    first, second = json.loads(ecctl("serve", "audit", "--output", "json", env=env).out)["entries"]
    assert first["detail"] == ["proxy"]
    behind = ecctl("serve", "audit", "--after", first["id"], "--output", "json", env=env)
    assert json.loads(behind.out)["entries"] == [second]
    assert ecctl("serve", "audit", env=env).out.splitlines()[1].endswith(" proxy")
    refused = ecctl("serve", "audit", "--after", "x", env=env)
    assert (refused.status, refused.out) == (2, "")


def test_wipe_removes_all_files_of_platform(ecctl, tmp_path):
    folder = tmp_path / "data"
    env = {"ECCTL_DATA_DIR": str(folder)}
    assert ecctl(*CREATE, "--config", "embedded", env=env).status == 0
    assert ecctl("serve", "wipe", "--force", env=env).status == 0
    assert not folder.exists()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--listen", "0.0.0.0:0", "--plain-http"), "without TLS"),
        (("--listen", "nonsense"), "nonsense"),
        (("--listen", "127.0.0.1:99999"), "99999"),
    ],
)
def test_unsafe_listen_address_is_refused(ecctl, tmp_path, flags, said):
    outcome = ecctl("serve", "--data", str(tmp_path / "data"), *flags)
    assert outcome.status == 2
    assert said in outcome.err
    assert not (tmp_path / "data").exists()


def test_unwritable_log_is_reported_in_one_line(ecctl_process, tmp_path):
    outcome = ecctl_process(
        "serve",
        "--data",
        str(tmp_path / "data"),
        "--listen",
        "127.0.0.1:0",
        "--log",
        str(tmp_path / "none" / "x"),
    )
    assert outcome.status == 1
    assert "the request log" in outcome.err
    assert "Traceback" not in outcome.err


def test_log_continues_if_it_cannot_be_reopened(home, tmp_path):
    folder, log = tmp_path / "platform", tmp_path / "logs" / "requests.log"
    log.parent.mkdir()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "ecctl", "serve", "--listen", "127.0.0.1:0", "--plain-http"),
            *("--data", str(folder), "--log", str(log)),
        ],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stderr=subprocess.PIPE,
        text=True,
    )
    address = process.stderr.readline().split()[-1]
    moved = log.parent.rename(tmp_path / "moved") / "requests.log"
    process.send_signal(signal.SIGHUP)
    assert "cannot reopen" in process.stderr.readline()
    urllib.request.urlopen(f"{address}/healthz", timeout=10).close()
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20) == (None, "")
    assert process.returncode == 0
    assert '"operation":"get-health"' in moved.read_text()


def test_hint_for_a_lost_store_names_the_data_directory(ecctl, tmp_path):
    (tmp_path / "admin.json").write_text("{}")
    outcome = ecctl("serve", "--data", str(tmp_path))
    assert outcome.status == 1
    assert f"ecctl serve restore FILE --data {tmp_path}" in outcome.err
    assert f"ecctl serve wipe --data {tmp_path}" in outcome.err


def test_port_flag_suggests_listen(ecctl):
    outcome = ecctl("serve", "--port", "0")
    assert (outcome.status, outcome.out) == (2, "")
    assert "hint: use --listen 127.0.0.1:0" in outcome.err


@pytest.mark.parametrize("url", ["memory:", "nonsense", "mysql://x"])
def test_store_that_cannot_be_served_is_refused(ecctl, tmp_path, url):
    outcome = ecctl("serve", "--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0", "--store", url)
    assert outcome.status == 2
    assert "store" in outcome.err


def test_restore_of_a_missing_file_says_so(ecctl, tmp_path):
    outcome = ecctl("serve", "restore", str(tmp_path / "none.db"), "--data", str(tmp_path))
    assert outcome.status == 1
    assert "No such file or directory" in outcome.err


def test_old_audit_entries_are_deleted_on_demand(ecctl, tmp_path):
    env = {"ECCTL_DATA_DIR": str(tmp_path / "data")}
    ecctl(*CREATE, "--config", "embedded", env=env)
    prune = ("serve", "audit", "--prune-before")
    for wrong in ("yesterday", "2026-13-01", ""):
        assert ecctl(*prune, wrong, "--force", env=env).status == 2
    assert ecctl(*prune, "2020-01-01", "--token", "x", env=env).status == 2
    assert ecctl(*prune, "2099-01-01", env=env, stdin="n\n").status == 1
    assert json.loads(ecctl(*prune, "2020-01-01", "--force", "--output", "json", env=env).out) == {
        "deleted": 0
    }
    done = ecctl(*prune, "2099-01-01T00:00:00Z", "--force", env=env)
    assert (done.status, done.out) == (0, "Deleted 1 audit entries.\n")
    entries = json.loads(ecctl("serve", "audit", "--output", "json", env=env).out)["entries"]
    assert [entry["event"] for entry in entries] == ["audit.pruned"]
