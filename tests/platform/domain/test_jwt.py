"""JSON Web Tokens: what was signed verifies, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecctl.platform.domain.jwt import HEADER, InvalidTokenError, decode, encode, sign, verify

KEY = bytes(range(32))


def url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims_of(token, key=KEY):
    return verify(token, {"current": key}.get)


def test_header_equals_that_of_ece():
    assert base64.urlsafe_b64decode(HEADER + "=" * (-len(HEADER) % 4)) == b'{"typ":"JWT","alg":"HS256"}'


def test_token_equals_that_of_other_jwt_libraries():
    claims = b'{"sub":"x","iss":"current"}'
    signed = f"{HEADER}.{url64(claims)}"
    signature = url64(hmac.new(KEY, signed.encode(), hashlib.sha256).digest())
    assert sign(claims, KEY) == f"{signed}.{signature}"
    assert claims_of(sign(claims, KEY)) == {"sub": "x", "iss": "current"}


@given(st.binary(max_size=100))
def test_base64url_round_trip(data):
    assert encode(data) == url64(data)
    assert decode(encode(data)) == data


def forged():
    claims = url64(b'{"sub":"x","iss":"current"}')
    good = sign(b'{"sub":"x","iss":"current"}', KEY)
    head, payload, signature = good.split(".")
    other = url64(b'{"sub":"y","iss":"current"}')
    none = url64(b'{"typ":"JWT","alg":"none"}')
    rs256 = url64(b'{"typ":"JWT","alg":"RS256"}')
    spaced = url64(b'{"typ": "JWT", "alg": "HS256"}')

    def signed(header):
        text = f"{header}.{claims}"
        return f"{text}.{url64(hmac.new(KEY, text.encode(), hashlib.sha256).digest())}"

    return {
        "empty": "",
        "one part": "x",
        "half of a UTF-16 pair in the signature": f"{good[:-1]}\ud800",
        "half of a UTF-16 pair in the payload": f"{head}.{payload}\ud800.{signature}",
        "no signature": f"{head}.{payload}",
        "empty signature": f"{head}.{payload}.",
        "alg none, no signature": f"{none}.{payload}.",
        "alg none, signed": signed(none),
        "alg RS256, signed with our key": signed(rs256),
        "another spelling of the header": signed(spaced),
        "signature cut": good[:-1],
        "signature longer": good + "A",
        "signature padded": good + "=",
        "four parts": good + ".x",
        "other claims": f"{head}.{other}.{signature}",
        "unknown key": sign(b'{"iss":"other"}', KEY),
        "no key named": sign(b'{"sub":"x"}', KEY),
        "a list": sign(b'["current"]', KEY),
        "not JSON": sign(b"{", KEY),
        "not UTF-8": sign(b"\xff", KEY),
        "deep": sign(b"[" * 5000, KEY),
        "too long": sign(b'{"iss":"current","x":"' + b"y" * 9000 + b'"}', KEY),
        "line feed": good + "\n",
        "not ASCII": good[:-1] + "é",
        "plus for minus": f"{head}.{payload}.{'+' * 43}",
    }


@pytest.mark.parametrize("name", forged())
def test_forged_token_is_refused(name):
    with pytest.raises(InvalidTokenError):
        claims_of(forged()[name])


def test_token_of_another_key_is_refused():
    with pytest.raises(InvalidTokenError):
        claims_of(sign(b'{"iss":"current"}', KEY), key=bytes(32))


@given(st.data())
def test_token_with_one_changed_character_is_refused(data):
    good = sign(json.dumps({"sub": "x", "iss": "current"}).encode(), KEY)
    at = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda char: char != good[at]))
    with pytest.raises(InvalidTokenError):
        claims_of(good[:at] + other + good[at + 1 :])


@given(st.text(max_size=200))
def test_arbitrary_text_raises_invalid_token_error(text):
    with pytest.raises(InvalidTokenError):
        claims_of(text)
