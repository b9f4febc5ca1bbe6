"""The state of this server and its store, for operators."""

from __future__ import annotations

from ecctl import __version__
from ecctl.core.errors import PlatformError
from ecctl.core.timefmt import format_time
from ecctl.platform.handlers.platform_info import VERSION
from ecctl.platform.responses import json_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext
    from ecctl.platform.services import Services

STARTED = "process_start_time_seconds"
EXPIRES = "ecctl_certificate_expiry_timestamp_seconds"


async def show_status(context: RequestContext) -> Response:
    """Show versions, store, certificate and the requests of the last hour, all of this server."""
    metrics = context.services.metrics
    values = metrics.values()
    return json_response(
        {
            "version": __version__,
            "api_version": VERSION,
            "time": format_time(context.now, milliseconds=True),
            "start_date": _date(values.get(STARTED)),
            "certificate_expiration_date": _date(values.get(EXPIRES)),
            "store": await _store(context.services),
            "metrics": values,
            "samples": context.services.samples.shown(),
        }
    )


def _date(seconds: float | None) -> str | None:
    return None if seconds is None else format_time(seconds, milliseconds=True)


async def _store(services: Services) -> dict[str, Any]:
    """Return the kind and the state of the store; of etcd also its members and alarms."""
    store = services.store
    found: dict[str, Any] = {
        "kind": services.store_kind,
        "failed_commits": store.failures,
        "lost_audit_entries": store.lost,
    }
    describe = getattr(store, "status", None)
    try:
        found["ready"] = await store.ready()
        details = await describe() if describe else {}
    except PlatformError:
        # The page that shows what is wrong must not fail because of it.
        return found | {"ready": False}
    return found | {name: details[name] for name in ("members", "alarms") if name in details}
