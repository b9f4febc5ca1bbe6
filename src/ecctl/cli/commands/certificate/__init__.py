"""`ecctl platform certificate`: the TLS certificates of the platform's services."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.settings import Option

HERE = "ecctl.cli.commands.certificate.chain"

SERVICES = {
    "adminconsole": "Admin console",
    "internalca": "CA of the platform's internal connections",
    "proxy": "Proxies, which deployments are reached through",
    "ui": "Cloud UI and the API",
}
LISTED = f"Services: {', '.join(SERVICES)}."

COMMANDS = (
    Command(
        "set",
        "Replace the TLS certificate of a service",
        long=(
            "Replace the TLS certificate of a service with the chain in a PEM file: the private key, the "
            "certificate of the service, and those of its issuers, in this order. The file is checked and its "
            "certificates are shown; nothing is sent until you agree. The private key is never shown.\n\n"
            f"{LISTED}"
        ),
        use="<service> --file <chain.pem>",
        examples=("ecctl platform certificate set proxy --file chain.pem",),
        arguments=(1, 1),
        options=(
            Option(
                "file", "PEM file with the private key and the certificate chain", short="f", required=True
            ),
        ),
        run=Lazy(HERE, "replace"),
        identifier="service",
    ),
    Command(
        "show",
        "Show the TLS certificates of a service",
        long=(
            "Show the TLS certificates of a service: subject, issuer, dates and SHA-256 fingerprint of each in "
            f"the chain. JSON output has them in PEM form, too.\n\n{LISTED}"
        ),
        use="<service>",
        examples=("ecctl platform certificate show ui",),
        arguments=(1, 1),
        run=Lazy(HERE, "show"),
        identifier="service",
    ),
)
