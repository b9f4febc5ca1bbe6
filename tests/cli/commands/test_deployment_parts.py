"""Resources, templates, traffic filters and the keystore: what the recorded cases leave open."""

from __future__ import annotations

import pytest

ID = "5c2f8a1e9b7d4f0386ac1d2e3f405162"
RULESET = "4e974d9476534d35b12fbdcfd0acee0a"


@pytest.fixture
def call(ecctl, scripted):
    """A command below `deployment` against scripted replies: its outcome, and what was asked."""

    def run(words: str, *replies: dict, stdin: str = "", force: bool = True):
        server = scripted(*replies)
        more = ("--force",) if force else ()
        argv = ("deployment", *words.split(), "--host", server.host, "--api-key", "k", *more)
        return ecctl(*argv, stdin=stdin), server.requests

    return run


def test_a_misspelled_kind_is_refused_with_the_one_that_may_be_meant(call):
    done, requests = call(f"resource delete {ID} --kind kibanna")
    assert done.status == 2
    assert '"kibanna"' in done.err
    assert "did you mean kibana?" in done.err
    assert requests == []


def test_elasticsearch_is_not_deleted_by_itself(call):
    done, requests = call(f"resource delete {ID} --kind elasticsearch")
    assert done.status == 2
    assert requests == []


def test_warnings_of_the_platform_go_to_stderr(call):
    warning = {"code": "w.1", "message": "already started"}
    reply = {"status": 202, "body": {"warnings": [warning]}}
    done, _ = call(f"resource start {ID} --kind kibana --ref-id main --all", reply)
    assert done == (0, "", "warning: w.1: already started\n")


@pytest.mark.parametrize(
    ("command", "asks"),
    [("start", False), ("stop", True), ("start-maintenance", True), ("stop-maintenance", False)],
)
def test_what_takes_every_instance_away_is_asked_before(call, command, asks):
    done, requests = call(
        f"resource {command} {ID} --kind kibana --ref-id main --all",
        {"status": 202},
        stdin="n\n",
        force=False,
    )
    assert done.status == (1 if asks else 0)
    assert len(requests) == (0 if asks else 1)


def test_an_empty_instance_is_no_instance(call):
    done, requests = call(f"resource stop {ID} --kind kibana --ref-id main -i a,,b")
    assert done.status == 2
    assert "--instance-id" in done.err
    assert requests == []


def test_a_template_with_an_id_is_made_only_where_there_is_none(call):
    definition = '{"name": "t", "deployment_template": {"x": 12345678901234567890123, "y": 1.50}}'
    done, (request,) = call("template create --template-id mine", {"body": {"id": "mine"}}, stdin=definition)
    assert done.out == "ID\nmine\n"
    assert (request["method"], request["path"]) == ("PUT", "/api/v1/deployments/templates/mine")
    assert request["query"] == [["create_only", "true"], ["region", "ece-region"]]
    assert request["body"]["json"]["deployment_template"] == {"x": 12345678901234567890123, "y": 1.50}


@pytest.mark.parametrize("definition", ["null", "[]", '"text"', "", "{} {}"])
def test_a_definition_is_one_json_object(call, definition):
    done, requests = call("template update --template-id t", stdin=definition)
    assert done.status == 2
    assert "--file" in done.err
    assert requests == []


def test_a_rule_set_needs_a_name_and_a_type(call):
    done, requests = call("traffic-filter create --source 10.0.0.0/8")
    assert done.status == 2
    assert '"name", "type"' in done.err
    assert requests == []


def test_a_payload_of_a_rule_set_is_what_its_update_takes(call):
    found = {"id": RULESET, "name": "n", "type": "ip", "rules": [{"id": "1", "source": "::/0"}], "new": 1}
    done, _ = call(f"traffic-filter update {RULESET} --generate-payload", {"body": found})
    assert '"rules"' in done.out
    assert '"id": "1"' in done.out
    assert RULESET not in done.out
    assert '"new"' not in done.out


@pytest.mark.parametrize("text", ["short", "é" * 32, "é" * 16, f"{ID}0"])
def test_an_id_has_32_ascii_characters(call, text):
    done, requests = call(f"traffic-filter show {text}")
    assert done.status == 2
    assert text in done.err
    assert requests == []


def test_a_null_secret_is_sent_as_null_and_secrets_stand_by_name(call):
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
def test_a_keystore_file_without_secrets_is_refused(call, contents):
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
