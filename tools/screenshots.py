"""Take the screenshots of the console for its page in the docs.

    python tools/screenshots.py [FOLDER]

Needs Chromium. Starts a server with invented data in a temporary folder, and writes one WebP file for each page, in
light and dark, into docs/images/console.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images" / "console"
TOKENS = "/api/v1/platform/configuration/security/enrollment-tokens"
LIMIT = 60_000
"""Bytes of a file."""
PAGES = ("tokens", "hosts", "users", "keys", "audit", "status")
ROLES = (["proxy"], ["allocator"], ["director", "coordinator"], ["allocator", "proxy"])
PASSWORD = "a-long-password"

Ask = Callable[..., Any]


@contextlib.contextmanager
def server(folder: str) -> Iterator[tuple[str, Ask]]:
    """Start a server, and yield its URL and a function that calls its API."""
    command = [sys.executable, "-m", "ecctl", "serve", "--data", folder, "--listen", "127.0.0.1:0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOME": folder}
    ) as process:
        assert process.stderr is not None
        url = process.stderr.readline().strip().removeprefix("listening on ")
        context = ssl.create_default_context(cafile=f"{folder}/ca.pem")
        config = json.loads(Path(folder, "admin.json").read_text())

        def ask(method: str, path: str, body: object = None, user: str = "admin") -> Any:
            password = config["pass"] if user == "admin" else PASSWORD
            credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
            request = urllib.request.Request(
                url + path,
                None if body is None else json.dumps(body).encode(),
                {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
                method=method,
            )
            with urllib.request.urlopen(request, context=context) as response:
                return json.load(response)

        try:
            yield url, ask
        finally:
            process.terminate()


def fill(ask: Ask) -> None:
    """Create users, tokens, hosts, API keys and signing keys."""
    chance = random.Random(1)
    people = (
        ("maria", "Maria Schmidt", "admin"),
        ("jonas", "Jonas Berg", "admin"),
        ("auditor", "External Audit", "viewer"),
    )
    for name, full, role in people:
        security = {"password": PASSWORD, "roles": [f"ece_platform_{role}"]}
        account = {"user_name": name, "full_name": full, "email": f"{name}@example.com", "security": security}
        ask("POST", "/api/v1/users", account)
    for number in range(14):
        roles = chance.choice(ROLES)
        user = chance.choice(["maria", "jonas", "admin"])
        made = ask("POST", TOKENS, {"persistent": True, "roles": roles}, user)
        for host in range(chance.choice([0, 0, 1, 2])):
            name = f"{roles[0]}-{number:02}{chr(97 + host)}"
            address = f"10.20.{number}.{host + 11}"
            body = {"token": made["token"], "roles": roles, "host_ip": address, "runner_id": name}
            ask("POST", "/ecctl/v1/hosts/_enroll", {**body, "zone": f"zone-{host + 1}"})
        if number == 9:
            ask("POST", "/ecctl/v1/signing-keys/_rotate")
    for description, expires in (("CI pipeline", "3d"), ("Nightly backup", "90d"), ("Terraform", "30d")):
        ask("POST", "/api/v1/users/auth/keys", {"description": description, "expiration": expires}, "maria")


def busy_hour(page: Page) -> None:
    """Let the status page show an hour of traffic instead of a few seconds."""
    chance = random.Random(2)

    def answer(route: Any) -> None:
        value = route.fetch().json()
        load = [40 + 25 * abs((index % 180) - 90) / 90 + chance.uniform(-6, 6) for index in range(360)]
        value["samples"] = {
            "interval_seconds": 10,
            "requests": [round(each * 10) for each in load],
            "failures": [9 if 200 < index < 204 else 0 for index in range(360)],
            "median_seconds": [0.0011 + each / 60_000 for each in load],
            "p95_seconds": [0.004 + each / 9000 + chance.uniform(0, 0.002) for each in load],
        }
        route.fulfill(json=value)

    page.route("**/ecctl/v1/status", answer)


def take(page: Page, path: Path) -> None:
    """Write a screenshot, in the best quality that the limit allows."""
    session = page.context.new_cdp_session(page)
    for quality in range(90, 20, -10):
        options = {"format": "webp", "quality": quality, "captureBeyondViewport": False}
        data = base64.b64decode(session.send("Page.captureScreenshot", options)["data"])
        if len(data) < LIMIT:
            path.write_bytes(data)
            print(f"{path.name} {len(data)} bytes")
            return
    raise SystemExit(f"{path.name} is larger than {LIMIT} bytes")


def show(page: Page, name: str) -> None:
    """Open a page of the console, and wait until it shows its data."""
    link = page.locator(f"a[data-path={name}]")
    link.click()
    page.get_by_role("heading", level=1, name=link.inner_text()).wait_for()
    page.wait_for_function("() => !document.querySelector('[aria-busy=true], .loading')")


def shoot(browser: Browser, url: str, scheme: Any, folder: Path) -> None:
    """Take all screenshots in one color scheme."""
    context = browser.new_context(
        ignore_https_errors=True,
        viewport={"width": 1280, "height": 760},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    busy_hour(page)
    page.goto(f"{url}/console/")
    page.get_by_label("User").fill("maria")
    take(page, folder / f"sign-in-{scheme}.webp")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    for name in PAGES:
        show(page, name)
        take(page, folder / f"{name}-{scheme}.webp")
    show(page, "tokens")
    page.get_by_role("button", name="Create token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("proxy").check()
    dialog.get_by_label("Persistent").check()
    take(page, folder / f"create-{scheme}.webp")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.set_viewport_size({"width": 360, "height": 740})
    take(page, folder / f"narrow-{scheme}.webp")
    context.close()


def main(arguments: list[str]) -> None:
    """Take all screenshots."""
    folder = Path(arguments[0]) if arguments else FOLDER
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed: run 'make browser'")
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as data, server(data) as (url, ask), sync_playwright() as playwright:
        fill(ask)
        browser = playwright.chromium.launch(
            executable_path=chromium, args=options, env={**os.environ, "HOME": data}
        )
        for scheme in ("light", "dark"):
            shoot(browser, url, scheme, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
