"""`host enroll`: what is refused before the platform is shown a token."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("roles", ["prxy", ""])
def test_roles_that_cannot_be_meant_are_refused_before_the_token_is_shown(ecctl, scripted, home, roles):
    (home / "t.jwt").write_text("hdr.pay.sig\n")
    server = scripted()
    outcome = ecctl("host", "enroll", f"--token-file={home}/t.jwt", f"--roles={roles}", "--host", server.host)
    assert (outcome.status, outcome.out, server.requests) == (2, "", [])
    assert "--roles" in outcome.err
