"""The platform about itself: get-platform, and the ways to log in."""

from __future__ import annotations

from ecctl.core.ece import DEFAULT_REGION
from ecctl.platform.handlers.runners import all_runners
from ecctl.platform.responses import reply

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.request import Call

VERSION = "3.8.0"
"""Of ECE, whose API this is."""


async def show(call: Call) -> Response:
    """PlatformInfo: one region, with nothing in it but the runners that joined."""
    runners = await all_runners(call.platform)
    return reply(
        {
            "version": VERSION,
            "eula_accepted": True,
            "phone_home_enabled": False,
            "regions": [_region(runners)],
            "services": [],
            "unreachable_regions": [],
        }
    )


def _region(runners: list[dict[str, Any]]) -> dict[str, object]:
    count = len(runners)
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


async def methods(_call: Call) -> Response:
    """AvailableAuthenticationMethods: passwords."""
    return reply({"openid": False, "password": True, "saml": False, "sso_methods": []})


async def authentication(_call: Call) -> Response:
    """AuthenticationInfo: whoever is logged in has all permissions that the roles give."""
    return reply({"has_elevated_permissions": True, "refresh_token_url": "/api/v1/users/auth/_refresh"})
