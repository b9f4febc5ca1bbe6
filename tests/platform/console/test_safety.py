"""Attacks on the console: hostile names, other sites, planted cookies, frames, and what it weighs."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import pytest
from support.server import ServerProcess

from ecctl.platform.console.files import POLICY, read_files

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.once, pytest.mark.unmeasured]

TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
USERS = "/api/v1/users"
SESSION = "/ecctl/v1/console/session"
MARKUP = "<img src=x onerror=alert(1)><script>alert(1)</script>\"'`${7*7}{{7*7}}"
ARABIC = "\u0645\u0633\u062a\u062e\u062f\u0645"


@pytest.fixture(scope="module")
def hostile(api):
    """Put markup, other directions and long text into everything that has a name."""
    made = api("POST", TOKENS, {"persistent": True, "roles": ["proxy"]})
    for number, name in enumerate((MARKUP.replace("/", "|"), "W" * 250, f"{ARABIC} 1 2 3", "&lt;b&gt;")):
        host = {"token": made["token"], "roles": ["proxy"], "host_ip": f"192.0.2.{number}", "runner_id": name}
        api("POST", "/ecctl/v1/hosts/_enroll", {**host, "zone": MARKUP[:64], "public_hostname": name})
    security = {"password": "pass-of-them", "roles": ["ece_platform_admin"]}
    user = "<svg onload=alert(1)>"
    for name in (user, "javascript|alert(1)", f"{ARABIC}-1"):
        fields = {"full_name": MARKUP, "email": "x" * 1000, "security": security}
        api("POST", USERS, {"user_name": name, **fields})
    key = {"description": f"{MARKUP} {'y' * 900}"}
    api("POST", f"{USERS}/auth/keys", key, user=user, password="pass-of-them")
    api("POST", TOKENS, {"persistent": True, "roles": ["proxy"]}, user=user, password="pass-of-them")
    return made


def test_hostile_names_stay_text_on_every_page(console, hostile):
    page = console.page
    page.on("dialog", lambda dialog: console.errors.append(f"alert: {dialog.message}"))
    seen = ""
    for label in ("Enrollment tokens", "Hosts", "Users and API keys", "Signing keys", "Audit log", "Status"):
        console.go(label)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert page.locator("main img, main script, main svg:not([viewBox]), main b").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), label
        seen += page.locator("main").inner_text()
    assert MARKUP in seen
    assert "<svg onload=alert(1)>" in seen
    console.go("Enrollment tokens")
    page.get_by_role("button", name=f"4 hosts joined with token {hostile['token_id']}").click()
    assert "onerror=alert(1)" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    console.go("Hosts")
    page.get_by_role("button", name="Remove &lt;b&gt;").click()
    page.get_by_role("button", name="Remove host").click()
    page.get_by_text("1 host removed.").wait_for()


def test_text_of_ten_thousand_characters_and_hidden_ones_is_contained(console):
    """The API refuses such names; a store that somebody else filled may have them all the same."""
    host = {
        "runner_id": "Z" * 10_000,
        "host_ip": "\u202egnp.exe\u2066\u200b\x00\x1b[31m",
        "roles": ["<b>" * 3000],
        "zone": "",
        "healthy": True,
        "connected": True,
        "joined_date": "not a date",
        "token_id": ARABIC * 1000,
    }
    body = json.dumps({"total": 1, "matched": 1, "offset": 0, "hosts": [host]})
    page = console.page
    page.route("**/ecctl/v1/hosts*", lambda route: route.fulfill(body=body, content_type="application/json"))
    console.go("Hosts")
    shown = page.locator("tbody tr")
    text = shown.inner_text()
    assert "⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+200B⟩⟨U+0000⟩⟨U+001B⟩[31m" in text
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown.evaluate("row => row.offsetHeight") < 300


def test_no_string_becomes_markup_or_code(console):
    """The last line of defense: the browser enforces the policy, whatever the scripts do."""
    outcomes = console.page.evaluate(
        """() => {
            const tried = [
                () => { document.createElement("div").innerHTML = "<b>x</b>"; },
                () => new Function("return 1")(),
                () => document.write("x"),
                () => new DOMParser().parseFromString("<b>", "text/html"),
                () => trustedTypes.createPolicy("mine", {createHTML: (text) => text}),
            ];
            const run = (attempt) => { try { attempt(); return "done"; } catch { return "refused"; } };
            // In a task of the page: the debugger's own tasks may evaluate strings.
            return new Promise((resolve) => setTimeout(() => resolve(tried.map(run))));
        }"""
    )
    assert outcomes == ["refused"] * 5
    console.accept(
        "This document requires",
        "Creating a TrustedTypePolicy",
        "Content Security Policy",
        "Evaluating a string",
    )


@contextlib.contextmanager
def evil_site(page_of):
    """Serve a page from another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page_of.encode())

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


ATTACK = """<!DOCTYPE html><iframe id=frame src="{url}/console/"></iframe><script>
const send = (path, options) => fetch("{url}" + path, {{credentials: "include", ...options}}).then(
    async (r) => r.type === "opaque" ? "opaque" : "read " + r.status, () => "refused");
Promise.all([
    send("/ecctl/v1/signing-keys/_rotate", {{method: "POST", mode: "no-cors"}}),
    send("/ecctl/v1/signing-keys/_rotate", {{method: "POST", headers: {{"X-Ecctl-Console": "1"}}}}),
    send("/api/v1/users", {{}}),
    send("/api/v1/users", {{headers: {{"X-Ecctl-Console": "1"}}}}),
    send("/ecctl/v1/console/session", {{method: "DELETE"}}),
    send("/ecctl/v1/console/session", {{method: "POST", mode: "no-cors", body: '{{"username":"x"}}'}}),
]).then((found) => {{ document.title = JSON.stringify(found); }});
</script>"""


def test_other_origin_can_neither_read_nor_write_nor_frame(browser, served, cookie, api):
    # Another port of the same host is the same site, so the browser sends even a strict cookie: the hardest case.
    context = browser.new_context(ignore_https_errors=True)
    context.add_cookies([cookie])
    page = context.new_page()
    keys = len(api("GET", "/ecctl/v1/signing-keys")["keys"])
    with evil_site(ATTACK.format(url=served.url)) as url:
        page.goto(url)
        page.wait_for_function("() => document.title.startsWith('[')")
        outcomes = json.loads(page.title())
        assert set(outcomes) <= {"refused", "opaque"}
        frame = page.frames[1]
        assert "ecctl console" not in frame.content()
    context.close()
    assert len(api("GET", "/ecctl/v1/signing-keys")["keys"]) == keys
    headers = {"X-Ecctl-Console": "1", "Cookie": f"{cookie['name']}={cookie['value']}"}
    assert served.ask("GET", SESSION, authorization="", headers=headers)[2]["user_name"] == "admin"


def test_static_files_have_strict_headers_and_are_cached_by_etag(served):
    for path in ("/console/", "/console/main.js", "/console/style.css", "/console/icon.svg"):
        status, headers, _ = served.ask("GET", path, authorization="")
        assert status == 200
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-cache"
        known = {"If-None-Match": headers["etag"]}
        status, headers, body = served.ask("GET", path, authorization="", headers=known)
        assert (status, body, headers["content-length"]) == (304, "", None)
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"):
        assert part in POLICY
    assert "unsafe" not in POLICY


def test_data_is_never_stored_by_browsers(served):
    for path in (TOKENS, "/ecctl/v1/enrollment-tokens", "/ecctl/v1/audit/_search", SESSION):
        assert served.ask("GET", path)[1]["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["..%2fmain.js", "%2e%2e", "static/main.js", "../platform/app.py", "__init__.py", "main.js/", "%00"],
)
def test_only_files_of_the_page_are_served(served, path):
    # 401: a stranger does not learn which paths exist.
    assert served.ask("GET", f"/console/{path}", authorization="")[0] in {400, 401, 404}


@pytest.mark.parametrize("path", ["/console", "/console?next=https://evil.example"])
def test_redirect_leads_to_the_page_alone(served, path):
    status, headers, _ = served.ask("GET", path, authorization="")
    assert (status, headers["location"]) == (308, "console/")


def test_files_weigh_less_than_150_kilobytes():
    assert sum(len(file.body) for file in read_files().values()) < 150_000


def test_scripts_never_parse_markup():
    names = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "DOMParser",
        "setHTML",
    )
    for name, file in read_files().items():
        text = file.body.decode()
        assert not [each for each in names if each in text], name
        assert "localStorage" not in text
        assert "sessionStorage" not in text
        if name == "index.html":
            assert " style=" not in text
            assert "onclick" not in text


def test_console_can_be_switched_off(tmp_path):
    server = ServerProcess(tmp_path / "data", "--plain-http", "--no-console")
    try:
        assert server.ask("GET", "/console/", authorization="")[0] == 404
        body = {"username": "admin", "password": server.config["pass"]}
        assert server.ask("POST", SESSION, body, authorization="", headers={"X-Ecctl-Console": "1"})[0] == 404
        assert server.ask("GET", "/ecctl/v1/enrollment-tokens")[0] == 200, "the API stays"
    finally:
        server.stop()


def test_secret_is_in_no_address_and_no_log(console, served):
    page = console.page
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    page.get_by_role("button", name="Create token").click()
    page.get_by_role("dialog").get_by_label("proxy").check()
    page.get_by_role("dialog").get_by_role("button", name="Create token").click()
    token = page.get_by_role("textbox", name="Token", exact=True).inner_text()
    page.get_by_role("button", name="Done").click()
    console.go("Audit log")
    logged = (served.data / "requests.log").read_text() + "".join(addresses)
    for secret in (token, served.config["pass"], quote(served.config["pass"], safe="")):
        assert secret not in logged
