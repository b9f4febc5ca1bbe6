"""The etcd store while members fail, at its quota, and with TLS and users."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time

import pytest
from support.etcd_cluster import EtcdCluster, wait_until

from ecctl.errors import PlatformError
from ecctl.platform.store import open_store
from ecctl.platform.store.base import (
    AUDIT,
    PRESENT,
    SETTINGS,
    TOKENS,
    Delete,
    OutcomeUnknownError,
    Put,
    Require,
    StoreFullError,
    StoreUnavailableError,
)
from ecctl.platform.store.etcd import location


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
    assert gap < 5  # one or two elections, on a busy machine; without one, commits would end for good
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
    # Three times the quota is not always enough: etcd learns the size of its file when it writes it, every 100 ms.
    for number in range(400):
        await store.commit([Put(SETTINGS, f"{number % 40}", "x" * 300_000)])


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


def test_tls_with_client_certificate(make, run, certificates, monkeypatch):
    monkeypatch.setattr("ecctl.platform.store.etcd.cluster.REQUEST_SECONDS", 1.0)
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
        run(store.close())
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
        run(store.close())
    finally:
        cluster.stop()


def test_url_does_not_show_secrets(tmp_path):
    place = location.parse("//h1/p?user=u&password-file=/secret/path")
    assert "secret" not in str(place)
