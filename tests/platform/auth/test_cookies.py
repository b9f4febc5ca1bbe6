"""Sessions of the console: the cookie, what it is accepted for, and when it ends."""

from __future__ import annotations

import json

import pytest
from support.server import basic

from ecctl.core.messages import Request
from ecctl.platform.auth.cookies import COOKIE
from ecctl.platform.console.files import read_files

SESSION = "/ecctl/v1/console/session"
USERS = "/api/v1/users"
OWN_PAGE = {"X-Ecctl-Console": "1", "Content-Type": "application/json", "Host": "ece.example:12443"}


class Browser:
    """A browser that sends its cookie with every request."""

    def __init__(self, platform, run):
        self._platform = platform.platform
        self._run = run
        self.cookie = ""
        self.set_cookie = ""

    def ask(self, method, path, body=None, **headers):
        """Return status and value; `_` in a header's name stands for `-`, and None removes a header."""
        known = {**OWN_PAGE, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookie:
            known.setdefault("Cookie", self.cookie)
        request = Request(
            method,
            path,
            tuple((name, value) for name, value in known.items() if value is not None),
            b"" if body is None else json.dumps(body).encode(),
        )
        response = self._run(self._platform.handle(request, peer="192.0.2.1"))
        self.set_cookie = response.header("set-cookie")
        self.challenge = response.header("www-authenticate")
        if self.set_cookie:
            self.cookie = self.set_cookie.partition(";")[0]
        return response.status, json.loads(response.read())

    def sign_in(self, name, password, **headers):
        return self.ask("POST", SESSION, {"username": name, "password": password}, **headers)


@pytest.fixture
def browser(platform, run):
    platform.services.console = read_files()
    return lambda: Browser(platform, run)


@pytest.fixture
def sam(someone, browser):
    someone("sam", "ece_platform_admin")
    made = browser()
    status, shown = made.sign_in("sam", "pass-of-sam")
    assert (status, shown["user_name"], shown["roles"]) == (201, "sam", ["ece_platform_admin"])
    return made


def test_cookie_is_confined_to_its_origin_and_hidden_from_scripts(sam):
    name, *attributes = sam.set_cookie.split("; ")
    assert name.startswith("__Host-ecctl-console-12443=")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=43200"} == set(attributes)


def test_cookie_authenticates_reads_and_writes(sam):
    assert sam.ask("GET", "/api/v1/user")[1]["user_name"] == "sam"
    assert sam.ask("GET", SESSION)[1]["user_name"] == "sam"
    assert sam.ask("POST", "/ecctl/v1/signing-keys/_rotate")[0] == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Ecctl_Console": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://ece.example"},
        {"Origin": "null"},
    ],
)
def test_cookie_does_not_count_for_another_page(sam, headers):
    for method, path in (("GET", USERS), ("POST", "/ecctl/v1/signing-keys/_rotate"), ("DELETE", SESSION)):
        assert sam.ask(method, path, **headers)[0] == 401
    assert sam.sign_in("sam", "pass-of-sam", **headers)[0] == 403


def test_own_page_may_name_its_origin(sam):
    headers = {"Origin": "https://ECE.example:12443", "Sec_Fetch_Site": "same-origin"}
    assert sam.ask("GET", USERS, **headers)[0] == 200


def test_401_makes_no_browser_ask_for_password_itself(browser, client):
    made = browser()
    assert made.ask("GET", USERS)[0] == 401
    assert made.challenge == 'Bearer realm="ece"'
    assert made.sign_in("admin", "wrong")[0] == 401
    assert "Basic" not in made.challenge
    other = client()
    assert other.ask("GET", USERS)[0] == 401
    assert other.headers["www-authenticate"].startswith("Basic ")


def test_session_of_console_is_not_a_bearer_token_nor_the_reverse(sam, client):
    token = sam.cookie.partition("=")[2]
    assert sam.ask("GET", USERS)[0] == 200, "the session is cached now"
    assert client(authorization=f"Bearer {token}").ask("GET", USERS)[0] == 401
    bearer = client().ask(
        "POST", "/api/v1/users/auth/_login", {"username": "sam", "password": "pass-of-sam"}
    )[1]["token"]
    assert client(authorization=f"Bearer {bearer}").ask("GET", USERS)[0] == 200
    sam.cookie = f"{COOKIE}12443={bearer}"
    assert sam.ask("GET", USERS)[0] == 401


def test_other_credentials_take_precedence_over_cookie(sam, someone):
    someone("viola", "ece_platform_viewer")
    assert (
        sam.ask("GET", "/api/v1/user", Authorization=basic("viola", "pass-of-viola"))[1]["user_name"]
        == "viola"
    )
    assert sam.ask("GET", "/api/v1/user", Authorization=basic("viola", "wrong"))[0] == 401


def test_signing_out_ends_session_on_platform(sam):
    stolen = sam.cookie
    assert sam.ask("DELETE", SESSION)[0] == 200
    assert "Max-Age=0" in sam.set_cookie
    sam.cookie = stolen
    assert sam.ask("GET", USERS)[0] == 401
    assert sam.ask("GET", SESSION) == (200, {"user_name": "", "roles": []})


def test_ended_session_stays_ended_for_all_of_its_lifetime(sam, hands):
    stolen = sam.cookie
    sam.ask("DELETE", SESSION)
    sam.cookie = stolen
    for _ in range(11):
        hands.pass_time(3600)
        assert sam.ask("GET", USERS)[0] == 401


def test_session_ends_after_twelve_hours(sam, hands):
    hands.pass_time(12 * 3600 - 1)
    assert sam.ask("GET", USERS)[0] == 200
    hands.pass_time(1)
    assert sam.ask("GET", USERS)[0] == 401
    assert sam.ask("DELETE", SESSION)[0] == 401
    assert "Max-Age=0" in sam.set_cookie, "the browser forgets a cookie that is worth nothing"


@pytest.mark.parametrize("change", ["disable", "password", "delete", "recreate"])
def test_session_ends_with_its_user(sam, ask, someone, hands, change):
    hands.pass_time(1)
    if change == "disable":
        ask("PATCH", f"{USERS}/sam", {"security": {"enabled": False}})
    elif change == "password":
        ask("PATCH", f"{USERS}/sam", {"security": {"password": "another-password"}})
    else:
        ask("DELETE", f"{USERS}/sam")
    if change == "recreate":
        someone("sam", "ece_platform_admin")
    assert sam.ask("GET", USERS)[0] == 401
    assert sam.ask("POST", "/ecctl/v1/signing-keys/_rotate")[0] == 401


def test_session_has_the_roles_that_its_user_has_now(sam, ask):
    ask("PATCH", f"{USERS}/sam", {"security": {"roles": ["ece_platform_viewer"]}})
    assert sam.ask("GET", USERS)[0] == 200
    assert sam.ask("POST", "/ecctl/v1/signing-keys/_rotate")[0] == 403


def test_sign_in_never_continues_a_planted_session(sam, browser):
    planted = browser()
    planted.cookie = sam.cookie
    planted.sign_in("sam", "pass-of-sam")
    assert planted.cookie != sam.cookie
    sam.ask("DELETE", SESSION)
    assert planted.ask("GET", USERS)[0] == 200


def test_platforms_on_other_ports_have_cookies_of_their_own(sam):
    assert sam.ask("GET", USERS, Host="ece.example:12444")[0] == 401
    sam.sign_in("sam", "pass-of-sam", Host="[::1]")
    assert sam.cookie.startswith("__Host-ecctl-console-443=")


def test_two_cookies_of_the_name_are_refused(sam):
    assert sam.ask("GET", USERS, Cookie=f"{sam.cookie}; {sam.cookie}")[0] == 401
    assert sam.ask("GET", USERS, Cookie=f"theme=dark; {sam.cookie}; x")[0] == 200


def test_sign_in_is_throttled(browser):
    made = browser()
    statuses = [made.sign_in("admin", "wrong")[0] for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_platform_without_console_has_no_pages_and_accepts_no_cookie(sam, platform):
    platform.services.console = None
    for method, path in (
        ("GET", "/console"),
        ("GET", "/console/"),
        ("GET", "/console/main.js"),
        ("POST", SESSION),
    ):
        assert sam.ask(method, path)[0] == 404
    assert sam.ask("GET", USERS)[0] == 401
