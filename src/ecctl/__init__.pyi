from ecctl import models as models
from ecctl._version import __version__ as __version__
from ecctl.client.async_client import AsyncClient as AsyncClient
from ecctl.client.client import Client as Client
from ecctl.client.duration import Duration as Duration
from ecctl.client.duration import Span as Span
from ecctl.client.resources.api_keys import ApiKeys as ApiKeys
from ecctl.client.resources.enrollment_tokens import EnrollmentTokens as EnrollmentTokens
from ecctl.client.resources.platform import Platform as Platform
from ecctl.client.resources.runners import Runners as Runners
from ecctl.client.resources.users import Users as Users
from ecctl.errors import ApiError as ApiError
from ecctl.errors import ArgumentTypeError as ArgumentTypeError
from ecctl.errors import AuthenticationError as AuthenticationError
from ecctl.errors import BadResponseError as BadResponseError
from ecctl.errors import ConflictError as ConflictError
from ecctl.errors import ConnectError as ConnectError
from ecctl.errors import ConnectionLostError as ConnectionLostError
from ecctl.errors import EcctlError as EcctlError
from ecctl.errors import NoResponseError as NoResponseError
from ecctl.errors import NotFoundError as NotFoundError
from ecctl.errors import NotTheApiError as NotTheApiError
from ecctl.errors import PermissionDeniedError as PermissionDeniedError
from ecctl.errors import PlatformError as PlatformError
from ecctl.errors import RateLimitError as RateLimitError
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

__all__ = [
    "ApiError",
    "ApiKeys",
    "ArgumentTypeError",
    "AsyncClient",
    "AuthenticationError",
    "BadResponseError",
    "Client",
    "ConflictError",
    "ConnectError",
    "ConnectionLostError",
    "Duration",
    "EcctlError",
    "EnrollmentTokens",
    "Event",
    "Hook",
    "Middleware",
    "NoResponseError",
    "NotFoundError",
    "NotTheApiError",
    "PermissionDeniedError",
    "Platform",
    "PlatformError",
    "RateLimitError",
    "RedirectError",
    "RequestRetried",
    "RequestSent",
    "RequestTimeoutError",
    "ResponseMissed",
    "ResponseReceived",
    "Runners",
    "SettingsError",
    "Span",
    "TLSError",
    "UsageError",
    "Users",
    "__version__",
    "models",
]
