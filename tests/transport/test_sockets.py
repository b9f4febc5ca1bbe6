"""Which sockets are used: those of `socket` in a program that has loaded it, else those below it."""

from __future__ import annotations

import subprocess
import sys

CALL = """
import sys
client = ecctl.Client(host={host!r}, api_key="k")
print(client.call("get-user", user_name="ops")["user_name"], "socket" in sys.modules)
"""
CLOSED = """
import socket
class Closed(socket.socket):
    def connect(self, address):
        raise OSError(1, "the test forbids it")
socket.socket = Closed
"""


def output_of(program):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_socket_is_not_loaded_for_a_call(scripted):
    server = scripted({"status": 200, "body": {"user_name": "ops"}})
    assert output_of("import ecctl\n" + CALL.format(host=server.host)) == "ops False\n"


def test_loaded_socket_module_is_used(scripted):
    server = scripted({"status": 200, "body": {"user_name": "ops"}})
    found = output_of("import socket, ecctl\n" + CALL.format(host=server.host))
    assert found == "ops True\n"


def test_replaced_socket_module_is_used(scripted):
    server = scripted({"status": 200, "body": {}})
    found = output_of(CLOSED + "import ecctl\n" + CALL.format(host=server.host))
    assert "ConnectError: cannot connect" in found
    assert server.requests == []
