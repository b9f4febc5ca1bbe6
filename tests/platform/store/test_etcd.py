"""What the etcd store adds to the contract: exactly-once commits, failover, quota, TLS, users, compaction."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import time

import pytest
from aetcd import rpc
from support.etcd_cluster import EtcdCluster

from ecctl.errors import PlatformError, UsageError
from ecctl.platform.domain.ids import new_id
from ecctl.platform.store import open_store
from ecctl.platform.store.base import (
    ABSENT,
    API_KEYS,
    AUDIT,
    ENDED_SESSIONS,
    PRESENT,
    SETTINGS,
    TOKENS,
    USERS,
    Delete,
    OutcomeUnknownError,
    Put,
    Require,
    StoreFullError,
    StoreUnavailableError,
)
from ecctl.platform.store.etcd import location
from ecctl.platform.store.etcd.watch import Versions


@pytest.fixture
def make(hands, runner, etcd_url):
    """Open stores of one prefix: `make()`, `make(url, serving=True)`; they are closed at the end."""
    opened = []

    def made(url="", *, serving=True):
        store = open_store(url or etcd_url, hands.clock(), serving=serving)
        runner.run(store.open())
        opened.append(store)
        return store

    yield made
    for store in opened:
        runner.run(store.drain())
        runner.run(store.close())


@pytest.fixture
def cluster(tmp_path):
    """Run three members."""
    made = EtcdCluster(tmp_path / "three", 3).start()
    yield made
    made.stop()


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


def test_password_in_a_url_is_not_repeated():
    with pytest.raises(UsageError) as raised:
        location.parse("//user:s3cret@h1/p")
    assert "s3cret" not in str(raised.value)
    assert "options" in str(raised.value)


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


async def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


# Scans


def uuids(count):
    """Return sorted ids as the platform makes them, from a few creations a second."""
    rng = random.Random(1)
    return sorted(new_id(1_800_000_000 + rng.random() * count / 5) for _ in range(count))


def words(count):
    """Return sorted names of very different lengths and beginnings."""
    rng = random.Random(1)
    return sorted(
        {"".join(rng.choices("aZé-7", k=rng.randrange(1, 12))) + f"{n}" for n in range(count)},
        key=str.encode,
    )


async def fill_tokens(store, names):
    parts = [names[start : start + 64] for start in range(0, len(names), 64)]
    await asyncio.gather(*[store.commit([Put(TOKENS, name, "1") for name in part]) for part in parts])


@pytest.mark.parametrize("names", [uuids, words])
def test_pages_of_many_keys_cost_what_they_return(make, run, names, monkeypatch):
    store, names = make(), names(30_000)
    run(fill_tokens(store, names))
    call, counted = store.cluster.call, []

    async def count(stub, method, request, *options):
        response = await call(stub, method, request, *options)
        if method == "Range":
            counted.append(response.count)
        return response

    monkeypatch.setattr(store.cluster, "call", count)

    async def read():
        return [key async for page in store.pages(TOKENS) for key, _ in page]

    assert run(read()) == names
    assert sum(counted) < 10 * len(names), "without bounds it is 15 times"
    assert len(counted) < 3 * 30 + 60, "few ranges are empty"
    counted.clear()
    assert run(read()) == names
    assert counted[0] < 10_000, "the beginning is known now"
    counted.clear()
    assert run(store.scan(TOKENS, limit=1)) == [(names[0], "1")]
    page, after = run(store.scan(TOKENS, limit=10)), names[20_000]
    assert [key for key, _ in page] == names[:10]
    assert [key for key, _ in run(store.scan(TOKENS, after, 10))] == names[20_001:20_011]
    assert max(counted) < 10_000


def test_range_that_takes_long_is_waited_for(make, run, monkeypatch):
    store = make()
    run(fill_tokens(store, ["a", "b"]))
    call = store.cluster.call

    async def slow(stub, method, request, seconds=1.0):
        if request.range_end and seconds < 10:
            raise StoreUnavailableError("Deadline Exceeded")
        return await call(stub, method, request, seconds)

    monkeypatch.setattr(store.cluster, "call", slow)
    assert run(store.scan(TOKENS)) == [("a", "1"), ("b", "1")]
    monkeypatch.undo()


def test_pages_are_of_one_revision(make, run):
    store, names = make(), uuids(3000)
    run(fill_tokens(store, names))

    async def read():
        found = []
        async for page in store.pages(TOKENS):
            found += [key for key, _ in page]
            await store.commit([Delete(TOKENS, names[-1]), Put(TOKENS, names[-2] + "x", "1")])
        return found

    assert run(read()) == names


def test_compaction_during_a_scan_is_reported(make, run, etcd):
    store, names = make(), uuids(3000)
    run(fill_tokens(store, names))

    async def read():
        async for _ in store.pages(TOKENS):
            await store.commit([Put(TOKENS, "x", "1")])
            await asyncio.to_thread(etcd.compact)

    with pytest.raises(PlatformError, match="compacted") as raised:
        run(read())
    assert raised.value.hint == "try again"
    assert len(run(store.scan(TOKENS, limit=5000))) == 3001


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


# Faults


def commits_during(run, store, seconds, act):
    """Commit one value after the other; return those acknowledged, and the longest time between two."""

    async def whole():
        acknowledged, gap, last = [], 0.0, time.monotonic()
        deadline, acted = last + seconds, False
        number = 0
        while time.monotonic() < deadline:
            if not acted and time.monotonic() > deadline - seconds + 0.5:
                await asyncio.get_running_loop().run_in_executor(None, act)
                acted, last = True, time.monotonic()
            number += 1
            try:
                await store.commit([Put(TOKENS, f"{number:06}", "1")])
            except (StoreUnavailableError, OutcomeUnknownError):
                continue
            acknowledged.append(f"{number:06}")
            gap = max(gap, time.monotonic() - last)
            last = time.monotonic()
        return acknowledged, max(gap, time.monotonic() - last)

    return run(whole())


@pytest.mark.parametrize("fault", ["kill", "pause"])
@pytest.mark.parametrize("target", ["leader", "follower"])
def test_commits_go_on_without_a_member(cluster, make, run, fault, target):
    leader = cluster.leader()
    victim = leader if target == "leader" else next(m for m in cluster.members if m is not leader)
    others = [member.endpoint for member in cluster.members if member is not victim]
    store = make(f"etcd://{','.join([victim.endpoint, *others])}/p")
    acknowledged, gap = commits_during(run, store, 6, victim.kill if fault == "kill" else victim.pause)
    assert set(acknowledged) <= {key for key, _ in run(store.scan(TOKENS, limit=100_000))}
    assert gap < 4
    victim.resume()


def test_commits_go_on_while_a_member_is_replaced(cluster, make, run):
    member = next(member for member in cluster.members if member is not cluster.leader())
    store = make(cluster.url("p"))
    acknowledged, _ = commits_during(run, store, 4, lambda: cluster.replace(member))
    cluster.wait()
    copied = cluster.ctl("get", "--prefix", "--keys-only", "/p/tokens/", endpoints=member.endpoint)
    assert set(acknowledged) <= {key.removeprefix("/p/tokens/") for key in copied.split()}


def test_unreachable_etcd_is_reported_in_time(hands, run):
    store = open_store("etcd://127.0.0.1:1/p", hands.clock())
    started = time.monotonic()
    with pytest.raises(StoreUnavailableError, match=r"cannot reach etcd://127\.0\.0\.1:1/p/"):
        run(store.open())
    assert time.monotonic() - started < 7


def test_commit_without_response_has_an_unknown_outcome(make, run, etcd):
    store = make()
    run(store.commit([Put(TOKENS, "a", "1")]))
    etcd.members[0].pause()

    async def two():
        first = asyncio.ensure_future(store.commit([Put(TOKENS, "sent", "1")]))
        await asyncio.sleep(0.1)
        return await asyncio.gather(first, store.commit([Put(TOKENS, "queued", "1")]), return_exceptions=True)

    try:
        sent, queued = run(two())
    finally:
        etcd.members[0].resume()
    assert isinstance(sent, OutcomeUnknownError)
    assert "before you try again" in sent.hint
    assert isinstance(queued, StoreUnavailableError)
    run(wait_until_ready(store))
    assert run(store.get(TOKENS, "queued")) is None


def test_exceeded_quota_refuses_writes_and_permits_deletes(make, run, tmp_path):
    full = EtcdCluster(tmp_path / "full", 1, ("--quota-backend-bytes", str(4 << 20))).start()
    store = make(full.url("p"))
    try:
        run(store.commit([Put(TOKENS, "t", "1")]))
        with pytest.raises(StoreFullError, match="quota"):
            run(fill(store))
        assert not run(store.ready())
        with pytest.raises(StoreFullError):
            run(store.commit([Put(TOKENS, "u", "1")]))
        revoke = [Delete(TOKENS, "t"), Put(AUDIT, "1", "revoked")]
        assert run(store.commit(revoke, [Require(TOKENS, "t", PRESENT)]))
        assert not run(store.commit(revoke, [Require(TOKENS, "t", PRESENT)]))
        assert run(store.get(TOKENS, "t")) is None
        for number in range(40):
            run(store.commit([Delete(SETTINGS, f"{number}")]))
        full.compact()
        full.ctl("defrag")
        full.ctl("alarm", "disarm")
        run(wait_until_ready(store))
        run(store.drain())
        assert run(store.scan(AUDIT)) == [("1", "revoked")], "the audit entry was stored for a retry"
    finally:
        run(store.drain())
        full.stop()


async def fill(store):
    for number in range(40):
        await store.commit([Put(SETTINGS, f"{number}", "x" * 300_000)])


async def wait_until_ready(store):
    deadline = time.monotonic() + 10
    while not await store.ready():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


# Security


@pytest.fixture
def certificates(tmp_path):
    """Make a CA and a certificate for 127.0.0.1, with openssl."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=tmp_path, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(*new, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=ca", "-days", "2")
    names = ("-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:false")
    key = ("-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=etcd", "-days", "2")
    openssl(*new, *key, *names, "-CA", "ca.pem", "-CAkey", "ca-key.pem")
    return tmp_path


def test_tls_with_client_certificate(make, run, certificates):
    files = {name: certificates / f"{name}.pem" for name in ("ca", "cert", "key")}
    options = (
        *("--cert-file", str(files["cert"]), "--key-file", str(files["key"])),
        *("--trusted-ca-file", str(files["ca"]), "--client-cert-auth"),
    )
    cluster = EtcdCluster(certificates / "tls", 1, options)
    cluster.tls = tuple(
        f"--{name}={files[file]}" for name, file in (("cacert", "ca"), ("cert", "cert"), ("key", "key"))
    )
    cluster.start()
    query = "&".join(f"{name}={path}" for name, path in files.items())
    try:
        store = make(f"{cluster.url('p')}?{query}")
        assert run(store.commit([Put(TOKENS, "a", "1")]))
        for bad, hint in (("", "add ?ca=FILE"), (f"?ca={files['ca']}", "ca, cert and key")):
            with pytest.raises(StoreUnavailableError) as raised:
                make(cluster.url("p") + bad)
            assert hint in raised.value.hint
        run(store.drain())
    finally:
        cluster.stop()


def test_user_and_password(make, run, tmp_path):
    cluster = EtcdCluster(tmp_path / "auth", 1).start()
    password = tmp_path / "password"
    password.write_text("s3cret\n")
    (tmp_path / "wrong").write_text("wrong\n")
    for command in (
        *("role add ecctl", "role grant-permission ecctl readwrite --prefix=true /p/", "user add root:x"),
        *("user add ecctl:s3cret", "user grant-role ecctl ecctl", "user grant-role root root", "auth enable"),
    ):
        cluster.ctl(*command.split())
    try:
        store = make(f"{cluster.url('p')}?user=ecctl&password-file={password}")
        assert run(store.commit([Put(TOKENS, "a", "1")]))
        run(wait_until(lambda: store.versions.lag < 1))
        for bad in (
            cluster.url("p"),
            f"{cluster.url('other')}?user=ecctl&password-file={password}",
            f"{cluster.url('p')}?user=ecctl&password-file={tmp_path / 'wrong'}",
            f"{cluster.url('p')}?user=ecctl&password-file={tmp_path / 'absent'}",
        ):
            with pytest.raises(PlatformError) as raised:
                make(bad)
            assert "s3cret" not in str(raised.value)
        run(store.drain())
    finally:
        cluster.stop()


def test_url_does_not_show_secrets(tmp_path):
    place = location.parse("//h1/p?user=u&password-file=/secret/path")
    assert "secret" not in str(place)
