"""What operators and their tools ask: is it alive, is it ready, what did it do, what can it do."""

from __future__ import annotations

from ecctl.core.messages import Response
from ecctl.errors import PlatformError
from ecctl.platform.responses import JSON, Refusal
from ecctl.platform.store.base import StoreBusyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.request import Call

TEXT = (("content-type", "text/plain; charset=utf-8"),)


async def alive(_call: Call) -> Response:
    """The process answers."""
    return Response(200, TEXT, b"ok\n")


async def ready(call: Call) -> Response:
    """The store answers, nobody keeps it locked, and what is written to it can be kept."""
    try:
        await call.platform.keys.all()
        takes_writes = await call.platform.store.ready()
    except StoreBusyError:
        raise
    except PlatformError:
        takes_writes = False
    if not takes_writes:
        raise Refusal(503, "root.not_ready", "The store does not take writes")
    return Response(200, TEXT, b"ready\n")


async def metrics(call: Call) -> Response:
    """Counters, in Prometheus' text form."""
    kind = (("content-type", "text/plain; version=0.0.4; charset=utf-8"),)
    return Response(200, kind, call.platform.metrics.text(call.platform.store).encode())


async def document(_call: Call) -> Response:
    """What this platform answers, as an OpenAPI document."""
    from ecctl.platform.handlers.openapi import text

    return Response(200, JSON, text())
