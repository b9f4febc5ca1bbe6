"""Writes a store of the current schema version for the tests of later ones: `python make.py platform-1.sql`.

Run once for each schema version, before the release that brings it; the file is never changed afterwards.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys
import tempfile
from pathlib import Path

from ecctl.core.messages import Request
from ecctl.platform import open_platform
from ecctl.platform.admin.bootstrap import set_password

API = "/api/v1"


def main(target: str) -> None:
    """One of each thing that a store can hold."""
    with tempfile.TemporaryDirectory() as folder:
        platform = open_platform(folder, clock=lambda: 1_800_000_000.0)

        def ask(method: str, path: str, body: object) -> dict:
            response = platform.call(Request(method, path, (), json.dumps(body).encode()))
            assert response.status < 300, response.read()
            return json.loads(response.read())

        enrollment = f"{API}/platform/configuration/security/enrollment-tokens"
        token = ask("POST", enrollment, {"persistent": True, "roles": ["proxy"]})["token"]
        ask("POST", "/ecctl/v1/signing-keys/_rotate", {})
        host = {"token": token, "roles": ["proxy"], "host_ip": "10.0.0.1"}
        ask("POST", "/ecctl/v1/hosts/_enroll", host)
        security = {"password": "pass-of-sam", "roles": ["ece_platform_admin"]}
        ask("POST", f"{API}/users", {"user_name": "sam", "security": security})
        set_password(platform, "admin", "pass-of-admin")
        path = platform.services.store.path
        platform.close()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            version = connection.execute("pragma user_version").fetchone()[0]
            application = connection.execute("pragma application_id").fetchone()[0]
            lines = [
                *connection.iterdump(),
                f"PRAGMA application_id={application};",
                f"PRAGMA user_version={version};",
            ]
    Path(target).write_text(f"-- The token of the host: {token}\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
