"""Lists with history, search in the audit log, use of signing keys, and status."""

from __future__ import annotations

import json
import random
from urllib.parse import urlencode

import pytest

from ecctl.platform.domain.audit_search import Wanted, search
from ecctl.platform.domain.samples import Samples, quantile
from ecctl.platform.store.base import AUDIT, PAGE, Put

TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
RUNNERS = "/api/v1/platform/infrastructure/runners"
START = 1_800_000_000


@pytest.fixture
def make(ask):
    """Create a persistent token, and let hosts join with it."""

    def create(*roles, hosts=()):
        made = ask("POST", TOKENS, {"persistent": True, "roles": list(roles)})[1]
        for host in hosts:
            body = {"token": made["token"], "roles": list(roles), "host_ip": host}
            assert ask("POST", "/ecctl/v1/hosts/_enroll", body)[0] == 201
        return made["token_id"]

    return create


@pytest.fixture
def page(ask):
    """Ask for a page of a list: `page("enrollment-tokens", sort="-created")`."""

    def read(what, **query):
        status, found = ask("GET", f"/ecctl/v1/{what}?{urlencode(query)}")
        assert status == 200, found
        return found

    return read


def test_tokens_have_creator_time_and_hosts(make, page, client, someone, hands):
    someone("sam", "ece_platform_admin")
    made = make("proxy", hosts=["192.0.2.1", "192.0.2.2"])
    hands.pass_time(60)
    body = {"persistent": True, "roles": ["allocator"]}
    other = client("sam", "pass-of-sam").ask("POST", TOKENS, body)[1]["token_id"]
    assert page("enrollment-tokens") == {
        "total": 2,
        "matched": 2,
        "offset": 0,
        "tokens": [
            {
                "token_id": made,
                "roles": ["proxy"],
                "creation_date": "2027-01-15T08:00:00.000Z",
                "created_by": "admin",
                "host_count": 2,
                "hosts": ["192.0.2.1", "192.0.2.2"],
            },
            {
                "token_id": other,
                "roles": ["allocator"],
                "creation_date": "2027-01-15T08:01:00.000Z",
                "created_by": "sam",
                "host_count": 0,
                "hosts": [],
            },
        ],
    }


def test_tokens_are_filtered_sorted_and_paged(make, page, hands):
    made = []
    for roles, hosts in (
        (["proxy"], ["10.0.0.1"]),
        (["allocator"], ["10.0.0.2", "10.0.0.3"]),
        (["proxy"], []),
    ):
        made.append(make(*roles, hosts=hosts))
        hands.pass_time(1)

    def ids(**query):
        return [made.index(token["token_id"]) for token in page("enrollment-tokens", **query)["tokens"]]

    assert ids(sort="-created") == [2, 1, 0]
    assert ids(sort="-hosts") == [1, 0, 2]
    assert ids(sort="roles") == [1, 0, 2]
    assert ids(role="proxy") == [0, 2]
    assert ids(text="10.0.0.3") == [1]
    assert ids(text=made[2].upper()) == [2]
    assert ids(text="ADMIN") == [0, 1, 2]
    assert ids(offset=1, limit=1) == [1]
    assert page("enrollment-tokens", role="proxy", limit=1)["matched"] == 2


def test_list_follows_changes(make, page, ask):
    first = make("proxy")
    assert [token["token_id"] for token in page("enrollment-tokens")["tokens"]] == [first]
    second = make("proxy", hosts=["192.0.2.1"])
    ask("DELETE", f"{TOKENS}/{first}")
    assert [(token["token_id"], token["host_count"]) for token in page("enrollment-tokens")["tokens"]] == [
        (second, 1)
    ]


def test_history_is_read_again_after_its_log_was_replaced(make, page, platform):
    make("proxy", hosts=["192.0.2.1"])
    assert page("hosts")["hosts"][0]["token_id"]
    store = platform.services.store
    entries = platform.run(store.scan(AUDIT))
    # As after the restore of a backup; the API deletes no entry.
    platform.services.history._end = "0" * 14 + "-deadbeef-0"
    platform.run(store.commit([Put(AUDIT, f"{entries[-1][0]}0", entries[-1][1])]))
    platform.services.history.creators["gone"] = "somebody"
    page("hosts")
    assert "gone" not in platform.services.history.creators


def test_hosts_have_token_and_time(make, page, ask, hands):
    made = make("proxy", hosts=["192.0.2.1"])
    hands.pass_time(60)
    ask("PUT", f"{RUNNERS}/192.0.2.1/roles", {"roles": [{"role_name": "proxy"}, {"role_name": "allocator"}]})
    assert page("hosts")["hosts"] == [
        {
            "runner_id": "192.0.2.1",
            "host_ip": "192.0.2.1",
            "public_hostname": "192.0.2.1",
            "zone": "ece-zone-1",
            "connected": True,
            "healthy": True,
            "roles": ["proxy", "allocator"],
            "joined_date": "2027-01-15T08:00:00.000Z",
            "token_id": made,
        }
    ]
    make("director", hosts=["10.0.0.9"])
    assert [host["runner_id"] for host in page("hosts", sort="-joined")["hosts"]] == ["10.0.0.9", "192.0.2.1"]
    assert [host["runner_id"] for host in page("hosts", role="allocator")["hosts"]] == ["192.0.2.1"]
    ask("DELETE", f"{RUNNERS}/192.0.2.1")
    assert page("hosts", text="192")["total"] == 1


@pytest.mark.parametrize(
    "query", ["sort=x", "limit=-1", "limit=1001", "offset=%C2%B2", "offset=" + "9" * 5000]
)
def test_invalid_page_is_refused(ask, query):
    status, value = ask("GET", f"/ecctl/v1/enrollment-tokens?{query}")
    assert (status, value["errors"][0]["code"]) == (400, "root.invalid_request")


def test_lists_need_viewer_and_audit_log_needs_administrator(client, someone):
    someone("viola", "ece_platform_viewer")
    someone("dan", "ece_deployment_manager")
    viola, dan = client("viola", "pass-of-viola"), client("dan", "pass-of-dan")
    for path in ("enrollment-tokens", "hosts", "status", "signing-keys/_usage"):
        assert viola.ask("GET", f"/ecctl/v1/{path}")[0] == 200
        assert dan.ask("GET", f"/ecctl/v1/{path}")[0] == 403
    assert viola.ask("GET", "/ecctl/v1/audit/_search")[0] == 403


def test_versions_change_with_their_lists(make, page):
    before = page("versions")["versions"]
    assert page("versions")["versions"] == before
    make("proxy")
    after = page("versions")["versions"]
    changed = {kind for kind in after if after[kind] != before[kind]}
    assert {"tokens", "audit"} <= changed


def test_usage_counts_tokens_of_each_key(make, page, ask, hands):
    make("proxy")
    hands.pass_time(5)
    make("proxy")
    hands.pass_time(0.2)
    ask("POST", "/ecctl/v1/signing-keys/_rotate")
    hands.pass_time(0.2)
    gone = make("proxy")
    make("proxy")
    ask("DELETE", f"{TOKENS}/{gone}")
    hands.pass_time(0.2)
    ask("POST", "/ecctl/v1/signing-keys/_rotate")
    counts = [key["persistent_tokens"] for key in page("signing-keys/_usage")["keys"]]
    assert counts == [2, 1, 0]


def test_audit_search_finds_newest_first(make, page, someone, hands):
    someone("sam", "ece_platform_admin")
    hands.pass_time(3600)
    made = []
    for _ in range(5):
        hands.pass_time(0.2)  # entries of one millisecond have no order
        made.append(make("proxy"))
    found = page("audit/_search", limit=3)
    assert [entry["subject"] for entry in found["entries"]] == made[:1:-1]
    older = page("audit/_search", limit=3, before=found["before"])
    assert [entry["subject"] for entry in older["entries"]] == [made[1], made[0], "sam"]
    assert page("audit/_search", event="user.")["entries"][0]["event"] == "user.created"
    assert page("audit/_search", principal="nobody")["entries"] == []
    assert page("audit/_search", text=made[3][-8:])["entries"][0]["subject"] == made[3]
    assert len(page("audit/_search", since="2027-01-15T08:30:00Z")["entries"]) == 5
    assert len(page("audit/_search", until="2027-01-15T08:30:00Z")["entries"]) == 1


@pytest.mark.parametrize("query", ["before=x", "limit=0", "since=tomorrow", "until=1"])
def test_invalid_audit_search_is_refused(ask, query):
    assert ask("GET", f"/ecctl/v1/audit/_search?{query}")[0] == 400


@pytest.mark.parametrize("seed", range(6))
def test_audit_search_finds_every_entry_once(platform, seed):
    """Bursts of one microsecond, dense hours and empty years: whatever the windows, nothing is missed."""
    chance = random.Random(seed)
    moment, entries = START * 1_000_000, {}
    for burst in range(12):
        moment -= chance.choice([1, 1000, 10**6, 10**9, 10**13])
        step = chance.choice([0, 0, 1, 50, 10**5])
        for number in range(chance.choice([1, 30, PAGE - 1, PAGE, PAGE + 1])):
            key = f"{moment - number * step:014x}-{seed:08x}-{burst * 10_000 + number:x}"
            value = {"at": 0, "event": "a.b", "subject": str(burst), "principal": "x", "detail": ""}
            entries[key] = json.dumps(value)
        moment -= 2500 * step
    store, work = platform.services.store, platform.services.work
    platform.run(store.commit([Put(AUDIT, key, value) for key, value in entries.items()]))
    for wanted, expected in (
        (Wanted(), sorted(entries, reverse=True)),
        (Wanted(text="7"), sorted((key for key in entries if '"7"' in entries[key]), reverse=True)),
    ):
        found, cursor = [], ""
        while True:
            part, cursor = platform.run(
                search(store, work, wanted, 700, before=cursor, since=0, now=START * 1_000_000)
            )
            found += [key for key, _ in part]
            if not cursor:
                break
        assert found == expected


def test_status_shows_store_and_samples(platform, page):
    metrics = platform.services.metrics
    samples = platform.services.samples
    for seconds in (0.002, 0.003, 0.2):
        metrics.count("get-users", 200, seconds)
    metrics.count("get-users", 500, 0.002)
    samples.take()
    samples.take()
    shown = page("status")
    assert shown["store"]["ready"] is True
    assert shown["samples"]["requests"] == [4, 0]
    assert shown["samples"]["failures"] == [1, 0]
    assert shown["samples"]["median_seconds"][1] is None
    assert 0.001 <= shown["samples"]["median_seconds"][0] <= 0.0025
    assert 0.1 <= shown["samples"]["p95_seconds"][0] <= 0.25


def test_samples_of_an_hour_are_kept(platform):
    samples = Samples(platform.services.metrics)
    for _ in range(400):
        samples.take()
    assert len(samples.shown()["requests"]) == 360


def test_quantile_is_interpolated():
    assert quantile([0] * 11, 0.5) is None
    assert quantile([10] + [0] * 10, 0.5) == 0.0005
    assert quantile([0] * 10 + [4], 0.95) == 10.0
