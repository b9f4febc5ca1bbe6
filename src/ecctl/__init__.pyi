from ecctl import models as models

__version__: str
from ecctl.client.async_client import AsyncClient as AsyncClient
from ecctl.client.client import Client as Client
from ecctl.client.duration import Duration as Duration
from ecctl.client.duration import Span as Span
from ecctl.client.hosts import HostsProgress as HostsProgress
from ecctl.client.iteration import AsyncElements as AsyncElements
from ecctl.client.iteration import Elements as Elements
from ecctl.client.plans import PlanProgress as PlanProgress
from ecctl.client.resources.allocators import Allocators as Allocators
from ecctl.client.resources.api_keys import ApiKeys as ApiKeys
from ecctl.client.resources.certificates import Certificates as Certificates
from ecctl.client.resources.comments import Comments as Comments
from ecctl.client.resources.deployments import Deployments as Deployments
from ecctl.client.resources.enrollment_tokens import EnrollmentTokens as EnrollmentTokens
from ecctl.client.resources.extensions import Extensions as Extensions
from ecctl.client.resources.platform import Platform as Platform
from ecctl.client.resources.projects import Projects as Projects
from ecctl.client.resources.proxies import Proxies as Proxies
from ecctl.client.resources.repositories import Repositories as Repositories
from ecctl.client.resources.roles import PlatformRoles as PlatformRoles
from ecctl.client.resources.runners import Runners as Runners
from ecctl.client.resources.stacks import Stacks as Stacks
from ecctl.client.resources.templates import Templates as Templates
from ecctl.client.resources.traffic_filters import TrafficFilters as TrafficFilters
from ecctl.client.resources.users import Users as Users
from ecctl.client.token_claims import Claims as Claims
from ecctl.client.vacating import Move as Move
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
from ecctl.errors import SeveralErrors as SeveralErrors
from ecctl.errors import TLSError as TLSError
from ecctl.errors import UsageError as UsageError
from ecctl.errors import WaitTimeoutError as WaitTimeoutError
from ecctl.middleware.base import Middleware as Middleware
from ecctl.middleware.events import Event as Event
from ecctl.middleware.events import Hook as Hook
from ecctl.middleware.events import RequestRetried as RequestRetried
from ecctl.middleware.events import RequestSent as RequestSent
from ecctl.middleware.events import ResponseMissed as ResponseMissed
from ecctl.middleware.events import ResponseReceived as ResponseReceived

__all__ = [
    "Allocators",
    "ApiError",
    "ApiKeys",
    "ArgumentTypeError",
    "AsyncClient",
    "AsyncElements",
    "AuthenticationError",
    "BadResponseError",
    "Certificates",
    "Claims",
    "Client",
    "Comments",
    "ConflictError",
    "ConnectError",
    "ConnectionLostError",
    "Deployments",
    "Duration",
    "EcctlError",
    "Elements",
    "EnrollmentTokens",
    "Event",
    "Extensions",
    "Hook",
    "HostsProgress",
    "Middleware",
    "Move",
    "NoResponseError",
    "NotFoundError",
    "NotTheApiError",
    "PermissionDeniedError",
    "PlanProgress",
    "Platform",
    "PlatformError",
    "PlatformRoles",
    "Projects",
    "Proxies",
    "RateLimitError",
    "RedirectError",
    "Repositories",
    "RequestRetried",
    "RequestSent",
    "RequestTimeoutError",
    "ResponseMissed",
    "ResponseReceived",
    "Runners",
    "SettingsError",
    "SeveralErrors",
    "Span",
    "Stacks",
    "TLSError",
    "Templates",
    "TrafficFilters",
    "UsageError",
    "Users",
    "WaitTimeoutError",
    "__version__",
    "models",
]
