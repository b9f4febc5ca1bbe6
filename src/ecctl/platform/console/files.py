"""The console's static files, read once, with the headers that confine them in a browser."""

from __future__ import annotations

import hashlib
from importlib import resources

PAGE = "index.html"
TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Content-Security-Policy: own files only, nothing inline, and no string ever becomes markup or code.

A name that a host or user chose reaches the page as text. Should a change to the scripts ever parse it as markup,
Trusted Types make the browser throw instead.
"""
SECURITY = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),  # for browsers that do not know frame-ancestors
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    # Files carry no data: a browser may store them, and asks each time whether they have changed.
    ("cache-control", "no-cache"),
)


class StaticFile:
    """A file: its bytes, and its headers with an ETag of the content."""

    __slots__ = ("body", "etag", "headers")

    def __init__(self, name: str, body: bytes) -> None:
        self.body = body
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        kind = TYPES[name.rpartition(".")[2]]
        self.headers = (("content-type", kind), ("etag", self.etag), *SECURITY)


def read_files() -> dict[str, StaticFile]:
    """Read all files. A server does so at its start: an upgrade of the package must not mix two releases."""
    # As resources rather than paths: the single-file build is an archive.
    folder = resources.files("ecctl.platform.console") / "static"
    return {file.name: StaticFile(file.name, file.read_bytes()) for file in folder.iterdir()}
