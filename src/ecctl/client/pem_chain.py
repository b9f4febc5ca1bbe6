"""Certificate chains in PEM form: what they contain, and whether their key fits, as a platform would find out."""

from __future__ import annotations

import os
import ssl

from ecctl.transport.peer_certificates import PeerCertificate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

BEGIN, END = "-----BEGIN ", "-----END "
CERTIFICATE = "CERTIFICATE"
LOCAL_LIMITS = frozenset({"CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK", "EE_KEY_TOO_SMALL"})
"""Reasons of OpenSSL that come from the limits of this machine, which the platform need not share."""

__all__ = ["CERTIFICATE", "PeerCertificate", "blocks", "certificates_in", "check_key", "decoded"]


def blocks(pem: str) -> list[tuple[str, str]]:
    """Return the label and the text of each PEM block, such as `CERTIFICATE`. Raise ValueError for half a block."""
    found: list[tuple[str, str]] = []
    label, lines = "", list[str]()
    for line in map(str.strip, pem.splitlines()):
        if line.startswith(BEGIN):
            if label:
                raise ValueError(f"a block {label} has no end")
            label, lines = line[len(BEGIN) :].rstrip("-"), []
        if label:
            lines.append(line)
        if label and line.startswith(END):
            found.append((label, "\n".join(lines) + "\n"))
            label = ""
    if label:
        raise ValueError(f"a block {label} has no end")
    return found


def certificates_in(pem: str) -> list[PeerCertificate]:
    """Return the certificates in a text, in their order. Raise ValueError for one that cannot be decoded."""
    return [decoded(text) for label, text in blocks(pem) if label == CERTIFICATE]


# The standard library describes a certificate only if a peer shows it or if it is a CA's, except for this private
# function, which reads a file. The `cryptography` package, an extra, would be the alternative.
def decoded(pem: str) -> PeerCertificate:
    """Return the certificate in a PEM block. Raise ValueError if it cannot be decoded."""
    from tempfile import TemporaryDirectory

    try:
        der = ssl.PEM_cert_to_DER_cert(pem)
        with TemporaryDirectory() as folder:
            path = os.path.join(folder, "certificate.pem")
            with open(path, "w", encoding="ascii") as file:
                file.write(ssl.DER_cert_to_PEM_cert(der))
            return PeerCertificate(der, ssl._ssl._test_decode_cert(path))  # type: ignore[attr-defined]  # noqa: SLF001
    except ssl.SSLError:
        raise ValueError("a certificate in it cannot be decoded") from None


def check_key(path: str) -> None:
    """Raise ValueError unless a file has a private key, in the clear, of its first certificate."""

    def refuse_password() -> NoReturn:
        # Without this callback, OpenSSL prompts for the password on the terminal.
        raise ValueError("its private key is encrypted")

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(path, password=refuse_password)
    except ssl.SSLError as error:
        if error.reason in LOCAL_LIMITS:
            return
        if error.reason == "KEY_VALUES_MISMATCH":
            raise ValueError("its private key does not belong to its first certificate") from None
        raise ValueError("its private key cannot be read") from None
