"""Certificates for the tests, good and bad ones."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import warnings
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


class Certificate(NamedTuple):
    """A certificate and its key, and the files that hold them."""

    parts: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey
    file: str
    """The certificate alone."""
    key_file: str
    both_file: str

    def encrypted_key(self) -> bytes:
        """The key as PEM under a password."""
        return _pem(self.private_key, BestAvailableEncryption(b"password"))


def issue(  # one for each thing that can be wrong with a certificate
    folder: Path,
    name: str,
    *,
    issuer: Certificate | None = None,
    hosts: tuple[str, ...] = ("localhost",),
    addresses: tuple[str, ...] = ("127.0.0.1",),
    days: tuple[int, int] = (-1, 10),
    ca: bool | None = None,
    signs: bool | None = None,
) -> Certificate:
    """Make a certificate, signed by its own key unless there is an issuer.

    `days` is its validity from now. `ca` is its basic constraint and `signs` its key usage, None for none.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.parts.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
    )
    names = [x509.DNSName(host) for host in hosts]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    if signs is not None:
        usage = dict.fromkeys(
            ("content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
            False,
        )
        builder = builder.add_extension(
            x509.KeyUsage(
                digital_signature=True, key_encipherment=True, key_cert_sign=signs, crl_sign=signs, **usage
            ),
            critical=True,
        )
    parts = builder.sign(issuer.private_key if issuer else key, hashes.SHA256())
    pem = parts.public_bytes(Encoding.PEM)
    files = [folder / f"{name}{suffix}" for suffix in (".pem", ".key", "-both.pem")]
    for file, content in zip(files, (pem, _pem(key), pem + _pem(key)), strict=True):
        file.write_bytes(content)
    return Certificate(parts, key, *map(str, files))


def _pem(key: ec.EllipticCurvePrivateKey, encryption: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def server_context(
    certificate: Certificate, *, clients: str = "", version: ssl.TLSVersion | None = None
) -> ssl.SSLContext:
    """A server's context. `clients` is the CA file of those that may come; `version` the only one spoken."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.both_file)
    if clients:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients)
    if version is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context
