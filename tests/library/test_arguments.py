"""What cannot be meant is refused in words, before anything is sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import io
import os
from pathlib import Path

import pytest

import ecctl


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
def test_a_body_that_is_no_json_is_not_sent(client, body, said):
    assert said in refused(client, lambda: client.call("create-enrollment-token", body=body))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (b"ops", "user_name cannot be a bytes"),
        (["a", 5.5, dt.timedelta(1)], "user_name cannot be a timedelta"),
        (Name.OPS, "user_name cannot be a Name"),
        ({"a": 1}, "user_name cannot be a dict"),
        ("", "user_name is empty"),
    ],
)
def test_a_parameter_that_is_no_text_is_not_sent(client, value, said):
    assert said in refused(client, lambda: client.call("get-user", user_name=value))


@pytest.mark.parametrize("value", [b"a", ["a"], float("nan"), dt.timedelta(1), object()])
def test_a_parameter_of_the_query_that_is_no_text_is_not_sent(client, value):
    assert "q cannot be" in refused(client, lambda: client.call("get-runners", q=value))


def test_a_text_of_a_kind_of_its_own_is_sent_as_what_it_is(client):
    client.call("get-user", user_name=Word.OPS)
    assert client.asked[0]["path"].endswith("/ops")


# Files


@pytest.mark.parametrize("kind", ["bytes", "memory", "file"])
def test_a_file_is_given_open_or_as_its_bytes(client, tmp_path, kind):
    (tmp_path / "pack.zip").write_bytes(b"PK-file")
    with open(tmp_path / "pack.zip", "rb") as opened:
        given = {"bytes": b"PK-file", "memory": io.BytesIO(b"PK-file"), "file": opened}[kind]
        client.call("upload-extension", extension_id="e", file=given)
    sent = repr(client.asked[0]["body"])
    assert "PK-file" in sent
    assert f'filename="{"pack.zip" if kind == "file" else "file"}"' in sent


@pytest.mark.parametrize("kind", ["str", "Path", "text", "pipe", "number", "text stream"])
def test_what_is_no_file_is_not_sent(client, tmp_path, kind):
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
    assert "file must be a file that is open for reading bytes" in said


def test_an_async_client_refuses_the_same():
    async def ask():
        async with ecctl.AsyncClient(host="http://127.0.0.1:1", api_key="k") as client:
            await client.call("create-enrollment-token", body={"roles": {"proxy"}})

    with pytest.raises(ecctl.UsageError, match="roles is a set"):
        asyncio.run(ask())
