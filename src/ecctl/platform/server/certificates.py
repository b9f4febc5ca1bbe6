"""The server's own certificate authority, and the certificate that it signs for the names of this machine."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import socket
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ecctl.private_file import write_private

CA_DAYS = 3650
CERTIFICATE_DAYS = 397
"""The longest that clients commonly accept; a new one is made at a start within the last month of it."""
RENEW_DAYS = 30

CA_FILE, CA_KEY_FILE, CERTIFICATE_FILE = "ca.pem", "ca-key.pem", "server.pem"


def context(data_dir: str, host: str) -> ssl.SSLContext:
    """A TLS context with the certificate in a folder, made at first and renewed in time; TLS 1.2 and up."""
    certificate = os.path.join(data_dir, CERTIFICATE_FILE)
    names = _names(host)
    if not _usable(certificate, names):
        _make(data_dir, names)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    made.load_cert_chain(certificate)
    return made


def _names(host: str) -> set[str]:
    """What clients may call this server; an address that means "any" is none."""
    names = {"localhost", "127.0.0.1", "::1", socket.gethostname()}
    return names | ({host} if host not in {"", "0.0.0.0", "::"} else set())  # noqa: S104 (it is not bound here)


def _usable(path: str, names: set[str]) -> bool:
    """Whether there is a certificate for these names that will not end soon."""
    try:
        with open(path, "rb") as file:
            certificate = x509.load_pem_x509_certificate(file.read())
    except (OSError, ValueError):
        return False
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=RENEW_DAYS)
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return certificate.not_valid_after_utc > soon and {_general(name) for name in names} <= set(held)


def _make(data_dir: str, names: set[str]) -> None:
    authority, key = _authority(data_dir)
    server_key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder("ecctl", authority.subject, server_key, CERTIFICATE_DAYS)
        .add_extension(
            x509.SubjectAlternativeName([_general(name) for name in sorted(names)]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(os.path.join(data_dir, CERTIFICATE_FILE), _key_pem(server_key) + _pem(certificate))


def _authority(data_dir: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority in a folder, made where it is not there; its key signs this server's only."""
    try:
        with open(os.path.join(data_dir, CA_FILE), "rb") as file:
            certificate = x509.load_pem_x509_certificate(file.read())
        with open(os.path.join(data_dir, CA_KEY_FILE), "rb") as file:
            key = serialization.load_pem_private_key(file.read(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return certificate, key
    except FileNotFoundError:
        pass
    key = ec.generate_private_key(ec.SECP256R1())
    name = f"ecctl {os.urandom(4).hex()}"
    certificate = (
        _builder(name, _name(name), key, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(os.path.join(data_dir, CA_KEY_FILE), _key_pem(key))
    write_private(os.path.join(data_dir, CA_FILE), _pem(certificate))
    return certificate, key


def _builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=days))
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
