"""Redaction of secrets by the name of a member, at any depth, and by the shape of a text."""

from __future__ import annotations

import json

import pytest

from ecctl.core.redact import HIDDEN, redact_body, redact_text, redact_value

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoiNDcxMyJ9.c2lnbmF0dXJl"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEplanted4711\n-----END RSA PRIVATE KEY-----\n"
SECRET = "planted-4711"


@pytest.mark.parametrize(
    "value",
    [
        {"secrets": {"s3.client.default.secret_key": {"value": SECRET, "as_file": False}}},
        {"settings": {"keystore_contents": {"secrets": {"a": {"value": {"nested": SECRET}}}}}},
        {"http_settings": {"user_cookie_key": SECRET}},
        {"secret_list": [SECRET, {"value": SECRET}]},
        {"pin_secret": 4711},
        [{"a": {"Private-Key": SECRET}}],
        {"note": f"curl -H 'Authorization: Bearer {JWT}'"},
        {"chain": f"before {PEM} after"},
        PEM,
        PEM[:40] + SECRET,
    ],
)
def test_secret_is_redacted(value):
    shown = json.dumps(redact_value(value))
    assert HIDDEN in shown
    for secret in (SECRET, "4711", JWT, "MIIE"):
        assert secret not in shown
    body = redact_body(json.dumps(value).encode())
    assert SECRET not in body
    assert "MIIE" not in body


@pytest.mark.parametrize(
    "value",
    [
        {"token_id": "a", "key_id": "b", "tokens": [{"token_id": "c"}], "public_key": "d"},
        {"secrets": {"a": {"as_file": True, "value": None}}},
        {"name": "monkey", "keyboard": "x"},
    ],
)
def test_other_values_stay(value):
    assert redact_value(value) == value


def test_text_around_a_private_key_stays():
    assert redact_text(f"a {PEM.strip()} b") == f"a {HIDDEN} b"
