"""ecctl: Elastic Cloud Control, as a command, a library and an embedded platform.

    import ecctl

    with ecctl.Client.from_profile("embedded") as client:
        print(client.enrollment_tokens.create(roles=["proxy"], validity="2h")["token"])

Names are loaded when they are first used: the command pays for none of them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl import models as models
    from ecctl._version import __version__ as __version__
    from ecctl.client.async_client import AsyncClient as AsyncClient
    from ecctl.client.client import Client as Client
    from ecctl.client.duration import Duration as Duration
    from ecctl.client.duration import Span as Span
    from ecctl.errors import ApiError as ApiError
    from ecctl.errors import AuthenticationError as AuthenticationError
    from ecctl.errors import BadResponseError as BadResponseError
    from ecctl.errors import ConnectError as ConnectError
    from ecctl.errors import ConnectionLostError as ConnectionLostError
    from ecctl.errors import EcctlError as EcctlError
    from ecctl.errors import NoResponseError as NoResponseError
    from ecctl.errors import NotFoundError as NotFoundError
    from ecctl.errors import NotTheApiError as NotTheApiError
    from ecctl.errors import PlatformError as PlatformError
    from ecctl.errors import RedirectError as RedirectError
    from ecctl.errors import RequestTimeoutError as RequestTimeoutError
    from ecctl.errors import SettingsError as SettingsError
    from ecctl.errors import TLSError as TLSError
    from ecctl.errors import UsageError as UsageError
    from ecctl.middleware.base import Middleware as Middleware
    from ecctl.middleware.events import Event as Event
    from ecctl.middleware.events import Hook as Hook
    from ecctl.middleware.events import RequestRetried as RequestRetried
    from ecctl.middleware.events import RequestSent as RequestSent
    from ecctl.middleware.events import ResponseMissed as ResponseMissed
    from ecctl.middleware.events import ResponseReceived as ResponseReceived

_CLIENT = "ecctl.client."
_HOMES = {
    "__version__": "ecctl._version",
    "AsyncClient": _CLIENT + "async_client",
    "Client": _CLIENT + "client",
    "Duration": _CLIENT + "duration",
    "Middleware": "ecctl.middleware.base",
    "Span": _CLIENT + "duration",
    **dict.fromkeys(
        ("ResponseMissed", "ResponseReceived", "Event", "Hook", "RequestRetried", "RequestSent"),
        "ecctl.middleware.events",
    ),
    **dict.fromkeys(
        (
            "ApiError",
            "AuthenticationError",
            "BadResponseError",
            "ConnectError",
            "ConnectionLostError",
            "EcctlError",
            "NoResponseError",
            "NotFoundError",
            "NotTheApiError",
            "PlatformError",
            "RedirectError",
            "RequestTimeoutError",
            "SettingsError",
            "TLSError",
            "UsageError",
        ),
        "ecctl.errors",
    ),
}
__all__ = (*_HOMES, "models")  # noqa: PLE0604  # they are texts


def __getattr__(name: str) -> object:
    if name == "models":
        return __import__("ecctl.models", fromlist=["models"])
    if name not in _HOMES:
        raise AttributeError(f"module 'ecctl' has no attribute {name!r}")
    found: object = getattr(__import__(_HOMES[name], fromlist=[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
