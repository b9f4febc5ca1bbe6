"""A server, a browser, and pages that must stay within their origin and report no error."""

from __future__ import annotations

import os
import shutil

import pytest
from support.server import ServerProcess, basic

CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Start one server over HTTPS for a module."""
    started = ServerProcess(tmp_path_factory.mktemp("console") / "data")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Start one headless Chromium for a module."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: run 'make browser'")
    playwright = pytest.importorskip("playwright.sync_api").sync_playwright().start()
    started = playwright.chromium.launch(
        executable_path=CHROMIUM,
        # Root, as in a container, cannot use Chromium's sandbox.
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
        env={**os.environ, "HOME": str(tmp_path_factory.mktemp("home"))},
    )
    yield started
    started.close()
    playwright.stop()


class Console:
    """A page of the console and its user, with the steps that many tests take."""

    def __init__(self, page, server):
        self.page = page
        self.server = server
        self.errors = []
        self.strangers = []
        page.on("console", self._report)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def _report(self, message):
        if message.type in {"error", "warning"}:
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _request(self, request):
        if not request.url.startswith(f"{self.server.url}/"):
            self.strangers.append(request.url)

    def open(self, path="#/tokens"):
        """Open the console."""
        self.page.goto(f"{self.server.url}/console/{path}")

    def sign_in(self, name="admin", password=None):
        """Sign in, by default as admin."""
        self.page.get_by_label("User").fill(name)
        self.page.get_by_label("Password").fill(password or self.server.config["pass"])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()
        self.wait()

    def wait(self):
        """Wait until the page shows its data."""
        self.page.locator("main h1").wait_for()
        self.page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")

    def reload(self):
        """Load the page again."""
        self.page.reload()
        self.wait()

    def go(self, label):
        """Open another page by its link."""
        self.page.get_by_role("navigation", name="Pages").get_by_role("link", name=label).click()
        self.page.get_by_role("heading", level=1, name=label).wait_for()
        self.wait()

    def row(self, text):
        """Return the table row that contains a text."""
        return self.page.locator("tbody tr").filter(has_text=text)

    def accept(self, *expected):
        """Forget errors that contain one of the texts: the browser reports every 4xx."""
        self.errors = [error for error in self.errors if not any(text in error for text in expected)]


@pytest.fixture
def open_console(browser, served):
    """Open pages in contexts of their own: `open_console()`, `open_console(color_scheme="dark")`."""
    opened, contexts = [], []

    def make(server=served, **options):
        context = browser.new_context(
            ignore_https_errors=True, **{"viewport": {"width": 1280, "height": 800}, **options}
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        opened.append(Console(context.new_page(), server))
        return opened[-1]

    yield make
    for context in contexts:
        context.close()
    for console in opened:
        assert console.errors == []
        assert console.strangers == []


@pytest.fixture(scope="module")
def cookie(served):
    """Sign in as admin once for a module, and return the cookie: the page is not what it tests."""
    _, headers, _ = served.ask(
        "POST",
        "/ecctl/v1/console/session",
        {"username": "admin", "password": served.config["pass"]},
        authorization="",
        headers={"X-Ecctl-Console": "1"},
    )
    name, _, value = headers["set-cookie"].partition(";")[0].partition("=")
    return {
        "name": name,
        "value": value,
        "url": served.url,
        "secure": True,
        "httpOnly": True,
        "sameSite": "Strict",
    }


@pytest.fixture
def console(open_console, cookie):
    """Open the console as admin."""
    opened = open_console()
    opened.page.context.add_cookies([cookie])
    opened.open()
    opened.wait()
    return opened


@pytest.fixture(scope="module")
def api(served):
    """Call the platform's API: `api("GET", path, body)`."""

    def ask(method, path, body=None, *, user="", password=""):
        authorization = basic(user, password) if user else None
        status, _, value = served.ask(method, path, body, authorization=authorization)
        assert status < 300, value
        return value

    return ask
