"""`host enroll`: invalid flags, and refusals of the platform."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("roles", ["prxy", ""])
def test_enroll_refuses_invalid_roles(ecctl, scripted, home, roles):
    (home / "t.jwt").write_text("hdr.pay.sig\n")
    server = scripted()
    outcome = ecctl("host", "enroll", f"--token-file={home}/t.jwt", f"--roles={roles}", "--host", server.host)
    assert (outcome.status, outcome.out, server.requests) == (2, "", [])
    assert "--roles" in outcome.err


@pytest.mark.parametrize(("status", "code"), [(401, "hosts.invalid_token"), (403, "hosts.role_not_covered")])
def test_refused_token_is_not_blamed_on_login(ecctl, scripted, home, status, code):
    (home / "t.jwt").write_text("hdr.pay.sig\n")
    server = scripted({"status": status, "body": {"errors": [{"code": code, "message": "no"}]}})
    line = ("host", "enroll", f"--token-file={home}/t.jwt", "--roles=proxy", "--host", server.host)
    outcome = ecctl(*line, "--api-key", "k")
    assert (outcome.status, outcome.out) == (3, "")
    assert "api_key" not in outcome.err
    assert "enrollment-token create" in outcome.err


def test_refused_login_is_blamed_on_login(ecctl, scripted, home):
    (home / "t.jwt").write_text("hdr.pay.sig\n")
    refusal = {"errors": [{"code": "root.unauthenticated", "message": "no"}]}
    server = scripted({"status": 401, "body": refusal})
    line = ("host", "enroll", f"--token-file={home}/t.jwt", "--roles=proxy", "--host", server.host)
    assert "check api_key" in ecctl(*line, "--api-key", "k").err
