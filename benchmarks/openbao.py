"""A server of OpenBao on durable storage, to compare with: started, initialized and unsealed."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import time
from pathlib import Path
from typing import Any

from served_platform import free_port, request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGURATION = """\
disable_mlock = true
api_addr = "http://127.0.0.1:{port}"
cluster_addr = "http://127.0.0.1:{cluster}"
storage "raft" {{
  path = "{folder}"
  node_id = "one"
}}
listener "tcp" {{
  address = "127.0.0.1:{port}"
  tls_disable = true
}}
"""
CREATE = b'{"ttl": "1h", "policies": ["default"]}'


def ask(port: int, method: str, path: str, body: object, token: str = "") -> Any:
    """Send a request, and return the response's JSON value."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, json.dumps(body), {"X-Vault-Token": token} if token else {})
        response = connection.getresponse()
        content = response.read()
        if response.status >= 300:
            raise SystemExit(f"OpenBao: {method} {path}: status {response.status}: {content[:200]!r}")
        return json.loads(content or b"null")


@contextlib.contextmanager
def running(binary: str, folder: str) -> Iterator[tuple[subprocess.Popen[bytes], int, bytes]]:
    """Run a server, and yield its process, its port and a request that creates a token."""
    port, cluster = free_port(), free_port()
    file = Path(folder) / "server.hcl"
    file.write_text(CONFIGURATION.format(port=port, cluster=cluster, folder=folder))
    process = subprocess.Popen(
        [binary, "server", f"-config={file}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                made = ask(port, "PUT", "/v1/sys/init", {"secret_shares": 1, "secret_threshold": 1})
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"OpenBao: {binary} does not respond")
        ask(port, "PUT", "/v1/sys/unseal", {"key": made["keys_base64"][0]})
        token = made["root_token"]
        wait_until_active(port)
        create = request("POST", "/v1/auth/token/create", CREATE)
        head, _, body = create.partition(b"\r\n\r\n")
        yield process, port, head + f"\r\nX-Vault-Token: {token}\r\n\r\n".encode() + body
    finally:
        process.terminate()
        process.wait(60)


def wait_until_active(port: int) -> None:
    """Wait until the only member has been elected."""
    for _ in range(100):
        with contextlib.suppress(SystemExit):
            ask(port, "GET", "/v1/sys/health", None)
            return
        time.sleep(0.1)
    raise SystemExit("OpenBao: not active after 10 s")
