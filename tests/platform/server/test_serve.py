"""The server as a process: over TLS and without, its files, its limits, its log, its end."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import re
import signal
import socket
import sqlite3
import ssl
import stat
import struct
import threading
import time
from pathlib import Path

import pytest

from ecctl.core.messages import Request
from ecctl.errors import EcctlError, PlatformError, UsageError
from ecctl.platform import open_platform
from ecctl.platform.admin import backup, maintenance
from ecctl.platform.server.access_log import RequestLog
from ecctl.platform.server.options import Options
from ecctl.platform.store.base import SCHEMA_VERSION, TOKENS, Put

ENROLLMENT = "/api/v1/regions/ece-region/platform/configuration/security/enrollment-tokens"
SECRETS = {
    "adminconsole_root_password",
    "bootstrap_runner_roles_token",
    "allocator_only_token",
    "emergency_all_roles_except_allocator_token",
    "root_password",
}


def test_serves_over_tls(server):
    one = server()
    assert one.line == f"listening on https://127.0.0.1:{one.port}"
    status, headers, made = one.ask("POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]})
    assert (status, set(made)) == (200, {"token", "token_id"})
    assert headers["date"].endswith("GMT")
    assert headers["x-request-id"]
    listed = one.ask("GET", ENROLLMENT)[2]
    assert listed == {"tokens": [{"token_id": made["token_id"], "roles": ["proxy"]}]}
    assert one.stop() == (0, "")


def test_first_start_creates_private_files(server):
    one = server()
    secrets = json.loads((one.data / "bootstrap-secrets.json").read_text())
    assert set(secrets) == SECRETS
    assert one.config == {
        "host": one.url,
        "region": "ece-region",
        "user": "admin",
        "pass": secrets["adminconsole_root_password"],
        "ca_file": str(one.data / "ca.pem"),
    }
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in one.data.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(one.data.stat().st_mode) == 0o700
    host = {"token": secrets["allocator_only_token"], "roles": ["allocator"], "host_ip": "10.0.0.1"}
    assert one.ask("POST", "/ecctl/v1/hosts/_enroll", host, authorization="")[0] == 201


def test_second_start_reuses_files(server):
    one = server()
    before = {
        name: (one.data / name).read_bytes() for name in ("ca.pem", "server.pem", "bootstrap-secrets.json")
    }
    token_id = one.ask("POST", ENROLLMENT, {"persistent": True})[2]["token_id"]
    one.stop()
    two = server()
    assert before == {name: (two.data / name).read_bytes() for name in before}
    assert two.config["pass"] == one.config["pass"]
    assert two.config["host"] == two.url
    assert two.ask("GET", ENROLLMENT)[2]["tokens"][0]["token_id"] == token_id


def test_tls_1_1_is_refused(server):
    one = server()
    context = one.context
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", one.port), timeout=5) as link, pytest.raises(ssl.SSLError):
        context.wrap_socket(link, server_hostname="localhost")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_certificate_covers_local_names(server, name):
    one = server()
    with (
        socket.create_connection(("127.0.0.1", one.port), timeout=5) as link,
        one.context.wrap_socket(link, server_hostname=name) as secured,
    ):
        assert secured.version() in {"TLSv1.2", "TLSv1.3"}


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "192.0.2.1:80", "[::]:0", "example.com:80"])
def test_plain_http_is_limited_to_loopback(listen):
    with pytest.raises(UsageError, match="without TLS"):
        _ = Options("data", listen, plain_http=True).address


@pytest.mark.parametrize("listen", ["", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999"])
def test_invalid_address_is_refused(listen):
    with pytest.raises(UsageError, match="not an address"):
        _ = Options("data", listen).address


def test_port_in_use_is_an_error(server):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        one = server(listen=f"127.0.0.1:{taken.getsockname()[1]}")
        assert "cannot listen on" in one.line
        assert one.stop()[0] == 1


def test_second_server_on_a_data_directory_is_refused(server):
    server("--plain-http")
    assert "a server is running" in server("--plain-http").line


def test_embedded_and_served_see_each_others_changes(server):
    one = server("--plain-http")
    with contextlib.closing(open_platform(str(one.data))) as embedded:
        url = f"{ENROLLMENT}"
        for _ in range(5):
            made = json.loads(embedded.call(Request("POST", url, (), b'{"persistent": true}')).read())
            there = one.ask("GET", ENROLLMENT)[2]
            assert made["token_id"] in {token["token_id"] for token in there["tokens"]}
            assert one.ask("DELETE", f"{ENROLLMENT}/{made['token_id']}")[0] == 200
            assert json.loads(embedded.call(Request("GET", url)).read()) == {"tokens": []}
        host = {"token": made["token"], "roles": [], "host_ip": "10.0.0.1"}
        assert one.ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 401


def test_probes_need_no_login(server):
    one = server("--plain-http")
    assert one.ask("GET", "/healthz", authorization="")[::2] == (200, "ok\n")
    assert one.ask("GET", "/readyz", authorization="")[::2] == (200, "ready\n")
    status, headers, text = one.ask("GET", "/metrics", authorization="")
    assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert 'ecctl_requests_total{operation="get-health",status="200"} 1' in text
    assert "ecctl_request_seconds_count 2" in text
    document = one.ask("GET", "/openapi.json", authorization="")[2]
    assert "/api/v1/platform/configuration/security/enrollment-tokens" in document["paths"]


def test_log_has_a_line_per_request_and_no_secret(server):
    one = server("--plain-http")
    made = one.ask("POST", ENROLLMENT, {"persistent": True})[2]
    one.ask("GET", f"/api/v1/users/{made['token']}?password=hunter2")
    one.ask("GET", "/api/v1/users", authorization="Bearer abc.def.ghi")
    one.raw(b"nonsense\r\n\r\n")
    assert one.stop()[0] == 0
    log = one.log()
    assert [(entry["method"], entry["operation"], entry["status"], entry["principal"]) for entry in log] == [
        ("POST", "create-enrollment-token", 200, "admin"),
        ("GET", "get-user", 404, "admin"),
        ("GET", "get-users", 401, ""),
        ("", "", 400, ""),
    ]
    assert all(entry["ms"] >= 0 and entry["request_id"] and entry["peer"] == "127.0.0.1" for entry in log)
    text = (one.data / "requests.log").read_text()
    for secret in (made["token"], "hunter2", "abc.def", one.config["pass"], one.authorization):
        assert secret not in text


def test_sighup_reopens_log(server):
    one = server("--plain-http")
    one.ask("GET", "/healthz")
    (one.data / "requests.log").rename(one.data / "old.log")
    one.process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    one.ask("GET", "/readyz")
    one.stop()
    assert [entry["operation"] for entry in one.log()] == ["get-readiness"]


def test_log_is_closed_once(tmp_path):
    log = RequestLog(str(tmp_path / "requests.log"), None)
    log.close()
    with (tmp_path / "next").open("w") as next_file:
        log.close()
        next_file.write("x")
    assert (tmp_path / "next").read_text() == "x"


def test_log_to_stdout(server):
    one = server("--plain-http", "--log", "-")
    one.ask("GET", "/healthz")
    one.process.send_signal(signal.SIGTERM)
    assert json.loads(one.process.communicate(timeout=20)[0])["operation"] == "get-health"


@pytest.fixture(scope="module")
def standing(tmp_path_factory, start_server):
    """A server for all tests that leave it as it was."""
    one = start_server(tmp_path_factory.mktemp("standing") / "data", "--plain-http")
    yield one
    one.stop()


def head(method="GET", path="/healthz", *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


CHUNKED = head("POST", ENROLLMENT, "Transfer-Encoding: chunked")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (head("GET", "/healthz", "Content-Length: -1"), 400),
        (head("POST", "/healthz", "Content-Length: 5", "Transfer-Encoding: chunked"), 400),
        (head("GET", "/healthz", "Upgrade: h2c", "Connection: Upgrade"), 200),
        (head("CONNECT", "example.com:80"), 401),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (head("GET", "/healthz", "X: " + "y" * 20_000), 431),
        (head("GET", "/" + "y" * 20_000), 431),
        (head("GET", "/healthz", *(f"X{n}: y" for n in range(150))), 431),
        (b"GET /healthz HTTP/1.1\r\nX: " + b"y" * 20_000, 431),
        (head("POST", ENROLLMENT, "Content-Length: 99999999999"), 413),
        (head("POST", ENROLLMENT, "Transfer-Encoding: chunked") + b"200000\r\n" + b" " * 0x200000, 413),
        (head("HEAD", "/healthz", "Connection: close"), 200),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (b"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", 400),
        (head("GET", "/healthz", "Host: y"), 400),
        (b"GET /healthz HTTP/1.1\r\nHost: a b/@\r\n\r\n", 400),
        (head("GET", "/healthz", "Authorization: Basic YTph", "Authorization: Basic Yjpi"), 400),
        (head("POST", ENROLLMENT, "Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n", 501),
        (head("POST", ENROLLMENT, "Content-Encoding: gzip", "Content-Length: 2") + b"{}", 415),
        (CHUNKED + b"0\r\n" + b"X: y\r\n" * 150 + b"\r\n", 431),
        (CHUNKED + b"0\r\nX: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (CHUNKED + b"1;" + b"y" * 0x300000, 413),
        (CHUNKED + b"0\r\nAuthorization: Basic YTph\r\nConnection: close\r\n\r\nnonsense", 401),
        (head("GET", "http://elsewhere/healthz", "Connection: close"), 200),
        (head("GET", "http://elsewhere", "Connection: close"), 401),
        (head("OPTIONS", "*", "Connection: close"), 401),
        (head("GET", "/healthz\x00", "Connection: close"), 400),
        (head("GET", "/a%0d%0aSet-Cookie:%20b", "Connection: close"), 401),
    ],
)
def test_unacceptable_request_is_refused(standing, data, status):
    received = standing.raw(data)
    assert received.startswith(b"HTTP/1.1 %d " % status)
    assert b"connection: close" in received
    assert standing.ask("GET", "/healthz")[0] == 200


def test_pipelined_requests_are_answered_in_order(standing):
    received = standing.raw(head() * 40 + head("GET", "/readyz", "Connection: close"))
    assert received.count(b"HTTP/1.1 200 OK") == 41
    assert received.endswith(b"ready\n")


def create(standing, body, *headers):
    """A request for a token."""
    known = (
        f"Authorization: {standing.authorization}",
        f"Content-Length: {len(body)}",
        "Content-Type: application/json",
    )
    return head("POST", ENROLLMENT, *known, *headers) + body


def test_repeated_head_is_a_new_request(standing):
    requests = [create(standing, b'{"persistent": true}')] * 3 + [head(), head(), head("GET", "/readyz")]
    with socket.create_connection(("127.0.0.1", standing.port), timeout=5) as link:
        received = [link.sendall(request) or link.recv(10_000) for request in requests]
    tokens = [json.loads(reply.partition(b"\r\n\r\n")[2])["token_id"] for reply in received[:3]]
    assert len(set(tokens)) == 3
    assert [reply.partition(b"\r\n\r\n")[2] for reply in received[3:]] == [b"ok\n", b"ok\n", b"ready\n"]


@pytest.mark.parametrize("size", [1, 7, 100, 400])
def test_repeated_head_in_pieces(standing, size):
    """Whatever is cut where: the same requests get the same answers as on connections of their own."""
    first = create(standing, b'{"persistent": false}')
    data = first + head() + create(standing, b'{"persistent": 123  }')
    with socket.create_connection(("127.0.0.1", standing.port), timeout=5) as link:
        link.sendall(first)
        received = link.recv(10_000)
        for start in range(0, len(data), size):
            link.sendall(data[start : start + size])
            time.sleep(0.0002)
        while received.count(b"HTTP/1.1 ") < 4 or not received.endswith(b"}"):
            received += link.recv(10_000)
    assert re.findall(rb"HTTP/1.1 (\d+)", received) == [b"200", b"200", b"200", b"400"]


def test_repeated_head_gets_its_own_body(standing):
    bodies = [
        b'{"persistent": true }',
        b'{"persistent": false}',
        b'{"persistent": 1    }',
        b'{"persistent": true }',
    ]
    with socket.create_connection(("127.0.0.1", standing.port), timeout=5) as link:
        received = [link.sendall(create(standing, body)) or link.recv(10_000) for body in bodies]
    assert [reply[9:12] for reply in received] == [b"200", b"200", b"400", b"200"]
    assert [b"token_id" in reply for reply in received] == [True, False, False, True]


def resident(process):
    """MiB that a process has in memory."""
    return int(Path(f"/proc/{process.pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


@pytest.mark.parametrize("arguments", [["--plain-http"], []])
def test_client_that_does_not_read_is_throttled(server, arguments):
    """Long replies to short requests: the server keeps a few of them, and goes on when the client reads."""
    one = server(*arguments)
    with contextlib.closing(socket.create_connection(("127.0.0.1", one.port), timeout=5)) as plain:
        link = plain if arguments else one.context.wrap_socket(plain, server_hostname="127.0.0.1")
        with contextlib.closing(link):
            requests = head("GET", "/openapi.json") * 1000 + head("GET", "/readyz", "Connection: close")
            before = resident(one.process)
            link.settimeout(0.5)
            sent = 0
            with contextlib.suppress(TimeoutError):
                while sent < len(requests):
                    sent += link.send(requests[sent : sent + 10_000])
            time.sleep(0.5)
            assert resident(one.process) - before < 30
            assert one.ask("GET", "/healthz")[0] == 200
            link.settimeout(5)
            reader = threading.Thread(target=lambda: link.sendall(requests[sent:]))
            reader.start()
            received, tail = 0, b""
            while part := link.recv(1 << 20):
                received += (tail[-8:] + part).count(b"HTTP/1.1 200")
                tail = (tail + part)[-11:]
            reader.join()
            assert received == 1001
            assert tail.endswith(b"ready\n")


def test_requests_before_malformed_input_are_answered(standing):
    received = standing.raw(head() + head() + b"nonsense\r\n\r\n")
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.count(b"HTTP/1.1 400 ") == 1


@pytest.mark.parametrize("path", ["/healthz", "/nothing", ENROLLMENT])
def test_response_to_head_has_no_body(standing, path):
    received = standing.raw(head("HEAD", path) + head("GET", "/readyz", "Connection: close"))
    first, rest = received.split(b"\r\n\r\n", 1)
    assert int(re.search(rb"content-length: (\d+)", first)[1]) > 0
    assert rest.startswith(b"HTTP/1.1 200")
    assert rest.endswith(b"\r\n\r\nready\n")


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE"])
def test_unknown_client_learns_no_routes(standing, method):
    for path in ("/api/v1/users", "/ecctl/v1/audit", "/nosuch"):
        status, headers, _ = standing.ask(method, path, authorization="")
        assert (status, headers["allow"]) == (401, None)
    status, headers, _ = standing.ask("PUT", "/ecctl/v1/audit")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_idle_client_does_not_delay_stop(server):
    one = server()
    with contextlib.closing(one.connection()) as idle:
        idle.request("GET", "/healthz")
        assert idle.getresponse().read() == b"ok\n"
        started = time.monotonic()
        assert one.stop()[0] == 0
        assert time.monotonic() - started < 6


def test_http_1_0_client(standing):
    received = standing.raw(b"GET /healthz HTTP/1.0\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert received.endswith(b"\r\n\r\nok\n")


def test_expect_continue(standing):
    body = b'{"persistent": true}'
    headers = (
        f"Authorization: {standing.authorization}",
        f"Content-Length: {len(body)}",
        "Content-Type: application/json",
        "Expect: 100-continue",
    )
    with socket.create_connection(("127.0.0.1", standing.port), timeout=5) as link:
        link.sendall(head("POST", ENROLLMENT, *headers))
        assert link.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(body)
        assert link.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_connection_beyond_limit_gets_503(server):
    one = server("--plain-http", environment={"ECCTL_TEST_CONNECTIONS": "3"})
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(socket.create_connection(("127.0.0.1", one.port), 5)) for _ in range(4)]
        assert links[3].recv(1000).startswith(b"HTTP/1.1 503 ")
        links[0].close()
        time.sleep(0.2)
        links[1].sendall(head())
        assert links[1].recv(1000).startswith(b"HTTP/1.1 200 ")


def test_closed_connections_do_not_count(server):
    one = server("--plain-http", environment={"ECCTL_TEST_CONNECTIONS": "3"})
    assert {one.ask("GET", "/healthz")[0] for _ in range(10)} == {200}
    assert {one.raw(head("GET", "/healthz", "Connection: close"))[9:12] for _ in range(5)} == {b"200"}
    assert {one.raw(b"nonsense\r\n\r\n")[9:12] for _ in range(5)} == {b"400"}
    assert one.ask("GET", "/healthz")[0] == 200


def test_slow_request_gets_408(server):
    one = server("--plain-http", environment={"ECCTL_TEST_REQUEST_SECONDS": "0.5"})
    with socket.create_connection(("127.0.0.1", one.port), timeout=10) as link:
        link.sendall(b"GET /heal")
        assert link.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_concurrent_creates(server):
    one = server("--plain-http")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: one.ask("POST", ENROLLMENT, {"persistent": True}), range(200)))
    ids = {answer[2]["token_id"] for answer in made}
    assert len(ids) == 200
    assert {token["token_id"] for token in one.ask("GET", ENROLLMENT)[2]["tokens"]} == ids


def test_long_list_is_streamed(server):
    one = server("--plain-http")
    rows = [Put(TOKENS, f"{n:08}", '["proxy"]') for n in range(30_000)]
    with contextlib.closing(open_platform(str(one.data))) as embedded:
        embedded.run(embedded.services.commit(*rows))
    status, headers, listed = one.ask("GET", ENROLLMENT)
    assert (status, headers["transfer-encoding"]) == (200, "chunked")
    assert [token["token_id"] for token in listed["tokens"]] == [row.key for row in rows]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_completes_requests_in_progress(server, number):
    one = server("--plain-http")
    body = b'{"persistent": true}'
    headers = (
        f"Authorization: {one.authorization}",
        f"Content-Length: {len(body)}",
        "Content-Type: application/json",
    )
    links = [socket.create_connection(("127.0.0.1", one.port), timeout=10) for _ in range(20)]
    for link in links:
        link.sendall(head("POST", ENROLLMENT, *headers) + body)
    links[0].recv(1)
    one.process.send_signal(number)
    received = [link.recv(10_000) for link in links]
    assert one.stop() == (0, "")
    assert all(answer for answer in received)
    with contextlib.closing(open_platform(str(one.data))) as embedded:
        listed = json.loads(embedded.call(Request("GET", f"{ENROLLMENT}")).read())
    assert len(listed["tokens"]) == 20
    for link in links:
        link.close()


def test_reset_password_while_running(server):
    one = server("--plain-http")
    assert one.ask("GET", "/api/v1/user")[0] == 200
    password = maintenance.reset_password(str(one.data))
    assert one.ask("GET", "/api/v1/user")[0] == 401
    assert json.loads((one.data / "admin.json").read_text())["pass"] == password
    assert (
        json.loads((one.data / "bootstrap-secrets.json").read_text())["adminconsole_root_password"]
        == password
    )


def test_reset_password_of_unknown_user(server):
    one = server("--plain-http")
    with pytest.raises(EcctlError, match='user "nobody" does not exist') as raised:
        maintenance.reset_password(str(one.data), "nobody")
    assert raised.value.exit_status == 4


def test_wipe(server, tmp_path):
    one = server("--plain-http")
    with pytest.raises(EcctlError, match="a server is running"):
        maintenance.wipe(str(one.data))
    one.stop()
    removed = maintenance.wipe(str(one.data))
    assert str(one.data / "platform.db") in removed
    assert not one.data.exists()
    assert maintenance.wipe(str(one.data)) == []
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "keep").write_text("x")
    assert maintenance.wipe(str(tmp_path / "other")) == []
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["keep"]


def test_backup_and_restore_while_running(server, tmp_path):
    one = server("--plain-http")
    kept = one.ask("POST", ENROLLMENT, {"persistent": True, "roles": ["proxy"]})[2]
    copy = tmp_path / "backup.db"
    backup.backup(str(one.data), str(copy))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db", "served"]
    one.ask("DELETE", f"{ENROLLMENT}/{kept['token_id']}")
    one.ask("POST", "/ecctl/v1/signing-keys/_rotate")
    lost = one.ask("POST", ENROLLMENT, {"persistent": True})[2]
    backup.restore(str(one.data), str(copy))
    listed = one.ask("GET", ENROLLMENT)[2]["tokens"]
    assert [token["token_id"] for token in listed] == [kept["token_id"]]
    host = {"token": kept["token"], "roles": ["proxy"], "host_ip": "10.0.0.1"}
    assert one.ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 201
    host = {"token": lost["token"], "roles": [], "host_ip": "10.0.0.2"}
    assert one.ask("POST", "/ecctl/v1/hosts/_enroll", host)[0] == 401
    with pytest.raises(EcctlError, match="cannot write the backup"):
        backup.backup(str(one.data), str(copy))


@pytest.mark.parametrize("content", [b"", b"no database at all, but rather long" * 200])
def test_file_that_is_not_a_backup_is_not_restored(server, tmp_path, content):
    one = server("--plain-http")
    token_id = one.ask("POST", ENROLLMENT, {"persistent": True})[2]["token_id"]
    (tmp_path / "backup.db").write_bytes(content)
    with pytest.raises(EcctlError, match=r"not a valid backup"):
        backup.restore(str(one.data), str(tmp_path / "backup.db"))
    assert one.ask("GET", ENROLLMENT)[2]["tokens"][0]["token_id"] == token_id


def test_backup_of_later_release_is_not_restored(tmp_path):
    data, copy = str(tmp_path / "data"), str(tmp_path / "backup.db")
    url = f"{ENROLLMENT}"
    with contextlib.closing(open_platform(data)) as embedded:
        embedded.call(Request("POST", url, (), b'{"persistent": true}'))
    backup.backup(data, copy)
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        connection.execute(f"pragma user_version={SCHEMA_VERSION + 1}")
    with pytest.raises(PlatformError, match="schema version"):
        backup.restore(data, copy)
    with contextlib.closing(open_platform(data)) as embedded:
        assert len(json.loads(embedded.call(Request("GET", url)).read())["tokens"]) == 1


def test_password_check_is_skipped_if_its_client_resets_the_connection(server):
    one = server("--plain-http")
    before = one.ask("GET", "/metrics", authorization="")[2]
    assert 'operation="get-current-user"' not in before
    links = []
    for number in range(12):
        link = socket.create_connection(("127.0.0.1", one.port), timeout=5)
        guess = one.basic(f"nobody-{number}", "wrong").encode()
        link.sendall(b"GET /api/v1/user HTTP/1.1\r\nhost: x\r\nauthorization: " + guess + b"\r\n\r\n")
        links.append(link)
    time.sleep(0.05)
    for link in links:
        # Without a reset, a close looks like a half-close, whose sender still reads the response.
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()
    deadline = time.monotonic() + 10
    statuses = ""
    while statuses.count("\n") < 12 and time.monotonic() < deadline:
        time.sleep(0.1)
        log = [entry for entry in one.log() if entry["operation"] == "get-current-user"]
        statuses = "".join(f"{entry['status']}\n" for entry in log)
    assert "503" in statuses, "checks whose client was gone were skipped"
    assert set(statuses.split()) <= {"401", "503"}
