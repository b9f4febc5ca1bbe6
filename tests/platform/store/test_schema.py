"""Migration of stores of earlier schema versions."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from ecctl.core.messages import Request
from ecctl.platform import open_platform
from ecctl.platform.store.base import SCHEMA_VERSION
from ecctl.platform.store.sqlite.schema import MIGRATIONS

STORES = sorted((Path(__file__).parent / "versions").glob("platform-*.sql"))


def test_every_schema_version_has_a_store():
    assert [path.name for path in STORES] == [f"platform-{n}.sql" for n in range(1, SCHEMA_VERSION + 1)]
    assert len(MIGRATIONS) == SCHEMA_VERSION


@pytest.mark.parametrize("dump", STORES, ids=lambda path: path.stem)
def test_old_store_is_migrated(dump, tmp_path):
    text = dump.read_text()
    with contextlib.closing(sqlite3.connect(tmp_path / "platform.db")) as connection:
        connection.executescript(text)
    (tmp_path / "platform.db").chmod(0o600)
    token = text.splitlines()[0].rpartition(" ")[2]
    with contextlib.closing(open_platform(str(tmp_path), clock=lambda: 1_800_000_100.0)) as platform:

        def ask(method, path, body=None):
            data = b"" if body is None else json.dumps(body).encode()
            response = platform.call(Request(method, f"{path}", (), data))
            return response.status, json.loads(response.read())

        tokens = ask("GET", "/api/v1/platform/configuration/security/enrollment-tokens")[1]["tokens"]
        assert [entry["roles"] for entry in tokens] == [["proxy"]]
        host = {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.2"}
        assert ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 201
        assert len(ask("GET", "/api/v1/platform/infrastructure/runners")[1]["runners"]) == 2
        keys = ask("GET", "/ecctl/v1/signing-keys")[1]["keys"]
        assert [(key["name"], key["state"]) for key in keys] == [
            ("current", "verifying"),
            ("current-2", "signing"),
        ]
        assert "sam" in {user["user_name"] for user in ask("GET", "/api/v1/users")[1]["users"]}
        login = {"username": "sam", "password": "pass-of-sam"}
        assert ask("POST", "/api/v1/users/auth/_login", login)[0] == 200
        assert len(ask("GET", "/ecctl/v1/audit")[1]["entries"]) == 5
    with contextlib.closing(sqlite3.connect(tmp_path / "platform.db")) as connection:
        assert connection.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
