"""What cannot be meant is refused in words, before anything is sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import inspect
import io
import os
from pathlib import Path

import pytest

import ecctl
from ecctl.core.messages import Response


class Name(enum.Enum):
    OPS = "ops"


class Word(str, enum.Enum):  # noqa: UP042  # what people write
    OPS = "ops"


@pytest.fixture
def client(scripted):
    """A client of a server that says yes to everything; `asked` is what it was asked."""
    server = scripted({"match": "*", "status": 200, "body": {}, "repeat": True})
    with ecctl.Client(host=server.host, api_key="k") as client:
        client.asked = server.requests
        yield client


def refused(client, ask):
    """What a refusal says; nothing must have been sent."""
    with pytest.raises(ecctl.UsageError) as caught:
        ask()
    assert client.asked == []
    return f"{caught.value.message} ({caught.value.hint})"


# Bodies and parameters of `call`


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"persistent": True, "roles": {"proxy"}}, "roles is a set"),
        ({"validity_in_seconds": dt.timedelta(hours=1)}, "validity_in_seconds is a timedelta"),
        ({"validity_in_seconds": float("nan")}, "validity_in_seconds is a float that is not finite"),
        ({1: 2}, "int"),
        (bytearray(b"{}"), "it is a bytearray"),
        (io.BytesIO(b"{}"), "it is a BytesIO"),
    ],
)
def test_body_without_json_form_is_refused(client, body, said):
    assert said in refused(client, lambda: client.call("create-enrollment-token", body=body))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"ops", "user_name must be str or a number, not bytes"),
        (["a", 5.5, dt.timedelta(1)], "user_name must be str or a number, not timedelta"),
        (Name.OPS, "user_name must be str or a number, not Name"),
        ({"a": 1}, "user_name must be str or a number, not dict"),
        ("", "user_name is empty"),
    ],
)
def test_path_parameter_of_wrong_type_is_refused(client, value, said):
    assert said in refused(client, lambda: client.call("get-user", user_name=value))


@pytest.mark.parametrize("value", [b"a", ["a"], float("nan"), dt.timedelta(1), object()])
def test_query_parameter_of_wrong_type_is_refused(client, value):
    assert "q must be" in refused(client, lambda: client.call("get-runners", q=value))


def test_str_subclass_is_sent_as_its_value(client):
    client.call("get-user", user_name=Word.OPS)
    assert client.asked[0]["path"].endswith("/ops")


# Files


@pytest.mark.parametrize("kind", ["bytes", "memory", "file"])
def test_file_parameter_accepts_open_file_or_bytes(client, tmp_path, kind):
    (tmp_path / "pack.zip").write_bytes(b"PK-file")
    with open(tmp_path / "pack.zip", "rb") as opened:
        given = {"bytes": b"PK-file", "memory": io.BytesIO(b"PK-file"), "file": opened}[kind]
        client.call("upload-extension", extension_id="e", file=given)
    sent = repr(client.asked[0]["body"])
    assert "PK-file" in sent
    assert f'filename="{"pack.zip" if kind == "file" else "file"}"' in sent


@pytest.mark.parametrize("kind", ["str", "Path", "text", "pipe", "number", "text stream"])
def test_file_parameter_of_wrong_type_is_refused(client, tmp_path, kind):
    path = tmp_path / "pack.zip"
    path.write_bytes(b"PK-file")
    reading, writing = os.pipe()
    with open(path) as text, open(reading, "rb") as pipe, open(writing, "wb"):
        given = {
            "str": str(path),
            "Path": Path(path),
            "text": text,
            "pipe": pipe,
            "number": 5,
            "text stream": io.StringIO("PK-file"),
        }[kind]
        said = refused(client, lambda: client.call("upload-extension", extension_id="e", file=given))
    assert "file must be a file opened for reading bytes" in said


def test_async_client_refuses_the_same():
    async def ask():
        async with ecctl.AsyncClient(host="http://127.0.0.1:1", api_key="k") as client:
            await client.call("create-enrollment-token", body={"roles": {"proxy"}})

    with pytest.raises(ecctl.UsageError, match="roles is a set"):
        asyncio.run(ask())


# Settings


@pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"api_key": b"k"}, "api_key must be str, not bytes"),
        ({"host": 5}, "host must be str, not int"),
        ({"insecure": "no"}, "insecure must be bool, not str"),
        ({"insecure": None}, "insecure must be bool"),
        ({"retries": "2"}, "retries must be int, not str"),
        ({"retries": 1.5}, "retries must be int"),
        ({"retries": True}, "retries must be int"),
        ({"retries": None}, "retries must be int"),
        ({"timeout": float("nan")}, "timeout is not a duration"),
        ({"timeout": None}, "timeout is not a duration"),
        ({"timeout": True}, "timeout is not a duration"),
        ({"hooks": print}, "hooks must be a list of functions"),
        ({"hooks": None}, "hooks must be a list of functions"),
        ({"hooks": [1]}, "a hook must be a function, not int"),
    ],
)
def test_setting_of_wrong_type_is_refused(kind, settings, said):
    with pytest.raises(ecctl.UsageError) as caught:
        kind(**{"host": "http://h", "api_key": "k", **settings})
    assert said in caught.value.message


@pytest.mark.parametrize("settings", [{"retries": "2"}, {"timeout": float("nan")}, {"hooks": [1]}])
def test_setting_of_wrong_type_is_refused_with_profile(settings):
    environ = {"EC_HOST": "http://h", "EC_API_KEY": "k", "HOME": "/nowhere"}
    with pytest.raises(ecctl.UsageError):
        ecctl.Client.from_env(environ, **settings)


@pytest.mark.parametrize("settings", [{"retries": -1}, {"timeout": -1}])
def test_negative_setting_is_named_as_argument(settings):
    environ = {"EC_HOST": "http://h", "EC_API_KEY": "k", "HOME": "/nowhere"}
    for make in (lambda: ecctl.Client.from_env(environ, **settings),
                 lambda: ecctl.Client(host="http://h", api_key="k", **settings)):  # fmt: skip
        with pytest.raises(ecctl.SettingsError, match=r"\(argument\) must not be negative"):
            make()


async def async_hook(event):
    """A hook that nobody would await."""


class AsyncHook:
    async def __call__(self, event):
        """The same as an object."""

    async def hear(self, event):
        """And as a method."""


@pytest.mark.parametrize("hook", [async_hook, AsyncHook(), AsyncHook().hear])
def test_async_hook_is_refused(hook):
    with pytest.raises(ecctl.UsageError, match="a plain function"):
        ecctl.AsyncClient(host="http://h", api_key="k", hooks=[hook])


@pytest.mark.parametrize("host", ["", None])
def test_empty_host_is_refused(host):
    for kind in (ecctl.Client, ecctl.AsyncClient):
        with pytest.raises(ecctl.SettingsError, match="host is empty"):
            kind(host=host, api_key="k")


def test_default_host_is_elastic_cloud():
    assert inspect.signature(ecctl.Client).parameters["host"].default == "https://api.elastic-cloud.com"
    assert repr(ecctl.Client(api_key="k")) == "Client(Profile('https://api.elastic-cloud.com'))"


def test_half_constructed_client_has_repr():
    class Seen(ecctl.Client):
        def __init__(self, **settings):
            made.append(self)
            super().__init__(**settings)

    made = []
    with pytest.raises(ecctl.SettingsError):
        Seen(host="")
    assert repr(made[0]) == "Seen(without settings)"


# Resources


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda c: c.enrollment_tokens.create(roles=b"proxy"), "roles must be a list of str, not bytes"),
        (lambda c: c.enrollment_tokens.create(roles=[1]), "a role must be str, not int"),
        (lambda c: c.enrollment_tokens.create(roles=None), "roles must be a list of str, not NoneType"),
        (
            lambda c: c.enrollment_tokens.create(roles=["proxy"], validity=True),
            "validity is not a duration",
        ),
        (lambda c: c.enrollment_tokens.delete(None), "token_or_id must be str, not NoneType"),
        (lambda c: c.enrollment_tokens.delete(5), "token_or_id must be str, not int"),
        (lambda c: c.enrollment_tokens.delete({}), "token_or_id must be str, not dict"),
        (lambda c: c.enrollment_tokens.delete(""), "token_or_id is empty"),
        (lambda c: c.users.create("a", password=None, roles=[]), "password must be str, not NoneType"),
        (lambda c: c.users.create("", password="p", roles=[]), "user_name is empty"),
        (lambda c: c.users.update("a", enabled="no"), "enabled must be bool, not str"),
        (lambda c: c.users.list(include_disabled="no"), "include_disabled must be bool, not str"),
        (lambda c: c.users.get(["a", "b"]), "user_name must be str, not list"),
        (lambda c: c.users.delete(None), "user_name must be str, not NoneType"),
        (lambda c: c.runners.create("", token="t", roles=["proxy"]), "runner_id is empty"),
        (lambda c: c.runners.create("a", token=None, roles=["proxy"]), "token must be str, not NoneType"),
        (lambda c: c.runners.list(5), "query must be str, not int"),
        (lambda c: c.runners.update("a", roles="proxy"), "roles must be a list of str"),
        (lambda c: c.runners.delete(5), "runner_id must be str, not int"),
        (lambda c: c.api_keys.create(None), "description must be str, not NoneType"),
        (lambda c: c.api_keys.get(None, user="a"), "key_id must be str, not NoneType"),
        (lambda c: c.api_keys.list(user=5), "user must be str, not int"),
        (lambda c: c.runners.iterate("connected:true"), "request must be dict, not str"),
        (lambda c: c.allocators.iterate("zone_id:a"), "request must be dict, not str"),
        (lambda c: c.deployments.search(["a"]), "request must be dict, not list"),
        (lambda c: c.call(5), "operation_id must be str, not int"),
        (lambda c: c.call(None), "operation_id must be str, not NoneType"),
        (lambda c: c.call([]), "operation_id must be str, not list"),
        (lambda c: c.call_all(None), "operation_id must be str, not NoneType"),
    ],
)
def test_argument_of_wrong_type_is_refused(client, ask, said):
    assert said in refused(client, lambda: ask(client))


@pytest.mark.parametrize(
    ("operation_id", "given", "said"),
    [
        ("get-user", {"usr_name": "a"}, 'has no parameter "usr_name" (did you mean user_name?)'),
        ("get-user", {"user_name": "a", "nmae": "b"}, 'has no parameter "nmae" (it takes user_name)'),
        ("get-allocators", {"form": 5}, 'has no parameter "form" (did you mean from?)'),
        ("delete-user", {"username": "a"}, 'has no parameter "username" (did you mean user_name?)'),
        ("get-platform", {"a": 1}, 'has no parameter "a" (it takes none)'),
        ("get-user", {}, 'needs "user_name"'),
        ("get-user", {"user_name": "a", "body": {}}, "takes no body"),
        ("upload-extension", {"extension_id": "a", "file": b"", "body": {}}, "takes no body"),
        ("delete-user", {"user_name": "a", "body": b"x"}, "takes no body"),
    ],
)
def test_unknown_parameter_is_reported_before_missing_one(client, operation_id, given, said):
    assert said in refused(client, lambda: client.call(operation_id, **given))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "no credentials are set"),
        ({"user": "u"}, "user is set without password"),
        ({"password": "p"}, "password is set without user"),
    ],
)
def test_missing_credentials_are_named_as_arguments(settings, said):
    with pytest.raises(ecctl.SettingsError) as caught:
        ecctl.Client(host="http://h", **settings)
    assert said in caught.value.message
    assert "api_key=" in caught.value.hint
    assert "from_env()" in caught.value.hint
    assert "ecctl init" not in caught.value.hint


def test_hints_name_arguments(ece_server, tmp_path):
    client = ecctl.Client(host=ece_server.host, api_key="k")
    with client, pytest.raises(ecctl.TLSError) as caught:
        client.platform.info()
    assert "ca_file" in caught.value.hint
    for settings, said in (
        ({"ca_file": str(tmp_path / "none")}, "ca_file"),
        ({"client_key": "none"}, "client_cert"),
        ({"client_cert": str(tmp_path / "none")}, "client_cert"),
    ):
        with pytest.raises(ecctl.SettingsError) as caught:
            ecctl.Client(host=ece_server.host, api_key="k", **settings)
        assert said in caught.value.hint


def test_region_that_is_needed_is_named():
    with ecctl.Client(api_key="k") as client, pytest.raises(ecctl.SettingsError) as caught:
        client.platform.info()
    assert "the setting region" in caught.value.hint


@pytest.mark.parametrize("kind", [ecctl.Client, ecctl.AsyncClient])
@pytest.mark.parametrize("name", ["ca_file", "client_cert"])
def test_missing_file_is_an_error_of_the_constructor(kind, name, tmp_path):
    with pytest.raises(ecctl.SettingsError, match=r"no-such\.pem"):
        kind(host="https://ece.invalid", api_key="k", **{name: tmp_path / "no-such.pem"})


# Resources


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda c: c.allocators.update("a", "key"), "metadata must be dict, not str"),
        (lambda c: c.allocators.update("a", None), "metadata must be dict, not NoneType"),
        (lambda c: c.enrollment_tokens.prune(keep=1), "keep must be a list of str, not int"),
        (lambda c: c.enrollment_tokens.prune(keep=b"id"), "keep must be a list of str, not bytes"),
        (lambda c: c.projects.list(type=1), "type must be str, not int"),
        (lambda c: c.projects.get("p", type=b"x"), "type must be str, not bytes"),
        (lambda c: c.runners.wait(None), "runner_ids must be a list of str, not NoneType"),
        (lambda c: c.deployments.wait("d", poll_interval=-1), "poll_interval must be positive"),
        (lambda c: c.users.get("\ud800"), "user_name is not valid text: it contains a lone surrogate"),
        (lambda c: c.allocators.list("\udfff"), "q is not valid text: it contains a lone surrogate"),
        (lambda c: c.certificates.update("ui", "\ud800"), "pem is not valid text: it contains a lone surrog"),
        (lambda c: c.certificates.create("ca", "\ud800"), "pem is not valid text: it contains a lone surrog"),
    ],
)
def test_method_refuses_invalid_argument(client, ask, said):
    assert said in refused(client, lambda: ask(client))


async def report(progress):
    """Never run: the library calls it and does not await it."""


@pytest.mark.parametrize(
    ("given", "said"),
    [(7, "on_progress must be a function, not int"), (report, "must be a plain function, not an async one")],
)
def test_waiter_refuses_what_it_cannot_report_to(client, given, said):
    assert said in refused(client, lambda: client.runners.wait(["a"], on_progress=given))
    assert said in refused(client, lambda: client.deployments.wait("d", on_progress=given))


class Forgetful(ecctl.Middleware):
    def exchange(self, request):
        yield request


def test_middleware_without_a_returned_response_is_named(client):
    with (
        pytest.raises(TypeError, match=r"Forgetful.exchange must return a response, not None"),
        ecctl.Client(
            host="http://127.0.0.1:9", api_key="k", middleware=[Forgetful()], transport=Nowhere()
        ) as c,
    ):
        c.users.me()


class Nowhere:
    def send(self, request):
        return Response(200, (), b"{}")

    def close(self):
        """Close nothing."""


def test_transport_without_send_is_refused():
    with pytest.raises(
        ecctl.UsageError, match="transport must have the methods send and close, int does not"
    ):
        ecctl.Client(host="http://127.0.0.1:9", api_key="k", transport=5)


async def store(token):
    """Never run: the old token would be revoked, and the new one stored nowhere."""


@pytest.mark.parametrize(
    ("given", "said"), [(store, "not an async one"), (1, "deliver must be a function, not int")]
)
def test_rotate_refuses_invalid_deliver_before_it_sends(client, given, said):
    assert said in refused(client, lambda: client.enrollment_tokens.rotate("an-id", deliver=given))


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: ecctl.Client.from_profile(None), ecctl.UsageError, "name must be str, not NoneType"),
        (lambda: ecctl.Client.from_profile("a\0"), ecctl.SettingsError, "is not the name of a config file"),
        (
            lambda: ecctl.Client.from_profile("\ud800"),
            ecctl.SettingsError,
            "is not the name of a config file",
        ),
        (lambda: ecctl.Client.from_env("x"), ecctl.UsageError, "environ must be a mapping, not str"),
    ],
)
def test_invalid_source_of_settings_is_refused(make, error, said):
    with pytest.raises(error, match=said):
        make()
