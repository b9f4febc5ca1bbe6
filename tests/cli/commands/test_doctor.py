"""`doctor`: each check with a platform that passes it, and with one that does not."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from support.dialogue import Dialogue
from support.socks_server import SocksServer
from transport.certificates import issue, server_context
from transport.peers import Peer

from ecctl.cli import Context
from ecctl.cli.main import main

ORDER = (
    "versions settings files proxy name connection tls api clock credentials permissions platform key-expiry"
)


@pytest.fixture
def prod(ece_server, home):
    """Return the config file of a profile that works."""
    folder = home / ".ecctl"
    folder.mkdir(mode=0o700)
    file = folder / "prod.json"
    settings = {"host": ece_server.host, "ca_file": ece_server.ca_file, "api_key": ece_server.api_key}
    file.write_text(json.dumps(settings))
    file.chmod(0o600)
    return file


def changed(file, **settings):
    file.write_text(json.dumps({**json.loads(file.read_text()), **settings}))


def examined(ecctl, *flags, **options):
    """Return the exit status and the findings by check: status, detail and hint."""
    outcome = ecctl("doctor", "--config", "prod", "--output", "json", *flags, **options)
    found: dict[str, list] = {}
    for each in json.loads(outcome.out)["checks"]:
        found.setdefault(each["check"], []).append((each["status"], each["detail"], each["hint"] or ""))
    return outcome.status, found


def test_working_profile_passes_every_check(ecctl, prod, ece_server):
    status, found = examined(ecctl)
    assert status == 0
    assert " ".join(found) == ORDER
    assert {result[0] for results in found.values() for result in results} == {"ok"}
    assert "TLSv1.3" in found["tls"][0][1]
    assert 'you are "tester"' in found["credentials"][0][1]
    assert found["permissions"][0][1] == "ece_platform_admin"
    text = ecctl("doctor", "--config", "prod").out
    assert text.startswith("ok    versions      ecctl ")
    assert ece_server.api_key not in text


def test_first_failure_is_explained_and_the_rest_is_skipped(ecctl, prod):
    changed(prod, host="https://127.0.0.1:9")
    status, found = examined(ecctl)
    assert status == 1
    assert found["name"][0][0] == "ok"
    assert found["connection"][0][0] == "fail"
    assert "connection refused" in found["connection"][0][1]
    assert [found[name][0][0] for name in ("tls", "api", "credentials")] == ["skip"] * 3


def test_untrusted_certificate_is_shown(ecctl, prod):
    changed(prod, ca_file="")
    status, found = examined(ecctl)
    assert status == 1
    assert found["tls"][0][0] == "fail"
    assert "unknown CA; the platform shows TLSv1.3" in found["tls"][0][1]
    assert "SHA-256" in found["tls"][0][1]
    assert "--ca-file" in found["tls"][0][2]
    assert '"ecctl init --config prod" shows the certificate' in found["tls"][0][2]
    assert found["api"] == [("skip", "not checked, because the check of tls failed", "")]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Return a CA and certificates that it has issued, by what is wrong with them."""
    folder = tmp_path_factory.mktemp("certificates")
    ca = issue(folder, "ca", ca=True, signs=True)
    return {
        "ca": ca,
        "other": issue(folder, "other", ca=True, signs=True),
        "expired": issue(folder, "expired", issuer=ca, days=(-9, -1)),
        "future": issue(folder, "future", issuer=ca, days=(1, 9)),
        "elsewhere": issue(folder, "elsewhere", issuer=ca, hosts=("a.example",), addresses=()),
    }


@pytest.mark.parametrize(
    ("shown", "cause", "hint"),
    [
        ("expired", "has expired; the platform shows", "this machine's clock"),
        ("future", "is not valid yet; the platform shows", "check the clocks"),
        ("elsewhere", "not for this IP address, only for a.example; the platform shows", "use a host name"),
    ],
)
def test_certificate_that_no_request_would_trust_is_a_failure(ecctl, prod, certificates, shown, cause, hint):
    context = server_context(certificates[shown])
    with closing(Peer(lambda plain, _: context.wrap_socket(plain, server_side=True).close())) as peer:
        changed(prod, host=f"https://{peer.address}", ca_file=certificates["ca"].file)
        status, found = examined(ecctl)
    assert status == 1
    assert cause in found["tls"][0][1]
    assert f"CN={shown}, issued by CN=ca, valid from" in found["tls"][0][1]
    assert hint in found["tls"][0][2]


def test_wrong_ca_file_is_a_failure(ecctl, prod, certificates):
    changed(prod, ca_file=certificates["other"].file)
    status, found = examined(ecctl)
    assert (status, found["tls"][0][0]) == (1, "fail")
    assert f"the CA file ({prod}) is not the one of this platform" in found["tls"][0][2]


def test_ca_file_that_cannot_be_read_is_a_failure_of_tls(ecctl, prod, home):
    changed(prod, ca_file=str(home / "none.pem"))
    status, found = examined(ecctl)
    assert (status, found["connection"][0][0]) == (1, "ok")
    assert "none.pem: No such file or directory; the platform shows TLSv1.3" in found["tls"][0][1]
    assert str(prod) in found["tls"][0][2]


def test_broken_reference_to_a_key_does_not_stop_the_checks_of_the_network(ecctl, prod):
    changed(prod, api_key="$(env:NOWHERE)")
    status, found = examined(ecctl)
    assert (status, found["api"][0][0]) == (1, "ok")
    assert "the variable NOWHERE is not set" in found["credentials"][0][1]


def test_password_is_sent_once_and_by_the_check_of_credentials(ecctl, prod, scripted):
    refusal = {"errors": [{"code": "auth.invalid", "message": "wrong"}]}
    server = scripted(
        {"match": "*", "status": 404, "body": {"errors": [{"code": "x", "message": "y"}]}},
        {"match": "*", "status": 401, "body": refusal, "repeat": True},
    )
    changed(prod, host=server.host, ca_file="", api_key="", user="eve", **{"pass": "planted-4711"})
    _, found = examined(ecctl)
    assert [request["path"] for request in server.requests] == [
        "/api/v1/users/auth/methods",
        "/api/v1/users/auth/_login",
    ]
    assert found["api"][0][0] == "ok"
    assert "cannot log in as eve" in found["credentials"][0][1]


def test_refusal_that_is_not_the_api_s_is_a_failure_of_the_api(ecctl, prod, scripted):
    server = scripted({"match": "*", "status": 403, "body": "<html>no</html>", "repeat": True})
    changed(prod, host=server.host, ca_file="")
    _, found = examined(ecctl)
    assert found["api"][0][0] == "fail"
    assert "before the platform refuses it" in found["api"][0][2]


@pytest.mark.parametrize(
    ("version", "status", "detail"),
    [
        ("2.4.3", "warn", "ECE 2.4.3 is older than version 3"),
        ("main-SNAPSHOT", "warn", 'version "main-SNAPSHOT" is not a number'),
        ("4.0.1", "ok", "ECE 4.0.1"),
    ],
)
def test_version_that_may_not_fit_is_reported(ecctl, prod, scripted, version, status, detail):
    user = {"user_name": "u", "security": {"roles": []}}
    server = scripted({"match": "*", "status": 200, "body": {**user, "version": version}, "repeat": True})
    changed(prod, host=server.host, ca_file="")
    _, found = examined(ecctl)
    assert found["platform"][0][0] == status
    assert detail in found["platform"][0][1]


def test_refused_key_is_reported(ecctl, prod):
    changed(prod, api_key="planted-4711")
    outcome = ecctl("doctor", "--config", "prod")
    assert outcome.status == 1
    assert "\nfail  credentials " in outcome.out
    assert "planted-4711" not in outcome.out + outcome.err
    assert "1 check failed" in outcome.err


def test_missing_credentials_do_not_stop_the_checks_of_the_network(ecctl, prod):
    changed(prod, api_key="")
    _, found = examined(ecctl)
    assert found["api"][0][0] == "ok"
    assert "no credentials are set" in found["credentials"][0][1]


def test_viewer_gets_a_warning(ecctl, prod, ece_server):
    ece_server.seed(users={"eve": ["ece_platform_viewer"]})
    changed(prod, api_key="", user="eve", **{"pass": "password-of-eve"})
    status, found = examined(ecctl)
    assert status == 0
    assert found["permissions"][0][0] == "warn"
    assert found["key-expiry"][0][0] == "skip"


def test_file_modes_and_ineffective_settings_are_reported(ecctl, prod):
    changed(prod, timout=3)
    prod.chmod(0o644)
    prod.parent.chmod(0o777)
    status, found = examined(ecctl)
    assert status == 0
    assert [result[2] for result in found["files"]] == [f"chmod 600 {prod}", f"chmod go-w {prod.parent}"]
    assert "did you mean timeout?" in found["settings"][0][1]


def test_unreadable_file_is_reported(ecctl, prod):
    prod.write_text("{")
    status, found = examined(ecctl)
    assert status == 1
    assert "is not valid JSON" in found["settings"][0][1]
    assert "does not exist" in json.dumps(json.loads(ecctl("doctor", "--config", "x", "--output=json").out))


def test_unreadable_choice_of_the_profile_is_a_failure_of_the_settings(ecctl, home):
    (home / ".ecctl" / "current").mkdir(parents=True)
    outcome = ecctl("doctor")
    assert outcome.status == 1
    assert f"fail  settings      cannot read {home}/.ecctl/current: it is not a regular file" in outcome.out


def test_unknown_name_is_reported(ecctl, prod):
    changed(prod, host="https://host.invalid:12443", api_key="")
    _, found = examined(ecctl)
    assert found["name"][0][0] == "fail"
    assert "no credentials are set" in found["credentials"][0][1]
    assert "cannot resolve host.invalid: " in found["name"][0][1]


def test_proxy_is_named(ecctl, prod):
    changed(prod, host="https://192.0.2.1:12443")
    _, found = examined(ecctl, env={"HTTPS_PROXY": "http://user:planted-4711@127.0.0.1:9"})
    assert found["proxy"][0][1] == "127.0.0.1:9 (HTTPS_PROXY)"
    assert "planted-4711" not in json.dumps(found)
    assert "through the proxy" in found["connection"][0][1]


def test_socks_proxy_is_named_and_passed(ecctl, prod, ece_server):
    changed(prod, host="https://localhost.:12443", insecure=True, ca_file="")
    server = SocksServer(int(ece_server.host.rpartition(":")[2]), login=(b"user", b"planted-4711"))
    with closing(Peer(server)) as peer:
        env = {"ALL_PROXY": f"socks5h://user:planted-4711@{peer.address}"}
        status, found = examined(ecctl, env=env)
        assert status == 0
        assert found["proxy"][0][1] == f"socks5h://{peer.address} (ALL_PROXY)"
        assert found["connection"][0][1].startswith(f"{peer.address} accepts connections")
        assert "TLSv1.3" in found["tls"][0][1]
        server.other = 5
        _, found = examined(ecctl, env=env)
    assert "does not connect to localhost.:12443: connection refused" in found["tls"][0][1]
    assert "planted-4711" not in json.dumps(found)


def test_missing_library_for_a_socks_proxy_is_reported(ecctl, prod, monkeypatch):
    changed(prod, host="https://192.0.2.1:12443")
    monkeypatch.setitem(sys.modules, "python_socks", None)
    _, found = examined(ecctl, env={"ALL_PROXY": "socks5://127.0.0.1:9"})
    assert found["proxy"][0][0] == "fail"
    assert "the library python-socks is not installed" in found["proxy"][0][1]
    assert "pip install" in found["proxy"][0][2]


def test_clock_skew_is_reported(prod, home):
    out = io.BytesIO()
    argv = ("doctor", "--config", "prod", "--output", "json")
    main(Context(argv, {"HOME": str(home)}, io.BytesIO(), out, io.BytesIO(), lambda: time.time() - 600))
    (clock,) = [each for each in json.loads(out.getvalue())["checks"] if each["check"] == "clock"]
    assert clock["status"] == "warn"
    assert "differs from the platform's by" in clock["detail"]


def test_plain_http_over_loopback_is_fine(ecctl, scripted, home, prod):
    server = scripted(
        {"match": "*", "status": 200, "body": {"user_name": "u", "security": {"roles": []}}, "repeat": True}
    )
    changed(prod, host=server.host, ca_file="")
    status, found = examined(ecctl)
    assert (status, found["tls"][0][0]) == (0, "ok")


def test_embedded_platform_needs_no_network(ecctl):
    outcome = ecctl("doctor", "--config", "embedded")
    assert outcome.status == 0, outcome.out
    assert "connection" not in outcome.out


@pytest.mark.parametrize("width", [40, 80])
def test_report_fits_the_terminal(prod, home, width):
    with Dialogue("doctor", "--config", "prod", environ={"HOME": str(home)}, size=(99, width)) as dialogue:
        assert dialogue.end() == 0
    lines = dialogue.shown.splitlines()
    # A path or a fingerprint is a word that cannot be folded.
    assert all(len(line) <= width for line in lines if " " in line.strip())
    assert any(line.startswith("ok    tls") for line in lines)


def test_ca_file_that_is_a_pipe_is_enough(ecctl, prod, ece_server):
    changed(prod, ca_file="")
    reader, writer = os.pipe()
    os.write(writer, Path(ece_server.ca_file).read_bytes())
    os.close(writer)
    try:
        status, found = examined(ecctl, "--ca-file", f"/dev/fd/{reader}")
    finally:
        os.close(reader)
    assert (status, found["tls"][0][0]) == (0, "ok")
