"""Updates of the current plan by flags."""

from __future__ import annotations

import json

import pytest

ID = "5c17ad7c8df73206baa54b6e2829d9bc"
UPDATED = {"body": {"id": ID, "name": "shop", "resources": []}}


def tier(name, value, zones=1, resource="memory"):
    return {"id": name, "size": {"resource": resource, "value": value}, "zone_count": zones}


def resource(kind, elements, *, ref_id="", pending=False, version="8.12.0", **more):
    plan = {"cluster_topology": elements, kind: {"version": version, "user_settings_yaml": "a: 1"}}
    plans = {"current": {"plan": plan, "healthy": True}}
    if pending:
        plans["pending"] = {"plan": plan}
    info = {"cluster_name": kind, "plan_info": plans, "status": "started"}
    return {"id": "i", "ref_id": ref_id or f"main-{kind}", "region": "r", "info": info, **more}


def elasticsearch(*elements, **keywords):
    return resource(
        "elasticsearch", list(elements or (tier("hot_content", 4096), tier("warm", 0))), **keywords
    )


def kibana(**keywords):
    element = tier("", 1024)
    element["instance_configuration_id"] = "kib"
    del element["id"]
    return resource("kibana", [element], elasticsearch_cluster_ref_id="main-elasticsearch", **keywords)


def deployment(*all_elasticsearch, kibanas=None):
    resources = {
        "elasticsearch": list(all_elasticsearch or [elasticsearch()]),
        "kibana": kibanas or [kibana()],
    }
    return {"body": {"id": ID, "name": "shop", "healthy": True, "resources": resources}}


@pytest.fixture
def run(ecctl, scripted):
    """Return a function that updates the deployment against scripted responses: `run(flags, response, …)`."""

    def start(flags, *replies, **keywords):
        server = scripted(*replies)
        argv = ("deployment", "update", ID, *flags, "--host", server.host, "--api-key", "k")
        return ecctl(*argv, **keywords), server

    return start


def updates(server):
    return [request["body"]["json"] for request in server.requests if request["method"] == "PUT"]


def test_size_and_zones_change_only_these_members(run):
    outcome, server = run(("--size", "8g", "--zones", "3", "--force"), deployment(), UPDATED)
    assert outcome.status == 0, outcome.err
    plan = {
        "cluster_topology": [tier("hot_content", 8192, 3), tier("warm", 0)],
        "elasticsearch": {"version": "8.12.0", "user_settings_yaml": "a: 1"},
    }
    payload = {"display_name": "elasticsearch", "plan": plan, "ref_id": "main-elasticsearch", "region": "r"}
    assert updates(server) == [{"prune_orphans": False, "resources": {"elasticsearch": [payload]}}]
    assert "elasticsearch main-elasticsearch: hot_content memory 4g -> 8g\n" in outcome.err
    assert "elasticsearch main-elasticsearch: hot_content zones 1 -> 3\n" in outcome.err


@pytest.mark.parametrize(
    ("size", "value"), [("8192", 8192), ("2G", 2048), ("512m", 512), ("1tb", 1 << 20), ("3GB", 3072)]
)
def test_size_takes_units(run, size, value):
    _, server = run(("--size", size, "--force"), deployment(), UPDATED)
    (payload,) = updates(server)
    assert payload["resources"]["elasticsearch"][0]["plan"]["cluster_topology"][0]["size"]["value"] == value


def test_version_changes_all_resources_that_have_another_one(run):
    found = deployment(kibanas=[kibana(), kibana(ref_id="new", version="8.13.4")])
    outcome, server = run(("--version", "8.13.4", "--force"), found, UPDATED)
    (payload,) = updates(server)
    resources = payload["resources"]
    assert {kind: [each["ref_id"] for each in found] for kind, found in resources.items()} == {
        "elasticsearch": ["main-elasticsearch"],
        "kibana": ["main-kibana"],
    }
    assert resources["kibana"][0]["plan"]["kibana"]["version"] == "8.13.4"
    assert "kibana main-kibana: version 8.12.0 -> 8.13.4\n" in outcome.err


def test_size_and_version_change_in_one_update(run):
    _, server = run(("--version", "8.13.4", "--size", "8g", "--force"), deployment(), UPDATED)
    (payload,) = updates(server)
    plan = payload["resources"]["elasticsearch"][0]["plan"]
    assert (plan["elasticsearch"]["version"], plan["cluster_topology"][0]["size"]["value"]) == (
        "8.13.4",
        8192,
    )
    assert payload["resources"]["kibana"][0]["plan"]["cluster_topology"][0]["size"]["value"] == 1024


def test_kind_selects_resource(run):
    outcome, server = run(("--kind", "kibana", "--size", "2g", "--force"), deployment(), UPDATED)
    assert list(updates(server)[0]["resources"]) == ["kibana"]
    assert "kibana main-kibana: kib memory 1g -> 2g" in outcome.err


def test_ref_id_selects_one_of_two_equal_resources(run):
    found = deployment(elasticsearch(ref_id="a"), elasticsearch(ref_id="b"))
    _, server = run(("--ref-id", "b", "--zones", "2", "--force"), found, UPDATED)
    assert [each["ref_id"] for each in updates(server)[0]["resources"]["elasticsearch"]] == ["b"]
    outcome, server = run(("--zones", "2", "--force"), found)
    assert (outcome.status, updates(server)) == (2, [])
    assert "--ref-id" in outcome.err


def test_tier_must_be_chosen_if_several_are_in_use(run):
    found = deployment(elasticsearch(tier("hot", 4096), tier("warm", 2048), tier("cold", 0)))
    outcome, server = run(("--size", "8g", "--force"), found)
    assert (outcome.status, updates(server)) == (2, [])
    assert "choose one with --tier: hot, warm\n" in outcome.err
    _, server = run(("--size", "8g", "--tier", "cold", "--force"), found, UPDATED)
    sizes = [
        each["size"]["value"]
        for each in updates(server)[0]["resources"]["elasticsearch"][0]["plan"]["cluster_topology"]
    ]
    assert sizes == [4096, 2048, 8192]
    outcome, server = run(("--size", "8g", "--tier", "frozen", "--force"), found)
    assert (outcome.status, updates(server)) == (2, [])
    assert 'no single tier "frozen"' in outcome.err


def test_update_without_differences_is_refused(run):
    flags = ("--size", "4096", "--zones", "1", "--version", "8.12.0", "--force")
    outcome, server = run(flags, deployment())
    assert (outcome.status, updates(server), outcome.out) == (1, [], "")
    assert "nothing was changed" in outcome.err


def test_update_asks_and_names_deployment_and_platform(run):
    outcome, server = run(("--size", "8g"), deployment(), stdin="n\n")
    assert (outcome.status, updates(server)) == (1, [])
    assert f'Update deployment "shop" ({ID})? ({server.host}) [y/n]' in outcome.err
    assert outcome.err.index("4g -> 8g") < outcome.err.index("[y/n]")
    _, server = run(("--size", "8g"), deployment(), UPDATED, stdin="y\n")
    assert len(updates(server)) == 1


def test_dry_run_shows_update_without_question(run):
    outcome, server = run(("--size", "8g", "--dry-run"), deployment())
    assert (outcome.status, updates(server)) == (0, [])
    assert outcome.out.startswith("PUT ")
    assert '"value": 8192' in outcome.out
    assert "[y/n]" not in outcome.err


def test_pending_plan_is_refused(run):
    outcome, server = run(("--size", "8g", "--force"), deployment(elasticsearch(pending=True)))
    assert (outcome.status, updates(server)) == (1, [])
    assert "pending plan" in outcome.err
    assert f"ecctl deployment show {ID} --track" in outcome.err


def test_settings_are_limited_to_those_of_an_update(run):
    found = deployment()
    found["body"]["resources"]["elasticsearch"][0]["info"]["settings"] = {
        "snapshot": {"enabled": True},
        "ip_filtering": {"rulesets": []},
        "metadata": {"name": "x"},
    }
    _, server = run(("--size", "8g", "--force"), found, UPDATED)
    (payload,) = updates(server)
    assert "metadata" not in json.dumps(payload)
    assert payload["resources"]["elasticsearch"][0]["settings"]["snapshot"] == {"enabled": True}


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (("--size", "8g", "--file", "x.json"), "--file and --size exclude each other"),
        (("--zones", "2", "--prune-orphans"), "--prune-orphans and --zones exclude each other"),
        (("--tier", "hot"), "--tier has no effect"),
        (("--kind", "kibana", "--file", "x.json"), "--kind has no effect"),
        (("--version", "8.13.4", "--tier", "hot"), "--tier has no effect"),
        (("--version", "8"), "is not a version"),
        (("--size", "0"), "is not a size"),
        (("--size", "4x"), "is not a size"),
        (("--size", "-4g"), "is not a size"),
        (("--size", "4ggg"), "is not a size"),
        (("--size", ""), "is not a size"),
        (("--zones", "0"), "--zones must be at least 1 (got 0)"),
        (("--zones", "2", "--tier", ""), "--tier is empty"),
        (("--zones", "2", "--kind", "kibanna"), "did you mean kibana?"),
        ((), 'required flag(s) "file" not set'),
    ],
)
def test_invalid_flags_are_refused_before_anything_is_sent(run, flags, named):
    outcome, server = run(flags)
    assert (outcome.status, server.requests) == (2, [])
    assert named in outcome.err
