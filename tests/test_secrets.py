"""Known secrets are planted wherever they can enter; nothing that comes out may hold one."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys

import pytest

from ecctl.core.messages import Request
from ecctl.core.redact import HIDDEN
from ecctl.core.url import redact_url

API_KEY = "planted-api-key-4711"
PASSWORD = "planted-password-4712"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoiNDcxMyJ9.c2lnbmF0dXJl"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoiNDcxNCJ9.c2lnbmF0dXJl"
CREATE = ("platform", "enrollment-token", "create", "--role", "proxy")
LOGIN = {"match": "POST /api/v1/users/auth/_login", "status": 200, "body": {"token": JWT}}
MADE = {"match": "POST */enrollment-tokens", "status": 200, "body": {"token": TOKEN, "token_id": "id-1"}}
REFUSED = {"match": "*", "status": 403, "body": {"errors": [{"code": "a.b", "message": "no"}]}}
QUOTING = {
    "match": "*",
    "status": 502,
    "body": f"proxy error for {TOKEN}",
    "headers": {"Content-Type": "text/plain"},
}


def secrets_in(text: str) -> list[str]:
    return [secret for secret in (API_KEY, PASSWORD, JWT) if secret in text]


WAYS = {
    "flag": lambda home: (("--api-key", API_KEY), {}),
    "environment": lambda home: ((), {"EC_API_KEY": API_KEY}),
    "file": lambda home: (("--config", write(home / "c.json", {"api_key": API_KEY})), {}),
    "flag from a file": lambda home: (("--api-key", f"@{write_text(home / 'key', API_KEY)}"), {}),
    "user and password": lambda home: (("--user", "u", "--pass", PASSWORD), {}),
    "user and password in a file": lambda home: (
        ("--config", write(home / "c.json", {"user": "u", "pass": PASSWORD})),
        {},
    ),
}


def write_text(path, text):
    path.write_text(text)
    return str(path)


def write(path, value):
    return write_text(path, json.dumps(value))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "verbose", [(), ("--verbose",), ("--verbose", "--verbose-file", "trail.log"), ("--trace",)]
)
@pytest.mark.parametrize("last", [MADE, REFUSED, QUOTING])
def test_output_holds_no_secret(ecctl, scripted, home, monkeypatch, way, verbose, last):
    monkeypatch.chdir(home)
    flags, env = WAYS[way](home)
    server = scripted(LOGIN, last)
    outcome = ecctl(*CREATE, "--host", server.host, *flags, *verbose, env=env)
    assert secrets_in(outcome.out + outcome.err) == []
    assert (TOKEN in outcome.out) == (last is MADE)
    assert TOKEN not in outcome.err
    for file in home.glob("*"):
        if file.name.startswith(("trail", "trace")):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            text = file.read_text()
            assert secrets_in(text) == []
            assert TOKEN not in text


def test_trace_shows_credentials_only_on_request(ecctl, scripted):
    server = scripted(LOGIN, MADE)
    outcome = ecctl(
        *CREATE,
        "--host",
        server.host,
        "--user",
        "u",
        "--pass",
        PASSWORD,
        "--verbose",
        "--verbose-credentials",
    )
    assert all(secret in outcome.err for secret in (PASSWORD, JWT, TOKEN))


@pytest.mark.parametrize("verbose", [(), ("--verbose",)])
def test_settings_are_shown_without_secrets(ecctl, verbose):
    for output in ("text", "json"):
        outcome = ecctl(
            "config", "show", "--api-key", API_KEY, "--pass", PASSWORD, "--output", output, *verbose
        )
        assert outcome.status == 0
        assert secrets_in(outcome.out + outcome.err) == []


def test_tracebacks_hold_no_secret(scripted, home):
    program = (
        "import sys\nfrom ecctl.client.client import Client\nfrom ecctl.settings.profile import Profile\n"
        "values = {'host': sys.argv[1], 'user': 'u', 'pass': sys.stdin.read()}\n"
        "profile = Profile(values | {'timeout': 5 * 10**9, 'output': 'text'}, {})\n"
        "Client.from_settings(profile, {}).call('get-users')\n"
    )
    server = scripted(LOGIN, REFUSED)
    done = subprocess.run(
        [sys.executable, "-c", program, server.host],
        input=PASSWORD,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
    )
    assert "PermissionDeniedError" in done.stderr
    assert secrets_in(done.stderr) == []


def test_init_writes_private_file(ecctl, scripted, home):
    server = scripted({"match": "GET /api/v1/user", "status": 200, "body": {"user_name": "ops"}})
    outcome = ecctl("init", "--host", server.host, "--api-key", "-", stdin=f"{API_KEY}\n")
    assert outcome.status == 0, outcome.err
    file = home / ".ecctl" / "config.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["api_key"] == API_KEY
    assert secrets_in(outcome.out + outcome.err) == []


def test_embedded_platform_writes_private_files(ecctl, home):
    assert ecctl(*CREATE, "--config", "embedded").status == 0
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


INVITATION = "planted-invitation-4715"
OF_INVITATION = f"/api/v1/organizations/o/invitations/{INVITATION}"
PAGE = {"body": "<html>", "headers": {"Content-Type": "text/html"}}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, **PAGE},
        {"status": 200, **PAGE},
        {"status": 200, "body": {}},
        {"status": 307, "body": {}, "headers": {"Location": f"http://h/{JWT}"}},
        {"status": 302, "body": {}, "headers": {"Location": f"{OF_INVITATION}/x"}},
        {"drop": True},
    ],
)
@pytest.mark.parametrize("verbose", [("--verbose",), ("--dry-run",)])
def test_token_in_path_is_redacted(ecctl, scripted, answer, verbose):
    server = scripted({"match": "*", "repeat": True, **answer})
    way = ("--host", server.host, "--api-key", API_KEY, *verbose)
    outcomes = [
        ecctl("api", "call", "delete-enrollment-token", "--param", f"token={JWT}", *way),
        ecctl(
            "api", "call", "accept-organization-invitation", "--param", f"invitation_token={INVITATION}", *way
        ),
        ecctl(
            "api",
            "call",
            "delete-organization-invitations",
            "--param",
            "organization_id=o",
            "--param",
            f"invitation_tokens={INVITATION},2",
            *way,
        ),
    ]
    shown = "".join(outcome.out + outcome.err for outcome in outcomes)
    assert secrets_in(shown) == []
    assert INVITATION not in shown
    assert "/enrollment-tokens/[REDACTED]" in shown


def test_path_without_token_is_shown():
    for url in ("/api/v1/users/eyJ", "/organizations/o/invitations", "http://h/invitations/", "/a/b?from=2"):
        assert redact_url(url) == url
    assert redact_url(f"http://h/x/{JWT}?token=a&b=c") == f"http://h/x/{HIDDEN}?token={HIDDEN}&b=c"


def test_token_in_path_is_not_in_request_repr():
    request = Request("DELETE", f"https://ece:12443/api/v1/enrollment-tokens/{JWT}?q={API_KEY}")
    assert repr(request) == f"Request(DELETE https://ece:12443/api/v1/enrollment-tokens/{HIDDEN})"
