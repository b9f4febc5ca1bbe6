"""Resources, templates, traffic filters and keystores, beyond the recorded cases."""

from __future__ import annotations

import json

import pytest

ID = "5c2f8a1e9b7d4f0386ac1d2e3f405162"
RULESET = "4e974d9476534d35b12fbdcfd0acee0a"


@pytest.fixture
def call(ecctl, scripted):
    """Return a function that runs a `deployment` command and returns its outcome and requests."""

    def run(words: str, *replies: dict, stdin: str = "", force: bool = True):
        server = scripted(*replies)
        more = ("--force",) if force else ()
        argv = ("deployment", *words.split(), "--host", server.host, "--api-key", "k", *more)
        return ecctl(*argv, stdin=stdin), server.requests

    return run


def test_typo_of_a_resource_kind_gets_a_suggestion(call):
    done, requests = call(f"resource delete {ID} --kind kibanna")
    assert done.status == 2
    assert '"kibanna"' in done.err
    assert "did you mean kibana?" in done.err
    assert requests == []


def test_resource_delete_refuses_elasticsearch(call):
    done, requests = call(f"resource delete {ID} --kind elasticsearch")
    assert done.status == 2
    assert requests == []


def test_platform_warnings_go_to_stderr(call):
    warning = {"code": "w.1", "message": "already started"}
    reply = {"status": 202, "body": {"warnings": [warning]}}
    done, _ = call(f"resource start {ID} --kind kibana --ref-id main --all", reply)
    assert done == (0, "", "warning: w.1: already started\n")


@pytest.mark.parametrize(
    ("command", "asks"),
    [("start", False), ("stop", True), ("start-maintenance", True), ("stop-maintenance", False)],
)
def test_stopping_all_instances_asks_first(call, command, asks):
    done, requests = call(
        f"resource {command} {ID} --kind kibana --ref-id main --all",
        {"status": 202},
        stdin="n\n",
        force=False,
    )
    assert done.status == (1 if asks else 0)
    assert len(requests) == (0 if asks else 1)


def test_empty_instance_id_is_refused(call):
    done, requests = call(f"resource stop {ID} --kind kibana --ref-id main -i a,,b")
    assert done.status == 2
    assert "--instance-id" in done.err
    assert requests == []


def test_template_create_with_id_does_not_overwrite(call):
    definition = '{"name": "t", "deployment_template": {"x": 12345678901234567890123, "y": 1.50}}'
    done, (request,) = call("template create --template-id mine", {"body": {"id": "mine"}}, stdin=definition)
    assert done.out == "ID\nmine\n"
    assert (request["method"], request["path"]) == ("PUT", "/api/v1/deployments/templates/mine")
    assert request["query"] == [["create_only", "true"], ["region", "ece-region"]]
    assert request["body"]["json"]["deployment_template"] == {"x": 12345678901234567890123, "y": 1.50}


@pytest.mark.parametrize("definition", ["null", "[]", '"text"', "", "{} {}"])
def test_template_file_must_be_one_json_object(call, definition):
    done, requests = call("template update --template-id t", stdin=definition)
    assert done.status == 2
    assert "--file" in done.err
    assert requests == []


def test_ruleset_needs_name_and_type(call):
    done, requests = call("traffic-filter create --source 10.0.0.0/8")
    assert done.status == 2
    assert '"name", "type"' in done.err
    assert requests == []


def test_ruleset_payload_has_members_of_an_update(call):
    found = {"id": RULESET, "name": "n", "type": "ip", "rules": [{"id": "1", "source": "::/0"}], "new": 1}
    done, _ = call(f"traffic-filter update {RULESET} --generate-payload", {"body": found})
    assert '"rules"' in done.out
    assert '"id": "1"' in done.out
    assert RULESET not in done.out
    assert '"new"' not in done.out


@pytest.mark.parametrize("text", ["short", "é" * 32, "é" * 16, f"{ID}0"])
def test_id_must_have_32_ascii_characters(call, text):
    done, requests = call(f"traffic-filter show {text}")
    assert done.status == 2
    assert text in done.err
    assert requests == []


def test_keystore_sends_null_and_sorts_secrets(call):
    reply = {"body": {"secrets": {"b": {"as_file": False, "value": {"k": 1}}, "a": None}}}
    done, (request,) = call(
        f"elasticsearch keystore set {ID} --ref-id main", reply, stdin='{"secrets": {"gone": null}}'
    )
    assert request["body"]["json"] == {"secrets": {"gone": None}}
    assert [line.split() for line in done.out.splitlines()] == [
        ["SECRET", "VALUE", "AS", "FILE"],
        ["a", "<no", "value>", "-"],
        ["b", '{"k":', "1}", "false"],
    ]


@pytest.mark.parametrize("contents", ["{}", '{"secrets": {}}', '{"secrets": []}', '{"secrets": null}'])
def test_keystore_file_without_secrets_is_refused(call, contents):
    done, requests = call(f"elasticsearch keystore update {ID} --ref-id main", stdin=contents)
    assert done.status == 2
    assert "--file" in done.err
    assert requests == []


@pytest.mark.parametrize("command", ["update --template-id t", "create", "create --template-id t"])
def test_template_file_may_be_the_output_of_show(call, command):
    """A template as shown has members that a request must not have."""
    shown = '{"id": "t", "name": "n", "source": {}, "instance_configurations": [], "unknown": 1}'
    _, requests = call(f"template {command}", {"status": 200, "body": {"id": "t"}}, stdin=shown)
    assert requests[0]["body"]["json"] == {"name": "n", "unknown": 1}


DELETIONS = (
    (("deployment", "extension", "delete", ID), ID),
    (("deployment", "template", "delete", "--template-id", "t"), "t"),
    (("deployment", "resource", "delete", ID, "--kind", "kibana", "--ref-id", "kb"), "kb"),
    (("deployment", "traffic-filter", "delete", RULESET), RULESET),
    (("platform", "allocator", "metadata", "delete", "i-1", "rack"), "rack"),
    (("platform", "repository", "delete", "snapshots"), "snapshots"),
    (("platform", "role", "delete", "proxy"), "proxy"),
    (("project", "delete", "p", "--type", "security"), "p"),
    (("stack", "delete", "8.9.0"), "8.9.0"),
)


@pytest.mark.parametrize(("words", "deleted"), DELETIONS)
def test_delete_output_json_names_what_was_deleted(ecctl, scripted, words, deleted):
    server = scripted({"status": 200, "body": [] if "metadata" in words else {"ref_id": "kb"}})
    done = ecctl(*words, "--force", "--output", "json", "--host", server.host, "--api-key", "k")
    assert done.status == 0
    assert json.loads(done.out) == {"deleted": [deleted]}


CHANGES = (
    ("deployment", "plan", "cancel", ID, "--kind", "kibana", "--ref-id", "kb"),
    ("deployment", "resource", "shutdown", ID, "--kind", "kibana", "--ref-id", "kb"),
    ("deployment", "resource", "restore", ID, "--kind", "kibana", "--ref-id", "kb"),
)


@pytest.mark.parametrize("words", CHANGES)
def test_change_output_json_prints_response(ecctl, scripted, words):
    for output, expected in (("json", '{\n  "id": "kb"\n}\n'), ("text", "")):
        server = scripted({"status": 200, "body": {"id": "kb"}})
        done = ecctl(*words, "--force", "--output", output, "--host", server.host, "--api-key", "k")
        assert (done.status, done.out) == (0, expected)
