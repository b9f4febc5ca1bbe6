"""`--dry-run`: what would change something is shown, and not sent."""

from __future__ import annotations

import json

import pytest

LOGIN = {"match": "POST */users/auth/_login", "status": 200, "body": {"token": "e.s.t"}}
FOUND = {"match": "POST */runners/_search", "status": 200, "body": {"runners": []}}
TOKENS = {"match": "GET *", "status": 200, "body": {"tokens": [{"token_id": "a", "roles": ["proxy"]}]}}
ROTATE = ("platform", "enrollment-token", "rotate", "a")
PRUNE = ("platform", "enrollment-token", "prune", "--all")


def credentials(server):
    return ("--host", server.host, "--user=u", "--pass=p", "--dry-run")


def lines(outcome):
    return [line for line in outcome.out.splitlines() if line.startswith(("POST", "PUT", "PATCH", "DELETE"))]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("platform", "enrollment-token", "create", "--role=proxy"), ["POST"]),
        (("platform", "enrollment-token", "delete", "x", "y"), ["DELETE", "DELETE"]),
        (("platform", "runner", "delete", "x", "y"), ["DELETE", "DELETE"]),
        (("platform", "runner", "set-roles", "x", "--roles=proxy"), ["PUT"]),
        (("platform", "runner", "resync", "--all"), ["POST"]),
        (("user", "delete", "x", "y"), ["DELETE", "DELETE"]),
        (("host", "enroll", "--token-file=-", "--roles=proxy", "--host-ip=192.0.2.1"), ["POST"]),
    ],
)
def test_dry_run_shows_requests_instead_of_sending(ecctl, scripted, words, shown):
    server = scripted(LOGIN)
    outcome = ecctl(*words, *credentials(server), stdin="to.ke.n")
    assert outcome.status == 0
    assert [line.split()[0] for line in lines(outcome)] == shown
    assert "dry run" in outcome.err
    assert "deleted" not in outcome.out
    assert [r["path"] for r in server.requests if not r["path"].endswith("_login")] == []


@pytest.mark.parametrize(("words", "shown"), [(ROTATE, ["POST", "DELETE"]), (PRUNE, ["DELETE"])])
def test_dry_run_sends_reads_that_come_first(ecctl, scripted, home, words, shown):
    server = scripted(LOGIN, TOKENS)
    outcome = ecctl(*words, *credentials(server))
    assert outcome.status == 0, outcome.err
    assert [line.split()[0] for line in lines(outcome)] == shown
    assert [request["method"] for request in server.requests] == ["POST", "GET"]
    assert list(home.iterdir()) == []


def test_dry_run_redacts_secrets(ecctl, scripted):
    words = (
        "user",
        "create",
        "--username=u",
        "--role=ece_platform_admin",
        "--insecure-password=planted-4711",
    )
    outcome = ecctl(*words, *credentials(scripted(LOGIN)), "--output=json")
    shown = json.loads(outcome.out)
    assert (outcome.status, shown["method"]) == (0, "POST")
    assert shown["body"]["security"]["password"] == "[REDACTED]"
    assert "planted-4711" not in outcome.out + outcome.err


def test_dry_run_sends_search_posts(ecctl, scripted):
    server = scripted(LOGIN, FOUND)
    outcome = ecctl("platform", "runner", "search", "--query={}", *credentials(server))
    assert (outcome.status, len(server.requests)) == (0, 2)
    assert outcome.out.startswith("RUNNER ID")
    assert "dry run" not in outcome.err


def test_dry_run_sends_validate_only_requests(ecctl, scripted):
    moves = {"match": "POST */_move", "status": 200, "body": {"moves": {"elasticsearch_clusters": []}}}
    server = scripted(LOGIN, moves)
    ecctl("platform", "allocator", "vacate", "i-1", *credentials(server))
    assert server.requests[1]["query"] == [["move_only", "true"], ["validate_only", "true"]]


def test_dry_run_is_refused_by_local_commands(ecctl, home):
    (home / "data").mkdir()
    outcome = ecctl("serve", "wipe", f"--data={home}/data", "--dry-run", "--force")
    assert outcome.status == 2
    assert "--dry-run" in outcome.err
    assert (home / "data").exists()


def test_config_file_cannot_enable_dry_run(ecctl, scripted, home):
    (home / "c.json").write_text('{"dry_run": true, "api_key": "k"}')
    server = scripted({"match": "DELETE *", "status": 200, "body": {}})
    outcome = ecctl("user", "delete", "x", "--host", server.host, "--config", str(home / "c.json"))
    assert (outcome.status, len(server.requests)) == (0, 1)
