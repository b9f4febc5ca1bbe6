"""`doctor`: each check with a platform that passes it, and with one that does not."""

from __future__ import annotations

import io
import json
import time

import pytest

from ecctl.cli.context import Context
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
    assert "SHA-256" in found["tls"][0][1]
    assert found["api"][0][0] == "fail"
    assert "unknown CA" in found["api"][0][1]
    assert "--ca-file" in found["api"][0][2]


def test_refused_key_is_told(ecctl, prod):
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


def test_viewer_is_told(ecctl, prod, ece_server):
    ece_server.seed(users={"eve": ["ece_platform_viewer"]})
    changed(prod, api_key="", user="eve", **{"pass": "password-of-eve"})
    status, found = examined(ecctl)
    assert status == 0
    assert found["permissions"][0][0] == "warn"
    assert found["key-expiry"][0][0] == "skip"


def test_file_modes_and_settings_without_effect_are_told(ecctl, prod):
    changed(prod, timout=3)
    prod.chmod(0o644)
    prod.parent.chmod(0o777)
    status, found = examined(ecctl)
    assert status == 0
    assert [result[2] for result in found["files"]] == [f"chmod 600 {prod}", f"chmod go-w {prod.parent}"]
    assert "did you mean timeout?" in found["settings"][0][1]


def test_file_that_cannot_be_read_is_told(ecctl, prod):
    prod.write_text("{")
    status, found = examined(ecctl)
    assert status == 1
    assert "is not valid JSON" in found["settings"][0][1]
    assert "does not exist" in json.dumps(json.loads(ecctl("doctor", "--config", "x", "--output=json").out))


def test_unknown_name_is_told(ecctl, prod):
    changed(prod, host="https://host.invalid:12443")
    _, found = examined(ecctl)
    assert found["name"][0][0] == "fail"
    assert "cannot resolve host.invalid: " in found["name"][0][1]


def test_proxy_is_named(ecctl, prod):
    changed(prod, host="https://192.0.2.1:12443")
    _, found = examined(ecctl, env={"HTTPS_PROXY": "http://user:planted-4711@127.0.0.1:9"})
    assert found["proxy"][0][1] == "127.0.0.1:9 (HTTPS_PROXY)"
    assert "planted-4711" not in json.dumps(found)
    assert "through the proxy" in found["connection"][0][1]


def test_difference_of_the_clocks_is_told(prod, home):
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
