"""`ecctl api`: list, show and call."""

from __future__ import annotations

import json

import pytest
from support.api import credentials

from ecctl.cli.commands.api import SHOWN_ONCE, known
from ecctl.output._generated.go_models import MODELS

EMBEDDED = {"EC_CONFIG": "embedded"}


def test_list_shows_every_operation(ecctl):
    listed = json.loads(ecctl("api", "list", "--output", "json").out)["operations"]
    assert len([each for each in listed if not each["path"].startswith("/ecctl/")]) == 274
    assert {
        "id": "get-runner",
        "method": "GET",
        "path": "/platform/infrastructure/runners/{runner_id}",
    } in listed


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("ENROLLMENT-TOKENS", ["create-", "delete-", "get-"]),
        ("delete*enrollment", ["delete-"]),
        ("post *enrollment", ["create-"]),
        ("no such thing", []),
    ],
)
def test_list_matches_id_method_and_path(ecctl, pattern, ids):
    listed = json.loads(ecctl("api", "list", pattern, "--output", "json").out)["operations"]
    found = [each["id"].partition("enrollment")[0] for each in listed]
    assert found == ids


def test_show_describes_parameters_body_and_response(ecctl):
    shown = ecctl("api", "show", "set-runner-roles").out
    assert shown.startswith("PUT /platform/infrastructure/runners/{runner_id}/roles\n")
    for line in (
        "runner_id  path, string, required",
        "bless  query, boolean",
        "roles  list of RunnerRoleInfo, required",
    ):
        assert line in shown
    value = json.loads(ecctl("api", "show", "create-enrollment-token", "--output", "json").out)
    assert value["body"]["fields"][0] == {"name": "persistent", "type": "boolean", "required": True}
    assert (value["body"]["required"], value["reply"]["model"]) == (True, "RequestEnrollmentTokenReply")


def test_show_describes_a_model(ecctl):
    assert "healthy  boolean, required" in ecctl("api", "show", "RunnerInfo").out


@pytest.mark.parametrize("verb", ["show", "call"])
def test_typo_of_an_operation_gets_a_suggestion(ecctl, verb):
    outcome = ecctl("api", verb, "get-runer", env=EMBEDDED)
    assert outcome.status == 2
    assert "did you mean get-runner" in outcome.err


def test_call_sends_parameters_and_body(ecctl, home):
    made = ecctl("api", "call", "create-enrollment-token", "--body", '{"persistent": true}', env=EMBEDDED)
    token_id = json.loads(made.out)["token_id"]
    (home / "body.json").write_text('{"persistent": true, "roles": ["proxy"]}')
    assert (
        ecctl("api", "call", "create-enrollment-token", "--body", f"@{home}/body.json", env=EMBEDDED).status
        == 0
    )
    piped = ecctl(
        "api", "call", "create-enrollment-token", "--body", "-", env=EMBEDDED, stdin='{"persistent": true}'
    )
    assert piped.status == 0
    gone = ecctl("api", "call", "delete-enrollment-token", "--param", f"token={token_id}", env=EMBEDDED)
    assert gone.status == 0, gone.err
    left = json.loads(ecctl("api", "call", "get-enrollment-tokens", env=EMBEDDED).out)
    assert len(left["tokens"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("get-user",), 'needs "user_name"'),
        (("get-user", "--param", "user_name=a", "--param", "x=y"), 'no parameter "x"'),
        (("get-user", "--param", "user_name"), "NAME=VALUE"),
        (("get-user", "--param", "user_name=a", "--param", "user_name=b"), "twice"),
        (("get-user", "--param", "user_name=a", "--body", "{}"), "takes no body"),
        (("create-enrollment-token",), "needs a body"),
        (("create-enrollment-token", "--body", "{"), "--body is not JSON: Expecting property name"),
        (("create-enrollment-token", "--body", "{"), "line 1 column 2"),
        (("create-enrollment-token", "--body", "@/no/such"), "cannot read"),
        (("get-users", "--all"), "no pages"),
        (("get-allocators", "--all", "--param", "size=many"), "whole numbers"),
    ],
)
def test_invalid_call_is_refused(ecctl, words, said):
    outcome = ecctl("api", "call", *words, env=EMBEDDED)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err


def test_all_follows_pages(ecctl, scripted):
    pages = [[{"runner_id": f"r{page}{n}"} for n in range(size)] for page, size in ((0, 2), (1, 2), (2, 1))]
    server = scripted(*({"match": "*", "status": 200, "body": {"runners": page}} for page in pages))
    outcome = ecctl("api", "call", "search-runners", "--all", "--body", '{"size": 2}', *credentials(server))
    assert [each["runner_id"] for each in json.loads(outcome.out)["runners"]] == [
        "r00",
        "r01",
        "r10",
        "r11",
        "r20",
    ]
    sent = [request["body"] for request in server.requests]
    assert sent == [{"json": {"size": 2, **more}} for more in ({}, {"from": 2}, {"from": 4})]


def test_all_follows_cursor_until_a_page_is_empty(ecctl, scripted):
    pages = [
        {"deployments": [{"id": "a"}], "return_count": 1, "match_count": 2, "cursor": "c1"},
        {"deployments": [{"id": "b"}], "return_count": 1, "match_count": 2, "cursor": "c2"},
        {"deployments": [], "return_count": 0, "match_count": 2},
    ]
    server = scripted(*({"match": "*", "status": 200, "body": page} for page in pages))
    outcome = ecctl("api", "call", "search-deployments", "--all", *credentials(server))
    assert json.loads(outcome.out) == {
        "deployments": [{"id": "a"}, {"id": "b"}],
        "match_count": 2,
        "return_count": 2,
    }


def test_repeated_page_is_an_error(ecctl, scripted):
    page = {"match": "*", "status": 200, "body": {"runners": [{"runner_id": "r"}]}}
    server = scripted(page, page)
    outcome = ecctl("api", "call", "search-runners", "--all", "--body", '{"size": 1}', *credentials(server))
    assert outcome.status == 5
    assert "same page twice" in outcome.err


def test_page_of_zones_is_counted_by_allocators(ecctl, scripted):
    zone = {"zone_id": "z", "allocators": [{"allocator_id": "a"}, {"allocator_id": "b"}]}
    last = {"zone_id": "z", "allocators": [{"allocator_id": "c"}]}
    server = scripted(*({"match": "*", "status": 200, "body": {"zones": [each]}} for each in (zone, last)))
    outcome = ecctl("api", "call", "get-allocators", "--all", "--param", "size=2", *credentials(server))
    assert json.loads(outcome.out) == {"zones": [zone, last]}
    assert server.requests[1]["query"] == [["from", "2"], ["size", "2"]]


def test_call_uploads_a_file(ecctl, scripted, tmp_path):
    (tmp_path / "pack.zip").write_bytes(b"PK\x03\x04")
    server = scripted({"match": "*", "status": 200, "body": {"id": "e"}})
    upload = ("upload-extension", "--param", "extension_id=e", "--param", f"file=@{tmp_path}/pack.zip")
    assert ecctl("api", "call", *upload, *credentials(server)).status == 0
    assert 'filename="pack.zip"' in server.requests[0]["body"]["text"]


@pytest.mark.parametrize(("text", "sent"), [("-----BEGIN CERTIFICATE-----\n", None), ('{"a": 1}', {"a": 1})])
def test_text_body_is_sent_as_json(ecctl, scripted, tmp_path, text, sent):
    file = tmp_path / "chain.pem"
    file.write_text(text)
    server = scripted(*[{"match": "*", "status": 200, "body": {}}] * 2)
    argv = ("api", "call", "set-tls-certificate", "--param", "service_name=proxy", *credentials(server))
    assert ecctl(*argv, "--body", f"@{file}").status == 0
    assert ecctl(*argv, "--body", "-", stdin=text).status == 0
    assert [request["body"]["json"] for request in server.requests] == [sent or text] * 2


@pytest.mark.parametrize("form", [("--format", "{{.TokenID}}"), ("--format", "done"), ("--output", "id")])
def test_call_refuses_format_that_loses_a_secret(ecctl, form):
    body = json.dumps({"persistent": True})
    call = ("api", "call", "create-enrollment-token", "--body", body)
    refused = ecctl(*call, *form, env=EMBEDDED)
    assert refused.status == 2
    assert "token, which is shown only once" in refused.err
    assert json.loads(ecctl("api", "call", "get-enrollment-tokens", env=EMBEDDED).out)["tokens"] == []
    assert ecctl(*call, "--format", "{{.Token}}", env=EMBEDDED).out.startswith("ey")


@pytest.mark.parametrize(("operation", "once"), SHOWN_ONCE.items())
def test_samples_of_secrets_have_members_of_the_model(operation, once):
    """A template that names another member fails, and would be refused for the wrong reason."""
    secret, sample = once
    model = MODELS[known(operation).reply]
    assert {line.split()[0] for line in model.splitlines()} >= {*sample}
    assert secret in json.dumps(sample)
