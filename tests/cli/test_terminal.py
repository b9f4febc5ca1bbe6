"""Output on a terminal: colors, relative dates, progress."""

from __future__ import annotations

import io
import threading
import time

import pytest

from ecctl.cli import Context
from ecctl.cli.main import main
from ecctl.cli.status_line import StatusLine
from ecctl.cli.terminal import PATIENCE, Spinner
from ecctl.output.styling import TerminalStyle, distance

NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z
KEYS = {
    "status": 200,
    "body": {"keys": [{"id": "k1", "description": "d", "creation_date": "2027-01-15T06:00:00.000Z"}]},
}
BOLD, RED = "\x1b[1m", "\x1b[31m"


class Terminal(io.BytesIO):
    def isatty(self):
        return True


@pytest.fixture
def shown(home):
    """What stdout and stderr show of a run: `shown("user", …, terminal=True)`."""

    def run(*argv, terminal=True, **variables):
        stream = Terminal if terminal else io.BytesIO
        out, err = stream(), stream()
        environ = {"HOME": str(home), **variables}
        main(Context(argv, environ, io.BytesIO(), out, err, lambda: NOW))
        return out.getvalue().decode(), err.getvalue().decode()

    return run


def keys(server):
    return ("auth", "key", "list", "--host", server.host, "--api-key", "k")


def test_table_on_terminal_is_styled(shown, scripted):
    out, _ = shown(*keys(scripted(KEYS)))
    assert out.startswith(BOLD)
    assert "2027-01-15T06:00:00.000Z (2h ago)" in out


@pytest.mark.parametrize(
    ("flags", "variables", "terminal", "coloured"),
    [
        ((), {"NO_COLOR": "1"}, True, False),
        ((), {"NO_COLOR": ""}, True, True),
        ((), {"TERM": "dumb"}, True, False),
        (("--color=never",), {}, True, False),
        (("--color=always",), {"NO_COLOR": "1"}, False, True),
        ((), {"EC_COLOR": "always"}, False, True),
        ((), {}, False, False),
    ],
)
def test_colour_follows_setting_and_environment(shown, scripted, flags, variables, terminal, coloured):
    out, _ = shown(*keys(scripted(KEYS)), *flags, terminal=terminal, **variables)
    assert (BOLD in out) == coloured
    _, err = shown("nonsense", *flags, terminal=terminal, **variables)
    assert (RED in err) == coloured
    assert "ecctl:" in err


def test_platform_is_named_on_a_terminal(shown, scripted, home):
    server = scripted({**KEYS, "repeat": True})
    (home / ".ecctl").mkdir()
    file = home / ".ecctl" / "prod.json"
    file.write_text(f'{{"host": "{server.host}", "api_key": "k"}}')
    file.chmod(0o600)
    list_keys = ("auth", "key", "list", "--config", "prod")
    assert shown(*list_keys)[1] == f"platform: {server.host}, profile prod\n"
    assert shown(*list_keys, "--quiet")[1] == ""
    assert shown(*list_keys, terminal=False)[1] == ""
    assert shown(*keys(server))[1] == f"platform: {server.host}\n"


def test_prompt_names_the_platform(shown, scripted):
    server = scripted()
    _, err = shown("auth", "key", "delete", "a", "b", "--host", server.host, "--api-key", "k", terminal=False)
    assert f"Delete 2 API keys? ({server.host}) [y/n]: " in err


def test_json_is_never_styled(shown, scripted):
    out, _ = shown(*keys(scripted(KEYS)), "--output=json", "--color=always")
    assert "\x1b" not in out
    assert "ago" not in out


def test_invalid_colour_setting_is_refused(ecctl, scripted):
    server = scripted()
    assert ecctl(*keys(server), "--color=pink").status == 2
    assert ecctl(*keys(server), env={"EC_COLOR": "pink"}).status == 2
    assert server.requests == []


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("2027-01-15T08:00:10Z", "in 10s"),
        ("2027-01-15T09:30:00+01:00", "in 30m"),
        ("2026-12-15T08:00:00Z", "31d ago"),
        ("2027-01-15T08:00:00.4Z", "now"),
        ("0001-01-01T00:00:00Z", ""),
        ("2027-99-15T08:00:00Z", ""),
        ("2027-01-15T08:00:00.000", ""),
        ("not a date, but as long", ""),
    ],
)
def test_date_shows_distance_from_now(text, beside):
    assert TerminalStyle(colour=False, now=NOW).cell(text) == (f"{text} ({beside})" if beside else text)


def test_distances_are_in_their_largest_unit():
    assert [distance(s) for s in (59, 61, -3601, -86400)] == ["in 59s", "in 1m", "1h ago", "1d ago"]


def test_spinner_shows_for_slow_calls_only_and_is_erased():
    written = []
    with Spinner(written.append, lambda: "waiting", animated=True):
        pass
    assert written == []
    with Spinner(written.append, lambda: "waiting", animated=True):
        time.sleep(PATIENCE + 0.3)
    assert written[0].endswith("| waiting ")
    assert written[-1] == "\r\x1b[K"


def test_spinner_is_shown_by_main_thread_only():
    written = []

    def work():
        with Spinner(written.append, lambda: "waiting", animated=True):
            time.sleep(PATIENCE + 0.2)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert written == []


def test_status_line_is_rewritten_on_terminal_and_appended_elsewhere():
    for stream, expected in (
        (Terminal(), "\r\x1b[Kone, 3 s left\r\x1b[Kone, 2 s left\r\x1b[Ktwo\r\x1b[K"),
        (io.BytesIO(), "one\ntwo\n"),
    ):
        with StatusLine(Context((), {}, None, None, stream)) as status:
            status.show("one", "3 s left")
            status.show("one", "2 s left")
            status.show("two")
        assert stream.getvalue().decode() == expected
