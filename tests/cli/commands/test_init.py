"""`init` beyond the recorded cases: without a terminal, over https, and if it must not write."""

from __future__ import annotations

import json
import os
import pty
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from transport.certificates import issue

ME = {"match": "GET /api/v1/user", "status": 200, "body": {"user_name": "ops"}}
REFUSED = {
    "match": "*",
    "status": 401,
    "body": {"errors": [{"code": "root.x", "message": "no"}]},
    "repeat": True,
}
REFUSED_LOGIN = {**REFUSED, "match": "POST */_login", "repeat": False}
LOGIN = {"match": "POST */_login", "status": 200, "body": {"token": "t"}}


def config(home):
    return json.loads((home / ".ecctl" / "config.json").read_text())


def test_flags_need_no_terminal(ecctl, scripted, home):
    server = scripted(ME)
    outcome = ecctl("init", "--host", server.host, "--api-key", "k1", "--output", "text", "--region", "eu-1")
    assert outcome.status == 0, outcome.err
    assert 'you are "ops"' in outcome.out
    written = config(home)
    assert {key: written[key] for key in ("host", "api_key", "output", "region")} == {
        "host": server.host,
        "api_key": "k1",
        "output": "text",
        "region": "eu-1",
    }
    assert not written.get("insecure")


def test_written_credentials_are_used(ecctl, scripted):
    server = scripted(ME, {"match": "GET /api/v1/users", "status": 200, "body": {"users": []}})
    ecctl("init", "--host", server.host, "--user", "u", "--pass", "p")
    assert server.requests[0]["body"] == {"json": {"username": "u", "password": "p"}}


def test_refused_credentials_are_not_written(ecctl, scripted, home):
    server = scripted(REFUSED)
    outcome = ecctl("init", "--host", server.host, "--api-key", "k1")
    assert outcome.status == 3
    assert "nothing was written" in outcome.err
    assert "check api_key (--api-key)" in outcome.err
    assert not (home / ".ecctl" / "config.json").exists()


def test_existing_file_is_replaced_with_force_only(ecctl, scripted, home):
    server = scripted(ME, ME)
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "config.json").write_text(
        '{"host": "https://old", "user": "u", "pass": "p", "message": "m"}'
    )
    words = ("init", "--host", server.host, "--api-key", "k1")
    assert ecctl(*words).status == 2
    assert config(home)["host"] == "https://old"
    assert ecctl(*words, "--force").status == 0
    written = config(home)
    assert (written["host"], written["api_key"], written["message"]) == (server.host, "k1", "m")
    assert "user" not in written
    assert "pass" not in written


def test_secret_prompt_needs_terminal(ecctl, scripted):
    server = scripted()
    outcome = ecctl("init", stdin=f"y\n2\n{server.host}\n1\nsecret\n1\n")
    assert outcome.status == 1
    assert "--api-key @FILE" in outcome.err
    assert server.requests == []


def test_unusable_folder_is_named(ecctl, home):
    (home / ".ecctl").write_text("in the way")
    outcome = ecctl("init", stdin="y\n")
    assert outcome.status == 2
    assert str(home / ".ecctl") in outcome.err


@pytest.fixture
def ece(tmp_path):
    """Yield the URL of an https server with a self-signed certificate, and the certificate's file."""
    certificate = issue(tmp_path, "ece")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = b'{"user_name": "ops"}'
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}", certificate.file
    server.shutdown()
    server.server_close()
    thread.join()


def on_a_terminal(home, *answers):
    """Run init with answers typed on a terminal; return its status and output."""
    master, slave = pty.openpty()
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    done = subprocess.run(
        [sys.executable, "-m", "ecctl", "init"],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        check=False,
        timeout=30,
    )
    os.close(slave)
    os.close(master)
    return done.returncode, done.stdout.decode()


def test_ca_file_prompt_follows_url(ece, home):
    address, ca_file = ece
    status, shown = on_a_terminal(home, "y", "2", address, ca_file, "1", "secret-key", "1")
    assert status == 0, shown
    assert config(home)["ca_file"] == ca_file
    assert "insecure" not in config(home)
    assert "secret-key" not in shown


def test_wrong_url_and_ca_file_are_prompted_again(ece, home, tmp_path):
    address, ca_file = ece
    (tmp_path / "not.pem").write_text("nothing")
    answers = (
        "y",
        "2",
        "https://127.0.0.1:9",
        address,
        str(tmp_path / "none.pem"),
        str(tmp_path / "not.pem"),
        ca_file,
    )
    status, shown = on_a_terminal(home, *answers, "1", "secret-key", "1")
    assert status == 0, shown
    assert "127.0.0.1:9" in shown
    assert "none.pem" in shown
    assert (config(home)["host"], config(home)["ca_file"]) == (address, ca_file)


def test_self_signed_certificate_is_refused_without_ca_file(ece, home):
    status, shown = on_a_terminal(home, "y", "2", ece[0], *[""] * 4)
    assert status == 6
    assert "not trusted" in shown
    assert not (home / ".ecctl" / "config.json").exists()


def test_refused_credentials_are_prompted_again(home, scripted):
    server = scripted(REFUSED_LOGIN, LOGIN, ME)
    answers = ("y", "2", server.host, "2", "admin", "wrong", "1", "admin", "right-password")
    status, shown = on_a_terminal(home, *answers)
    assert status == 0, shown
    assert "cannot log in as admin; nothing was written: api error" in shown
    assert config(home)["pass"] == "right-password"


def test_reserved_name_is_refused(ecctl, scripted, home):
    server = scripted()
    outcome = ecctl("init", "--config", "embedded", "--host", server.host, "--api-key", "k1")
    assert (outcome.status, server.requests) == (2, [])
    assert not (home / ".ecctl").exists()


@pytest.mark.parametrize("value", [True, "true"])
def test_stored_insecure_is_removed(ecctl, scripted, home, value):
    server = scripted(ME)
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "config.json").write_text(json.dumps({"host": "https://old", "insecure": value}))
    outcome = ecctl("init", "--force", "--host", server.host, "--api-key", "k1")
    assert outcome.status == 0
    assert "insecure" not in config(home)
    assert "insecure was removed" in outcome.err
    assert "--insecure is not stored" not in outcome.err


def test_closing_line_names_the_config(ecctl, scripted, home):
    server = scripted(ME, ME)
    words = ("--host", server.host, "--api-key", "k1")
    assert "  ecctl platform info\n" in ecctl("init", *words).out
    assert "  ecctl platform info --config prod\n" in ecctl("init", "--config", "prod", *words).out
    assert (home / ".ecctl" / "prod.json").exists()


def test_init_prints_json(ecctl, scripted, home):
    outcome = ecctl("init", "--host", scripted(ME).host, "--api-key", "k1", "--output", "json")
    assert json.loads(outcome.out) == {"file": str(home / ".ecctl" / "config.json")}
