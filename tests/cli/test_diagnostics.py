"""What a run shows of itself: trail, timeline, profile, and the warning of a key that is about to expire."""

from __future__ import annotations

import io
import json
import os
import pstats
import stat
import time
from pathlib import Path

import pytest

from ecctl.cli import Context
from ecctl.cli.main import main
from ecctl.middleware.key_expiry import HEADER, days_left

USERS = {"status": 200, "body": {"users": []}}


class Terminal(io.BytesIO):
    def isatty(self):
        return True


@pytest.fixture
def in_home(home, monkeypatch):
    monkeypatch.chdir(home)
    return home


@pytest.mark.parametrize("flag", ["--verbose-file=t.log", "--verbose-credentials"])
def test_flag_without_verbose_is_reported_on_a_terminal(scripted, in_home, flag):
    err = Terminal()
    argv = ["user", "list", "--host", scripted(USERS).host, "--api-key", "k", flag]
    assert main(Context(argv, {"HOME": str(in_home)}, io.BytesIO(), io.BytesIO(), err)) == 0
    assert b"has no effect without --verbose" in err.getvalue()
    assert not (in_home / "t.log").exists()


@pytest.mark.parametrize("flags", [("--host", "nope", "--api-key", "k"), ()])
def test_refused_settings_leave_the_verbose_file_as_it_is(ecctl, in_home, flags):
    file = in_home / "t.log"
    argv = ("user", "list", "--verbose", "--verbose-file=t.log", *flags)
    assert ecctl(*argv).status == 2
    assert not file.exists()
    file.write_text("the last run")
    assert ecctl(*argv).status == 2
    assert file.read_text() == "the last run"


@pytest.mark.parametrize("path", ["folder", "nowhere/t.log"])
def test_verbose_file_that_cannot_be_opened_sends_nothing(ecctl, scripted, in_home, path):
    (in_home / "folder").mkdir()
    server = scripted(USERS)
    argv = ("user", "list", "--verbose", "--verbose-file", path, "--host", server.host, "--api-key", "k")
    outcome = ecctl(*argv)
    assert (outcome.status, outcome.out, server.requests) == (2, "", [])


def test_config_show_warns_of_unknown_settings(ecctl, in_home):
    (in_home / "c.json").write_text('{"apikey": "k"}')
    outcome = ecctl("config", "show", "--config", "./c.json")
    assert 'warning: the setting "apikey" in ./c.json has no effect: did you mean api_key?' in outcome.err


def test_timeline_contains_every_request(ecctl, scripted, in_home):
    server = scripted(USERS)
    assert ecctl("user", "list", "--host", server.host, "--api-key", "k", "--trace").status == 0
    file = next(in_home.glob("trace-*.json"))
    events = json.loads(file.read_text())["traceEvents"]
    assert [event["name"] for event in events] == [f"GET {server.host}/api/v1/users", "ecctl"]
    inner, outer = events
    assert outer["ts"] <= inner["ts"]
    assert inner["ts"] + inner["dur"] <= outer["ts"] + outer["dur"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_profile_can_be_read_by_pstats(ecctl, in_home):
    assert ecctl("version", "--pprof").status == 0
    stats = pstats.Stats(str(next(in_home.glob("pprof-*.prof"))), stream=io.StringIO())
    assert stats.total_calls > 0


def test_trace_and_pprof_exclude_each_other(ecctl, in_home):
    outcome = ecctl("version", "--trace", "--pprof")
    assert (outcome.status, outcome.out) == (2, "")
    assert list(in_home.iterdir()) == []


def test_config_file_is_named_unless_quiet(ecctl, home):
    file = home / "c.json"
    file.write_text("{}")
    for flags, said in (
        (("--verbose",), f"Using config file: {file}\n"),
        (("--verbose", "-q"), ""),
        ((), ""),
    ):
        assert ecctl("version", "--config", str(file), *flags).err == said


def test_trace_goes_to_verbose_file_only(ecctl, scripted, in_home):
    server = scripted(USERS)
    file = in_home / "trail.log"
    file.write_text("old")
    file.chmod(0o644)
    outcome = ecctl(
        "user", "list", "--host", server.host, "--api-key", "k", "--verbose", "--verbose-file", "trail.log"
    )
    assert outcome.err == ""
    text = file.read_text()
    assert text.startswith("=" * 20)
    assert "GET " in text
    assert "Status 200" in text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("days", "told"),
    [
        *[(3, "expires in 3 days"), (13, "expires in 13 days"), (1, "expires in 1 day ")],
        *[(0, "expires today"), (-4, "has expired"), (40, "")],
    ],
)
def test_expiring_api_key_is_reported_on_terminal(scripted, home, days, told):
    expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86400 + 3600))
    for stream in (Terminal(), io.BytesIO()):
        server = scripted({**USERS, "headers": {HEADER: expires}})
        argv = ["user", "list", "--host", server.host, "--api-key", "k"]
        assert main(Context(argv, {"HOME": str(home)}, io.BytesIO(), io.BytesIO(), stream)) == 0
        said = stream.getvalue().decode()
        if told and isinstance(stream, Terminal):
            assert f"warning: the API key {told}" in said
        else:
            assert said == ""


def test_invalid_expiry_date_is_ignored():
    assert days_left("soon", 0) is None
    assert days_left("1970-01-03T00:00:00", 0) == 2


def test_unwritable_trace_loses_no_response(ecctl, scripted):
    made = {"status": 200, "body": {"token": "a.b.c", "token_id": "id-1"}}
    server = scripted(made)
    outcome = ecctl(
        *(
            "platform",
            "enrollment-token",
            "create",
            "--role",
            "proxy",
            "--host",
            server.host,
            "--api-key",
            "k",
        ),
        *("--verbose", "--verbose-file", "/dev/full"),
    )
    assert outcome.status == 1
    assert "a.b.c" in outcome.out
    assert outcome.err == "ecctl: the trace in /dev/full is incomplete: No space left on device\n"


def test_lost_trace_does_not_hide_command_failure(ecctl, scripted):
    server = scripted({"status": 404, "body": {"errors": [{"code": "user.not_found", "message": "no ada"}]}})
    words = ("user", "show", "ada", "--host", server.host, "--api-key", "k")
    outcome = ecctl(*words, "--verbose", "--verbose-file", "/dev/full")
    assert outcome.status == 4
    warning, error, *_ = outcome.err.splitlines()
    assert warning == "warning: the trace in /dev/full is incomplete: No space left on device"
    assert "user.not_found" in error


@pytest.mark.parametrize("flag", ["--trace", "--pprof"])
def test_unwritable_timeline_loses_no_response(ecctl, scripted, home, monkeypatch, flag):
    folder = home / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    for reply, status in ((USERS, 1), ({"status": 500, "body": {}}, 5)):
        server = scripted(reply)
        outcome = ecctl("user", "list", "--host", server.host, "--api-key", "k", flag, "--output=json")
        assert outcome.status == status
        assert outcome.err.count("cannot write ") == outcome.err.count(": No such file or directory") == 1
        assert ('"users"' in outcome.out) == (status == 1)


def test_device_as_verbose_file_keeps_mode(ecctl):
    handles = os.openpty()
    device = Path(os.ttyname(handles[1]))
    device.chmod(0o622)
    assert ecctl("version", "--verbose", "--verbose-file", str(device)).status == 0
    assert stat.S_IMODE(device.stat().st_mode) == 0o622
    for handle in handles:
        os.close(handle)


def test_verbose_file_without_verbose_is_noted_on_terminal_only(home):
    for stream in (Terminal(), io.BytesIO()):
        argv = ["version", "--verbose-file", str(home / "trail.log")]
        assert main(Context(argv, {"HOME": str(home)}, io.BytesIO(), io.BytesIO(), stream)) == 0
        said = "--verbose-file has no effect without --verbose\n" if isinstance(stream, Terminal) else ""
        assert stream.getvalue().decode() == said
    assert list(home.iterdir()) == []


def test_ignored_host_with_embedded_platform_is_not_reported(home):
    err = Terminal()
    environ = {"HOME": str(home), "EC_HOST": "https://ece.example.com:12443"}
    assert (
        main(Context(["user", "list", "--config", "embedded"], environ, io.BytesIO(), io.BytesIO(), err)) == 0
    )
    assert b"of the host" not in err.getvalue()
