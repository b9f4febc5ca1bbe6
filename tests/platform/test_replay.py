"""The recorded requests of the original, sent to a server as they were recorded.

Each gets what the API description allows, in bytes that the command's decoder takes. What the command makes
of the replies from there on is in `test_replay_commands.py`.
"""

from __future__ import annotations

import contextlib
import json
import re
import urllib.parse
from pathlib import Path

import jsonschema_rs
import pytest

from ecctl.client import Call, operation
from ecctl.client.reply import decode
from ecctl.core.messages import Response
from ecctl.errors import ApiError
from ecctl.platform.handlers.openapi import text
from ecctl.platform.routing import API

CASES = Path(__file__).parent.parent / "conformance" / "cases"
COMMANDS = ("platform enrollment-token", "platform runner", "platform info", "user", "auth", "init")
DOCUMENT = json.loads(text())


def recorded():
    """Every request of these commands, once, its credentials left out."""
    found = set()
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text()):
            if case["command"].startswith(COMMANDS):
                for request in case["expect"].get("requests", ()):
                    body = request["body"]
                    if request["path"].startswith("http"):
                        continue  # to a proxy
                    headers = {name: value.split(" ")[0] for name, value in request["headers"].items()}
                    found.add(
                        (
                            request["method"],
                            request["path"],
                            json.dumps(request["query"]),
                            json.dumps(headers),
                            json.dumps(body["json"]) if body else "",
                        )
                    )
    return sorted(found)


@pytest.fixture(scope="module")
def standing(tmp_path_factory, start_server):
    one = start_server(tmp_path_factory.mktemp("replay") / "data", "--plain-http")
    try:
        security = {"roles": ["ece_platform_admin"], "password": "tester-tester"}
        one.ask("POST", "/api/v1/users", {"user_name": "tester", "security": security})
        one.own = one.basic("tester", "tester-tester")
        key = one.ask("POST", "/api/v1/users/auth/keys", {"description": "x"}, authorization=one.own)[2]
        one.key = f"ApiKey {key['key']}"
        yield one
    finally:
        one.stop()


def test_document_resolves_every_reference():
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert named <= set(DOCUMENT["components"]["schemas"])


def described(method, path):
    """The operation of the document that a path means; one without replies where the platform has none."""
    bare = path.split("?")[0]
    if bare.startswith("/api/v1/regions/"):
        bare = "/api/v1/" + bare.split("/", 5)[5]
    paths = DOCUMENT["paths"]
    for template in [bare] if bare in paths else paths:
        parts, asked = template.split("/"), bare.split("/")
        fits = len(parts) == len(asked) and all(
            part == got or part.startswith("{") for part, got in zip(parts, asked, strict=True)
        )
        if fits and method.lower() in paths[template]:
            return paths[template][method.lower()]
    return {"operationId": "", "responses": {}}


def hold(found, status, value):
    """The status is one that the description has for a success, and the value of the shape that it has there."""
    assert str(status) in found["responses"], f"{found['operationId']} has no status {status}"
    hold_shape(found["responses"][str(status)]["content"]["application/json"]["schema"], value)


def hold_shape(shape, value):
    schema = {**shape, "components": DOCUMENT["components"]}
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(value)


@pytest.mark.parametrize("request_", recorded(), ids=lambda each: f"{each[0]} {each[1]}"[:100])
def test_recorded_request(standing, request_):
    method, path, query, headers, body = request_
    pairs = urllib.parse.urlencode([tuple(pair) for pair in json.loads(query)])
    path = urllib.parse.quote(path, safe="/%:@!$&'()*+,;=~") + (f"?{pairs}" if pairs else "")
    headers = json.loads(headers)
    if "authorization" in headers:
        headers["authorization"] = standing.key
    with contextlib.closing(standing.connection()) as connection:
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        data = response.read()
    assert response.headers["content-type"] == "application/json"
    found = described(method, path)
    reply = operation(found["operationId"]).reply if found["operationId"] else ""
    answer = Response(response.status, tuple(response.headers.items()), data)
    if response.status < 300:
        hold(found, response.status, decode(answer, Call(method, path, reply=reply)))
    else:
        assert response.status in {400, 401, 404, 405, 429, 501}
        with pytest.raises(ApiError) as refused:
            decode(answer, Call(method, path, reply=reply))
        hold_shape({"$ref": "#/components/schemas/BasicFailedReply"}, json.loads(data))
        assert refused.value.errors
        assert all(error["code"] and error["message"] for error in refused.value.errors)


def test_operations_of_ece_respond_as_declared(standing):
    """A client that was generated from the description, as the original's, takes any other success for a failure."""
    seen = set()

    def ask(method, path, body=None, *, by=standing.own):
        status, _, value = standing.ask(method, f"/api/v1{path}", body, authorization=by)
        found = described(method, f"/api/v1{path}")
        assert status < 300, value
        hold(found, status, value)
        seen.add(found["operationId"])
        return value

    tokens, runners = "/platform/configuration/security/enrollment-tokens", "/platform/infrastructure/runners"
    made = ask("POST", tokens, {"persistent": True, "roles": ["proxy"]})
    ask("GET", tokens)
    host = {"token": made["token"], "roles": ["proxy"], "host_ip": "192.0.2.1"}
    assert standing.ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 201
    ask("DELETE", f"{tokens}/{made['token_id']}")
    ask("GET", "/platform")
    ask("GET", runners)
    assert ask("POST", f"{runners}/_search", {"query": {"match_all": {}}})["runners"]
    ask("GET", f"{runners}/192.0.2.1")
    ask("PUT", f"{runners}/192.0.2.1/roles", {"roles": [{"role_name": "allocator"}]})
    ask("DELETE", f"{runners}/192.0.2.1")
    ask("POST", "/users", {"user_name": "somebody", "security": {"roles": ["ece_platform_viewer"]}})
    ask("GET", "/users")
    ask("GET", "/users/somebody")
    ask("PATCH", "/users/somebody", {"full_name": "Some Body", "email": "some@body.example"})
    ask("DELETE", "/users/somebody")
    ask("GET", "/user")
    ask("PATCH", "/user", {"full_name": "A tester"})
    ask("GET", "/users/auth")
    ask("GET", "/users/auth/methods", by="")
    login = {"username": "tester", "password": "tester-tester"}
    session = ask("POST", "/users/auth/_login", login, by="")
    session = ask("POST", "/users/auth/_refresh", by=f"Bearer {session['token']}")
    ask("POST", "/users/auth/_logout", by=f"Bearer {session['token']}")
    for own in ("/users/auth/keys", "/users/tester/auth/keys"):
        key = ask("POST", "/users/auth/keys", {"description": "of a test"})
        assert ask("GET", own)["keys"]
        ask("GET", f"{own}/{key['id']}")
        ask("DELETE", f"{own}/{key['id']}")
    assert ask("GET", "/users/auth/keys/_all")["keys"]
    pair = {"user_id": "tester", "api_key_id": key["id"]}
    ask("DELETE", "/users/auth/keys/_all", {"user_api_keys": [pair]})
    ask("DELETE", "/users/auth/keys", {"keys": [key["id"]]})
    ask("DELETE", "/users/admin/auth/keys")
    assert seen == {route.operation for route in API}
