"""The other pages of the console, what a viewer sees, the keyboard, and how the page fails."""

from __future__ import annotations

import re

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.once, pytest.mark.unmeasured]

TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
RUNNERS = "/api/v1/platform/infrastructure/runners"
USERS = "/api/v1/users"


@pytest.fixture(scope="module")
def people(api):
    """Create an administrator and a viewer."""
    for name, role in (("sam", "ece_platform_admin"), ("viola", "ece_platform_viewer")):
        security = {"password": f"pass-of-{name}", "roles": [role]}
        api("POST", USERS, {"user_name": name, "security": security})


@pytest.fixture(scope="module")
def hosts(api):
    """Let two hosts join."""
    made = api("POST", TOKENS, {"persistent": True, "roles": ["proxy", "allocator"]})
    for number in (1, 2):
        host = {"token": made["token"], "roles": ["proxy"], "host_ip": f"192.0.2.{number}"}
        api("POST", "/ecctl/v1/hosts/_enroll", host)
    return made


def test_hosts_get_roles_and_are_removed(console, api, hosts):
    page = console.page
    console.go("Hosts")
    row = console.row("192.0.2.1")
    assert hosts["token_id"] in row.inner_text()
    assert "Healthy" in row.inner_text()
    page.get_by_role("button", name="Set roles of 192.0.2.1").click()
    dialog = page.get_by_role("dialog", name="Set the roles of a host")
    assert dialog.get_by_label("proxy").is_checked()
    dialog.get_by_label("allocator").check()
    dialog.get_by_role("button", name="Set roles").click()
    page.get_by_text("The roles of 192.0.2.1 are set.").wait_for()
    roles = api("GET", f"{RUNNERS}/192.0.2.1")["roles"]
    assert [role["role_name"] for role in roles] == ["allocator", "proxy"]
    page.get_by_role("button", name="Remove 192.0.2.1").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove host").click()
    page.get_by_text("1 host removed.").wait_for()
    expect(console.row("192.0.2.1")).to_have_count(0)
    assert [runner["runner_id"] for runner in api("GET", RUNNERS)["runners"]] == ["192.0.2.2"]


def test_user_is_created_disabled_edited_and_deleted(console, served):
    page = console.page
    console.go("Users and API keys")
    page.get_by_role("button", name="Create user").click()
    dialog = page.get_by_role("dialog", name="Create a user")
    dialog.get_by_label("Name", exact=True).fill("tom")
    dialog.get_by_label("Password").fill("short")
    dialog.get_by_label("ece_platform_viewer").check()
    dialog.get_by_role("button", name="Create user").click()
    assert "8 characters" in dialog.get_by_role("alert").inner_text()
    dialog.get_by_label("Password").fill("pass-of-tom")
    dialog.get_by_role("button", name="Create user").click()
    page.get_by_text("tom is created.").wait_for()
    tom = served.basic("tom", "pass-of-tom")
    assert served.ask("GET", "/api/v1/user", authorization=tom)[0] == 200
    page.get_by_role("button", name="Disable tom").click()
    page.get_by_role("button", name="Disable user").click()
    page.get_by_text("tom is disabled.").wait_for()
    assert served.ask("GET", "/api/v1/user", authorization=tom)[0] == 401
    page.get_by_role("button", name="Enable tom").click()
    page.get_by_role("button", name="Enable user").click()
    page.get_by_text("tom is enabled.").wait_for()
    page.get_by_role("button", name="Edit tom").click()
    page.get_by_label("Full name").fill("Tom Thumb")
    page.get_by_label("New password").fill("another-password")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("tom is changed.").wait_for()
    expect(console.row("Tom Thumb")).to_have_count(1)
    assert served.ask("GET", "/api/v1/user", authorization=tom)[0] == 401
    page.get_by_role("button", name="Delete tom").click()
    page.get_by_role("button", name="Delete user").click()
    page.get_by_text("tom is deleted.").wait_for()
    expect(console.row("Tom Thumb")).to_have_count(0)


def test_api_key_is_created_shown_once_and_deleted(open_console, served, people):
    console = open_console()
    console.open("#/users")
    console.sign_in("sam", "pass-of-sam")
    page = console.page
    page.get_by_role("button", name="Create API key").click()
    page.get_by_role("textbox", name="Description").fill("Nightly backup")
    page.get_by_label("Expires after").select_option("1d")
    page.get_by_role("button", name="Create key").click()
    key = page.get_by_role("textbox", name="API key", exact=True).inner_text()
    assert served.ask("GET", "/api/v1/user", authorization=f"ApiKey {key}")[2]["user_name"] == "sam"
    page.get_by_role("button", name="Done").click()
    page.locator("dialog").wait_for(state="detached")  # not by role: that ends with the closing
    assert key not in page.content()
    assert "Soon" in console.row("Nightly backup").inner_text()
    page.get_by_role("button", name="Delete API key Nightly backup").click()
    page.get_by_role("button", name="Delete key").click()
    page.get_by_text("The API key is deleted.").wait_for()
    assert served.ask("GET", "/api/v1/user", authorization=f"ApiKey {key}")[0] == 401


def test_signing_keys_are_rotated_and_retired(console, api, hosts):
    page = console.page
    console.go("Signing keys")
    page.get_by_role("button", name="Rotate key").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate key").click()
    page.get_by_text("New tokens are signed with current-2.").wait_for()
    old = page.locator("tbody tr").filter(has=page.get_by_role("rowheader", name="current", exact=True))
    expect(old).to_contain_text("Verifying")
    page.get_by_role("button", name="Retire signing key current", exact=True).click()
    dialog = page.get_by_role("dialog", name="Retire this signing key?")
    assert re.search("[1-9][0-9]* persistent token", dialog.inner_text())
    dialog.get_by_role("button", name="Retire key").click()
    page.get_by_text("current is retired.").wait_for()
    states = {key["name"]: key["state"] for key in api("GET", "/ecctl/v1/signing-keys")["keys"]}
    assert states == {"current": "retired", "current-2": "signing"}


def test_audit_log_is_filtered_and_followed(console, api):
    page = console.page
    console.go("Audit log")
    page.get_by_label("Kind").select_option("token.")
    expect(page.locator("tbody tr").filter(has_text="User created")).to_have_count(0)
    made = api("POST", TOKENS, {"persistent": True, "roles": ["proxy"]})["token_id"]
    console.row(made).wait_for()
    assert "admin" in console.row(made).inner_text()
    page.get_by_label("User, exactly").fill("nobody")
    page.get_by_text("No entries").wait_for()
    page.get_by_label("User, exactly").fill("admin")
    page.get_by_label("From").fill("2001-01-01T00:00")
    console.row(made).wait_for()
    page.get_by_label("Until").fill("2001-01-02T00:00")
    page.get_by_text("No entries").wait_for()


def test_status_shows_store_certificate_and_charts(console):
    console.go("Status")
    main = console.page.locator("main")
    for text in ("SQLite", "Ready", "Certificate", "Requests", "95th percentile"):
        expect(main).to_contain_text(text)
    assert console.page.get_by_role("img", name=re.compile("Requests, last hour")).count() == 1


def test_viewer_sees_and_cannot_change(open_console, served, people, hosts):
    console = open_console()
    console.open()
    console.sign_in("viola", "pass-of-viola")
    page = console.page
    main = page.locator("main")
    console.row(hosts["token_id"]).wait_for()
    for label in ("Hosts", "Signing keys", "Status"):
        console.go(label)
        # Sorting and details remain.
        names = main.get_by_role("button").all_inner_texts()
        assert not [
            name for name in names if re.match("(Create|Rotate|Revoke|Set|Remove|Retire|Delete)( |$)", name)
        ]
    console.go("Users and API keys")
    assert main.get_by_role("button", name="Create user").count() == 0
    assert page.get_by_role("link", name="Audit log").count() == 0
    console.open("#/audit")
    page.get_by_role("heading", name="Enrollment tokens").wait_for()
    status = page.evaluate(
        """async () => (await fetch("/ecctl/v1/signing-keys/_rotate",
            {method: "POST", headers: {"X-Ecctl-Console": "1"}})).status"""
    )
    assert status == 403
    console.accept("403")


def test_everything_works_with_the_keyboard_alone(open_console, served, api):
    console = open_console()
    console.open()
    page = console.page
    keyboard = page.keyboard
    page.get_by_label("User").wait_for()
    keyboard.type("admin")
    keyboard.press("Tab")
    keyboard.type(served.config["pass"])
    keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    console.wait()

    def tab_to(name):
        for _ in range(60):
            keyboard.press("Tab")
            focused = page.evaluate(
                "(e => e.ariaLabel || e.labels?.[0]?.innerText || e.innerText)(document.activeElement)"
            )
            if focused == name:
                return
        raise AssertionError(name)

    assert page.evaluate("document.activeElement.innerText") == "Enrollment tokens"
    console.reload()
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to content"
    keyboard.press("Enter")
    tab_to("Create token")
    keyboard.press("Enter")
    tab_to("proxy")
    keyboard.press("Space")
    tab_to("Expires")
    keyboard.press("ArrowDown")
    tab_to("Create token")
    keyboard.press("Enter")
    page.get_by_role("dialog", name="Token created").wait_for()
    keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")  # not by role: that ends with the closing
    assert page.evaluate("document.activeElement.innerText") == "Create token", "the focus returns"
    made = api("GET", TOKENS)["tokens"][-1]["token_id"]
    tab_to(f"Revoke token {made}")
    keyboard.press("Enter")
    page.get_by_role("dialog", name="Revoke this token?").wait_for()
    tab_to("Revoke token")
    keyboard.press("Enter")
    page.get_by_text("1 token revoked.").wait_for()


def test_wrong_password_and_ended_session_are_explained(open_console, served, api, people):
    console = open_console()
    console.open()
    page = console.page
    page.get_by_label("User").fill("sam")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("User or password is wrong")
    assert page.get_by_label("Password").input_value() == ""
    console.accept("401")
    console.sign_in("sam", "pass-of-sam")
    api("PATCH", f"{USERS}/sam", {"security": {"password": "pass-of-sam"}})
    page.get_by_text("Your session has ended").wait_for()
    assert page.locator("table").count() == 0, "nothing of the session is left"
    console.accept("401")


def test_signing_out_leaves_nothing_behind(open_console, served):
    console = open_console()
    console.open()
    console.sign_in()
    page = console.page
    console.go("Users and API keys")
    console.row("readonly").wait_for()
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("tbody tr", has_text="readonly").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    other.get_by_text("You are signed out.").wait_for()
    assert "readonly" not in other.content()
    assert page.context.cookies() == []
    page.go_back()
    page.get_by_label("Password").wait_for()
    assert "readonly" not in page.content()
    storage = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert storage == [0, 0, ""]


def test_slow_page_does_not_replace_the_one_opened_after_it(console):
    page = console.page
    held = []
    page.route("**/hosts.js", lambda route: held.append(route))  # noqa: PLW0108 (playwright sets attributes on it)
    links = page.get_by_role("navigation", name="Pages")
    with page.expect_request("**/hosts.js"):
        links.get_by_role("link", name="Hosts").click()
    console.go("Signing keys")
    with page.expect_response("**/hosts.js"):
        held[0].continue_()
    page.wait_for_timeout(100)
    assert page.get_by_role("heading", level=1).inner_text() == "Signing keys"


def test_nothing_is_asked_for_after_signing_out(open_console, served):
    console = open_console()
    page = console.page
    page.clock.install()
    console.open("#/status")
    console.sign_in()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(30_000)
    page.wait_for_timeout(100)
    assert any(url.endswith("/status") for url in asked), "the page follows the server"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    asked.clear()
    page.clock.fast_forward(120_000)
    page.wait_for_timeout(100)
    assert asked == []
