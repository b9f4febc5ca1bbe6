"""The page of enrollment tokens, in a browser over HTTPS."""

from __future__ import annotations

import json

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.once, pytest.mark.unmeasured]

TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
ENROLL = "/ecctl/v1/hosts/_enroll"


def test_administrator_creates_token_and_sees_it_once(console, api):
    page = console.page
    page.get_by_role("button", name="Create token").click()
    dialog = page.get_by_role("dialog", name="Create an enrollment token")
    dialog.get_by_label("proxy").check()
    dialog.get_by_label("Persistent").check()
    assert dialog.get_by_text("This token does not expire").is_visible()
    dialog.get_by_role("button", name="Create token").click()
    made = page.get_by_role("dialog", name="Token created")
    token = made.get_by_role("textbox", name="Token", exact=True).inner_text()
    assert "ecctl host enroll" in made.get_by_role("textbox", name="Command for the host").inner_text()
    made.get_by_role("button", name="Done").click()
    page.locator("dialog").wait_for(state="detached")  # not by role: that ends with the closing
    assert token not in page.content()
    host = {"token": token, "roles": ["proxy"], "host_ip": "192.0.2.7"}
    assert api("POST", ENROLL, host)["runner_id"] == "192.0.2.7"


def test_page_shows_change_by_another_client_without_reload(console, api):
    made = api("POST", TOKENS, {"persistent": True, "roles": ["allocator"]})
    row = console.row(made["token_id"])
    row.wait_for()
    assert "allocator" in row.inner_text()
    assert "admin" in row.inner_text()


def test_token_of_all_roles_gets_warning(console):
    console.page.get_by_role("button", name="Create token").click()
    for role in ("director", "coordinator", "allocator", "proxy"):
        assert not console.page.get_by_text("This token covers every role").is_visible()
        console.page.get_by_label(role).check()
    assert console.page.get_by_text("This token covers every role").is_visible()


def test_form_without_role_is_not_sent(console):
    page = console.page
    page.get_by_role("button", name="Create token").click()
    page.get_by_role("dialog").get_by_role("button", name="Create token").click()
    assert page.get_by_role("alert").inner_text() == "Choose at least one role."


def test_several_tokens_are_revoked_after_confirmation(console, api):
    made = [api("POST", TOKENS, {"persistent": True, "roles": ["director"]})["token_id"] for _ in range(3)]
    console.reload()
    page = console.page
    for token_id in made[:2]:
        page.get_by_role("checkbox", name=f"Select {token_id}").check()
    page.get_by_role("button", name="Revoke 2 tokens").click()
    dialog = page.get_by_role("dialog", name="Revoke 2 tokens?")
    assert made[0] in dialog.inner_text()
    dialog.get_by_role("button", name="Revoke 2 tokens").click()
    page.get_by_text("2 tokens revoked.").wait_for()
    left = {token["token_id"] for token in api("GET", TOKENS)["tokens"]}
    assert left & set(made) == {made[2]}


def test_canceled_confirmation_revokes_nothing(console, api):
    made = api("POST", TOKENS, {"persistent": True, "roles": ["proxy"]})["token_id"]
    console.reload()
    console.page.get_by_role("button", name=f"Revoke token {made}").click()
    console.page.get_by_role("button", name="Cancel").click()
    assert made in json.dumps(api("GET", TOKENS))


def test_rotated_token_is_replaced_by_one_of_the_same_roles(console, api):
    old = api("POST", TOKENS, {"persistent": True, "roles": ["allocator", "proxy"]})["token_id"]
    console.reload()
    before = {token["token_id"] for token in api("GET", TOKENS)["tokens"]}
    page = console.page
    page.get_by_role("button", name=f"Rotate token {old}").click()
    page.get_by_role("button", name="Create new token").click()
    page.get_by_role("button", name="Revoke the old token").click()
    page.get_by_text("1 token revoked.").wait_for()
    after = {token["token_id"]: token["roles"] for token in api("GET", TOKENS)["tokens"]}
    assert old not in after
    assert [roles for token_id, roles in after.items() if token_id not in before] == [["allocator", "proxy"]]


def test_list_filters_sorts_and_shows_hosts(console, api):
    made = api("POST", TOKENS, {"persistent": True, "roles": ["coordinator"]})
    for number in range(2):
        host = {"token": made["token"], "roles": ["coordinator"], "host_ip": f"198.51.100.{number + 1}"}
        api("POST", ENROLL, host)
    page = console.page
    page.get_by_role("button", name="Hosts", exact=True).click()
    page.get_by_role("button", name="Hosts", exact=True).click()
    page.locator("th[aria-sort=descending]", has_text="Hosts").wait_for()
    page.get_by_label("Filter by ID, creator or host").fill("198.51.100")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name=f"2 hosts joined with token {made['token_id']}").click()
    assert "198.51.100.2" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.get_by_label("Filter by ID, creator or host").fill("nothing like this")
    page.get_by_text("No match").wait_for()


def test_pages_are_turned_without_losing_the_focus(console, api):
    for _ in range(60):
        api("POST", TOKENS, {"persistent": True, "roles": ["proxy"]})
    console.reload()
    page = console.page
    total = len(api("GET", TOKENS)["tokens"])
    expect(page.locator("tbody tr")).to_have_count(50)
    for name, shown in (
        ("Next", f"51\u2013{min(total, 100)} of {total}"),
        ("First", f"1\u201350 of {total}"),
        ("Last", f"{total}"),
    ):
        page.get_by_role("navigation", name="Pages of").get_by_role("button", name=name).press("Enter")
        expect(page.locator(".pager p")).to_contain_text(shown)
        expect(page.get_by_role("button", name=name)).to_be_focused()


def test_page_from_the_history_shows_no_data_of_an_ended_session(open_console, served):
    console = open_console()
    console.open()
    console.sign_in()
    page = console.page
    page.goto("about:blank")
    other = page.context.new_page()
    other.goto(f"{served.url}/console/")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_text("You are signed out.").wait_for()
    page.go_back()
    page.get_by_label("Password").wait_for()
    assert page.locator("table").count() == 0
    console.strangers.clear()  # about:blank
