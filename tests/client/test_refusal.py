"""What an error quotes of a reply that is not the API's: enough to see what it is, and no secret."""

from __future__ import annotations

import pytest

from ecctl.client.refusal import excerpt

KEY = "QVBJLUtFWS00NzE2OnNlY3JldA=="
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoiNDcxMyJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "body",
    [
        '{"id": "a", "key": "%s", "x": broken',
        '{"key":"%s"',
        '{"key": "%s',
        '{"key" :\n "x\\"%s", "b": 1}',
        '{"security": {"password": "%s"}, ',
        '{"tokens": [{"token": "%s"}], ',
        '{"secret": ["a", "%s"], ',
        '{"api_key": %s, ',
        "{'new_password': '%s'}",
        '{"message": "{\\"key\\": \\"%s\\", \\"b\\": 1}" broken',
        "refused: api_key=%s",
        "<input name=x value=y>&token=%s&b=c",
    ],
)
def test_secret_in_damaged_response_is_not_quoted(body):
    shown = excerpt((body % KEY).encode())
    assert KEY not in shown
    assert KEY[:12] not in shown
    assert "[REDACTED]" in shown


@pytest.mark.parametrize("before", ["", '{"message": "no ', "<p>", "x=", "(", " " * 150])
def test_truncated_jwt_is_not_quoted(before):
    for token in (JWT, JWT[:40], JWT.replace("cGxhbnRlZ", "cGxhbnRlZ" * 90)):
        shown = excerpt((before + token).encode())
        assert "eyJ" not in shown
        assert "[REDACTED]" in shown


@pytest.mark.parametrize(
    "body",
    [
        '{"token_id": "a", "x": broken',
        '{"password": null, "key": true, ',
        "no token: go away",
        '{"a": "b"',
        "a=b",
    ],
)
def test_text_without_secrets_is_quoted(body):
    assert excerpt(body.encode()) == body.strip()


def test_text_behind_a_secret_is_quoted():
    assert excerpt(b'{"key": "a", "id": "b", x') == '{"key": [REDACTED], "id": "b", x'
