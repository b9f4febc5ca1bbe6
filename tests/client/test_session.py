"""Login, refresh, retries and redirects: the generator is driven by hand, so each step can be looked at."""

from __future__ import annotations

import pytest

from ecctl.client import Call, Pause
from ecctl.client.session import Session
from ecctl.core.messages import Request, Response
from ecctl.errors import (
    ApiError,
    AuthenticationError,
    ConnectError,
    ConnectionLostError,
    EcctlError,
    NotTheApiError,
    RedirectError,
    RequestTimeoutError,
)
from ecctl.settings.profile import Profile

KEY = {"host": "https://ece:12443", "api_key": "k"}
PASSWORD = {"host": "https://ece:12443", "user": "u", "pass": "p"}
GET = Call("GET", "/api/v1/users")
POST = Call("POST", "/api/v1/users", body=b"{}")
PUT = Call("PUT", "/api/v1/users", body=b"{}")
OK = Response(200, (), b'{"ok": 1}')
LOGGED_IN = Response(200, (), b'{"token": "jwt"}')


def session(settings, retries=0):
    return Session(Profile(settings, {}), retries=retries, chance=lambda: 0.5)


def play(steps, *outcomes):
    """Drive a generator with outcomes; returns what it yielded and what it returned."""
    yielded = [next(steps)]
    for outcome in outcomes:
        try:
            if isinstance(outcome, Exception):
                yielded.append(steps.throw(outcome))
            else:
                yielded.append(steps.send(outcome))
        except StopIteration as done:
            return yielded, done.value
    return yielded, None


def test_api_key_is_sent_with_every_request():
    sent, value = play(session(KEY).call(GET), OK)
    assert value == {"ok": 1}
    assert [r.header("authorization") for r in sent] == ["ApiKey k"]


def test_user_and_password_log_in_once():
    one = session(PASSWORD)
    sent, _ = play(one.call(GET), LOGGED_IN, OK)
    assert [(r.method, r.target) for r in sent] == [
        ("POST", "/api/v1/users/auth/_login"),
        ("GET", "/api/v1/users"),
    ]
    assert sent[0].header("authorization") == ""
    assert sent[1].header("authorization") == "Bearer jwt"
    again, _ = play(one.call(GET), OK)
    assert [r.method for r in again] == ["GET"]


def test_expired_session_logs_in_again():
    one = session(PASSWORD)
    play(one.call(GET), LOGGED_IN, OK)
    sent, value = play(one.call(GET), Response(401, (), b""), LOGGED_IN, OK)
    assert [r.method for r in sent] == ["GET", "POST", "GET"]
    assert value == {"ok": 1}


def test_refused_fresh_token_is_not_renewed():
    with pytest.raises(AuthenticationError):
        play(session(PASSWORD).call(GET), LOGGED_IN, Response(401, (), b""))


@pytest.mark.parametrize(
    "reply", [b"", b"{}", b'{"token": ""}', b'{"token": 5}', b"<html>", b'{"token": "a\\nb"}']
)
def test_login_response_without_usable_token_is_an_error(reply):
    with pytest.raises(NotTheApiError):
        play(session(PASSWORD).call(GET), Response(200, (), reply))


def test_without_retries_a_failure_is_final():
    with pytest.raises(ConnectError):
        play(session(KEY).call(GET), ConnectError("no"))


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        (GET, ConnectError("no")),
        (POST, ConnectError("no")),
        (GET, ConnectionLostError("gone", sent=True)),
        (PUT, ConnectionLostError("gone", sent=True)),
        (GET, Response(503, (), b"")),
        (GET, Response(502, (), b"")),
        (POST, Response(429, (("Retry-After", "2"),), b"")),
    ],
)
def test_idempotent_request_is_retried(call, outcome):
    yielded, value = play(session(KEY, retries=1).call(call), outcome, None, OK)
    assert [type(step) for step in yielded] == [Request, Pause, Request]
    assert value == {"ok": 1}


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        (POST, ConnectionLostError("gone", sent=True)),
        (GET, RequestTimeoutError("late", sent=True)),
        (POST, Response(502, (), b"")),
        (POST, Response(503, (), b"")),
        (GET, Response(500, (), b"")),
        (GET, Response(404, (), b"")),
    ],
)
def test_post_that_may_have_arrived_is_not_retried(call, outcome):
    steps = session(KEY, retries=5).call(call)
    with pytest.raises(EcctlError):
        play(steps, outcome)


def test_retries_back_off_and_honor_retry_after():
    steps = session(KEY, retries=3).call(GET)
    busy = Response(503, (), b"")
    yielded, _ = play(steps, busy, None, busy, None, Response(503, (("Retry-After", "7"),), b""), None, OK)
    waits = [step.seconds for step in yielded if isinstance(step, Pause)]
    assert waits == [0.1875, 0.375, 7.0]


@pytest.mark.parametrize("call", [GET, PUT, POST])
@pytest.mark.parametrize("asked", ["31", "86400", "0000031", "99999999999"])
def test_retry_after_beyond_limit_ends_retries(call, asked):
    steps = session(KEY, retries=3).call(call)
    assert isinstance(next(steps), Request)
    with pytest.raises(ApiError) as caught:
        steps.send(Response(429, (("Retry-After", asked),), b""))
    assert f"to wait for {int(asked)} seconds" in caught.value.hint


def test_longest_retry_after_is_honored():
    yielded, _ = play(
        session(KEY, retries=1).call(GET), Response(503, (("Retry-After", "30"),), b""), None, OK
    )
    assert [step.seconds for step in yielded if isinstance(step, Pause)] == [30.0]


def test_redirected_get_is_followed():
    sent, value = play(session(KEY).call(GET), Response(302, (("Location", "/x?y=1"),), b""), OK)
    assert str(sent[1].url) == "https://ece:12443/x?y=1"
    assert sent[1].header("authorization") == "ApiKey k"
    assert value == {"ok": 1}


def test_credentials_do_not_follow_to_another_origin():
    sent, _ = play(session(KEY).call(GET), Response(307, (("Location", "https://other/x"),), b""), OK)
    assert str(sent[1].url) == "https://other/x"
    assert sent[1].header("authorization") == ""


@pytest.mark.parametrize(
    ("status", "location"),
    [(301, "/x"), (302, "/x"), (303, "/x"), (307, "https://other/x"), (308, "http://ece:12443/x")],
)
def test_post_never_follows_redirect_that_changes_it(status, location):
    with pytest.raises(RedirectError) as caught:
        play(session(KEY).call(POST), Response(status, (("Location", location),), b""))
    assert location.lstrip("/") in caught.value.message


def test_post_follows_307_within_origin():
    sent, _ = play(session(KEY).call(POST), Response(307, (("Location", "/x"),), b""), OK)
    assert (sent[1].method, str(sent[1].url), sent[1].body) == ("POST", "https://ece:12443/x", b"{}")


def test_redirect_loop_ends():
    with pytest.raises(RedirectError, match="10 times"):
        play(session(KEY).call(GET), *[Response(302, (("Location", "/x"),), b"")] * 11)


def test_redirect_to_invalid_url_is_refused():
    with pytest.raises(RedirectError, match="not valid: it contains a blank"):
        play(session(KEY).call(GET), Response(302, (("Location", "/x\r\nSet-Cookie: a=b"),), b""))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((("Date", "Fri, 02 Jan 2026 03:04:05 GMT"), ("Retry-After", "Fri, 02 Jan 2026 03:04:07 GMT")), 2.0),
        ((("Retry-After", "Fri, 02 Jan 1998 03:04:07 GMT"),), 0.0),
    ],
)
def test_retry_after_may_be_a_date(headers, seconds):
    steps = session(KEY, retries=1).call(POST)
    next(steps)
    assert steps.send(Response(503, headers, b"")).seconds == seconds


def test_invalid_retry_after_is_ignored():
    yielded, _ = play(
        session(KEY, retries=1).call(GET), Response(503, (("Retry-After", "soon"),), b""), None, OK
    )
    assert 0 < yielded[1].seconds < 1


def test_failure_behind_a_redirect_names_the_redirect():
    steps = session(KEY).call(GET)
    next(steps)
    steps.send(Response(302, (("Location", "https://sso.test/login?token=s3cret"),), b""))
    with pytest.raises(
        ConnectError, match=r"redirected to https://sso.test/login\S*: cannot connect"
    ) as caught:
        steps.throw(ConnectError("cannot connect to sso.test:443"))
    assert "s3cret" not in caught.value.message


def test_reprs_hold_no_secret():
    one = session(PASSWORD | {"pass": "s3cret"})
    play(one.call(GET), Response(200, (), b'{"token": "j.w.t"}'))
    assert "s3cret" not in repr(one)
    assert "j.w.t" not in repr(one)
