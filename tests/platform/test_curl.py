"""curl against a server over HTTPS, as its users call it: the example of the docs, and what curl does on its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CURL = shutil.which("curl")
PAGE = Path(__file__).parents[2] / "docs" / "platform.md"
ENROLLMENT = "/api/v1/platform/configuration/security/enrollment-tokens"

pytestmark = pytest.mark.skipif(CURL is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def standing(tmp_path_factory, start_server):
    one = start_server(tmp_path_factory.mktemp("curl") / "data")
    yield one
    one.stop()


@pytest.fixture(scope="module")
def login(standing, tmp_path_factory):
    """A file with the login: others see what is on a command line."""
    made = tmp_path_factory.mktemp("login") / "curlrc"
    made.write_text(f'user = "admin:{standing.config["pass"]}"\ncacert = "{standing.data / "ca.pem"}"\n')
    return made


@pytest.fixture
def curl(standing, login):
    """Runs curl as the admin."""

    def run(*arguments):
        command = [CURL, "--silent", "--show-error", "--max-time", "10", "--config", str(login)]
        done = subprocess.run(
            [*command, *(word.replace("HOST", standing.url) for word in arguments)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return done.stdout

    return run


JSON = ("--header", "Content-Type: application/json")


def test_example_of_the_docs(standing, login, tmp_path):
    example = re.search(r"With curl, .+:\n\n.+\n```sh\n((?:.+\n)+)```", PAGE.read_text())[1]
    for told, here in (
        ("/var/lib/ecctl", str(standing.data)),
        ("-u admin", f"--config {login}"),
        ("https://127.0.0.1:12443", standing.url),
    ):
        assert told in example
        example = example.replace(told, here)
    script = tmp_path / "example.sh"
    script.write_text(example)
    done = subprocess.run(["sh", str(script)], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout).keys() == {"token", "token_id"}


def test_life_of_a_token(curl):
    made = json.loads(curl(*JSON, "--data", '{"persistent": true, "roles": ["proxy"]}', f"HOST{ENROLLMENT}"))
    listed = json.loads(curl(f"HOST{ENROLLMENT}"))["tokens"]
    assert {"token_id": made["token_id"], "roles": ["proxy"]} in listed
    assert json.loads(curl("--request", "DELETE", f"HOST{ENROLLMENT}/{made['token_id']}")) == {}
    again = curl(
        "--request", "DELETE", "--write-out", " %{http_code}", f"HOST{ENROLLMENT}/{made['token_id']}"
    )
    assert again.endswith(" 404")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--http1.0",),
        ("--http1.1",),
        ("--compressed",),
        ("--header", "Expect: 100-continue"),
        ("--header", "Transfer-Encoding: chunked"),
        ("--header", "Connection: close"),
        ("--anyauth",),
    ],
)
def test_ways_of_asking(curl, arguments):
    made = curl(*arguments, *JSON, "--data", '{"persistent": false}', f"HOST{ENROLLMENT}")
    assert json.loads(made).keys() == {"token"}


def test_several_requests_go_over_one_connection(curl):
    urls = [f"HOST{path}" for path in ("/healthz", "/readyz", ENROLLMENT, "/api/v1/platform")]
    shown = curl("--output", "/dev/null", "--write-out", "%{http_code} %{num_connects}\n", *_each(urls))
    assert shown.splitlines() == ["200 1", "200 0", "200 0", "200 0"]


def _each(urls):
    """The arguments for several URLs, of which none is shown."""
    first, *rest = urls
    return [first, *(word for url in rest for word in ("--output", "/dev/null", url))]


def test_wrong_password_is_refused(curl):
    assert curl("--user", "admin:wrong", "--write-out", " %{http_code}", f"HOST{ENROLLMENT}").endswith(" 401")
