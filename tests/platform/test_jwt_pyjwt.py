"""Tokens of the platform and PyJWT: each verifies what the other signs, and rejects what the other rejects."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecctl.platform.domain.jwt import HEADER, InvalidTokenError, sign, verify

jwt = pytest.importorskip("jwt", reason="PyJWT is a development dependency: run make test")

KEY = bytes(range(32))
claims = st.dictionaries(
    st.text(max_size=8), st.integers() | st.text(max_size=20) | st.none(), max_size=5
).map(lambda members: {**members, "iss": "current", "sub": "x"})
# PyJWT checks the types and times of registered claims, which verify() leaves to its caller.
SIGNATURE_ONLY = {"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
OPTIONS = {**SIGNATURE_ONLY, "verify_jti": False, "verify_sub": False, "verify_iss": False}


def by_pyjwt(token):
    try:
        return jwt.decode(token, KEY, algorithms=["HS256"], options=OPTIONS)
    except jwt.InvalidTokenError:
        return "rejected"


def ours(token):
    try:
        return verify(token, {"current": KEY}.get)
    except InvalidTokenError:
        return "rejected"


@given(claims)
def test_pyjwt_accepts_our_tokens(members):
    assert by_pyjwt(sign(json.dumps(members).encode(), KEY)) == members


@given(claims)
def test_we_accept_tokens_of_pyjwt_with_our_header(members):
    token = jwt.encode(members, KEY, algorithm="HS256", sort_headers=False)
    header, payload, _ = token.split(".")
    again = sign(json.dumps(members, separators=(",", ":")).encode(), KEY)
    assert again.split(".")[1] == payload
    assert ours(again) == members
    assert header == HEADER
    assert ours(token) == members


@given(claims, st.data())
def test_tokens_that_pyjwt_rejects_are_rejected(members, data):
    token = sign(json.dumps(members).encode(), KEY)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("AZaz09-_.=+/ \né"))
    damaged = token[:at] + other + token[at + data.draw(st.integers(0, 1)) :]
    if by_pyjwt(damaged) == "rejected":
        assert ours(damaged) == "rejected"
    else:
        assert ours(damaged) in ("rejected", by_pyjwt(damaged))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
def test_other_algorithms_are_rejected(algorithm):
    key = None if algorithm == "none" else KEY * 2
    assert ours(jwt.encode({"iss": "current"}, key, algorithm=algorithm)) == "rejected"
