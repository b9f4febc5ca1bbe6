"""`ecctl platform certificate show` and `set`: the chain of a service, decoded."""

from __future__ import annotations

from itertools import pairwise

from ecctl.cli.commands.certificate import SERVICES
from ecctl.client import pem_chain
from ecctl.core.errors import NotTheApiError, UsageError
from ecctl.core.terminal_text import escape_line
from ecctl.core.timefmt import format_time
from ecctl.output import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.pem_chain import PeerCertificate


def show(invocation: Invocation) -> Result:
    """Show the certificates of a service."""
    service = checked_service(invocation.arguments[0])
    response = invocation.call("get-tls-certificate", service_name=service)
    chain = response.get("chain")
    if not isinstance(chain, list):
        raise NotTheApiError("the response is not a certificate chain")
    try:
        parts = [block for part in chain for block in pem_chain.blocks(str(part))]
        texts = [text for label, text in parts if label == pem_chain.CERTIFICATE]
        found = [described(pem_chain.decoded(text)) for text in texts]
    except ValueError as error:
        raise NotTheApiError(f"the response is not a certificate chain: {error}") from None
    # Only the certificates: a key that a platform sent by mistake must not be shown.
    value = {**response, "service": service, "chain": texts, "certificates": found}
    return Result(value, Text(as_text))


def replace(invocation: Invocation) -> Result:
    """Replace the certificates of a service with those in a file, once the user has seen them."""
    service = checked_service(invocation.arguments[0])
    data = invocation.read_bytes("file")
    chain = checked_chain(data, invocation.flag("file"))
    now = invocation.context.clock()
    for certificate in chain:
        invocation.note(lines_of(described(certificate)))
        if not certificate.starts <= now <= certificate.ends:
            state = "has expired" if certificate.ends < now else "is not valid yet"
            invocation.note(escape_line(f"warning: the certificate of {certificate.subject} {state}"))
    for each, issuer in pairwise(chain):
        if each.issuer != issuer.subject:
            problem = f"{issuer.subject}, which follows {each.subject}, is not its issuer {each.issuer}"
            invocation.note(escape_line(f"warning: {problem}"))
    subject = chain[0].subject
    invocation.confirm(escape_line(f'Replace the certificate of the service "{service}" with {subject}?'))
    response = invocation.call("set-tls-certificate", body=data, service_name=service)
    view = Text(lambda _: f'The certificate of the service "{service}" is replaced.\n')
    return Result(response, view, model="UpdatedTlsChain", changed=True)


def checked_service(name: str) -> str:
    """Return the name of a service. Raise UsageError for an unknown one."""
    if name in SERVICES:
        return name
    from ecctl.core.suggest import nearest

    near = nearest(name, SERVICES)
    hint = f"did you mean {' or '.join(near)}?" if near else f"services: {', '.join(SERVICES)}"
    raise UsageError(f'"{name}" is not a service with a certificate', hint=hint)


def checked_chain(data: bytes, path: str) -> list[PeerCertificate]:
    """Return the certificates in a file. Raise UsageError if a platform could not use it."""
    shown = "standard input (--file)" if path == "-" else f'the file "{path}" (--file)'
    try:
        pem = data.decode("ascii")
        chain = usable_chain(pem)
        if path != "-":  # OpenSSL reads keys from files only; of standard input, the platform checks the key
            pem_chain.check_key(path)
    except UnicodeDecodeError:
        raise UsageError(f"{shown} is not a certificate chain in PEM form") from None
    except ValueError as error:
        hint = "the order is: private key, certificate of the service, certificates of its issuers"
        raise UsageError(f"{shown} is not a usable certificate chain: {error}", hint=hint) from None
    return chain


def usable_chain(pem: str) -> list[PeerCertificate]:
    """Return the certificates in a text. Raise ValueError if it lacks a certificate or a key."""
    chain = pem_chain.certificates_in(pem)
    if not chain:
        raise ValueError("it contains no certificate in PEM form")
    keys = [label for label, _ in pem_chain.blocks(pem) if label.endswith("PRIVATE KEY")]
    if not keys:
        raise ValueError("it contains no private key, which the platform needs as well")
    if len(keys) > 1:  # the platform would get the key of something else
        raise ValueError(f"it contains {len(keys)} private keys")
    return chain


def described(certificate: PeerCertificate) -> dict[str, Any]:
    """Return the parts of a certificate that users compare."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": certificate.names,
        "valid_from": format_time(certificate.starts),
        "valid_until": format_time(certificate.ends),
        "sha256": certificate.fingerprint,
    }


def as_text(value: dict[str, Any]) -> str:
    """Return the chain as text, the certificate of the service first."""
    supplied = "supplied by a user" if value.get("user_supplied") else "made by the platform"
    parts = [f"Service:     {value['service']}, {supplied}", *map(lines_of, value["certificates"])]
    return "\n\n".join(parts) + "\n"


def lines_of(certificate: dict[str, Any]) -> str:
    """Return a certificate as lines."""
    rows = (
        ("Subject", certificate["subject"]),
        ("Issuer", certificate["issuer"]),
        ("Names", ", ".join(certificate["names"]) or "-"),
        ("Valid from", certificate["valid_from"]),
        ("Valid until", certificate["valid_until"]),
        ("SHA-256", certificate["sha256"]),
    )
    return "\n".join(f"{f'{name}:':<13}{escape_line(text)}" for name, text in rows)
