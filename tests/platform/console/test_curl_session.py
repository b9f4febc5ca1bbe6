"""The curl commands of docs/console.md, against a server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "console.md"

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]


def test_documented_commands_sign_in_and_list_tokens(served, api, tmp_path):
    roles = {"persistent": True, "roles": ["proxy"]}
    made = api("POST", "/api/v1/platform/configuration/security/enrollment-tokens", roles)
    script = re.search(r"```sh\n(curl .+?)```", PAGE.read_text(), re.DOTALL)[1]
    script = script.replace("/var/lib/ecctl", str(served.data)).replace("https://127.0.0.1:12443", served.url)
    script = script.replace("…", served.config["pass"])
    done = subprocess.run(
        ["bash", "-euc", script.replace("curl ", "curl --silent --show-error --fail ")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    decoder = json.JSONDecoder()
    session, end = decoder.raw_decode(done.stdout)
    listed, _ = decoder.raw_decode(done.stdout[end:])
    assert session["user_name"] == "admin"
    assert listed["tokens"][0]["token_id"] == made["token_id"]
