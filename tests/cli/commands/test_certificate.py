"""The certificates of a platform's services."""

from __future__ import annotations

import hashlib
import json
import ssl
from pathlib import Path

import pytest
from transport.certificates import issue

PATH = "/platform/configuration/security/tls/"
UPDATED = {"status": 202, "body": {"service": "ui"}}


@pytest.fixture
def run(ecctl, scripted):
    """Return a function that runs a command against scripted responses: `run(argv, response, …)`."""

    def start(argv, *replies, **keywords):
        server = scripted(*replies)
        command = ("platform", "certificate", *argv, "--host", server.host, "--api-key", "k")
        return ecctl(*command, **keywords), server

    return start


@pytest.fixture
def issued(tmp_path):
    """Return a function that issues a certificate by name and a validity in days."""

    def make(name, *, days=(-1, 10)):
        return issue(tmp_path, name, issuer=issue(tmp_path, f"{name}-ca", ca=True), days=days)

    return make


@pytest.fixture
def chain(tmp_path, issued):
    """Return a function that writes a PEM file of parts, by default a usable chain."""

    def make(*parts):
        certificate = issued("ui")
        texts = parts or (Path(certificate.key_file).read_text(), Path(certificate.file).read_text())
        path = tmp_path / "chain.pem"
        path.write_text("".join(texts))
        return str(path)

    return make


def fingerprint(pem):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()


def private_lines(path):
    """Return the lines of the private key in a file, except for its frame."""
    text = Path(path).read_text().partition("-----END PRIVATE KEY")[0]
    return [line for line in text.splitlines() if line and "-----" not in line]


def test_show_decodes_each_certificate(run, tmp_path, issued):
    leaf, authority = Path(issued("ui").file).read_text(), (tmp_path / "ui-ca.pem").read_text()
    response = {"body": {"chain": [leaf, authority], "user_supplied": True}}
    outcome, server = run(("show", "ui"), response)
    assert outcome.status == 0, outcome.err
    assert server.requests[0]["path"].endswith(f"{PATH}ui")
    assert "Service:     ui, supplied by a user\n" in outcome.out
    assert "Subject:     CN=ui\nIssuer:      CN=ui-ca\nNames:       localhost, 127.0.0.1\n" in outcome.out
    assert fingerprint(authority) in outcome.out.replace(":", "")
    outcome, _ = run(("show", "ui", "--output", "json"), response)
    value = json.loads(outcome.out)
    assert [each["subject"] for each in value["certificates"]] == ["CN=ui", "CN=ui-ca"]
    assert value["certificates"][0]["sha256"].replace(":", "") == fingerprint(leaf)
    assert value["chain"] == [leaf, authority]
    assert value["certificates"][0]["valid_from"] < value["certificates"][0]["valid_until"]


def test_show_omits_private_key(run, chain):
    path = chain()
    response = {"body": {"chain": [Path(path).read_text()], "user_supplied": False}}
    for flags in ((), ("--output", "json")):
        outcome, _ = run(("show", "ui", *flags), response)
        assert outcome.status == 0, outcome.err
        assert "ui" in outcome.out
        assert not any(line in outcome.out + outcome.err for line in private_lines(path))


@pytest.mark.parametrize("body", [{"chain": "x"}, {}, {"chain": ["-----BEGIN CERTIFICATE-----\nAAAA\n"]}])
def test_show_of_something_else_is_an_error(run, body):
    outcome, _ = run(("show", "ui"), {"body": body})
    assert (outcome.status, outcome.out) == (5, "")
    assert "not a certificate chain" in outcome.err


def test_set_sends_file_after_agreement(run, chain):
    path = chain()
    outcome, server = run(("set", "ui", "--file", path), UPDATED, stdin="y\n")
    assert outcome.status == 0, outcome.err
    (request,) = server.requests
    assert request["method"] == "POST"
    assert request["path"].endswith(f"{PATH}ui")
    assert Path(path).read_text() in str(request["body"]).replace("\\n", "\n")
    assert 'Replace the certificate of the service "ui" with CN=ui?' in outcome.err
    assert server.host in outcome.err
    assert "SHA-256:" in outcome.err
    assert outcome.out == 'The certificate of the service "ui" is replaced.\n'


def test_set_changes_nothing_without_agreement(run, chain):
    outcome, server = run(("set", "ui", "--file", chain()), stdin="n\n")
    assert (outcome.status, server.requests) == (1, [])


@pytest.mark.parametrize(
    "flags", [("--dry-run",), ("--dry-run", "--output", "json"), ("--force", "--verbose")]
)
def test_set_never_shows_private_key(run, chain, flags):
    path = chain()
    outcome, _ = run(("set", "ui", "--file", path, *flags), UPDATED)
    assert outcome.status == 0, outcome.err
    assert PATH in outcome.out + outcome.err
    assert not any(line in outcome.out + outcome.err for line in private_lines(path))


def test_set_warns_of_expired_certificate(run, chain, issued):
    old = issued("old", days=(-9, -1))
    path = chain(Path(old.both_file).read_text())
    outcome, _ = run(("set", "ui", "--file", path, "--force"), UPDATED)
    assert "warning: the certificate of CN=old has expired\n" in outcome.err


def test_set_warns_of_chain_with_another_issuer(run, chain, issued):
    leaf, other = issued("leaf"), issued("other")
    path = chain(Path(leaf.both_file).read_text(), Path(other.file).read_text())
    outcome, _ = run(("set", "ui", "--file", path, "--force"), UPDATED)
    assert "warning: CN=other, which follows CN=leaf, is not its issuer CN=leaf-ca\n" in outcome.err


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        (("file",), "no private key"),
        (("key", "other", "file"), "2 private keys"),
        (("key",), "no certificate"),
        (("file", "other"), "does not belong to its first certificate"),
        (("file", "encrypted"), "is encrypted"),
        (("file", "broken"), "cannot be read"),
        (("half",), "has no end"),
        (("binary",), "PEM form"),
    ],
)
def test_set_refuses_unusable_file(run, chain, issued, parts, cause):
    certificate, other = issued("ui"), issued("other")
    texts = {
        "file": Path(certificate.file).read_text(),
        "key": Path(certificate.key_file).read_text(),
        "other": Path(other.key_file).read_text(),
        "encrypted": certificate.encrypted_key().decode(),
        "broken": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "half": "-----BEGIN CERTIFICATE-----\nAAAA\n",
        "binary": "\u00e9",
    }
    path = chain(*(texts[part] for part in parts))
    outcome, server = run(("set", "ui", "--file", path, "--force"))
    assert (outcome.status, server.requests) == (2, [])
    assert cause in outcome.err


def test_typo_of_a_service_gets_a_suggestion(run):
    outcome, server = run(("show", "prxy"))
    assert (outcome.status, server.requests) == (2, [])
    assert "did you mean proxy?" in outcome.err
