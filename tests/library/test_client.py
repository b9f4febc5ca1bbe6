"""What a client promises beside its calls: settings, errors, hooks, the log, threads, and no secret anywhere."""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import logging
import pickle
import pydoc
import subprocess
import sys
import threading
import traceback

import pytest

import ecctl
import ecctl.testing
from ecctl.errors import EcctlError

KEY = "planted-api-key-4711"
PASSWORD = "planted-password-4712"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJwbGFudGVkIjoiNDcxMyJ9.c2lnbmF0dXJl"
LOGIN = {"match": "POST /api/v1/users/auth/_login", "status": 200, "body": {"token": JWT}}
USERS = {"match": "GET /api/v1/users*", "status": 200, "body": {"users": []}}
BUSY = {"match": "*", "status": 503, "body": {}, "headers": {"Retry-After": "0"}}


def secrets_in(text):
    return [secret for secret in (KEY, PASSWORD, JWT) if secret in text]


# Settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "no credentials"),
        ({"host": "ece.example.com", "api_key": "k"}, "must start with https://"),
        ({"host": "http://h", "api_key": "k", "user": "u"}, "both api_key and user / pass"),
        ({"host": "http://h", "api_key": "k", "timeout": -1}, "timeout (argument) must not be negative"),
        ({"host": "http://h", "api_key": "k", "retries": -1}, "retries (argument) must not be negative"),
        ({"host": "http://h", "api_key": "k", "region": "a/b"}, "region"),
    ],
)
def test_contradictory_settings_are_refused_at_once(settings, said):
    for kind in (ecctl.Client, ecctl.AsyncClient):
        with pytest.raises(ecctl.SettingsError) as caught:
            kind(**settings)
        assert said in caught.value.message


@pytest.mark.parametrize("timeout", ["soon", object(), "1e400s"])
def test_invalid_timeout_is_refused(timeout):
    with pytest.raises(ecctl.UsageError, match="timeout"):
        ecctl.Client(host="http://h", api_key="k", timeout=timeout)


def test_settings_come_from_the_environment_and_from_files(tmp_path, scripted):
    server = scripted({**USERS, "repeat": True})
    (tmp_path / ".ecctl").mkdir()
    (tmp_path / ".ecctl" / "there.json").write_text(f'{{"host": "{server.host}", "api_key": "k"}}')
    for client in (
        ecctl.Client.from_env({"EC_HOST": server.host, "EC_API_KEY": "k", "HOME": str(tmp_path)}),
        ecctl.Client.from_profile("there", environ={"HOME": str(tmp_path)}),
        ecctl.Client(host=server.host, api_key="k"),
    ):
        with client:
            assert client.users.list() == []
    assert [request["headers"]["authorization"] for request in server.requests] == ["ApiKey k"] * 3


def test_missing_profile_is_named(tmp_path):
    with pytest.raises(ecctl.SettingsError, match='"no-such"'):
        ecctl.Client.from_profile("no-such", environ={"HOME": str(tmp_path)})


def test_constructor_reads_no_config_file(monkeypatch, tmp_path):
    (tmp_path / ".ecctl").mkdir()
    (tmp_path / ".ecctl" / "config.json").write_text('{"user": "u", "pass": "p"}')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EC_USER", "u")
    with ecctl.Client(host="http://h", api_key="k") as client:
        assert "http://h" in repr(client)


@pytest.mark.parametrize(("settings", "requests"), [({}, 3), ({"retries": 0}, 1), ({"retries": 4}, 5)])
def test_safe_requests_are_retried_twice_by_default(scripted, settings, requests):
    server = scripted({**BUSY, "repeat": True})
    for client in (
        ecctl.Client(host=server.host, api_key="k", **settings),
        ecctl.Client.from_env({"EC_HOST": server.host, "EC_API_KEY": "k", "HOME": "/nowhere"}, **settings),
    ):
        server.requests.clear()
        with client, pytest.raises(ecctl.ApiError):
            client.users.list()
        assert len(server.requests) == requests


def test_retries_of_the_profile_count(scripted):
    server = scripted({**BUSY, "repeat": True})
    environ = {"EC_HOST": server.host, "EC_API_KEY": "k", "EC_RETRIES": "1", "HOME": "/nowhere"}
    with ecctl.Client.from_env(environ) as client, pytest.raises(ecctl.ApiError):
        client.users.list()
    assert len(server.requests) == 2


def test_closed_client_refuses_calls(ece_platform):
    client = ece_platform.client()
    client.close()
    with pytest.raises(ecctl.UsageError, match="closed"):
        client.users.list()

    async def ask():
        async with ece_platform.async_client() as client:
            pass
        with pytest.raises(ecctl.UsageError, match="closed"):
            await client.users.list()

    asyncio.run(ask())


# Arguments


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"roles": "proxy"}, "roles must be a list of str"),
        ({"roles": ["proxy", ""]}, "empty"),
        ({"roles": ["proxy,allocator"]}, "comma"),
        ({"roles": ["proxi"]}, "not a role of ECE: did you mean proxy?"),
        ({"roles": ["Allocator"]}, "did you mean allocator?"),
        ({"roles": ["proxy"], "validity": 0}, "at least 1 second"),
        ({"roles": ["proxy"], "validity": "-1h"}, "at least 1 second"),
        ({"roles": ["proxy"], "validity": dt.timedelta(days=40000)}, "too long"),
        ({"roles": ["proxy"], "validity": "soon"}, "validity"),
        ({"roles": ["proxy"], "validity": float("nan")}, "validity"),
        ({"roles": ["proxy"], "validity": float("inf")}, "validity"),
    ],
)
def test_invalid_token_arguments_send_nothing(ece_platform, arguments, said):
    with ece_platform.client() as client, pytest.raises(ecctl.UsageError) as caught:
        client.enrollment_tokens.create(**arguments)
    assert said in caught.value.message
    assert ece_platform.requests == []


def test_role_defined_by_platform_is_accepted_by_call(scripted):
    server = scripted(
        {"match": "*", "status": 200, "body": {"token": "a.b.c", "token_id": "id"}},
        {"match": "*", "status": 200, "body": {"token": "a.b.c", "token_id": "id"}},
    )
    with ecctl.Client(host=server.host, api_key="k") as client:
        client.enrollment_tokens.create(roles=["gpu-runner"])
        client.call("create-enrollment-token", body={"persistent": True, "roles": ["proxi"]})
    assert [each["body"]["json"]["roles"] for each in server.requests] == [["gpu-runner"], ["proxi"]]


@pytest.mark.parametrize("validity", [dt.timedelta(hours=2), "2h", 7200, 7200.0])
def test_validity_accepts_several_types(scripted, validity):
    server = scripted({"match": "*", "status": 200, "body": {"token": "a.b.c"}})
    with ecctl.Client(host=server.host, api_key="k") as client:
        client.enrollment_tokens.create(roles=["proxy", "proxy"], validity=validity)
    assert server.requests[0]["body"]["json"] == {
        "persistent": False,
        "roles": ["proxy"],
        "validity_in_seconds": 7200,
    }


def test_token_is_revoked_by_token_or_id(ece_platform):
    with ece_platform.client() as client:
        made = [client.enrollment_tokens.create(roles=["proxy"]) for _ in range(2)]
        client.enrollment_tokens.delete(made[0]["token"])
        client.enrollment_tokens.delete(made[1]["token_id"])
        assert client.enrollment_tokens.list() == []


def test_response_without_token_is_an_error(scripted):
    server = scripted({"match": "*", "status": 200, "body": {"token_id": "id"}})
    with ecctl.Client(host=server.host, api_key="k") as client, pytest.raises(ecctl.NotTheApiError):
        client.enrollment_tokens.create(roles=["proxy"])


ROLES = {"roles": ["proxy"]}


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (lambda c: c.enrollment_tokens.list(), "tokens"),
        (lambda c: c.users.list(), "users"),
        (lambda c: c.runners.list(), "runners"),
        (lambda c: c.api_keys.list(), "keys"),
        (lambda c: c.api_keys.list(user="a"), "keys"),
        (lambda c: c.api_keys.create("a"), "key"),
        (lambda c: c.enrollment_tokens.create(**ROLES), "token"),
        (lambda c: c.enrollment_tokens.create(**ROLES, validity=60), "token"),
    ],
)
@pytest.mark.parametrize("value", ["missing", None, 5, "", {}, [1], ["a"]])
def test_response_without_expected_member_is_an_error(scripted, ask, name, value):
    body = {} if value == "missing" else {name: value}
    server = scripted({"match": "*", "status": 200, "body": {"id": "a", **body}})
    with ecctl.Client(host=server.host, api_key="k") as client, pytest.raises(ecctl.NotTheApiError) as caught:
        ask(client)
    assert name in caught.value.message


def test_new_api_key_without_id_is_an_error(scripted):
    server = scripted({"match": "*", "status": 200, "body": {"key": "planted-4717"}})
    with ecctl.Client(host=server.host, api_key="k") as client, pytest.raises(ecctl.NotTheApiError) as caught:
        client.api_keys.create("a")
    assert "planted-4717" not in repr(caught.value)


def test_users_and_api_keys_are_created_and_deleted(ece_server):
    with ece_server.client() as client:
        client.users.create("ops", password=PASSWORD, roles=["ece_platform_admin"], email="o@example.com")
        changed = client.users.update("ops", full_name="Ops", enabled=True)
        assert (changed["full_name"], changed["email"]) == ("Ops", "o@example.com")
    login = {"host": ece_server.host, "ca_file": ece_server.ca_file, "user": "ops", "password": PASSWORD}
    with ecctl.Client(**login) as client:
        assert client.users.me()["user_name"] == "ops"
        key = client.api_keys.create("for a test", expiration=dt.timedelta(days=1))
        assert [each["id"] for each in client.api_keys.list()] == [key["id"]]
        assert client.api_keys.get(key["id"], user="ops")["description"] == "for a test"
    with ecctl.Client(host=ece_server.host, ca_file=ece_server.ca_file, api_key=key["key"]) as client:
        client.api_keys.delete(key["id"])
        with pytest.raises(ecctl.AuthenticationError):
            client.users.me()
    with ece_server.client() as client:
        client.users.delete("ops")
        with pytest.raises(ecctl.NotFoundError):
            client.users.get("ops")


def test_host_joins_changes_roles_and_leaves(ece_platform):
    with ece_platform.client() as client:
        token = client.enrollment_tokens.create(roles=["proxy", "allocator"])["token"]
        client.runners.create("host-1", token=token, roles=["proxy"], host_ip="192.0.2.1", zone="z")
        client.runners.update("host-1", roles=["allocator"])
        assert client.runners.get("host-1")["roles"] == [{"role_name": "allocator"}]
        assert [each["zone"] for each in client.runners.list("connected:true")] == ["z"]
        client.runners.delete("host-1")
        assert client.runners.list() == []


# Errors


def every_error(kind=EcctlError):
    for each in kind.__subclasses__():
        yield each
        yield from every_error(each)


@pytest.mark.parametrize("kind", [k for k in every_error() if k.__module__ == "ecctl.errors"])
def test_errors_can_be_pickled(kind):
    error = kind([ecctl.ApiError("a")]) if kind.__name__ == "SeveralErrors" else kind("what", hint="do")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.message, again.hint, again.args) == (
        kind,
        error.message,
        error.hint,
        error.args,
    )


def test_several_errors_are_an_exception_group():
    errors = [
        ecctl.NotFoundError("a", hint="look", status=404),
        ecctl.ConflictError("b"),
        ecctl.NotFoundError("c"),
    ]
    several = ecctl.SeveralErrors(errors)
    for error in (several, several.prefixed("x: "), pickle.loads(pickle.dumps(several))):
        assert list(map(str, error.exceptions)) == list(map(str, error.errors)) == ["a", "b", "c"]
        assert str(error) == error.message
        assert error.message.endswith("3 errors\n  * a\n  * b\n  * c")
    handled = []

    def handle_missing():
        try:
            raise several
        except* ecctl.NotFoundError as found:
            handled.extend([found.exceptions, found.__notes__])

    with pytest.raises(ecctl.SeveralErrors) as caught:
        handle_missing()
    assert handled == [(errors[0], errors[2]), ["hint: look"]]
    assert caught.value.errors == (errors[1],)
    assert caught.value.message == "1 error\n  * b"


def test_api_error_carries_codes_and_fields(scripted):
    said = [
        {"code": "a.b", "message": "no", "fields": ["x", "y"]},
        {"code": "c", "message": "never", "fields": ["z"]},
    ]
    refused = {"match": "*", "status": 409, "body": {"errors": said}, "headers": {"X-Request-Id": "r-1"}}
    server = scripted(refused)
    with ecctl.Client(host=server.host, api_key="k") as client, pytest.raises(ecctl.ApiError) as caught:
        client.users.list()
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert (error.status, error.code, error.fields, error.request_id) == (
            409,
            "a.b",
            ("x", "y", "z"),
            "r-1",
        )
        assert error.errors == tuple(said)


def test_no_response_and_bad_response_are_separate_branches():
    assert not issubclass(ecctl.NoResponseError, ecctl.BadResponseError)
    assert not issubclass(ecctl.BadResponseError, ecctl.NoResponseError)
    roots = {ecctl.NoResponseError, ecctl.BadResponseError}
    for kind in (ecctl.ConnectError, ecctl.TLSError, ecctl.ConnectionLostError, ecctl.RequestTimeoutError):
        assert roots & set(kind.__mro__) == {ecctl.NoResponseError}
    for kind in (ecctl.ApiError, ecctl.RedirectError, ecctl.NotTheApiError, ecctl.NotFoundError):
        assert roots & set(kind.__mro__) == {ecctl.BadResponseError}


@pytest.mark.parametrize("settings", [{"api_key": KEY}, {"user": "u", "password": PASSWORD}])
@pytest.mark.parametrize(
    "last", [{"status": 403, "body": {"errors": []}}, {"status": 502, "body": JWT}, {"drop": True}]
)
def test_no_secret_is_in_a_repr_a_traceback_an_event_or_the_log(scripted, caplog, settings, last):
    server = scripted(LOGIN, {"match": "*", "repeat": True, **last})
    events = []
    caplog.set_level(logging.DEBUG, "ecctl")
    with ecctl.Client(host=server.host, retries=0, hooks=[events.append], **settings) as client:
        with pytest.raises(EcctlError) as caught:
            client.call("get-user", user_name="a")
        shown = repr(client) + repr(client.users) + repr(client.__dict__) + repr(events) + caplog.text
    shown += repr(caught.value) + "".join(traceback.format_exception(caught.value)) + caught.value.hint
    shown += repr(pickle.dumps(caught.value))
    assert secrets_in(shown) == []


@pytest.mark.parametrize(
    "last",
    [
        {"status": 502, "body": "<html>", "headers": {"Content-Type": "text/html"}},
        {"status": 307, "body": {}, "headers": {"Location": f"http://localhost/{JWT}"}},
        {"drop": True},
    ],
)
def test_token_in_path_is_redacted_in_events_log_and_errors(scripted, caplog, last):
    server = scripted({"match": "*", "repeat": True, **last})
    events = []
    caplog.set_level(logging.DEBUG, "ecctl")
    client = ecctl.Client(host=server.host, api_key=KEY, hooks=[events.append], retries=0)
    with client, pytest.raises(EcctlError) as caught:
        client.call("delete-enrollment-token", token=JWT)
    shown = repr(events) + caplog.text + repr(caught.value) + caught.value.hint
    assert secrets_in(shown) == []
    assert "/enrollment-tokens/[REDACTED]" in shown


@pytest.mark.parametrize("settings", [{"api_key": KEY}, {"user": "u", "password": PASSWORD}])
@pytest.mark.parametrize(
    "last",
    [
        {
            "body": {
                "errors": [{"code": "a.b", "message": f"{KEY} {PASSWORD} {JWT}", "fields": [KEY, PASSWORD]}]
            }
        },
        {"body": f"no such credentials: {KEY} {PASSWORD} {JWT}"},
        {"status": 200, "body": f"no such credentials: {KEY} {PASSWORD} {JWT}"},
    ],
)
@pytest.mark.parametrize("status", [400, 401])
def test_credentials_echoed_by_server_are_redacted(scripted, settings, last, status):
    server = scripted(LOGIN, {"match": "*", "repeat": True, "status": status, **last})
    client = ecctl.Client(host=server.host, retries=0, **settings)
    with client, pytest.raises(ecctl.BadResponseError) as caught:
        client.users.list()
    own = KEY if "api_key" in settings else PASSWORD
    shown = repr(pickle.dumps(caught.value)) + "".join(traceback.format_exception(caught.value))
    assert own not in shown
    assert JWT not in shown
    assert "[REDACTED]" in caught.value.message


def test_refused_login_does_not_show_password(scripted):
    said = {"errors": [{"code": "a.b", "message": f"not {PASSWORD}"}]}
    server = scripted({"match": "*", "status": 401, "body": said})
    client = ecctl.Client(host=server.host, user="u", password=PASSWORD)
    with client, pytest.raises(ecctl.AuthenticationError) as caught:
        client.users.list()
    assert secrets_in(repr(pickle.dumps(caught.value))) == []


def test_short_password_is_not_redacted_in_server_message(scripted):
    said = {"errors": [{"code": "a.b", "message": "no such key"}]}
    server = scripted({"match": "*", "status": 400, "body": said})
    client = ecctl.Client(host=server.host, api_key="key")
    with client, pytest.raises(ecctl.ApiError, match="no such key"):
        client.users.list()


@pytest.mark.parametrize("settings", [{"api_key": KEY}, {"user": "u", "password": "of the login"}])
def test_no_password_is_in_our_locals_while_a_request_is_sent(scripted, settings):
    server = scripted({"match": "*", "drop": True, "repeat": True})
    client = ecctl.Client(host=server.host, retries=0, **settings)
    with client, pytest.raises(EcctlError) as caught:
        client.users.create("ops", password=PASSWORD, roles=[])
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True).stack
    ours = [frame for frame in frames if "/ecctl/client/" in frame.filename]
    assert len(ours) > 3
    shown = "".join(repr(frame.locals) for frame in ours)
    assert PASSWORD not in shown
    assert "of the login" not in shown


def test_client_cannot_be_pickled():
    with ecctl.Client(host="http://h", api_key=KEY) as client, pytest.raises(TypeError) as caught:
        pickle.dumps(client)
    assert secrets_in(repr(caught.value)) == []


# Hooks and the log


def test_hooks_receive_event_for_each_exchange(scripted):
    server = scripted(BUSY, USERS)
    events = []
    with ecctl.Client(host=server.host, api_key="k", hooks=[events.append]) as client:
        client.users.list()
    url = f"{server.host}/api/v1/users"
    sent, refused, retried, again, answered = events
    assert sent == ecctl.RequestSent("GET", url, 1, "get-users")
    assert (refused.status, refused.attempt) == (503, 1)
    assert retried == ecctl.RequestRetried("GET", url, 1, "status 503", 0.0, "get-users")
    assert again == ecctl.RequestSent("GET", url, 2, "get-users")
    assert (answered.status, answered.attempt) == (200, 2)
    with pytest.raises(AttributeError):
        sent.method = "PUT"


def test_hooks_receive_event_for_missing_response(scripted):
    server = scripted({"match": "*", "drop": True})
    events = []
    client = ecctl.Client(host=server.host, api_key="k", hooks=[events.append], retries=0)
    with client, pytest.raises(ecctl.NoResponseError) as caught:
        client.users.list()
    assert isinstance(events[1], ecctl.ResponseMissed)
    assert events[1].error == caught.value.message


def test_hooks_of_async_client_receive_same_events(scripted):
    server = scripted(BUSY, USERS)
    events = []

    async def ask():
        async with ecctl.AsyncClient(host=server.host, api_key="k", hooks=[events.append]) as client:
            await client.users.list()

    asyncio.run(ask())
    assert [type(event) for event in events] == [
        ecctl.RequestSent,
        ecctl.ResponseReceived,
        ecctl.RequestRetried,
        ecctl.RequestSent,
        ecctl.ResponseReceived,
    ]


def test_error_in_hook_ends_call(ece_platform):
    def refuse(event):
        raise LookupError(event.method)

    with ece_platform.client(hooks=[refuse]) as client, pytest.raises(LookupError, match="GET"):
        client.users.list()
    assert ece_platform.requests == []


@pytest.mark.parametrize(("level", "lines"), [(logging.DEBUG, 5), (logging.INFO, 1), (logging.WARNING, 0)])
def test_log_follows_level(scripted, caplog, level, lines):
    server = scripted(BUSY, USERS)
    caplog.set_level(level, "ecctl")
    with ecctl.Client(host=server.host, api_key="k") as client:
        client.users.list()
    assert len([record for record in caplog.records if record.name == "ecctl"]) == lines


# What is loaded


NEVER = (
    "asyncio",
    "logging",
    "dataclasses",
    "typing",
    "inspect",
    "email",
    "http.client",
    "urllib.request",
    "ssl",
)


def loaded_by(program, *arguments):
    whole = f"import sys; sys.path[:0] = {sys.path!r}\n{program}\nprint(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", whole, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_of_it():
    assert loaded_by("import ecctl") - loaded_by("pass") == {"ecctl", "__future__"}


def test_first_call_loads_only_needed_modules(scripted):
    server = scripted({"match": "*", "status": 200, "body": {"token": "a.b.c"}})
    program = (
        "import ecctl\nwith ecctl.Client(host=sys.argv[1], api_key='k') as client:\n"
        "    client.enrollment_tokens.create(roles=['proxy'])"
    )
    loaded = loaded_by(program, server.host)
    assert loaded & set(NEVER) == set()
    unneeded = ("client.token_claims", "core.durations", "core.redact", "core.timefmt", "transport.retry")
    assert loaded & {f"ecctl.{name}" for name in unneeded} == set()


def test_first_call_by_id_loads_no_resource(scripted):
    server = scripted({"match": "*", "status": 200, "body": {"token": "a.b.c"}})
    program = (
        "import ecctl\nwith ecctl.Client(host=sys.argv[1], api_key='k') as client:\n"
        "    client.call('create-enrollment-token', body={'persistent': True})"
    )
    loaded = loaded_by(program, server.host)
    assert loaded & {"ecctl.client.arguments", "ecctl.client.resources", "ecctl.transport.retry"} == set()


def test_every_public_name_exists():
    for name in ecctl.__all__:
        assert getattr(ecctl, name) is not None
    assert set(ecctl.__all__) <= set(dir(ecctl))
    with pytest.raises(AttributeError, match="no_such"):
        ecctl.no_such  # noqa: B018  # it raises


def test_every_public_name_for_tests_exists():
    for name in ecctl.testing.__all__:
        assert getattr(ecctl.testing, name).__name__ == name
    with pytest.raises(AttributeError, match="no_such"):
        ecctl.testing.no_such  # noqa: B018  # it raises


@pytest.mark.parametrize("name", ["Span", "Hook", "Event"])
def test_annotation_names_load_no_client(name):
    loaded = loaded_by(f"import ecctl; ecctl.{name}")
    assert loaded & {"ecctl.client.session", "ecctl.client.client", "ecctl.client.base", "asyncio"} == set()


@pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])
def test_help_shows_parameters_of_method(kind):
    client = kind(host="http://h", api_key="k")
    create = client.users.create
    assert (create.__name__, create.__qualname__) == ("create", "Users.create")
    assert create.__module__ == "ecctl.client.resources.users"
    assert list(inspect.signature(create).parameters) == [
        "user_name", "password", "roles", "full_name", "email"
    ]  # fmt: skip
    shown = pydoc.plain(pydoc.render_doc(create))
    assert "create(user_name:str,*,password:str" in "".join(shown.split())
    assert "Create a user with roles" in shown
    assert "method create in module ecctl" in shown or "function create in module ecctl" in shown
    assert list(inspect.signature(client.users.list).parameters) == ["include_disabled"]


@pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])
def test_help_shows_members_of_client(kind):
    shown = pydoc.plain(pydoc.render_doc(kind))
    for signature in ("call(self,operation_id:str,/,*,body", "call_all(self,operation_id:str"):
        assert signature in "".join(shown.replace("|", "").split())  # from 3.13 on, it has several lines
    assert "_call" not in shown.replace("call_all", "")
    assert "Call an operation of the API by its id" in shown


def test_models_are_typed_dictionaries_at_run_time_too():
    assert ecctl.models.EnrollmentTokenRequest.__required_keys__ == {"persistent"}
    assert ecctl.models.EnrollmentTokenRequest.__optional_keys__ == {"roles", "validity_in_seconds"}
    assert ecctl.models.NewApiKey.__required_keys__ == {"id", "key", "description", "creation_date"}


# Threads and tasks


def test_threads_share_a_client_and_its_login(ece_server):
    with ece_server.client() as client:
        client.users.create("ops", password=PASSWORD, roles=["ece_platform_admin"])
    ece_server.requests.clear()
    settings = {"host": ece_server.host, "ca_file": ece_server.ca_file, "user": "ops", "password": PASSWORD}
    made, failures = [], []
    with ecctl.Client(**settings) as client:

        def work():
            try:
                made.extend(client.enrollment_tokens.create(roles=["proxy"])["token_id"] for _ in range(20))
            except EcctlError as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(set(made)) == 160
    assert [asked.path for asked in ece_server.requests].count("/api/v1/users/auth/_login") == 1


def test_tasks_share_a_client_and_its_login(ece_server):
    with ece_server.client() as client:
        client.users.create("ops", password=PASSWORD, roles=["ece_platform_admin"])
    ece_server.requests.clear()
    settings = {"host": ece_server.host, "ca_file": ece_server.ca_file, "user": "ops", "password": PASSWORD}

    async def create_all():
        async with ecctl.AsyncClient(**settings) as client:
            return await asyncio.gather(
                *(client.enrollment_tokens.create(roles=["proxy"]) for _ in range(100))
            )

    assert len({token["token_id"] for token in asyncio.run(create_all())}) == 100
    assert [asked.path for asked in ece_server.requests].count("/api/v1/users/auth/_login") == 1


def test_threads_share_an_embedded_platform(tmp_path):
    with ecctl.Client.from_profile("embedded", environ={"HOME": str(tmp_path)}) as client:

        def work():
            for _ in range(10):
                client.enrollment_tokens.create(roles=["proxy"])

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(client.enrollment_tokens.list()) == 80


def test_async_client_does_not_block_event_loop(tmp_path):
    async def both():
        async with ecctl.AsyncClient.from_profile("embedded", environ={"HOME": str(tmp_path)}) as client:
            made = await asyncio.gather(
                *(client.enrollment_tokens.create(roles=["proxy"]) for _ in range(20))
            )
            return len(made), len(await client.enrollment_tokens.list())

    assert asyncio.run(both()) == (20, 20)
