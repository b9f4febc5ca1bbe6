"""Accessibility: axe-core finds nothing on any page, in light and dark, and narrow pages do not scroll sideways."""

from __future__ import annotations

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = [pytest.mark.once, pytest.mark.unmeasured]

TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("Enrollment tokens", "Hosts", "Users and API keys", "Signing keys", "Audit log", "Status")


@pytest.fixture(scope="module")
def content(api):
    """Fill every list."""
    made = api("POST", TOKENS, {"persistent": True, "roles": ["proxy", "allocator"]})
    host = {"token": made["token"], "roles": ["proxy"], "host_ip": "192.0.2.1", "runner_id": "proxy-1"}
    api("POST", "/ecctl/v1/hosts/_enroll", host)
    security = {"password": "pass-of-sam", "roles": ["ece_platform_admin"]}
    api("POST", "/api/v1/users", {"user_name": "sam", "full_name": "Sam", "security": security})
    api("PATCH", "/api/v1/users/sam", {"security": {"enabled": True}})
    key = {"description": "Backup", "expiration": "1d"}
    api("POST", "/api/v1/users/auth/keys", key, user="sam", password="pass-of-sam")
    api("POST", "/ecctl/v1/signing-keys/_rotate")
    return made["token_id"]


def violations(page):
    """Return what axe-core finds, as lines."""
    response = axe.Axe().run(page, options={"runOnly": RULES}).response
    assert len(response["passes"]) > 15, "the rules ran"
    return [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary']}"
        for each in response["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_violation(open_console, cookie, content, scheme):
    console = open_console(color_scheme=scheme, reduced_motion="reduce")
    page = console.page
    console.open()
    page.get_by_label("Password").wait_for()
    assert violations(page) == [], "sign-in"
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == [], "sign-in with an error"
    page.context.add_cookies([cookie])
    console.reload()
    for label in PAGES:
        console.go(label)
        assert violations(page) == [], label
    console.go("Enrollment tokens")
    page.get_by_role("checkbox", name=f"Select {content}").check()
    assert violations(page) == [], "selection"
    page.get_by_role("button", name="Create token").click()
    for role in ("director", "coordinator", "allocator", "proxy"):
        page.get_by_role("dialog").get_by_label(role).check()
    page.get_by_role("dialog").get_by_label("Persistent").check()
    assert violations(page) == [], "form"
    page.get_by_role("dialog").get_by_role("button", name="Create token").click()
    page.get_by_role("dialog", name="Token created").wait_for()
    assert violations(page) == [], "token"
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Revoke token {content}").click()
    assert violations(page) == [], "confirmation"


@pytest.mark.parametrize("size", [(360, 740), (768, 1024), (3840, 2160)])
def test_pages_fit_the_screen(open_console, cookie, content, size):
    console = open_console(viewport={"width": size[0], "height": size[1]})
    console.page.context.add_cookies([cookie])
    console.open()
    for label in PAGES:
        console.go(label)
        page = console.page
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), label
        # WCAG 2.2, 2.5.8: a target has at least 24 by 24 pixels.
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, a, input, select")].filter((e) => {
                const { width, height } = e.getBoundingClientRect();
                const style = getComputedStyle(e);
                const margin = parseFloat(style.marginTop) * 2 || 0;
                return width > 1 && (height + margin < 24 || width + margin < 24);
            }).map((e) => e.outerHTML.slice(0, 120))"""
        )
        assert small == [], label
    if size[0] == 360:
        assert violations(console.page) == []
