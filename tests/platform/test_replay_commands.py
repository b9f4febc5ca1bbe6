"""The recorded command lines of the original, run against a server: the command accepts what it is answered.

Each case is set up by the kit itself, with its own arguments, variables, files and keyboard. In place of the
scripted server it finds a real one, in place of its credentials that server's, and in place of a process the
command in this one. What it asks for (a user to show, a token to delete) is there where the original
succeeded, and is not there where it failed.

The first request of each is compared with the recorded one. So what is answered here are the original's own
requests, and their replies go through the command's decoder: `test_replay.py` sends the few besides that our
command refuses to send. What comes after the first request depends on the replies, which are the server's.
"""

from __future__ import annotations

import collections
import contextlib
import copy
import io
import json
import os
import re
import shutil
import signal
import subprocess
import urllib.parse
from types import SimpleNamespace

import pytest
from conformance import run as kit

from ecctl.cli import Context
from ecctl.cli.main import main
from ecctl.core.messages import Request
from ecctl.platform import open_platform
from ecctl.platform.auth.principal import ADMIN, OWNER, Principal
from ecctl.platform.store.base import API_KEYS, RUNNERS, TOKENS, Delete, Put
from ecctl.transport.http import HttpTransport

DEVIATIONS = json.loads((kit.HERE / "deviations.json").read_text())
KNOWN = json.loads((kit.HERE.parent / "known_differences.json").read_text())
CASES = [
    case
    for case in kit.load(kit.HERE / "cases")
    if case["expect"]["requests"] and case["expect"]["requests"][0]["path"].startswith("/")  # not to a proxy
]
TESTER = "tester"
HOST = "192.168.44.10"
SECONDS = 10.0
LATE = 124
"""What the kit makes of a time-out."""
_TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"

# How a run ended. All but the last say that the reply was taken for what it is.
SHOWN = "shown"  # exit 0, and the output holds what the reply says
COMPUTED = "computed"  # exit 0, and a --format that prints nothing of the reply as it stands
REFUSED = "refused"  # an error that names the codes of the API's refusal
UNFIT = "unfit"  # a --format that fails as it did in the recording, or on what these replies lack
UNSENT = "unsent"  # refused before anything was sent, which the kit knows of
LEAST = {
    "platform enrollment-token": {SHOWN: 125, REFUSED: 8},
    "platform runner": {SHOWN: 17, REFUSED: 5},
    "platform info": {SHOWN: 15, REFUSED: 0},
    "user": {SHOWN: 80, REFUSED: 10},
    "auth": {SHOWN: 14, REFUSED: 2},
    "init": {SHOWN: 6, REFUSED: 0},
}
"""How many cases of each command end so at least: of 244, 45, 17, 105, 16 and 6."""


class Owner:
    """Makes and removes things past the server: who can read its data directory is its owner."""

    def __init__(self, data):
        self._platform = open_platform(str(data))
        self.close = self._platform.close

    def ask(self, method, path, body=None, who=OWNER):
        text = b"" if body is None else json.dumps(body).encode()
        request = Request(method, f"{path}", (), text)
        return json.loads(self._platform.run(self._platform.platform.handle(request, who)).read())

    def user(self, name, *, there):
        self.ask("DELETE", f"/api/v1/users/{urllib.parse.quote(name, safe='')}")
        if there:
            self.ask("POST", "/api/v1/users", {"user_name": name, "security": {"roles": [ADMIN]}})

    def new_key(self, user):
        who = Principal(user, (ADMIN,), "test")
        return self.ask("POST", "/api/v1/users/auth/keys", {"description": "of the test"}, who)

    def key(self, user, key_id, *, there):
        self._remove(API_KEYS, key_id)
        if there:
            self._rename(API_KEYS, self.new_key(user)["id"], key_id)

    def token(self, token_id, *, there):
        self._remove(TOKENS, token_id)
        if there:
            made = self.ask("POST", _TOKENS, {"persistent": True, "roles": ["allocator", "proxy"]})
            self._rename(TOKENS, made["token_id"], token_id)

    def runner(self, runner_id, *, there):
        self._remove(RUNNERS, runner_id)
        if there:
            token = self.ask("POST", _TOKENS, {"persistent": False, "roles": ["allocator"]})["token"]
            host = {"token": token, "roles": ["allocator"], "host_ip": HOST, "runner_id": runner_id}
            self.ask("POST", "/ecctl/v1/hosts/_enroll", host)

    def _remove(self, kind, key):
        self._platform.run(self._platform.services.commit(Delete(kind, key)))

    def _rename(self, kind, made, wanted):
        """Put what the platform made under the id that a case names: it gives ids of its own."""
        kept = self._platform.run(self._platform.services.store.get(kind, made))
        self._platform.run(self._platform.services.commit(Delete(kind, made), Put(kind, wanted, kept)))


class Served:
    """A real server, as the kit wants its scripted one, with what was asked and answered since `clear`."""

    def __init__(self, server, owner):
        self.server = server
        self.scheme, _, self.address = server.url.partition("://")
        self.owner = owner
        self.owner.user(TESTER, there=True)
        self.key = self.owner.new_key(TESTER)["key"]
        self.owner.ask("PATCH", "/api/v1/users/admin", {"full_name": "The Administrator"})
        self.owner.token("one-token", there=True)
        self.owner.runner(HOST, there=True)
        self.clear()

    def clear(self):
        self.requests = []
        self.replies = []

    def keep(self, request, response):
        """Write down a request, in the kit's form, and its reply."""
        path, _, query = request.target.partition("?")
        headers = {name.lower(): value for name, value in request.headers}
        self.requests.append(
            {
                "method": request.method,
                "path": path,
                "query": sorted(map(list, urllib.parse.parse_qsl(query, keep_blank_values=True))),
                "headers": {name: headers[name] for name in kit.KEPT_HEADERS if name in headers},
                "body": kit.readable(request.body),
            }
        )
        self.replies.append((response.status, json.loads(response.read())))

    def close(self):
        """The kit lets go of it after each case; others follow."""


@contextlib.contextmanager
def standing(server):
    """What the kit is given of a server, which ends in any case."""
    try:
        with contextlib.closing(Owner(server.data)) as owner:
            yield Served(server, owner)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory, start_server):
    with standing(start_server(tmp_path_factory.mktemp("commands") / "data", "--plain-http")) as one:
        yield one


@pytest.fixture
def served_over_tls(tmp_path, start_server):
    with standing(start_server(tmp_path / "data")) as one:
        yield one


def cases_of(*commands):
    return [case for case in CASES if case["command"].startswith(commands)]


def arrange(case, owner):
    """Let there be what the recorded requests name if the original succeeded, and nothing of it if not."""
    there = case["expect"]["exit"] == 0
    for request in case["expect"]["requests"]:
        path = request["path"].removeprefix("/api/v1/")
        match [urllib.parse.unquote(part) for part in path.split("/")]:
            case ["users"] if request["method"] == "POST":
                owner.user(request["body"]["json"]["user_name"], there=False)
            case ["users", "auth", "keys", key_id]:
                owner.key(TESTER, key_id, there=there)
            case ["users", name, *rest] if name != "auth":
                owner.user(name, there=there)
                for key_id in rest[2:]:
                    owner.key(name, key_id, there=there)
            case [*_, "runners", runner_id] if not runner_id.startswith("_"):
                owner.runner(runner_id, there=there)
            case [*_, "enrollment-tokens", token_id]:
                owner.token(token_id, there=there)


FLAGS = ("--api-key", "--user", "--pass")
VARIABLES = ("EC_API_KEY", "EC_USER", "EC_PASS")
MEMBER = r'((?:api[_-]?key|user|pass)"?\s*[:=]\s*)(["\']?){}\2(?=[\s,}}]|$)'


def with_credentials(case, served):
    """The case with good credentials in place of those that the original sent; others stay, and stay bad."""
    case = copy.deepcopy(case)
    first = case["expect"]["requests"][0]
    if first["path"].endswith("/_login"):
        login = first["body"]["json"]
        good = {login["username"]: "admin", login["password"]: served.server.config["pass"]}
        first["body"]["json"] = {name: good[value] for name, value in login.items()}
    else:
        sent = first["headers"]["authorization"].removeprefix("ApiKey ")
        good = {sent: served.key}
        first["headers"]["authorization"] = f"ApiKey {served.key}"
    case["argv"] = [
        _good_word(word, before, good)
        for word, before in zip(case["argv"], ["", *case["argv"]], strict=False)
    ]
    for name in VARIABLES:
        if name in case.get("env", {}):
            case["env"][name] = good.get(case["env"][name], case["env"][name])
    for name, text in case.get("files", {}).items():
        for old, new in good.items():
            text = re.sub(MEMBER.format(re.escape(old)), rf'\1"{new}"', text, flags=re.IGNORECASE)  # noqa: PLW2901
        case["files"][name] = text
    if "stdin" in case:
        case["stdin"] = "\n".join(good.get(line, line) for line in case["stdin"].split("\n"))
    return case


def _good_word(word, before, good):
    flag, equals, value = word.partition("=")
    if before in FLAGS:
        return good.get(word, word)
    return f"{flag}={good.get(value, value)}" if flag in FLAGS and equals else word


def carry_out(case, served, monkeypatch, tls=None):
    """What the kit observes of the command in this process, with the server in place of the scripted one."""

    class Heard(HttpTransport):
        def send(self, request):
            response = super().send(request)
            served.keep(request, response)
            return response

    def run(argv, *, cwd, env, stdin=None, input=b"", **_):  # noqa: A002  # the kit's name for it
        keyboard = io.BytesIO(input) if stdin is None else os.fdopen(stdin, "rb", buffering=0, closefd=False)
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as change, at_most(SECONDS):
            change.chdir(cwd)
            for name in case.get("env", {}):
                change.setenv(name, env[name])  # some are for OpenSSL, which reads the process's own
            status = main(Context(argv, env, keyboard, out, err))
        return SimpleNamespace(returncode=status, stdout=out.getvalue(), stderr=err.getvalue())

    served.clear()
    kept = {name: getattr(subprocess, name) for name in ("PIPE", "TimeoutExpired")}
    with monkeypatch.context() as change:
        change.setattr("ecctl.transport.http.HttpTransport", Heard)
        change.setattr(kit, "ScriptedServer", lambda _replies, _tls: served)
        change.setattr(kit, "subprocess", SimpleNamespace(run=run, **kept))
        return kit.execute(case, [], tls)


@contextlib.contextmanager
def at_most(seconds):
    """End what takes longer in the way that the kit expects."""

    def late(*_):
        raise subprocess.TimeoutExpired("ecctl", seconds)

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def ending(case, got, served):
    """How a run ended; AssertionError where the command did not accept what it was answered."""
    assert not kit.broke_down(got), got["stderr"]
    excused = kit.allowed(case, got, DEVIATIONS)[0]
    if "wire" in excused or case["name"] in KNOWN or case["expect"].get("outcome") == "template-syntax":
        if not served.requests:
            assert got["exit"] != 0
            return UNSENT
    else:
        assert kit.wire_holds(case, case["expect"]["requests"][:1], served.requests[:1]), served.requests[:1]
    refusals = [value["errors"] for status, value in served.replies if status >= 400]
    if refusals:
        said = kit.spoken(got["stderr"])
        assert got["exit"] in {3, 4, 5}, got["exit"]
        assert all(
            error[part] in said for errors in refusals for error in errors for part in ("code", "message")
        ), said
        return REFUSED
    if got["exit"] != 0:
        assert "--format: line" in got["stderr"], got["stderr"]
        lacks = "nil pointer" in got["stderr"] or "out of range" in got["stderr"]
        assert lacks or case["expect"].get("outcome") == "template-error", got["stderr"]
        return UNFIT
    if is_shown(served.replies[-1][1], got["stdout"], formatted=kit.sets_format(case)):
        return SHOWN
    if case["command"] == "init":  # its result is the file that it has written, not a response
        assert '"file": ' in got["stdout"], got["stdout"]
        return SHOWN
    assert kit.sets_format(case), got["stdout"]
    return COMPUTED


NAMES = ("token", "token_id", "user_name", "runner_id", "id", "key")
"""Members of the API's things that a table shows."""


def is_shown(value, out, *, formatted):
    """Whether an output says what a reply says: all of it as JSON, its names in a table, a text by a format."""
    if not value:
        return True  # EmptyResponse: exit 0 says it all
    if formatted:
        return any(text in out for text in kit.strings(value) if len(text) > 3)
    shaped = kit.structure(out)
    if isinstance(shaped, dict):
        return kit.covers(value, shaped["json"], kit.members(value))
    lists = [part for part in value.values() if isinstance(part, list)]
    things = lists[0] if len(value) == len(lists) == 1 else [value]
    return bool(out) and all(thing[name] in out for thing in things for name in NAMES if name in thing)


def endings(cases, served, monkeypatch, tls=None):
    """How many runs ended in each way; AssertionError names all that did not end in any."""
    counts, failures = collections.Counter(), {}
    for case in cases:
        arrange(case, served.owner)
        mine = with_credentials(case, served)
        got = carry_out(mine, served, monkeypatch, tls)
        assert got["exit"] != LATE, f"{case['name']} hangs"
        try:
            counts[ending(mine, got, served)] += 1
        except AssertionError as error:
            failures[case["name"]] = str(error)
    assert not failures
    return counts


@pytest.mark.parametrize("command", LEAST)
def test_command_accepts_the_replies_to_the_recorded_requests(command, served, monkeypatch):
    cases = [case for case in cases_of(command) if not case.get("tls")]
    counts = endings(cases, served, monkeypatch)
    assert counts[SHOWN] + counts[COMPUTED] > len(cases) / 2
    assert all(counts[how] >= least for how, least in LEAST[command].items()), counts


def test_same_over_tls(served_over_tls, monkeypatch):
    """What was recorded over TLS, and beside it a case of each command that trusts the server's CA."""
    commands = [command for command in LEAST if command != "init"]  # it asks for the CA file on a terminal
    cases = {case["command"]: case for case in reversed(cases_of(*commands)) if case["expect"]["exit"] == 0}
    cases = [
        {**case, "env": {**case.get("env", {}), "EC_CA_FILE": "{cacert}"}}
        for case in cases.values()
        if not case.get("tls")
    ]
    cases += [case for case in cases_of(*commands) if case.get("tls")]
    folder = served_over_tls.server.data
    shutil.copy(folder / "ca.pem", folder / "cert.pem")  # the kit's name for it
    counts = endings(cases, served_over_tls, monkeypatch, folder)
    assert counts[SHOWN] > len(cases) / 2
