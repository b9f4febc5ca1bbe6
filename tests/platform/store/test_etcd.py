"""What the etcd store adds to the contract: URLs, exactly-once commits, leases, versions and markers."""

from __future__ import annotations

import asyncio
import time

import pytest
from aetcd import rpc
from support.etcd_cluster import wait_until

from ecctl.errors import PlatformError, UsageError
from ecctl.platform.store import open_store
from ecctl.platform.store.base import (
    ABSENT,
    API_KEYS,
    ENDED_SESSIONS,
    PRESENT,
    TOKENS,
    USERS,
    Delete,
    Put,
    Require,
)
from ecctl.platform.store.etcd import location
from ecctl.platform.store.etcd.watch import Versions

# URLs


def test_url_names_endpoints_prefix_and_options():
    place = location.parse("//h1:1,h2,[::1]:3/a/b/?ca=/ca.pem&cert=/c.pem&key=/k.pem&user=u&password-file=/p")
    assert place.endpoints == ("h1:1", "h2:2379", "[::1]:3")
    assert place.path("tokens", "x") == b"/a/b/tokens/x"
    assert (place.ca, place.cert, place.key, place.user) == ("/ca.pem", "/c.pem", "/k.pem", "u")
    assert str(place) == "etcd://h1:1,h2:2379,[::1]:3/a/b/"


@pytest.mark.parametrize(
    "url",
    [
        *("h1:1/p", "//h1:1", "//h1:1/", "///p", "//h1:x/p", "//h1,/p", "//user@h1/p", "//h1:99999/p"),
        *("//h1/p?colour=red", "//h1/p?ca=", "//h1/p?ca=a&ca=b", "//h1/p?cert=a", "//h1/p?cert=a&key=b"),
        *("//h1/p?user=u", "//h1/p?password-file=f&nosuch=1"),
    ],
)
def test_invalid_url_is_refused(url):
    with pytest.raises(UsageError, match="is not the URL of a store"):
        location.parse(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("//user:s3cret@h1/p", "options"),
        ("//h1/p?user=u&password=s3cret", '"password" is not an option'),
        ("//h1/p?user=u&passwd=s3cret", "user=u&passwd=…"),
        ("//h1?password=s3cret", "no prefix"),
    ],
)
def test_password_in_a_url_is_not_repeated(url, said):
    with pytest.raises(UsageError) as raised:
        location.parse(url)
    assert "s3cret" not in str(raised.value)
    assert said in str(raised.value)


# Commits


def test_failing_check_fails_its_own_commit_only(make, run):
    store = make()

    async def together():
        return await asyncio.gather(
            *[
                store.commit(
                    [Put(TOKENS, f"{n:03}", "1")], [Require(USERS, "u", ABSENT if n % 3 else PRESENT)]
                )
                for n in range(200)
            ]
        )

    assert run(together()) == [n % 3 != 0 for n in range(200)]
    assert [key for key, _ in run(store.scan(TOKENS))] == [f"{n:03}" for n in range(200) if n % 3]
    assert store.commits.seconds.count < 20


def test_commits_of_one_key_at_once_let_one_win(make, run):
    one, two = make(), make()

    async def together():
        return await asyncio.gather(
            *[
                store.commit([Put(USERS, "u", f"{n}")], [Require(USERS, "u", ABSENT)])
                for n in range(20)
                for store in (one, two)
            ]
        )

    assert sum(run(together())) == 1


@pytest.mark.parametrize("count", [126, 1000, 3000])
def test_large_commit_is_atomic(make, run, count):
    store = make()
    writes = [Put(TOKENS, f"{n:05}", "x" * 100) for n in range(count)]
    assert not run(store.commit(writes, [Require(USERS, "u", PRESENT)]))
    assert run(store.scan(TOKENS)) == []
    run(store.commit([Put(USERS, "u", "1")]))
    assert run(store.commit(writes, [Require(USERS, "u", "1")]))
    assert len(run(store.scan(TOKENS, limit=10_000))) == count
    assert run(store.commit([Delete(TOKENS, write.key) for write in writes]))
    assert run(store.scan(TOKENS)) == []


def test_too_large_commit_is_refused(make, run):
    store = make()
    with pytest.raises(PlatformError, match="5000 records"):
        run(store.commit([Put(TOKENS, f"{n}", "") for n in range(5000)]))


def test_transaction_whose_response_was_lost_takes_effect_once(make, run, monkeypatch):
    store = make()
    cluster = store.cluster
    call, sent = cluster.call, []

    async def lossy(stub, method, request, *options):
        """Send transactions twice, as if the first response had been lost."""
        response = await call(stub, method, request, *options)
        if method == "Txn":
            sent.append(request)
            response = await call(stub, method, request, *options)
        return response

    monkeypatch.setattr(cluster, "call", lossy)

    async def together():
        return await asyncio.gather(
            *[store.commit([Put(TOKENS, f"{n}", "1")], [Require(TOKENS, f"{n}", ABSENT)]) for n in range(50)],
            store.commit([Put(TOKENS, "other", "1")], [Require(USERS, "nobody", PRESENT)]),
            store.commit([Delete(TOKENS, "absent")], [Require(TOKENS, "absent", ABSENT)]),
        )

    assert run(together()) == [*[True] * 50, False, True]
    assert run(store.commit([Put(TOKENS, "0", "2")], [Require(TOKENS, "0", "1")]))
    # A copy that arrives late finds a marker that has moved on.
    late = run(call(rpc.KVStub, "Txn", sent[0]))
    assert not late.succeeded
    assert run(store.get(TOKENS, "0")) == "2"


def test_check_of_value_that_expires(make, run, hands):
    store = make()
    check = Require(API_KEYS, "k", "v")
    run(store.commit([Put(API_KEYS, "k", "v", int(hands.wall) + 10)]))
    for number in range(3):
        assert run(store.commit([Put(TOKENS, f"{number}", "1")], [check]))
    hands.pass_time(10)
    assert not run(store.commit([Put(TOKENS, "x", "1")], [check]))
    assert not run(store.commit([Put(TOKENS, "x", "1")], [Require(API_KEYS, "k", PRESENT)]))
    assert run(store.commit([Put(API_KEYS, "k", "w")], [Require(API_KEYS, "k", ABSENT)]))


def test_entries_that_expire_share_a_lease(make, run, hands, etcd):
    store = make()
    before = len(etcd.ctl("lease", "list").split())
    hour = (int(hands.wall) // 3600 + 2) * 3600
    for number in range(20):
        run(store.commit([Put(ENDED_SESSIONS, f"{number}", "u", hour + number)]))
    assert len(etcd.ctl("lease", "list").split()) == before + 1


def test_lost_lease_is_replaced(make, run, hands, etcd):
    store = make()
    ends = int(hands.wall) + 100
    known = set(etcd.ctl("lease", "list").split())
    run(store.commit([Put(ENDED_SESSIONS, "a", "u", ends)]))
    for lease in set(etcd.ctl("lease", "list").split()) - known:
        if len(lease) == 16:
            etcd.ctl("lease", "revoke", lease)
    assert run(store.commit([Put(ENDED_SESSIONS, "b", "u", ends)]))
    assert run(store.get(ENDED_SESSIONS, "b")) == "u"


# Versions


def test_version_follows_other_processes(make, run):
    one, two = make(), make()
    run(wait_until(lambda: max(one.versions.lag, two.versions.lag) < 1))
    before = two.version(USERS)
    assert two.version(USERS) == before
    run(one.commit([Put(USERS, "u", "1")]))
    run(wait_until(lambda: two.version(USERS) != before))
    between = two.version(API_KEYS), two.version(USERS)
    run(one.commit([Put(TOKENS, "t", "1")]))
    run(asyncio.sleep(0.3))
    assert (two.version(API_KEYS), two.version(USERS)) == between


def test_version_is_unknown_while_etcd_is_silent(make, run, etcd):
    store = make()
    run(wait_until(lambda: store.versions.lag < 1))
    etcd.members[0].pause()
    try:
        run(asyncio.sleep(1.5))
        seen = set()
        for _ in range(5):
            seen.add(store.version(USERS))
            run(asyncio.sleep(0))
        assert len(seen) == 5
    finally:
        etcd.members[0].resume()
    run(wait_until(lambda: store.versions.lag < 1))


def test_compaction_does_not_disturb(make, run, etcd):
    one, two = make(), make()
    for number in range(5):
        run(one.commit([Put(USERS, "u", f"{number}")]))
    etcd.compact()
    before = two.version(USERS)
    run(one.commit([Put(USERS, "u", "6")]))
    run(wait_until(lambda: two.version(USERS) != before))
    assert run(two.get(USERS, "u")) == "6"


def test_watch_whose_revision_was_compacted_begins_again(make, run, etcd, monkeypatch):
    writer = make()
    run(writer.commit([Put(USERS, "u", "1")]))
    etcd.compact()
    present = Versions._present

    async def past(self):
        return 1 if self.restarts == 0 else await present(self)

    monkeypatch.setattr(Versions, "_present", past)
    store = make()
    run(wait_until(lambda: store.versions.restarts and store.versions.lag < 1))
    before = store.version(USERS)
    run(writer.commit([Put(USERS, "u", "2")]))
    run(wait_until(lambda: store.version(USERS) != before))


# Markers


def test_marker_is_removed_at_the_end(hands, run, etcd_url, etcd):
    store = open_store(etcd_url, hands.clock())
    run(store.open())
    run(store.commit([Put(TOKENS, "a", "1")]))
    prefix = store.location.prefix + "writers"
    assert "writers" in etcd.ctl("get", "--prefix", prefix)
    run(store.close())
    assert etcd.ctl("get", "--prefix", prefix) == ""


def test_marker_of_a_process_that_is_gone_is_removed(make, run, etcd):
    prefix = make().location.prefix + "writers/"
    etcd.ctl("put", f"{prefix}old", f"7 {int(time.time()) - 90_000}")
    etcd.ctl("put", f"{prefix}new", f"7 {int(time.time())}")
    store = make()
    shown = etcd.ctl("get", "--prefix", prefix, "--keys-only")
    assert "old" not in shown
    assert "new" in shown
    assert run(store.ready())
