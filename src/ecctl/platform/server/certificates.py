"""Private certificate authority of a server, and the certificate that it signs for this machine's names."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import re
import socket
import ssl

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ecctl.core.errors import PlatformError
from ecctl.core.private_files import write_private
from ecctl.platform.admin.directory import CA_FILE, CA_KEY_FILE, CERTIFICATE_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CA_DAYS = 3650
CERTIFICATE_DAYS = 397
"""Validity in days: the longest that clients commonly accept."""
RENEW_DAYS = 30
"""Days before expiry at which the certificate is renewed."""
CHECK_SECONDS = 86400.0
"""Interval at which a running server checks its certificate."""
NAME = "ecctl"
OUR_CA = re.compile(r"ecctl [0-9a-f]{8}")
LONGEST_CHAIN = 10


class Certificate:
    """Certificate of a data directory, as a TLS context (1.2 and up). It is made and renewed as needed.

    A certificate that an operator put there is never replaced; `say` gets a warning in its last month. `expires` is
    a Unix time. Raises PlatformError, ValueError or OSError if the certificate cannot be used.
    """

    def __init__(self, data_dir: str, host: str, say: Callable[[str], None]) -> None:
        self._data_dir = data_dir
        self._host = host
        self._say = say
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.expires = 0.0
        self.check()

    def check(self) -> None:
        """Renew the certificate if it is time, and load it for new connections."""
        folder, names = self._data_dir, _names(self._host)
        path = os.path.join(folder, CERTIFICATE_FILE)
        chain = _certificates(path)
        if not chain:
            _make(folder, names)
        else:
            _refuse_unverifiable(folder, chain)
            if not _is_ours(chain[0]):
                self._warn(chain[0])
            elif not _usable(chain[0], names):
                _make(folder, names)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            path
        )  # a failure would break the context in use
        self.context.load_cert_chain(path)
        self.expires = _certificates(path)[0].not_valid_after_utc.timestamp()
        authority = _certificates(os.path.join(folder, CA_FILE))[0]
        if authority.not_valid_before_utc > _now():
            self._say(
                f"warning: {CA_FILE} is not valid before {authority.not_valid_before_utc:%Y-%m-%d}: check the clock"
            )

    def _warn(self, certificate: x509.Certificate) -> None:
        expiry = certificate.not_valid_after_utc
        if expiry < _now() + dt.timedelta(days=RENEW_DAYS):
            self._say(
                f"warning: {CERTIFICATE_FILE} expires on {expiry:%Y-%m-%d}; replace it: this server did not issue it"
            )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _certificates(path: str) -> list[x509.Certificate]:
    """Return the certificates of a PEM file, or none if it does not exist. Raise ValueError if it has none."""
    try:
        with open(path, "rb") as file:
            return x509.load_pem_x509_certificates(file.read())
    except FileNotFoundError:
        return []


def _refuse_unverifiable(data_dir: str, chain: list[x509.Certificate]) -> None:
    """Raise PlatformError if clients that trust ca.pem would reject the certificate."""
    authorities = _certificates(os.path.join(data_dir, CA_FILE))
    if not authorities:
        raise PlatformError(
            f"{CA_FILE} is missing in {data_dir}: clients cannot verify {CERTIFICATE_FILE} without it",
            hint=f"restore it, or move {CERTIFICATE_FILE} and {CA_KEY_FILE} away to get a new CA",
        )
    current, rest = chain[0], chain[1:]
    for _ in range(LONGEST_CHAIN):
        if current in authorities or any(_is_issued_by(current, each) for each in authorities):
            return
        above = next((each for each in rest if _is_issued_by(current, each)), None)
        if above is None:
            break
        current = above
    raise PlatformError(
        f"{CERTIFICATE_FILE} in {data_dir} is not issued by the CA in {CA_FILE}",
        hint=f"restore the right {CA_FILE}, or move {CERTIFICATE_FILE} away to get a new one",
    )


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_ours(certificate: x509.Certificate) -> bool:
    """Return whether an ecctl server issued a certificate; only those are renewed."""
    return certificate.subject == _name(NAME) and any(
        OUR_CA.fullmatch(str(part.value)) for part in certificate.issuer
    )


def _names(host: str) -> set[str]:
    """Return the names and addresses that clients may use for this server."""
    names = {"localhost", "127.0.0.1", "::1", socket.gethostname()}
    return names | ({host} if host not in {"", "0.0.0.0", "::"} else set())  # noqa: S104 (nothing is bound here)


def _usable(certificate: x509.Certificate, names: Iterable[str]) -> bool:
    """Return whether a certificate is valid for these names, now and for RENEW_DAYS more."""
    now = _now()
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        certificate.not_valid_before_utc <= now
        and certificate.not_valid_after_utc > now + dt.timedelta(days=RENEW_DAYS)
        and {_general(name) for name in names} <= set(held)
    )


def _make(data_dir: str, names: set[str]) -> None:
    authority, key = _authority(data_dir)
    server_key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(NAME, authority.subject, server_key, CERTIFICATE_DAYS)
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
    """Return the authority of a data directory and its key; make both if there is none."""
    found = _certificates(os.path.join(data_dir, CA_FILE))
    if found:
        return found[0], _authority_key(data_dir, found[0])
    key = ec.generate_private_key(ec.SECP256R1())
    name = f"ecctl {os.urandom(4).hex()}"
    certificate = (
        _builder(name, _name(name), key, CA_DAYS)
        # path_length 0: this CA signs server certificates and no other CAs.
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


def _authority_key(data_dir: str, authority: x509.Certificate) -> ec.EllipticCurvePrivateKey:
    hint = (
        f"restore it, or move {CA_FILE} and {CERTIFICATE_FILE} away, too: clients then need the new {CA_FILE}"
    )
    try:
        with open(os.path.join(data_dir, CA_KEY_FILE), "rb") as file:
            key = serialization.load_pem_private_key(file.read(), None)
    except FileNotFoundError:
        raise PlatformError(
            f"cannot sign a new {CERTIFICATE_FILE}: {CA_KEY_FILE} is missing in {data_dir}",
            hint=hint,
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != authority.public_key():
        raise PlatformError(f"{CA_KEY_FILE} in {data_dir} is not the key of {CA_FILE}", hint=hint)
    return key


def _builder(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = _now()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # An hour ago: clocks of clients may be behind.
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
