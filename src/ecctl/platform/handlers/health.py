"""Health checks, metrics and the OpenAPI document, for operators and their tools."""

from __future__ import annotations

from ecctl.core.errors import PlatformError
from ecctl.core.messages import Response
from ecctl.platform.responses import JSON, HTTPError
from ecctl.platform.store.base import KINDS, StoreBusyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.request import RequestContext

TEXT = (("content-type", "text/plain; charset=utf-8"),)


async def show_liveness(_context: RequestContext) -> Response:
    """Return 200: the process answers."""
    return Response(200, TEXT, b"ok\n")


async def show_readiness(context: RequestContext) -> Response:
    """Return 200 if every kind can be read, and commits succeed."""
    store = context.services.store
    try:
        await context.services.keys.all()
        # A damaged or missing table of a file shows only when it is read.
        for kind in () if store.shared else KINDS:
            await store.scan(kind, limit=1)
        takes_writes = await store.ready()
    except StoreBusyError:
        # 503 with Retry-After, from the dispatcher: a busy store recovers by itself.
        raise
    except PlatformError:
        takes_writes = False
    if not takes_writes:
        raise HTTPError(503, "root.not_ready", "The store does not accept writes")
    return Response(200, TEXT, b"ready\n")


async def show_metrics(context: RequestContext) -> Response:
    """Return counters in Prometheus' text format."""
    content_type = (("content-type", "text/plain; version=0.0.4; charset=utf-8"),)
    services = context.services
    return Response(200, content_type, services.metrics.text(services.store).encode())


async def show_openapi(_context: RequestContext) -> Response:
    """Return the OpenAPI document of this platform."""
    from ecctl.platform.handlers.openapi import text

    return Response(200, JSON, text())
