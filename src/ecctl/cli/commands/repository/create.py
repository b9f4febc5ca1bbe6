"""`ecctl platform repository create`: settings from a file, checked if the type is s3."""

from __future__ import annotations

from ecctl.cli.commands.repository.settings_file import read_settings
from ecctl.core.errors import UsageError
from ecctl.core.url import plain
from ecctl.errors import raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

REQUIRED = ("region", "bucket", "access_key", "secret_key")
CHOICES = {
    "canned_acl": (
        "private",
        "public-read",
        "public-read-write",
        "authenticated-read",
        "log-delivery-write",
        "bucket-owner-read",
        "bucket-owner-full-control",
    ),
    "protocol": ("http", "https"),
    "storage_class": ("standard", "reduced_redundancy", "standard_ia", "onezone_ia", "intelligent_tiering"),
}
"""Values that Elasticsearch accepts for settings of s3 repositories."""


def create(invocation: Invocation) -> None:
    """Create a repository, or overwrite the one with this name."""
    kind = invocation.flag("type")
    if not kind:
        raise UsageError("--type is empty")
    settings = read_settings(invocation.flag("settings"), "settings", invocation.context)
    if kind == "s3":
        # A bucket or key that consists of digits is a number in YAML, but S3 has only strings.
        settings |= {name: plain(settings[name]) for name in REQUIRED if settings.get(name) is not None}
        check_s3(settings)
    body = {"type": kind, "settings": settings}
    invocation.call("set-snapshot-repository", repository_name=invocation.arguments[0], body=body)


def check_s3(settings: dict[str, Any]) -> None:
    """Raise the errors of s3 settings, without values of secrets."""
    problems = [f"{name} is missing" for name in REQUIRED if not settings.get(name)]
    for name, choices in CHOICES.items():
        value = settings.get(name)
        if value and value not in choices:
            problems.append(f'{name} "{value}" is not one of {", ".join(choices)}')
    endpoint = settings.get("endpoint")
    if endpoint and (not isinstance(endpoint, str) or len(endpoint.split()) > 1):
        problems.append(f'endpoint "{endpoint}" is not a host or a URL')
    raise_all([UsageError(f"s3 settings (--settings): {problem}") for problem in problems])
