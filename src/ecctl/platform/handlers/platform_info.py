"""Information about the platform: get-platform and the authentication methods."""

from __future__ import annotations

from ecctl.core import DEFAULT_REGION
from ecctl.platform.auth.api_keys import SCHEME
from ecctl.platform.responses import json_response
from ecctl.platform.store.base import RUNNERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext

VERSION = "3.8.0"
"""The ECE version whose API this is."""


async def show_platform(context: RequestContext) -> Response:
    """Show one region with the runners that joined (PlatformInfo)."""
    count = 0
    async for page in context.services.store.pages(RUNNERS):
        count += len(page)
    return json_response(
        {
            "version": VERSION,
            "eula_accepted": True,
            "phone_home_enabled": False,
            "regions": [_region(count)],
            "services": [],
            "unreachable_regions": [],
        }
    )


def _region(count: int) -> dict[str, object]:
    return {
        "region_id": DEFAULT_REGION,
        "allocators": {"healthy": True, "zone_summaries": []},
        "constructors": {"constructors": []},
        "container_sets_status": {
            "healthy": True,
            "healthy_container_sets_count": 0,
            "unhealthy_container_sets": [],
            "unhealthy_container_sets_count": 0,
        },
        "coordinators": {"coordinators": []},
        "proxies": {"expected_proxies_count": 0, "healthy": True, "proxies": [], "proxies_count": 0},
        "resources": {
            "account_count": 0,
            "available_count": 0,
            "healthy": True,
            "minimum_available_count": 0,
            "missing_count": 0,
            "used_count": 0,
        },
        "runners": {
            "connected_capacity": 0,
            "connected_runners": count,
            "containers_count": 0,
            "healthy": True,
            "healthy_runners": count,
            "max_available_capacity": 0,
            "total_runners": count,
        },
        "zookeeper_states": {"states": []},
    }


async def list_methods(_context: RequestContext) -> Response:
    """List the authentication methods: passwords."""
    return json_response({"openid": False, "password": True, "saml": False, "sso_methods": []})


async def show_authentication(context: RequestContext) -> Response:
    """Return whether the caller may change security settings, which API keys may not."""
    return json_response(
        {
            "has_elevated_permissions": context.caller.by != SCHEME,
            "refresh_token_url": "/api/v1/users/auth/_refresh",
        }
    )
