"""The recorded requests of the original, sent to a server: each gets what the API description allows."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path

import jsonschema_rs
import pytest

from ecctl.platform.openapi import text

CASES = Path(__file__).parent.parent / "conformance" / "cases"
COMMANDS = ("platform enrollment-token", "platform runner", "platform info", "user", "init")
DOCUMENT = json.loads(text())


def recorded():
    """Every request of these commands, once."""
    found = set()
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text()):
            if case["command"].startswith(COMMANDS):
                for request in case["expect"].get("requests", ()):
                    body = request["body"]
                    if request["path"].startswith("http"):
                        continue  # to a proxy
                    found.add(
                        (
                            request["method"],
                            request["path"],
                            json.dumps(request["query"]),
                            json.dumps(body["json"]) if body and "json" in body else "",
                        )
                    )
    return sorted(found)


@pytest.fixture(scope="module")
def standing(tmp_path_factory, start_server):
    one = start_server(tmp_path_factory.mktemp("replay") / "data", "--plain-http")
    yield one
    one.stop()


def schema_of(method, path, status):
    """The shape of a reply, or None where the platform has no such operation."""
    bare = path.split("?")[0]
    if bare.startswith("/api/v1/regions/"):
        bare = "/api/v1/" + bare.split("/", 5)[5]
    for template, operations in DOCUMENT["paths"].items():
        parts, asked = template.split("/"), bare.split("/")
        fits = len(parts) == len(asked) and all(
            part == got or part.startswith("{") for part, got in zip(parts, asked, strict=True)
        )
        replies = operations.get(method.lower(), {}).get("responses", {}) if fits else {}
        if str(status) in replies:
            return replies[str(status)]["content"]["application/json"]["schema"]
    return None


@pytest.mark.parametrize("request_", recorded(), ids=lambda each: f"{each[0]} {each[1]}"[:100])
def test_a_recorded_request(standing, request_):
    method, path, query, body = request_
    pairs = urllib.parse.urlencode([tuple(pair) for pair in json.loads(query)])
    path = urllib.parse.quote(path, safe="/%:@!$&'()*+,;=~") + (f"?{pairs}" if pairs else "")
    status, headers, value = standing.ask(method, path, json.loads(body) if body else None)
    assert headers["content-type"] == "application/json"
    if status < 300:
        shape = {**schema_of(method, path, status), "components": DOCUMENT["components"]}
        jsonschema_rs.validator_for(shape).validate(value)
    else:
        assert status in {400, 401, 404, 405, 429, 501}
        assert all(error["code"] and error["message"] for error in value["errors"])
