"""`platform runner`: waiting for hosts, checking and setting their roles."""

from __future__ import annotations

import json
import socket
import time

import pytest

RUNNER = ("platform", "runner")


def host(name, *roles, connected=True, healthy=True):
    return {
        "runner_id": name,
        "host_ip": name,
        "connected": connected,
        "healthy": healthy,
        "roles": [{"role_name": role} for role in roles],
    }


def hosts(*members):
    return {"match": "GET */runners", "status": 200, "body": {"runners": list(members)}}


BUSY = {"match": "GET *", "status": 503, "body": {"errors": [{"code": "a.busy", "message": "later"}]}}


@pytest.fixture
def run(ecctl):
    """Return a runner of the command on a scripted platform."""
    return lambda server, *words: ecctl(*RUNNER, *words, "--host", server.host, "--api-key", "k")


def test_wait_polls_until_hosts_are_ready(run, scripted):
    server = scripted(
        hosts(host("a", "proxy")),
        BUSY,
        hosts(host("a", "proxy"), host("b")),
        hosts(host("a", "proxy"), host("b", "proxy", healthy=False)),
        hosts(host("a", "proxy"), host("b", "proxy", "allocator")),
    )
    outcome = run(server, "wait", "a", "b", "--roles=proxy", "--poll-interval=10ms", "--output=json")
    assert outcome.status == 0
    assert [one["runner_id"] for one in json.loads(outcome.out)["runners"]] == ["a", "b"]
    first, busy, *rest = outcome.err.splitlines()
    assert first == "1 of 2 hosts are ready: b does not exist"
    assert "a.busy" in busy
    assert [line.partition(": ")[2] for line in rest] == ["b lacks proxy", "b is not healthy"]


def test_wait_times_out_with_status_7(run, scripted):
    server = scripted(*[hosts(host("a"), host("b", "proxy", connected=False))] * 40)
    outcome = run(server, "wait", "--count=1", "--roles=proxy", "--poll-interval=10ms", "--timeout=100ms")
    assert (outcome.status, outcome.out) == (7, "")
    assert "a lacks proxy; b is not connected" in outcome.err
    assert outcome.err.count("0 of 1") == 2  # once while waiting, once as the error


def test_wait_names_few_of_many_hosts(run, scripted):
    server = scripted(*[hosts(*(host(f"h{number}") for number in range(9)))] * 9)
    outcome = run(server, "wait", "--count=9", "--roles=proxy", "--poll-interval=1s", "--timeout=10ms")
    assert "h4 lacks proxy; …" in outcome.err


@pytest.mark.parametrize(
    "words", [(), ("a", "--count=1"), ("--count=0",), ("a", "--timeout=-1s"), ("a", "--poll-interval=1ms")]
)
def test_wait_refuses_invalid_goal(run, scripted, words):
    server = scripted()
    assert run(server, "wait", *words).status == 2
    assert server.requests == []


def test_wait_ends_if_first_poll_fails(run, scripted):
    server = scripted(BUSY)
    assert run(server, "wait", "a").status == 5
    assert len(server.requests) == 1


FLEET = (host("a", "proxy", "beats-runner"), host("b", "proxy", "allocator"), host("c", "director"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("f.json", '{"a": ["proxy"], "b": ["allocator"], "d": []}'),
        ("tabs.json", '{\n\t"a": ["proxy"],\n\t"b": ["allocator"],\n\t"d": []\n}\n'),
        ("f.yaml", "a: [proxy]\nb: [allocator]\nd: []\n"),
        ("f.csv", "runner_id,roles\na,proxy\nb,allocator\nd,\n"),
    ],
)
def test_check_reports_each_difference(run, scripted, home, name, text):
    (home / name).write_text(text)
    outcome = run(scripted(hosts(*FLEET)), "check", "--file", str(home / name))
    assert outcome.status == 1
    assert [line.split(maxsplit=1) for line in outcome.out.splitlines()[1:]] == [
        ["b", "also has proxy"],
        ["c", "is not in the file; has director"],
        ["d", "does not exist"],
    ]
    outcome = run(scripted(hosts(*FLEET)), "check", "--file", str(home / name), "--output=json")
    states = {one["runner_id"]: one["state"] for one in json.loads(outcome.out)["differences"]}
    assert states == {"b": "different", "c": "unlisted", "d": "absent"}


def test_check_reads_indented_json_without_libyaml(run, scripted, home, monkeypatch):
    monkeypatch.delattr("yaml.CBaseLoader", raising=False)
    (home / "f.json").write_text('{\n\t"a": [\n\t\t"proxy"\n\t]\n}\n')
    assert run(scripted(hosts(host("a", "proxy"))), "check", f"--file={home}/f.json").status == 0


def test_check_partial(run, scripted, home):
    (home / "f.json").write_text('{"a": ["proxy", "beats-runner"]}')
    assert run(scripted(hosts(*FLEET)), "check", f"--file={home}/f.json", "--partial").status == 0
    (home / "f.json").write_text('{"a": ["allocator"]}')
    outcome = run(scripted(hosts(*FLEET)), "check", f"--file={home}/f.json", "--partial")
    assert (outcome.status, "lacks allocator; also has proxy" in outcome.out) == (1, True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("f.json", "[]"),
        ("f.json", '{"a": [""]}'),
        ("f.json", '{"a": ["proxy"], "a": ["director"]}'),
        ("f.json", '{"a": ["prxy"]}'),
        ("f.yaml", "[a]: [proxy]"),
        ("f.yaml", "a: [prxy]"),
        ("f.yaml", "a: [\0]"),
        ("f.yaml", "a: [b"),
        ("f.yaml", "- a"),
    ],
)
def test_check_refuses_file_without_roles(run, scripted, home, name, text):
    (home / name).write_text(text)
    server = scripted()
    outcome = run(server, "check", "--file", str(home / name))
    assert (outcome.status, server.requests) == (2, [])
    assert name in outcome.err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [proxy]\nb: [director]\na: [proxy]\n", "line 3 of the file"),
        ("a: [proxy]\nb: ]\n", "is not YAML"),
        ("a: [proxy]\nb: ]\n", "at line 2"),
    ],
)
def test_check_reports_place_of_fault_in_file(run, scripted, home, text, place):
    (home / "f.yaml").write_text(text)
    server = scripted()
    outcome = run(server, "check", f"--file={home}/f.yaml")
    assert (outcome.status, server.requests) == (2, [])
    assert place in outcome.err


def test_check_accepts_unknown_role_if_allowed(run, scripted, home):
    (home / "f.json").write_text('{"a": ["proxy-"]}')
    outcome = run(
        scripted(hosts(host("a", "proxy-"))), "check", f"--file={home}/f.json", "--allow-unknown-role"
    )
    assert outcome.status == 0


@pytest.fixture
def silent():
    """Yield the URL of a host that accepts connections and never responds."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_wait_ends_in_time_on_silent_platform(ecctl, silent):
    start = time.monotonic()
    words = ("wait", "a", "--timeout=200ms", "--host", silent, "--api-key", "k")
    outcome = ecctl(*RUNNER, *words, env={"EC_TIMEOUT": "30s"})
    assert time.monotonic() - start < 10
    assert (outcome.status, outcome.out) == (7, "")
    assert "waited 200ms: cannot poll the platform" in outcome.err
    assert "wait longer with --timeout" in outcome.err


def test_wait_timeout_does_not_limit_requests(ecctl, silent):
    words = ("wait", "a", "--timeout=1m", "--host", silent, "--api-key", "k")
    outcome = ecctl(*RUNNER, *words, env={"EC_TIMEOUT": "50ms"})
    assert outcome.status == 7
    assert "EC_TIMEOUT" in outcome.err
    assert "--timeout" not in outcome.err


def test_set_roles_sends_roles(run, scripted):
    server = scripted({"match": "PUT *", "status": 200, "body": {"roles": [{"role_name": "proxy"}]}})
    assert run(server, "set-roles", "a", "--roles=proxy,allocator", "--bless").status == 0
    (request,) = server.requests
    assert request["body"] == {"json": {"roles": [{"role_name": "proxy"}, {"role_name": "allocator"}]}}
    assert request["query"] == [["bless", "true"]]
    assert run(scripted(), "set-roles", "a", "--roles=prxy").status == 2


def test_wait_for_departure_polls_until_hosts_have_left(run, scripted):
    server = scripted(hosts(host("a"), host("b")), hosts(host("b"), host("c")), hosts(host("c")))
    outcome = run(server, "wait", "a", "b", "--gone", "--poll-interval=10ms")
    assert (outcome.status, outcome.out) == (0, "2 of 2 hosts have left\n")
    assert outcome.err.splitlines() == [
        "0 of 2 hosts have left: a is still there; b is still there",
        "1 of 2 hosts have left: b is still there",
    ]


def test_wait_for_departure_times_out_with_status_7(run, scripted):
    server = scripted(*[hosts(host("a"))] * 40)
    outcome = run(server, "wait", "a", "--gone", "--poll-interval=10ms", "--timeout=50ms")
    assert (outcome.status, outcome.out) == (7, "")
    assert "waited 50ms: 0 of 1 hosts have left: a is still there" in outcome.err


@pytest.mark.parametrize("words", [("--gone",), ("a", "--gone", "--roles=proxy"), ("--gone", "--count=1")])
def test_wait_for_departure_refuses_invalid_goal(run, scripted, words):
    server = scripted()
    assert run(server, "wait", *words).status == 2
    assert server.requests == []


def test_check_counts_one_host_in_words(run, scripted, home):
    (home / "f.json").write_text('{"a": ["proxy"]}')
    outcome = run(scripted(hosts(host("a", "proxy"))), "check", f"--file={home}/f.json")
    assert outcome.out == "The host has its roles.\n"
