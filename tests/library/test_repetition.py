"""What the library sends again, and what a repeated request means."""

from __future__ import annotations

import pytest

import ecctl

REFUSED = {"errors": [{"code": "user.not_found", "message": "no ada"}]}
LOST = {"match": "*", "drop": True}


def client_of(server, **settings):
    return ecctl.Client(host=server.host, api_key="k", timeout=5, **settings)


@pytest.mark.parametrize("first", [LOST, {"match": "*", "status": 502, "body": "<html>bad gateway"}])
def test_404_to_a_repeated_delete_is_a_success(scripted, first):
    server = scripted(first, {"match": "DELETE *", "status": 404, "body": REFUSED})
    with client_of(server) as client:
        assert client.users.delete("ada") is None
    assert len(server.requests) == 2


def test_404_to_a_first_delete_is_an_error(scripted):
    server = scripted({"match": "DELETE *", "status": 404, "body": REFUSED})
    with client_of(server) as client, pytest.raises(ecctl.NotFoundError):
        client.users.delete("ada")


def test_404_of_another_server_to_a_repeated_delete_is_an_error(scripted):
    server = scripted(LOST, {"match": "DELETE *", "status": 404, "body": "<html>nothing here"})
    with client_of(server) as client, pytest.raises(ecctl.BadResponseError):
        client.users.delete("ada")


@pytest.mark.parametrize(
    ("operation", "parameters", "reply"),
    [
        ("search-deployments", {"body": {}}, {"deployments": []}),
        ("create-deployment", {"body": {}, "request_id": "x"}, {"id": "d"}),
    ],
)
@pytest.mark.parametrize("first", [LOST, {"match": "*", "status": 502, "body": {}}])
def test_posts_that_can_be_repeated_are(scripted, operation, parameters, reply, first):
    server = scripted(first, {"match": "POST *", "status": 200, "body": reply})
    with client_of(server) as client:
        assert client.call(operation, **parameters) == reply
    assert len(server.requests) == 2


def test_other_posts_are_sent_once(scripted):
    server = scripted(LOST)
    with client_of(server) as client, pytest.raises(ecctl.ConnectionLostError):
        client.call("create-deployment", body={})
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, ecctl.PermissionDeniedError),
        (409, ecctl.ConflictError),
        (429, ecctl.RateLimitError),
        (500, ecctl.ApiError),
    ],
)
def test_status_has_its_error(scripted, status, kind):
    server = scripted({"match": "*", "status": status, "body": REFUSED, "headers": {"Retry-After": "7"}})
    with client_of(server, retries=0) as client, pytest.raises(kind) as caught:
        client.users.list()
    assert type(caught.value) is kind
    if kind is ecctl.RateLimitError:
        assert caught.value.retry_after == 7.0


def test_token_with_a_validity_cannot_be_revoked(ece_platform):
    with ece_platform.client() as client:
        token = client.enrollment_tokens.create(roles=["proxy"], validity="1h")["token"]
        with pytest.raises(
            ecctl.UsageError, match=r"cannot revoke token .*: it is not persistent, and valid until"
        ):
            client.enrollment_tokens.delete(token)


def test_fraction_of_a_second_is_refused(ece_platform):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError, match="whole number of seconds"):
        client.enrollment_tokens.create(roles=["proxy"], validity=1.9)
