"""Deployments, beyond the recorded cases."""

from __future__ import annotations

import io
import json

import pytest

from ecctl.cli import Context
from ecctl.cli.main import main

ID = "5c17ad7c8df73206baa54b6e2829d9bc"
CREATED = {"status": 201, "body": {"id": ID, "resources": [{"credentials": {"password": "s3cret"}}]}}


@pytest.fixture
def run(ecctl, scripted):
    """Return a function that runs a command against scripted responses: `run(argv, response, …)`."""

    def start(argv, *replies, **keywords):
        server = scripted(*replies)
        return ecctl(*argv, "--host", server.host, "--api-key", "k", **keywords), server

    return start


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "payload.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return write


def sent(server):
    return server.requests[-1]["body"]["json"]


def test_several_resources_of_a_kind_keep_distinct_ref_ids(run, file):
    elasticsearch = [{"ref_id": "hot", "plan": {}}, {"plan": {}}]
    path = file(
        {"resources": {"elasticsearch": elasticsearch, "kibana": [{"elasticsearch_cluster_ref_id": "hot"}]}}
    )
    _, server = run(("deployment", "create", "-f", path), CREATED)
    resources = sent(server)["resources"]
    assert [r["ref_id"] for r in resources["elasticsearch"]] == ["hot", "main-elasticsearch-2"]
    assert resources["kibana"][0]["elasticsearch_cluster_ref_id"] == "hot"
    assert resources["kibana"][0]["ref_id"] == "main-kibana"


def test_create_keeps_numbers_and_unknown_members(run, file):
    path = file('{"name": "n", "colour": "red", "size": 12345678901234567890, "part": 1.50}')
    outcome, _ = run(("deployment", "create", "-f", path, "--generate-payload"))
    assert '"colour": "red"' in outcome.out
    assert "12345678901234567890" in outcome.out
    assert "1.50" in outcome.out


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (("--generate-payload", "--track"), "--track"),
        (("--generate-payload", "--request-id", "x"), "--request-id"),
        (("--file", ""), "--file"),
        (("--version", "8"), "--version"),
        (("--version", ""), "--version"),
    ],
)
def test_create_refuses_invalid_flags(run, flags, named):
    outcome, server = run(("deployment", "create", *flags))
    assert (outcome.status, server.requests) == (2, [])
    assert named in outcome.err


def test_create_without_response_tells_how_to_retry(run, file):
    path = file({"resources": {}})
    outcome, server = run(("deployment", "create", "-f", path), {"status": 503, "body": ""})
    (query,) = server.requests[0]["query"]
    assert outcome.status == 5
    assert query[0] == "request_id"
    assert f"--request-id {query[1]}" in outcome.err


def test_create_that_was_not_sent_names_no_request_id(ecctl, file):
    argv = ("deployment", "create", "-f", file({}), "--host", "http://127.0.0.1:1", "--api-key", "k")
    outcome = ecctl(*argv)
    assert outcome.status == 6
    assert "--request-id" not in outcome.err


def test_create_without_deployment_id_is_an_error(run, file):
    outcome, _ = run(
        ("deployment", "create", "-f", file({}), "--request-id", "r1"), {"status": 202, "body": {}}
    )
    assert outcome.status == 5
    assert "--request-id r1" in outcome.err


def test_create_shows_credentials_if_format_fails(run, file):
    argv = (
        "deployment",
        "create",
        "-f",
        file({}),
        "--format",
        "{{(index .Resources 3).Credentials.Password}}",
    )
    outcome, _ = run(argv, CREATED)
    assert outcome.status != 0
    assert "s3cret" in outcome.out


@pytest.mark.parametrize("format_", ["{{.ID}}", "done", "{{.Nope}}", "{{range .Resources}}{{.Kind}}{{end}}"])
def test_create_refuses_format_without_password(run, file, format_):
    outcome, server = run(("deployment", "create", "-f", file({}), "--format", format_))
    assert (outcome.status, server.requests) == (2, [])


@pytest.mark.parametrize(
    "format_",
    [
        "{{(index .Resources 0).Credentials.Password}}",
        "{{range .Resources}}{{with .Credentials}}{{.Password}}{{end}}{{end}}",
    ],
)
def test_create_accepts_format_with_password(run, file, format_):
    outcome, _ = run(("deployment", "create", "-f", file({}), "--format", format_), CREATED)
    assert (outcome.status, outcome.out) == (0, "s3cret\n")


def test_typo_of_a_kind_gets_a_suggestion(run):
    outcome, server = run(("deployment", "show", ID, "--kind", "kibanna"))
    assert (outcome.status, server.requests) == (2, [])
    assert "did you mean kibana?" in outcome.err


def resource(ref_id, *, plan=True):
    plan_info = {"current": {"plan": {"version": "8.1.0"}}} if plan else {}
    info = {
        "name": "n",
        "plan_info": plan_info,
        "settings": {"metadata": {"owner": "o"}, "snapshot": {}, "ip": "i"},
    }
    return {"id": f"id-{ref_id}", "ref_id": ref_id, "region": "r", "info": info}


DEPLOYMENT = {
    "status": 200,
    "body": {
        "id": ID,
        "name": "logs",
        "settings": {
            "autoscaling_enabled": True,
            "ip_filtering_settings": {"rulesets": []},
            "traffic_filter_settings": {"rulesets": ["r"]},
        },
        "resources": {
            "elasticsearch": [resource("es-a"), resource("es-b")],
            "integrations_server": [resource("int")],
            "new_kind": [resource("new")],
            "kibana": [resource("kb", plan=False)],
        },
    },
}


def test_show_ref_id_shows_that_resource(run):
    outcome, server = run(("deployment", "show", ID, "--ref-id", "int"), DEPLOYMENT)
    assert json.loads(outcome.out)["id"] == "id-int"
    assert len(server.requests) == 1
    outcome, _ = run(("deployment", "show", ID, "--ref-id", "other"), DEPLOYMENT)
    assert outcome.status == 1
    assert '"other"' in outcome.err


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        ((), {"elasticsearch": ["es-a", "es-b"], "integrations_server": ["int"], "new_kind": ["new"]}),
        (("--kind", "integrations_server"), {"integrations_server": ["int"]}),
        (("--kind", "elasticsearch", "--ref-id", "es-b"), {"elasticsearch": ["es-b"]}),
        (("--ref-id", "int"), {"integrations_server": ["int"]}),
    ],
)
def test_update_payload_has_selected_resources(run, flags, kept):
    outcome, _ = run(("deployment", "show", ID, "--generate-update-payload", *flags), DEPLOYMENT)
    payload = json.loads(outcome.out)
    assert payload["prune_orphans"] is False
    assert {kind: [r["ref_id"] for r in found] for kind, found in payload["resources"].items()} == kept
    settings = {
        "elasticsearch": {"snapshot": {}},
        "integrations_server": {},
        "new_kind": {"snapshot": {}, "ip": "i"},
    }
    assert all(r["settings"] == settings[kind] for kind, found in payload["resources"].items() for r in found)
    assert payload["settings"] == {"autoscaling_enabled": True}


def test_empty_update_payload_is_an_error(run):
    outcome, _ = run(("deployment", "show", ID, "--generate-update-payload", "--kind", "kibana"), DEPLOYMENT)
    assert outcome.status == 1
    assert outcome.out == ""
    assert "--kind kibana" in outcome.err


def test_update_payload_can_be_sent(run, file):
    outcome, _ = run(("deployment", "show", ID, "--generate-update-payload"), DEPLOYMENT)
    _, server = run(
        ("deployment", "update", ID, "-f", file(outcome.out)), {"status": 200, "body": {"id": ID}}
    )
    assert sent(server) == json.loads(outcome.out)


def test_endless_search_is_an_error(run, file):
    endless = {"status": 200, "body": {"cursor": "c", "deployments": [{"id": "x"}]}, "repeat": True}
    outcome, server = run(("deployment", "search", "-f", file({"sort": ["id"]}), "-a"), endless)
    assert (outcome.status, outcome.out, len(server.requests)) == (1, "", 100)
    assert sent(server) == {"sort": ["id"], "size": 500, "cursor": "c"}
    outcome, server = run(("deployment", "search", "-f", file({}), "--size", "5"))
    assert (outcome.status, server.requests) == (2, [])


def test_prune_orphans_asks_once(run, file):
    argv = ("deployment", "update", ID, "-f", file({"name": "n"}), "--prune-orphans")
    outcome, server = run(argv, stdin="n\n")
    assert (outcome.status, server.requests) == (1, [])
    _, server = run(argv, {"status": 200, "body": {"id": ID}}, env={"EC_FORCE": "true"})
    assert sent(server) == {"name": "n", "prune_orphans": True}


def test_plan_cancel_ignores_force_from_the_environment(run):
    argv = ("deployment", "plan", "cancel", ID, "--kind", "kibana", "--ref-id", "kb")
    for flags, forced in (((), "false"), (("--force",), "true")):
        _, server = run((*argv, *flags), {"status": 200, "body": {}}, env={"EC_FORCE": "true"})
        assert server.requests[0]["query"] == [["force_delete", forced]]


def test_resync_output_json_prints_json_only(run):
    reply = {"status": 200, "body": {"updated": [ID], "errors": []}}
    outcome, _ = run(("deployment", "resync", ID, "--output", "json"), reply)
    assert json.loads(outcome.out) == reply["body"]
    outcome, _ = run(("deployment", "resync", "--all"), {"status": 200, "body": {"errors": ["index gone"]}})
    assert outcome.status == 1
    assert "index gone" in outcome.err


def test_search_for_all_matches_needs_a_sort(run, file):
    outcome, server = run(("deployment", "search", "-f", file({"query": {"match_all": {}}}), "-a"))
    assert (outcome.status, server.requests) == (2, [])
    assert "--all-matches needs a query with a sort" in outcome.err


def test_search_warns_of_further_matches_on_a_terminal(home, scripted, file):
    class Terminal(io.BytesIO):
        def isatty(self):
            return True

    body = {"match_count": 250, "return_count": 1, "deployments": [{"id": "x"}]}
    server = scripted({"status": 200, "body": body, "repeat": True})
    argv = ("deployment", "search", "-f", file({}), "--host", server.host, "--api-key", "k")
    for err, warned in ((Terminal(), True), (io.BytesIO(), False)):
        assert main(Context(argv, {"HOME": str(home)}, None, io.BytesIO(), err)) == 0
        assert ("1 of 250 matches are shown" in err.getvalue().decode()) == warned
