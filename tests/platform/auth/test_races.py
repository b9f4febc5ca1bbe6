"""Changes of users, keys and tokens while a request is under way."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from ecctl.core.messages import Request
from ecctl.platform.app import Platform
from ecctl.platform.auth import logins
from ecctl.platform.auth.principal import OWNER
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.handlers import users
from ecctl.platform.store import open_store
from ecctl.platform.store.base import ABSENT, API_KEYS, KINDS, SIGNING_KEYS, USERS, Delete, Put, Require

ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"
KEYS = "/api/v1/users/auth/keys"
LOGIN = "/api/v1/users/auth/_login"


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
def test_request_that_waits_for_its_password_check_loses_rights_taken_away_meanwhile(play, change):
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
def test_deleted_user_is_refused_though_versions_are_late(play, scheme):
    """A distributed store learns of another server's change a moment after the change itself."""

    async def act(scene):
        await scene.user("bob")
        credentials = await scene.key("bob")
        if scheme == "Bearer":
            login = {"username": "bob", "password": "pass-of-bob"}
            credentials = f"Bearer {(await scene.ask('POST', LOGIN, login))[1]['token']}"
        assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}, credentials))[0] == 200
        scene.store.version = {kind: scene.store.version(kind) for kind in KINDS}.__getitem__
        await scene.store.commit([Delete(USERS, "bob")])
        assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}, credentials))[0] == 401

    play(act)


def test_token_is_not_stored_if_its_signing_key_is_retired_meanwhile(play):
    async def act(scene):
        await scene.ask("POST", ENROLLMENT, {"persistent": True})
        commit = scene.store.commit

        async def late(writes, checks=()):
            await commit([Put(SIGNING_KEYS, "current", "retired 1 ")])
            return await commit(writes, checks)

        scene.store.commit = late
        assert (await scene.ask("POST", ENROLLMENT, {"persistent": True}))[0] == 409

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
            for n in range(logins.MAX_WAITING)
        ]
        await asyncio.sleep(0.05)
        guess = request("GET", "/api/v1/user", None, basic("bob", "one more"))
        response = await scene.platform.handle(guess, peer="198.51.100.1")
        assert (response.status, response.header("retry-after")) == (503, "1")
        scene.gate.set()
        assert {status for status, _ in await asyncio.gather(*waiting)} == {401}

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
