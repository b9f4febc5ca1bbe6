"""The certificates that a server shows, trusted or not, so that a user can look at them."""

from __future__ import annotations

import ssl
from time import monotonic

from ecctl.core.errors import TLSError
from ecctl.core.timefmt import format_time
from ecctl.transport import tls
from ecctl.transport.connection import connect
from ecctl.transport.http import deadline_for, proxy_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ecctl.core.url import Url
    from ecctl.transport import Deadline


class PeerCertificate:
    """One certificate: `subject` and `issuer` as text, `starts` and `ends` in seconds since 1970, `names`."""

    def __init__(self, der: bytes, info: Mapping[str, Any]) -> None:
        self.der = der
        self.subject = _name(info.get("subject", ()))
        self.issuer = _name(info.get("issuer", ()))
        self.starts = ssl.cert_time_to_seconds(info["notBefore"])
        self.ends = ssl.cert_time_to_seconds(info["notAfter"])
        self.names = [str(value) for _, value in info.get("subjectAltName", ())]

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint, as openssl and browsers show it."""
        from hashlib import sha256

        return ":".join(f"{byte:02X}" for byte in sha256(self.der).digest())

    @property
    def pem(self) -> str:
        """The certificate in PEM form."""
        return ssl.DER_cert_to_PEM_cert(self.der)

    @property
    def validity(self) -> str:
        """The first and the last moment at which it is valid."""
        return f"{format_time(self.starts)} to {format_time(self.ends)}"


def fetch(
    origin: Url, environ: Mapping[str, str], seconds: float, context: ssl.SSLContext | None = None
) -> tuple[list[PeerCertificate], str]:
    """Return the certificates that a server shows, its own first, and the version of TLS.

    Nothing is sent to the server after the handshake. Without a context, no certificate is refused. Raise
    NoResponseError.
    """
    proxy = proxy_for(origin, environ)
    deadline = deadline_for(origin, proxy, seconds, monotonic() + seconds)
    # Insecure on purpose: nothing is sent, and a certificate that is refused could not be looked at.
    if context is None:
        context = tls.make_context(insecure=True, ca_file="", client_cert="", client_key="")
    plain = connect(origin.host, origin.port, deadline) if proxy is None else proxy.connect(origin, deadline)
    try:
        connection = tls.secure(plain, context, origin.host, deadline)
    except BaseException:
        plain.close()
        raise
    try:
        return chain_of(connection, deadline), connection.version
    finally:
        connection.close()


def is_distrust(error: Exception) -> bool:
    """Return whether an error means that a certificate was shown and not trusted."""
    return isinstance(error.__cause__, ssl.SSLCertVerificationError)


def chain_of(connection: tls.SecureConnection, deadline: Deadline) -> list[PeerCertificate]:
    """Return the certificates of a connection. Raise TLSError if there is none."""
    found = [PeerCertificate(der, info) for der, info in connection.certificates()]
    if not found:
        raise TLSError(f"{deadline.address} presents no certificate")
    return found


def _name(parts: Any) -> str:
    """Return a distinguished name as text, such as `CN=ece, O=Example`."""
    short = {"commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU", "countryName": "C"}
    return ", ".join(f"{short.get(key, key)}={value}" for part in parts for key, value in part) or "(none)"
