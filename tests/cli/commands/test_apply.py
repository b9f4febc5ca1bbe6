"""`apply` and `platform runner check --fix`: hosts get the roles of a file."""

from __future__ import annotations

import pytest
from support.api import credentials

APPLY = ("apply", "--parallel", "1")
FIX = ("platform", "runner", "check", "--fix", "--parallel", "1")


def hosts(**roles):
    runners = [
        {"runner_id": name, "roles": [{"role_name": role} for role in names]} for name, names in roles.items()
    ]
    return {"match": "GET */runners", "status": 200, "body": {"runners": runners}}


CHANGED = {"match": "PUT *", "status": 200, "body": {"roles": []}}
BEFORE = hosts(h1=["proxy", "beats-runner"], h2=["director"], h3=["allocator"])


def sent(server):
    """Return the roles that were sent, by host."""
    return {
        request["path"].split("/")[-2]: [role["role_name"] for role in request["body"]["json"]["roles"]]
        for request in server.requests
        if request["method"] == "PUT"
    }


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hosts.yaml"
    path.write_text("h1: [proxy]\nh2: [allocator, proxy]\n")
    return path


def test_apply_changes_only_hosts_that_differ(ecctl, scripted, file):
    server = scripted(BEFORE, CHANGED)
    outcome = ecctl(*APPLY, "-f", str(file), "--force", *credentials(server))
    assert outcome.status == 0, outcome.err
    assert [line.split(maxsplit=1) for line in outcome.out.splitlines()[1:]] == [
        ["h2", "adds allocator, proxy; removes director"]
    ]
    assert sent(server) == {"h2": ["allocator", "proxy"]}


def test_second_apply_has_nothing_to_do(ecctl, scripted, file):
    server = scripted(hosts(h1=["proxy"], h2=["proxy", "allocator"]))
    outcome = ecctl(*APPLY, "-f", str(file), *credentials(server))
    assert (outcome.status, outcome.out) == (0, "Nothing to do. All 2 hosts have their roles.\n")
    assert sent(server) == {}


def test_apply_refuses_unknown_host_before_any_change(ecctl, scripted, file):
    server = scripted(hosts(h1=["director"]))
    outcome = ecctl(*APPLY, "-f", str(file), "--force", *credentials(server))
    assert (outcome.status, outcome.out) == (1, "")
    assert "the platform has no host h2" in outcome.err
    assert sent(server) == {}


@pytest.mark.parametrize("command", [APPLY, FIX])
def test_changes_are_confirmed_with_the_platform_named(ecctl, scripted, file, command):
    server = scripted(BEFORE)
    outcome = ecctl(*command, "--file", str(file), *credentials(server), stdin="n\n")
    assert outcome.status == 1
    assert f"roles of 1 host? ({server.host}" in outcome.err
    assert sent(server) == {}


@pytest.mark.parametrize("command", [APPLY, FIX])
def test_dry_run_shows_changes_and_requests(ecctl, scripted, file, command):
    server = scripted(BEFORE)
    outcome = ecctl(*command, "--file", str(file), "--dry-run", *credentials(server))
    assert outcome.status == 0, outcome.err
    assert outcome.out.count("PUT ") == 1
    assert outcome.out.startswith("RUNNER ID")
    assert sent(server) == {}


def test_fix_adds_missing_roles_and_takes_none_away(ecctl, scripted, file):
    server = scripted(BEFORE, BEFORE, CHANGED)
    outcome = ecctl(*FIX, "--file", str(file), "--force", *credentials(server))
    assert sent(server) == {"h2": ["director", "allocator", "proxy"]}
    assert outcome.status == 1
    assert "added the missing roles of 1 host\n" in outcome.err
    assert "2 hosts still differ from" in outcome.err


def test_fix_takes_no_role_away_that_a_host_got_meanwhile(ecctl, scripted, file):
    server = scripted(BEFORE, hosts(h1=["proxy"], h2=["director", "coordinator"]), CHANGED)
    ecctl(*FIX, "--file", str(file), *credentials(server), stdin="y\n")
    assert sent(server) == {"h2": ["director", "coordinator", "allocator", "proxy"]}


def test_fix_sends_nothing_if_hosts_got_their_roles_meanwhile(ecctl, scripted, file):
    server = scripted(BEFORE, hosts(h1=["proxy"], h2=["allocator", "proxy"]))
    outcome = ecctl(*FIX, "--file", str(file), *credentials(server), stdin="y\n")
    assert (outcome.status, sent(server)) == (0, {}), outcome.err


def test_fix_succeeds_if_no_host_differs_afterwards(ecctl, scripted, file):
    before = hosts(h1=[], h2=["proxy"])
    server = scripted(before, before, CHANGED, CHANGED)
    outcome = ecctl(*FIX, "--file", str(file), "--force", *credentials(server))
    assert outcome.status == 0, outcome.err
    assert sent(server) == {"h1": ["proxy"], "h2": ["proxy", "allocator"]}


@pytest.mark.parametrize("command", [APPLY, FIX])
def test_host_that_differs_again_after_incomplete_run_is_changed_again(ecctl, scripted, file, command):
    words = (*command, "--file", str(file), "--force")
    before = [hosts(h1=[], h2=["proxy"])] * (2 if command is FIX else 1)
    refused = {"match": "PUT *", "status": 400, "body": {"errors": [{"code": "a.b", "message": "no"}]}}
    server = scripted(*before, CHANGED, refused, *before, CHANGED, CHANGED)
    assert ecctl(*words, *credentials(server)).status != 0
    outcome = ecctl(*words, *credentials(server))
    assert outcome.status == 0, outcome.err
    assert [request["method"] for request in server.requests].count("PUT") == 4
