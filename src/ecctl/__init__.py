"""ecctl: Elastic Cloud Control, as a command, a library and an embedded platform.

    import ecctl

    with ecctl.Client.from_profile("embedded") as client:
        print(client.enrollment_tokens.create(roles=["proxy"], validity="2h")["token"])

Names are imported on first use, so that the command imports none of them. The stub beside this file lists
them for type checkers and editors.
"""

from __future__ import annotations

__version__ = "1.15.0"

_CLIENT = "ecctl.client."
_HOMES = {
    "AsyncClient": _CLIENT + "async_client",
    "Client": _CLIENT + "client",
    "Duration": _CLIENT + "duration",
    "Middleware": "ecctl.middleware.base",
    "Span": _CLIENT + "duration",
    "Deployments": _CLIENT + "resources.deployments",
    "Templates": _CLIENT + "resources.templates",
    "Allocators": _CLIENT + "resources.allocators",
    "TrafficFilters": _CLIENT + "resources.traffic_filters",
    "Extensions": _CLIENT + "resources.extensions",
    "Stacks": _CLIENT + "resources.stacks",
    "Repositories": _CLIENT + "resources.repositories",
    "PlatformRoles": _CLIENT + "resources.roles",
    "Proxies": _CLIENT + "resources.proxies",
    "Comments": _CLIENT + "resources.comments",
    "Certificates": _CLIENT + "resources.certificates",
    "Projects": _CLIENT + "resources.projects",
    "Elements": _CLIENT + "iteration",
    "AsyncElements": _CLIENT + "iteration",
    "HostsProgress": _CLIENT + "hosts",
    "PlanProgress": _CLIENT + "plans",
    "Move": _CLIENT + "vacating",
    "Claims": _CLIENT + "token_claims",
    "Platform": _CLIENT + "resources.platform",
    "ApiKeys": _CLIENT + "resources.api_keys",
    "Runners": _CLIENT + "resources.runners",
    "Users": _CLIENT + "resources.users",
    "EnrollmentTokens": _CLIENT + "resources.enrollment_tokens",
    **dict.fromkeys(
        ("ResponseMissed", "ResponseReceived", "Event", "Hook", "RequestRetried", "RequestSent"),
        "ecctl.middleware.events",
    ),
    **dict.fromkeys(
        (
            "ApiError",
            "ArgumentTypeError",
            "AuthenticationError",
            "BadResponseError",
            "ConflictError",
            "ConnectError",
            "ConnectionLostError",
            "EcctlError",
            "NoResponseError",
            "NotFoundError",
            "NotTheApiError",
            "PermissionDeniedError",
            "PlatformError",
            "RateLimitError",
            "RedirectError",
            "RequestTimeoutError",
            "SettingsError",
            "TLSError",
            "UsageError",
            "SeveralErrors",
            "WaitTimeoutError",
        ),
        "ecctl.errors",
    ),
}
__all__ = ("__version__", *_HOMES, "models")  # noqa: PLE0604  # they are texts


def __getattr__(name: str) -> object:
    if name == "models":
        return __import__("ecctl.models", fromlist=["models"])
    if name not in _HOMES:
        raise AttributeError(f"module 'ecctl' has no attribute {name!r}")
    found: object = getattr(__import__(_HOMES[name], fromlist=[name]), name)
    if name[:1].isupper():
        from ecctl.client.annotations import resolvable

        resolvable(found)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
