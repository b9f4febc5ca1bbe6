"""The server's certificate: created, renewed while running, left alone if the operator provided it."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
import socket
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ecctl.errors import PlatformError
from ecctl.platform.server import certificates
from ecctl.platform.server.certificates import Certificate

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def check(folder):
    """Looks after the certificate in the folder; brings it with what was said."""

    def look(host="127.0.0.1"):
        said = []
        Certificate(str(folder), host, said.append)
        return leaf(folder), said

    return look


def leaf(folder):
    return certificates._certificates(str(folder / "server.pem"))[0]


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def days(certificate):
    return (certificate.not_valid_after_utc - NOW).days


@pytest.fixture
def at(monkeypatch):
    """Sets the date that the server sees."""

    def move(**ahead):
        monkeypatch.setattr(certificates, "_now", lambda: NOW + dt.timedelta(**ahead))

    return move


def test_certificate_is_renewed_in_its_last_month_by_the_same_ca(folder, check, at):
    first, said = check()
    before = content(folder)
    assert set(before) == {"ca.pem", "ca-key.pem", "server.pem"}
    at(days=360)
    assert check() == (first, said) == (first, [])
    at(days=370)
    second, _ = check()
    assert second != first
    assert {name: text for name, text in content(folder).items() if name.startswith("ca")} == {
        name: text for name, text in before.items() if name.startswith("ca")
    }


def test_certificate_not_valid_yet_is_renewed(folder, check, at):
    at(days=3)
    check()
    (folder / "ca.pem").unlink()
    (folder / "ca-key.pem").unlink()
    (folder / "server.pem").unlink()
    at()
    check()
    at(days=200)
    (folder / "server.pem").unlink()
    ahead, _ = check()
    at()
    assert check()[0] != ahead
    assert leaf(folder).not_valid_before_utc < NOW


def test_ca_not_valid_yet_is_reported_and_not_replaced(folder, check, at):
    at(days=200)
    check()
    authority = (folder / "ca.pem").read_bytes()
    at()
    assert "check the clock" in check()[1][0]
    assert (folder / "ca.pem").read_bytes() == authority


def test_another_name_makes_another_certificate(check):
    assert check()[0] != check("192.0.2.1")[0]


@pytest.mark.parametrize("name", ["ca.pem", "ca-key.pem"])
def test_renewal_without_ca_files_is_an_error(folder, check, at, name):
    check()
    (folder / name).unlink()
    at(days=390)
    before = content(folder)
    with pytest.raises(PlatformError, match=rf"{name} is missing") as raised:
        check()
    assert "move" in raised.value.hint
    assert content(folder) == before


def test_ca_key_is_needed_for_renewal_only(folder, check):
    first, _ = check()
    (folder / "ca-key.pem").unlink()
    assert check() == (first, [])


@pytest.mark.parametrize("gone", [["ca.pem", "server.pem"], ["ca.pem", "ca-key.pem", "server.pem"]])
def test_new_ca_on_demand(folder, check, gone):
    first, _ = check()
    for name in gone:
        (folder / name).unlink()
    assert check()[0] != first


def test_foreign_ca_is_reported(folder, check, tmp_path):
    check()
    other = tmp_path / "other"
    other.mkdir()
    Certificate(str(other), "127.0.0.1", print)
    (folder / "ca.pem").write_bytes((other / "ca.pem").read_bytes())
    with pytest.raises(PlatformError, match=r"is not issued by the CA in ca\.pem"):
        check()
    (folder / "server.pem").unlink()
    with pytest.raises(PlatformError, match=r"is not the key of ca\.pem"):
        check()


USES = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
ONLY_SIGNS = x509.KeyUsage(
    digital_signature=True, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    **dict.fromkeys(USES, False),
)  # fmt: skip
"""What Python 3.13 wants to see in a CA's certificate."""


def issued(name, issuer, key, signing_key, ends=400):
    """A certificate as somebody else makes it."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=ends))
        .add_extension(x509.BasicConstraints(ca=name != "localhost", path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
        )
    )
    if name != "localhost":
        made = made.add_extension(ONLY_SIGNS, critical=True)
    return made.sign(signing_key, hashes.SHA256())


def put_own(folder, ends=400, key=None):
    """A certificate of one's own, with a chain of two, and no key of its CA."""
    folder.mkdir(exist_ok=True)
    key = key or ec.generate_private_key(ec.SECP256R1())
    root_key, middle_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = issued("root", None, root_key, root_key)
    middle = issued("middle", root.subject, middle_key, root_key)
    own = issued("localhost", middle.subject, key, middle_key, ends)
    pem, key_pem = certificates._pem, certificates._key_pem
    (folder / "server.pem").write_bytes(pem(own) + pem(middle) + key_pem(key))
    (folder / "ca.pem").write_bytes(pem(root))


def shown(server):
    """Return the certificate that the server presents to clients that trust ca.pem."""
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=5) as link,
        server.context.wrap_socket(link, server_hostname="localhost") as secured,
    ):
        return x509.load_der_x509_certificate(secured.getpeercert(binary_form=True))


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_foreign_certificate_is_served_unchanged(server, tmp_path, kind):
    folder = tmp_path / "data"
    put_own(folder, key=rsa.generate_private_key(65537, 2048) if kind == "rsa" else None)
    before = content(folder)
    one = server(data=folder)
    assert shown(one) == leaf(folder)
    assert {name: text for name, text in content(folder).items() if name in before} == before
    assert not (folder / "ca-key.pem").exists()


def test_foreign_certificate_near_expiry_is_warned_of(folder, check):
    put_own(folder, ends=20)
    before = content(folder)
    assert "this server did not issue it" in check()[1][0]
    assert content(folder) == before


def test_certificate_is_renewed_while_server_runs(server, tmp_path, monkeypatch):
    one = server(data=tmp_path / "data")
    first = shown(one)
    monkeypatch.setattr(certificates, "CERTIFICATE_DAYS", 20)
    certificates._make(str(one.data), {"localhost"})
    late = leaf(one.data)
    one.process.send_signal(signal.SIGHUP)
    assert days(shown_after(one, first)) > 300
    assert shown(one) not in (first, late)
    ends = one.ask("GET", "/metrics", authorization="")[2].partition(
        "\necctl_certificate_expiry_timestamp_seconds "
    )
    assert float(ends[2].split()[0]) == leaf(one.data).not_valid_after_utc.timestamp()
    assert one.stop() == (0, "")


def shown_after(server, first):
    """The certificate that comes after another one."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(ssl.SSLCertVerificationError):  # the CA may have changed a moment earlier
            if (found := shown(server)) != first:
                return found
        time.sleep(0.05)
    raise AssertionError("it is the same one still")


def test_running_server_loads_a_replaced_certificate(server, tmp_path):
    folder = tmp_path / "data"
    put_own(folder, key=rsa.generate_private_key(65537, 2048))
    one = server(data=folder, environment={"ECCTL_TEST_CHECK_SECONDS": "0.2"})
    first = shown(one)
    put_own(folder, key=rsa.generate_private_key(65537, 2048))
    assert shown_after(one, first) == leaf(folder)


@pytest.mark.parametrize("wrong", ["no ca", "no key", "another key"])
def test_failed_renewal_does_not_end_server(server, tmp_path, wrong):
    one = server(data=tmp_path / "data")
    context = one.context
    if wrong == "no ca":
        (one.data / "ca.pem").unlink()
    else:
        certificates._make(str(one.data), certificates._names("127.0.0.1"))
        other = certificates._key_pem(ec.generate_private_key(ec.SECP256R1())) if wrong != "no key" else b""
        (one.data / "server.pem").write_bytes(other + certificates._pem(leaf(one.data)))
    one.process.send_signal(signal.SIGHUP)
    assert "the old one stays in use: " in one.process.stderr.readline()
    with (
        socket.create_connection(("127.0.0.1", one.port), timeout=5) as link,
        context.wrap_socket(link, server_hostname="localhost"),
    ):
        assert one.stop() == (0, "")
