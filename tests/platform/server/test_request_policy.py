"""What the server refuses of browsers that act for another site, and what it takes from programs."""

from __future__ import annotations

import pytest

from ecctl.core.messages import Request
from ecctl.platform.server.request_policy import refusal_of

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
ROTATE = "/ecctl/v1/signing-keys/_rotate"
JSON = (("content-type", "application/json"),)


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://outer.example"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://ece.example:12443"}, True),
        ({"origin": "https://ece.example:12443"}, False),
        ({"origin": "https://ECE.example:12443"}, False),
        ({"origin": "https://ece.example"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
    ],
)
def test_write_that_another_site_caused_is_refused(headers, refused):
    fields = (("host", "ece.example:12443"), *headers.items())
    refusal = refusal_of(Request("POST", ROTATE, fields))
    assert (refusal.status if refusal else 0) == (403 if refused else 0)
    assert refusal_of(Request("GET", ROTATE, fields)) is None


def test_body_needs_a_content_type():
    assert refusal_of(Request("POST", ENROLLMENT, JSON, b"{}")) is None
    assert refusal_of(Request("POST", ROTATE)) is None
    assert refusal_of(Request("POST", ENROLLMENT, (), b"{}")).status == 415


def test_cross_site_form_does_not_rotate_the_key(server):
    one = server("--plain-http")
    form = {
        "Origin": "https://evil.example",
        "Sec-Fetch-Site": "cross-site",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    before = one.ask("GET", "/ecctl/v1/signing-keys")[2]
    status, headers, value = one.ask("POST", ROTATE, headers=form)
    assert (status, value["errors"][0]["code"]) == (403, "root.cross_site_request")
    assert headers["cache-control"] == "no-store"
    assert one.ask("GET", "/ecctl/v1/signing-keys")[2] == before
    assert one.ask("GET", "/ecctl/v1/signing-keys", headers=form)[0] == 200


def test_unknown_body_type_is_refused(server):
    one = server("--plain-http")
    assert one.ask("POST", ENROLLMENT, {"persistent": True}, headers={"Content-Type": "text/plain"})[0] == 415
    assert one.ask("POST", ENROLLMENT, {"persistent": True})[0] == 200
