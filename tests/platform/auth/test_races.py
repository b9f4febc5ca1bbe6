"""Changes of users, keys and tokens while a request is under way."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from urllib.parse import quote

import pytest

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.auth import logins
from ecctl.platform.auth.caches import MAX_AUDITED
from ecctl.platform.auth.principal import OWNER
from ecctl.platform.auth.sessions import LOGIN_SECONDS
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.handlers import users
from ecctl.platform.handlers.api_keys import DELETED_KEYS
from ecctl.platform.store import open_store
from ecctl.platform.store.base import (
    ABSENT,
    API_KEYS,
    AUDIT,
    ENDED_SESSIONS,
    KINDS,
    PAGE,
    SETTINGS,
    SIGNING_KEYS,
    USERS,
    Delete,
    Put,
    Require,
)

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
KEYS = "/api/v1/users/auth/keys"
LOGIN = "/api/v1/users/auth/_login"
LOGOUT = "/api/v1/users/auth/_logout"
REFRESH = "/api/v1/users/auth/_refresh"
ENROLL = "/ecctl/v1/hosts/_enroll"
RUNNERS = "/api/v1/platform/infrastructure/runners"
SIGNING = "/ecctl/v1/signing-keys"


def request(method, path, body=None, authorization=""):
    headers = (("authorization", authorization),) if authorization else ()
    return Request(method, path, headers, b"" if body is None else json.dumps(body).encode())


def basic(name, password):
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


class Scene:
    """A platform on a server's store, with work that can be held up."""

    def __init__(self, store, clock):
        self.store = store
        self.checks = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.platform = Platform(store, clock, self.work)

    async def work(self, function, *arguments):
        self.checks += 1
        await self.gate.wait()
        return function(*arguments)

    async def ask(self, method, path, body=None, authorization="", peer="192.0.2.1"):
        principal = None if authorization else OWNER
        response = await self.platform.handle(request(method, path, body, authorization), principal, peer)
        return response.status, json.loads(response.read())

    async def user(self, name, role="ece_platform_admin"):
        security = {"roles": [role], "password": f"pass-of-{name}"}
        return await self.ask("POST", "/api/v1/users", {"user_name": name, "security": security})

    async def key(self, name):
        self.platform.services.caches.passwords.clear()
        status, made = await self.ask("POST", KEYS, {"description": "x"}, basic(name, f"pass-of-{name}"))
        assert status == 201, made
        return f"ApiKey {made['key']}"


@pytest.fixture
def play(tmp_path, hands, runner):
    """Runs a scene on a server's store."""

    def run(act):
        async def whole():
            clock = hands.clock()
            store = open_store(f"sqlite:{tmp_path}/platform.db", clock, serving=True)
            await store.open()
            try:
                return await act(Scene(store, clock))
            finally:
                await store.drain()
                await store.close()

        return runner.run(whole())

    return run


def test_key_created_while_its_user_is_deleted_does_not_work(play):
    async def act(scene):
        await scene.user("bob")
        key = await scene.key("bob")
        making = [scene.ask("POST", KEYS, {"description": "x"}, key) for _ in range(20)]
        results = await asyncio.gather(*making, scene.ask("DELETE", "/api/v1/users/bob"))
        assert results[-1][0] == 200
        await scene.user("bob")
        assert (await scene.ask("GET", f"{KEYS}/_all"))[1]["keys"] == []
        for status, made in results[:-1]:
            if status == 201:
                assert (await scene.ask("GET", "/api/v1/user", None, f"ApiKey {made['key']}"))[0] == 401

    play(act)


def test_key_of_a_deleted_user_is_not_the_next_users(play):
    """Not even if its record is still stored."""

    async def act(scene):
        await scene.user("bob")
        key = await scene.key("bob")
        stored = await scene.store.scan(API_KEYS)
        await scene.ask("DELETE", "/api/v1/users/bob")
        await scene.user("bob")
        await scene.store.commit([Put(API_KEYS, key_id, text) for key_id, text in stored])
        assert (await scene.ask("GET", "/api/v1/user", None, key))[0] == 401
        assert (await scene.ask("GET", KEYS, None, basic("bob", "pass-of-bob")))[1]["keys"] == []

    play(act)


@pytest.mark.parametrize("change", ["deleted", "disabled", "demoted", "password"])
def test_request_behind_a_password_check_loses_rights_revoked_meanwhile(play, change):
    async def act(scene):
        await scene.user("bob")
        scene.platform.services.caches.passwords.clear()
        scene.gate.clear()
        new = {"user_name": "mallory", "security": {"roles": ["ece_platform_admin"]}}
        waiting = asyncio.ensure_future(scene.ask("POST", "/api/v1/users", new, basic("bob", "pass-of-bob")))
        await asyncio.sleep(0.01)
        bob = await find_account(scene.store, "bob")
        if change == "deleted":
            await scene.store.commit([Delete(USERS, "bob")])
        else:
            security = bob.data["security"]
            security["enabled"] = change != "disabled"
            security["roles"] = ["ece_platform_viewer" if change == "demoted" else "ece_platform_admin"]
            bob.password = users.hash_password("other") if change == "password" else bob.password
            await scene.store.commit([bob.write()])
        scene.gate.set()
        assert (await waiting)[0] == (403 if change == "demoted" else 401)
        assert await find_account(scene.store, "mallory") is None

    play(act)


def test_cached_key_is_checked_again_in_the_commit(play, tmp_path, hands):
    """Another process deletes the user between authentication and commit."""

    async def act(scene):
        await scene.user("bob")
        key = await scene.key("bob")
        for _ in range(3):
            assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}, key))[0] == 200
        other = open_store(f"sqlite:{tmp_path}/platform.db", hands.clock())
        await other.open()
        commit = scene.store.commit

        async def late(writes, checks=()):
            await other.commit([Delete(USERS, "bob")])
            return await commit(writes, checks)

        scene.store.commit = late
        assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}, key))[0] == 401
        await other.close()

    play(act)


@pytest.mark.parametrize("scheme", ["ApiKey", "Bearer"])
@pytest.mark.parametrize("persistent", [True, False])
def test_deleted_user_is_refused_though_versions_are_late(play, scheme, persistent):
    """A distributed store learns of another server's change a moment after the change itself."""
    asked = {"persistent": persistent}

    async def act(scene):
        await scene.user("bob")
        credentials = await scene.key("bob")
        if scheme == "Bearer":
            login = {"username": "bob", "password": "pass-of-bob"}
            credentials = f"Bearer {(await scene.ask('POST', LOGIN, login))[1]['token']}"
        assert (await scene.ask("POST", ENROLLMENT, asked, credentials))[0] == 200
        scene.store.shared = True
        scene.store.version = {kind: scene.store.version(kind) for kind in KINDS}.__getitem__
        await scene.store.commit([Delete(USERS, "bob")])
        assert (await scene.ask("POST", ENROLLMENT, asked, credentials))[0] == 401

    play(act)


def test_session_of_a_deleted_user_is_not_refreshed_for_the_next_of_that_name(play):
    """A distributed store learns of another server's change a moment after the change itself."""

    async def act(scene):
        await scene.user("bob")
        login = {"username": "bob", "password": "pass-of-bob"}
        session = f"Bearer {(await scene.ask('POST', LOGIN, login))[1]['token']}"
        assert (await scene.ask("POST", REFRESH, None, session))[0] == 200
        scene.store.shared = True
        scene.store.version = {kind: scene.store.version(kind) for kind in KINDS}.__getitem__
        await scene.store.commit([Delete(USERS, "bob")])
        assert (await scene.ask("POST", REFRESH, None, session))[0] == 401
        await scene.user("bob")
        assert (await scene.ask("POST", REFRESH, None, session))[0] == 401

    play(act)


def test_token_is_not_stored_if_its_signing_key_is_retired_meanwhile(play):
    async def act(scene):
        await scene.ask("POST", ENROLLMENT, {"persistent": True})
        commit = scene.store.commit

        async def late(writes, checks=()):
            await commit([Put(SIGNING_KEYS, "current", "retired 1 ")])
            return await commit(writes, checks)

        scene.store.commit = late
        assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}))[0] == 403

    play(act)


def test_identical_logins_share_one_check_and_one_failure(play):
    async def act(scene):
        await scene.user("bob")
        scene.checks = 0
        scene.gate.clear()
        guesses = [
            asyncio.ensure_future(scene.ask("GET", "/api/v1/user", None, basic("bob", "wrong")))
            for _ in range(300)
        ]
        await asyncio.sleep(0.05)
        scene.gate.set()
        assert {status for status, _ in await asyncio.gather(*guesses)} == {401}
        assert scene.checks == 1
        for number in range(logins.MAX_WAITING):
            status, _ = await scene.ask("GET", "/api/v1/user", None, basic("bob", f"wrong-{number}"))
            if status == 429:
                break
        assert number == 4, "one failure was counted for 300 guesses"

    play(act)


def test_logins_beyond_the_queue_get_503_with_retry_after(play):
    async def act(scene):
        scene.gate.clear()
        waiting = [
            asyncio.ensure_future(
                scene.ask("GET", "/api/v1/user", None, basic("bob", f"x{n}"), peer=f"192.0.2.{n}")
            )
            for n in range(logins.MAX_WAITING - logins.RESERVED)
        ]
        await asyncio.sleep(0.05)
        guess = request("GET", "/api/v1/user", None, basic("bob", "one more"))
        response = await scene.platform.handle(guess, peer="198.51.100.1")
        assert (response.status, response.header("retry-after")) == (503, "1")
        scene.gate.set()
        assert {status for status, _ in await asyncio.gather(*waiting)} == {401}

    play(act)


def test_guesses_from_many_addresses_leave_room_for_those_who_logged_in_before(play):
    async def act(scene):
        await scene.user("bob")
        await scene.user("eve")
        right = basic("bob", "pass-of-bob")
        assert (await scene.ask("GET", "/api/v1/user", None, right, "192.0.2.1"))[0] == 200
        scene.gate.clear()
        guesses = [
            asyncio.ensure_future(
                scene.ask("GET", "/api/v1/user", None, basic("bob", f"x{n}"), peer=f"198.51.100.{n}")
            )
            for n in range(logins.MAX_WAITING + 10)
        ]
        await asyncio.sleep(0.05)
        other = basic("eve", "pass-of-eve")
        known = asyncio.ensure_future(scene.ask("GET", "/api/v1/user", None, other, "192.0.2.1"))
        assert (await scene.ask("GET", "/api/v1/user", None, other, "203.0.113.1"))[0] == 503
        scene.gate.set()
        assert (await known)[0] == 200
        assert {status for status, _ in await asyncio.gather(*guesses)} == {401, 503}

    play(act)


def test_check_is_skipped_if_its_client_is_gone(play, monkeypatch):
    async def act(scene):
        calls = []
        monkeypatch.setattr(logins, "matches", lambda *arguments: calls.append(arguments))
        scene.gate.clear()
        context = scene.platform.context(request("GET", "/api/v1/user", None, basic("bob", "x")))
        waiting = asyncio.ensure_future(scene.platform.answer(context))
        await asyncio.sleep(0.01)
        context.is_gone = True
        scene.gate.set()
        assert (await waiting).status == 503
        assert calls == []

    play(act)


def test_successful_logins_take_back_only_what_they_counted(play):
    async def act(scene):
        await scene.user("bob")
        for number in range(10):
            await scene.ask("GET", "/api/v1/user", None, basic(f"user-{number}", "wrong"))
        scene.gate.clear()
        right = [
            asyncio.ensure_future(scene.ask("GET", "/api/v1/user", None, basic("bob", "pass-of-bob")))
            for _ in range(20)
        ]
        await asyncio.sleep(0.01)
        scene.gate.set()
        assert {status for status, _ in await asyncio.gather(*right)} == {200}
        statuses = [
            (await scene.ask("GET", "/api/v1/user", None, basic(f"other-{n}", "wrong")))[0] for n in range(11)
        ]
        assert statuses == [401] * 10 + [429]

    play(act)


def test_failed_login_of_an_existing_user_is_audited(play):
    async def act(scene):
        await scene.user("bob")
        for name in ("bob", "nobody-of-this-name"):
            await scene.ask("GET", "/api/v1/user", None, basic(name, "wrong"))
        await scene.store.drain()
        entries = (await scene.platform.handle(request("GET", "/ecctl/v1/audit"), OWNER)).chunks
        text = b"".join([part async for part in entries]).decode()
        failed = [entry for entry in json.loads(text)["entries"] if entry["event"] == "login.failed"]
        assert [(entry["subject"], entry["detail"]) for entry in failed] == [("bob", "192.0.2.1")]

    play(act)


def test_check_that_is_known_to_hold_is_not_known_after_another_process_commits(play, tmp_path, hands):
    async def act(scene):
        check = Require(USERS, "u", ABSENT)
        for name in "ab":
            assert await scene.store.commit([Put(API_KEYS, name, "1")], [check])
        other = open_store(f"sqlite:{tmp_path}/platform.db", hands.clock())
        await other.open()
        await other.commit([Put(USERS, "u", "1")])
        assert not await scene.store.commit([Put(API_KEYS, "c", "1")], [check])
        await other.close()

    play(act)


def interfere(scene, change):
    """Make a change before the next commit takes effect."""
    commit = scene.store.commit

    async def late(writes, checks=()):
        scene.store.commit = commit
        await change()
        return await commit(writes, checks)

    scene.store.commit = late


async def host(scene, token=None):
    """Enroll a host, and return the status."""
    if token is None:
        token = (await scene.ask("POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]}))[1]["token"]
    body = {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.1"}
    return (await scene.ask("POST", ENROLL, body))[0]


async def change_email(scene):
    assert (await scene.ask("PATCH", "/api/v1/users/bob", {"email": "bob@example.com"}))[0] == 200


async def audited(scene, event):
    """Return the subjects of an event's audit entries."""
    await scene.store.drain()
    entries = [json.loads(text) for _, text in await scene.store.scan(AUDIT)]
    return [entry["subject"] for entry in entries if entry["event"] == event]


def test_host_is_deleted_though_its_roles_change(play):
    async def act(scene):
        assert await host(scene) == 201
        roles = {"roles": [{"role_name": "director"}]}
        interfere(scene, lambda: scene.ask("PUT", f"{RUNNERS}/10.0.0.1/roles", roles))
        assert (await scene.ask("DELETE", f"{RUNNERS}/10.0.0.1"))[0] == 200
        assert (await scene.ask("DELETE", f"{RUNNERS}/10.0.0.1"))[0] == 404

    play(act)


def test_roles_of_a_host_are_set_though_they_change(play):
    async def act(scene):
        assert await host(scene) == 201
        roles = [{"roles": [{"role_name": name}]} for name in ("director", "coordinator")]
        interfere(scene, lambda: scene.ask("PUT", f"{RUNNERS}/10.0.0.1/roles", roles[0]))
        assert await scene.ask("PUT", f"{RUNNERS}/10.0.0.1/roles", roles[1]) == (200, roles[1])
        assert (await scene.ask("GET", f"{RUNNERS}/10.0.0.1"))[1]["roles"] == roles[1]["roles"]

    play(act)


def test_user_is_deleted_though_its_address_changes(play):
    async def act(scene):
        await scene.user("bob")
        interfere(scene, lambda: change_email(scene))
        assert (await scene.ask("DELETE", "/api/v1/users/bob"))[0] == 200
        assert await find_account(scene.store, "bob") is None

    play(act)


def test_key_is_created_though_the_address_of_its_user_changes(play):
    async def act(scene):
        await scene.user("bob")
        key = await scene.key("bob")
        interfere(scene, lambda: change_email(scene))
        assert (await scene.ask("POST", KEYS, {"description": "x"}, key))[0] == 201

    play(act)


@pytest.mark.parametrize("persistent", [True, False])
def test_host_enrolls_though_the_signing_key_is_rotated(play, persistent):
    """The older key still verifies."""

    async def act(scene):
        body = {"persistent": persistent, "roles": ["proxy"]}
        token = (await scene.ask("POST", ENROLLMENT, body))[1]["token"]
        interfere(scene, lambda: scene.ask("POST", f"{SIGNING}/_rotate"))
        assert await host(scene, token) == 201

    play(act)


def test_host_does_not_enroll_if_the_token_is_revoked_meanwhile(play):
    async def act(scene):
        body = {"persistent": True, "roles": ["proxy"]}
        made = (await scene.ask("POST", ENROLLMENT, body))[1]
        interfere(scene, lambda: scene.ask("DELETE", f"{ENROLLMENT}/{made['token_id']}"))
        assert await host(scene, made["token"]) == 401

    play(act)


def test_token_is_created_though_the_signing_key_is_rotated(play):
    async def act(scene):
        await scene.ask("POST", ENROLLMENT, {"persistent": True})
        interfere(scene, lambda: scene.ask("POST", f"{SIGNING}/_rotate"))
        assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}))[0] == 200

    play(act)


def test_signing_key_is_retired_though_it_is_rotated(play):
    async def act(scene):
        await scene.ask("POST", ENROLLMENT, {"persistent": True})
        interfere(scene, lambda: scene.ask("POST", f"{SIGNING}/_rotate"))
        status, retired = await scene.ask("POST", f"{SIGNING}/current/_retire")
        assert (status, retired["state"]) == (200, "retired")

    play(act)


def test_of_two_deletions_of_a_key_one_succeeds(play):
    async def act(scene):
        await scene.user("bob")
        await scene.key("bob")
        key_id = (await scene.store.scan(API_KEYS))[0][0]
        path = f"/api/v1/users/bob/auth/keys/{key_id}"
        results = await asyncio.gather(*[scene.ask("DELETE", path) for _ in range(3)])
        assert sorted(status for status, _ in results) == [200, 404, 404]
        codes = {body["errors"][0]["code"] for status, body in results if status == 404}
        assert codes == {"api_keys.key_not_found"}
        assert await audited(scene, "api_key.deleted") == [key_id]

    play(act)


def test_keys_are_deleted_once_by_requests_for_several(play):
    async def act(scene):
        await scene.user("bob")
        for _ in range(DELETED_KEYS + 5):
            await scene.key("bob")
        ids = [key_id for key_id, _ in await scene.store.scan(API_KEYS)]
        paths = ["/api/v1/users/bob/auth/keys"] * 2
        results = await asyncio.gather(*[scene.ask("DELETE", path) for path in paths])
        assert [status for status, _ in results] == [200, 200]
        assert sorted(await audited(scene, "api_key.deleted")) == sorted(ids)
        assert await scene.store.scan(API_KEYS) == []

    play(act)


def test_key_that_deletes_all_keys_deletes_itself_last(play):
    async def act(scene):
        await scene.user("bob")
        keys = [await scene.key("bob") for _ in range(DELETED_KEYS + 5)]
        oldest = min(await scene.store.scan(API_KEYS))[0]
        mine = next(
            key for key in keys if base64.urlsafe_b64decode(key[7:] + "==").decode().startswith(oldest)
        )
        assert (await scene.ask("DELETE", "/api/v1/users/bob/auth/keys", None, mine))[0] == 200
        assert await scene.store.scan(API_KEYS) == []

    play(act)


def test_of_two_logouts_one_succeeds(play):
    async def act(scene):
        await scene.user("bob")
        login = {"username": "bob", "password": "pass-of-bob"}
        session = f"Bearer {(await scene.ask('POST', LOGIN, login))[1]['token']}"
        results = await asyncio.gather(*[scene.ask("POST", LOGOUT, None, session) for _ in range(2)])
        assert sorted(status for status, _ in results) == [200, 401]

    play(act)


def test_session_ends_though_the_address_of_its_user_changes(play):
    async def act(scene):
        await scene.user("bob")
        login = {"username": "bob", "password": "pass-of-bob"}
        session = f"Bearer {(await scene.ask('POST', LOGIN, login))[1]['token']}"
        interfere(scene, lambda: change_email(scene))
        assert (await scene.ask("POST", LOGOUT, None, session))[0] == 200
        assert (await scene.ask("GET", "/api/v1/user", None, session))[0] == 401

    play(act)


@pytest.mark.parametrize("change", ["retired", "deleted"])
def test_ephemeral_token_needs_the_records_of_this_moment(play, tmp_path, hands, change):
    """Another process changes them while a batch is on disk, and its end is not reported yet."""

    async def act(scene):
        await scene.user("bob")
        key = await scene.key("bob")
        body = {"persistent": False}
        for _ in range(2):  # the first one creates the signing key
            assert (await scene.ask("POST", ENROLLMENT, body, key))[0] == 200
        other = open_store(f"sqlite:{tmp_path}/platform.db", hands.clock())
        await other.open()
        end, is_on_disk, may_report = scene.store._writer.end, threading.Event(), threading.Event()

        def end_and_wait():
            end()
            is_on_disk.set()
            may_report.wait(20)

        await scene.store.drain()
        scene.store._writer.end = end_and_wait
        pending = asyncio.ensure_future(scene.store.commit([Put(SETTINGS, "tried", "1")]))
        await asyncio.to_thread(is_on_disk.wait, 20)
        retired = Put(SIGNING_KEYS, "current", "retired 1 ")
        await other.commit([retired if change == "retired" else Delete(USERS, "bob")])
        status, _ = await scene.ask("POST", ENROLLMENT, body, key)
        may_report.set()
        assert await pending
        await other.close()
        assert status == (403 if change == "retired" else 401)

    play(act)


def test_ended_session_is_remembered_as_long_as_a_refresh_could_extend_it(play):
    """A request to refresh it may be under way, and return a token that expires later than any so far."""

    async def act(scene):
        await scene.user("bob")
        login = {"username": "bob", "password": "pass-of-bob"}
        session = f"Bearer {(await scene.ask('POST', LOGIN, login))[1]['token']}"
        assert (await scene.ask("POST", LOGOUT, None, session))[0] == 200
        (ended,) = await scene.store.entries(ENDED_SESSIONS)
        assert ended.expires > scene.platform.services.clock.now() + LOGIN_SECONDS

    play(act)


def test_failed_logins_from_many_addresses_fill_the_audit_log_slowly(play):
    async def act(scene):
        await scene.user("bob")
        for number in range(MAX_AUDITED + 50):
            guess = basic("bob", f"x{number}")
            await scene.ask("GET", "/api/v1/user", None, guess, peer=f"2001:db8:{number:x}::1")
        assert len(await audited(scene, "login.failed")) == MAX_AUDITED + 1

    play(act)


def test_others_are_served_while_many_entries_are_read(play):
    async def act(scene):
        runner = json.dumps({"runner_id": "x", "roles": []})
        await scene.store.commit([Put("runners", f"{n:05}", runner) for n in range(5 * PAGE)])
        listing = asyncio.ensure_future(scene.ask("POST", f"{RUNNERS}/_search", {}))
        turns = 0
        while not listing.done():
            await asyncio.sleep(0)
            turns += 1
        assert len((await listing)[1]["runners"]) == 5 * PAGE
        assert turns >= 5

    play(act)


@pytest.mark.parametrize("path", ["enrollment-tokens?text=x", "hosts?sort=zone", "audit/_search?text=x"])
def test_searches_do_not_wait_for_password_checks(play, path):
    """Nor do logins wait for searches, which any user can order."""

    async def act(scene):
        assert await host(scene) == 201
        scene.gate.clear()
        status, _ = await asyncio.wait_for(scene.ask("GET", f"/ecctl/v1/{path}"), 30)
        assert (status, scene.checks) == (200, 0)

    play(act)


@pytest.mark.parametrize("limit", ["0" * 20 + "99999", "0" * 5000, "9" * 12, "-1", "1e3", "\u0661"])
@pytest.mark.parametrize("path", ["enrollment-tokens", "audit/_search"])
def test_limit_of_a_list_is_a_short_number(play, path, limit):
    async def act(scene):
        assert (await scene.ask("GET", f"/ecctl/v1/{path}?limit={quote(limit)}"))[0] == 400

    play(act)
