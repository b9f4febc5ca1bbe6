"""Go names as go-swagger makes them: `token_id` becomes TokenID."""

from __future__ import annotations

import re

_INITIALISMS = frozenset(
    [
        "ACL",
        "API",
        "ASCII",
        "CPU",
        "CSS",
        "DNS",
        "EOF",
        "GUID",
        "HTML",
        "HTTPS",
        "HTTP",
        "ID",
        "IP",
        "IPV4",
        "IPV6",
        "JSON",
        "LHS",
        "OAI",
        "QPS",
        "RAM",
        "RHS",
        "RPC",
        "SLA",
        "SMTP",
        "SQL",
        "SSH",
        "TCP",
        "TLS",
        "TTL",
        "UDP",
        "UI",
        "UID",
        "UUID",
        "URI",
        "URL",
        "UTF8",
        "VM",
        "XML",
        "XMPP",
        "XSRF",
        "XSS",
    ]
)
"""Words in capitals throughout (the list of go-openapi/swag); their plurals are not among them."""

# Split as go-openapi/swag does: a run of capitals is a word, unless its last one starts the next word.
_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+|[0-9]+")


def go_name(name: str) -> str:
    """Return the exported Go name for a JSON key or a model."""
    return "".join(_capital(word) for word in _WORD.findall(name))


def _capital(word: str) -> str:
    upper = word.upper()
    return upper if upper in _INITIALISMS else word[:1].upper() + word[1:]
