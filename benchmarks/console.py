"""Time until the console shows its first page of many tokens, in a browser on this machine.

    python benchmarks/console.py [TOKENS]

Needs Chromium. Prints the size of the files; the time and size of the first page of the list; and the median over
several loads of the time from navigation to the complete list, as the page itself measures it, with and without the
browser's cache of the static files. The CPU time of the page's scripts, styles and layout depends
less on what else the machine does.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ecctl.platform import open_platform
from ecctl.platform.console.files import read_files
from ecctl.platform.domain import audit
from ecctl.platform.domain.ids import new_id
from ecctl.platform.store.base import TOKENS, Put

LOADS = 7


def start(folder: str) -> tuple[subprocess.Popen[str], str]:
    """Start a server; return its process and URL."""
    command = [sys.executable, "-m", "ecctl", "serve", "--data", folder, "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOME": folder})
    assert process.stderr is not None
    return process, process.stderr.readline().strip().removeprefix("listening on ")


def loads(browser: Browser, url: str, password: str, *, cached: bool) -> tuple[list[float], list[float]]:
    """Return the milliseconds of several loads until the list is complete, and the CPU time of scripts and layout."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{url}/console/")
    page.get_by_label("User").fill("admin")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.locator("tbody tr:not(.loading)").first.wait_for()
    session = context.new_cdp_session(page)
    session.send("Network.setCacheDisabled", {"cacheDisabled": not cached})
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    found, cpu = [], []
    for _ in range(LOADS):
        page.goto("about:blank")
        page.goto(f"{url}/console/")
        page.wait_for_function("() => performance.getEntriesByName('ready').length")
        found.append(page.evaluate("() => performance.getEntriesByName('ready')[0].startTime"))
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        cpu.append(sum(metrics[f"{part}Duration"] for part in ("Script", "RecalcStyle", "Layout")) * 1000)
    context.close()
    return found, cpu


def fill(folder: str, count: int) -> None:
    """Write tokens with their audit entries, a thousand in each commit."""
    platform = open_platform(folder)
    now = time.time() - count
    for start_at in range(0, count, 1000):
        writes = []
        for number in range(start_at, min(start_at + 1000, count)):
            operation = audit.LocalOperation(now + number)
            token_id, roles = new_id(now + number), '["proxy"]' if number % 3 else '["allocator","proxy"]'
            writes += [
                Put(TOKENS, token_id, roles),
                audit.entry(operation, "token.created", token_id, roles),
            ]
        platform.run(platform.services.store.commit(writes))
    platform.close()


def main(arguments: list[str]) -> None:
    """Measure."""
    count = int(arguments[0]) if arguments else 10_000
    files = read_files()
    print(f"{len(files)} files, {sum(len(file.body) for file in files.values()):,} bytes")
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed: run 'make browser'")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder:
        fill(folder, count)
        process, url = start(folder)
        try:
            context = ssl.create_default_context(cafile=f"{folder}/ca.pem")
            password = json.loads(Path(folder, "admin.json").read_text())["pass"]
            credentials = base64.b64encode(f"admin:{password}".encode()).decode()
            for label in ("first", "second"):
                request = urllib.request.Request(
                    f"{url}/ecctl/v1/enrollment-tokens?sort=-created",
                    headers={"Authorization": f"Basic {credentials}"},
                )
                started = time.perf_counter()
                with urllib.request.urlopen(request, context=context) as response:
                    size = len(response.read())
                print(
                    f"{label} request for the list: {(time.perf_counter() - started) * 1000:.0f} ms, {size:,} bytes"
                )
            with sync_playwright() as playwright:
                environment = {**os.environ, "HOME": folder}
                browser = playwright.chromium.launch(executable_path=chromium, args=options, env=environment)
                for cached in (False, True):
                    found, cpu = loads(browser, url, password, cached=cached)
                    print(
                        f"{count:,} tokens, {'files cached' if cached else 'nothing cached'}: "
                        f"median {statistics.median(found):.0f} ms, fastest {min(found):.0f} ms, "
                        f"CPU time of scripts and layout {statistics.median(cpu):.0f} ms"
                    )
                browser.close()
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    main(sys.argv[1:])
