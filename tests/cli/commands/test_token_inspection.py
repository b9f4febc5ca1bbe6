"""`enrollment-token inspect`: what a token says, without the platform."""

from __future__ import annotations

import base64
import json
import time

import pytest
from support.enrollment_tokens import NEW, TOKEN, TOKENS


@pytest.mark.parametrize("expiry", ["1e400", "-1", "1e30", "NaN", "true", '"x"'])
def test_inspect_refuses_impossible_expiry(ecctl, expiry):
    claims = (
        base64.urlsafe_b64encode(f'{{"sub":"x","roles":[],"exp":{expiry}}}'.encode()).decode().rstrip("=")
    )
    outcome = ecctl(*TOKENS, "inspect", f"e30.{claims}.c2ln")
    assert outcome.status == 2
    assert claims not in outcome.err


def test_inspect_escapes_control_characters(ecctl):
    claims = base64.urlsafe_b64encode(json.dumps({"sub": "\x1b[2J", "roles": ["a\nb"]}).encode()).decode()
    outcome = ecctl(*TOKENS, "inspect", "-", stdin=f"e30.{claims.rstrip('=')}.c2ln\n")
    assert outcome.status == 0
    assert "\x1b" not in outcome.out
    assert len(outcome.out.splitlines()) == 4


def test_inspect_format(ecctl):
    outcome = ecctl(*TOKENS, "inspect", "-", "--format={{.token_id}} {{.roles}}", stdin=f"{TOKEN}\n")
    assert outcome.out == "id-1 [proxy]\n"


@pytest.mark.parametrize("roles", ["prxy", ""])
def test_inspect_refuses_invalid_roles(ecctl, roles):
    outcome = ecctl(*TOKENS, "inspect", "-", f"--roles={roles}", stdin=f"{TOKEN}\n")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--roles" in outcome.err


def test_format_of_stored_token_takes_go_names(ecctl, run, scripted):
    outcome = ecctl(*TOKENS, "inspect", "-", "--format={{.TokenID}} {{.Roles}}", stdin=f"{TOKEN}\n")
    assert outcome.out == "id-1 [proxy]\n"
    outcome = run(scripted(NEW), "create", "--role=proxy", "--out=t.jwt", "--format={{.TokenID}} {{.File}}")
    assert outcome.out == "id-1 t.jwt\n"
    outcome = ecctl(*TOKENS, "inspect", "-", "--format={{.Nope}}", stdin=f"{TOKEN}\n")
    assert (outcome.status, outcome.out) == (1, "")
    assert "no field Nope" in outcome.err


@pytest.mark.parametrize(("seconds", "shown"), [(365 * 86400 - 5, "364 days from now"), (7200, "1h59m")])
def test_inspect_shows_long_validity_in_days(ecctl, seconds, shown):
    payload = json.dumps({"sub": "x", "roles": [], "exp": int(time.time()) + seconds})
    claims = base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")
    assert shown in ecctl(*TOKENS, "inspect", f"e30.{claims}.c2ln").out
