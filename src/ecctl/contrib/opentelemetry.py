"""OpenTelemetry: a span and a duration for each attempt of a request, by the semantic conventions of HTTP clients.

    from ecctl.contrib.opentelemetry import OpenTelemetry

    client = ecctl.Client.from_env(middleware=[OpenTelemetry()])

Needs `pip install 'ecctl[opentelemetry]'`.
"""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter

from ecctl import __version__
from ecctl.client import BASE, REGIONAL, operation
from ecctl.core.errors import EcctlError, UsageError
from ecctl.core.messages import request_id
from ecctl.middleware.base import Middleware

try:
    from opentelemetry import metrics, propagate, trace
except ImportError as error:
    raise ImportError(
        "OpenTelemetry is not installed: pip install 'ecctl[opentelemetry]'", name=error.name
    ) from error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

NAME = "ecctl"
SCHEMA = "https://opentelemetry.io/schemas/1.27.0"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""Bounds in seconds, as the conventions advise for the durations of requests."""

REFUSED = 400
"""From this HTTP status on, the span of a client is an error."""


# The span is not made the current one: a generator that is suspended must not change the context of its caller,
# and may be closed in another one, where the context could not be restored. The platform's spans are children
# of this one through the headers.
class OpenTelemetry(Middleware):
    """Middleware that records a span and `http.client.request.duration` for each attempt of a request.

    Spans are children of the current one, and `traceparent` leads to them. Their attributes are those of the
    semantic conventions (`url.full` without secrets), and `ecctl.operation` and `ecctl.request_id`. The providers
    are the global ones unless they are given; without `propagate`, no header is added.
    """

    def __init__(
        self, *, tracer_provider: Any = None, meter_provider: Any = None, propagate: bool = True
    ) -> None:
        self._tracer = trace.get_tracer(NAME, __version__, tracer_provider, SCHEMA)
        meter = metrics.get_meter(NAME, __version__, meter_provider, SCHEMA)
        self._durations = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=BUCKETS,
        )
        self._propagate = propagate

    def exchange(self, request: Request) -> Exchange:
        """Send the request within a span."""
        common = attributes(request)
        template = common.get("url.template")
        span = self._tracer.start_span(
            f"{request.method} {template}" if template else request.method,
            kind=trace.SpanKind.CLIENT,
            attributes={**common, **details(request)},
        )
        start = perf_counter()
        result: dict[str, Any] = {}
        try:
            response = yield (with_context(request, span) if self._propagate else request)
            result["http.response.status_code"] = response.status
            if identifier := request_id(response):
                span.set_attribute("ecctl.request_id", identifier)
            if response.status >= REFUSED:
                result["error.type"] = str(response.status)
                span.set_status(trace.StatusCode.ERROR)
        except BaseException as error:
            # Cancellation and Ctrl-C included: a span that never ends is never exported.
            cancelled = isinstance(error, GeneratorExit)
            result["error.type"] = "cancelled" if cancelled else type(error).__qualname__
            # Messages of other errors may hold secrets; those of ecctl never do.
            said = error.message if isinstance(error, EcctlError) else None
            span.set_status(trace.StatusCode.ERROR, said)
            raise
        finally:
            span.set_attributes(result)
            span.end()
            self._durations.record(perf_counter() - start, {**common, **result})
        return response


def attributes(request: Request) -> dict[str, Any]:
    """Return the attributes of few values, which spans and durations have in common."""
    url = request.url
    found: dict[str, Any] = {
        "http.request.method": request.method,
        "server.address": url.host,
        "server.port": url.port,
        "url.scheme": url.scheme,
    }
    if request.operation:
        found["ecctl.operation"] = request.operation
        with suppress(UsageError):  # an operation of a program's own has no path here
            found["url.template"] = template_of(operation(request.operation).path)
    return found


def template_of(path: str) -> str:
    """Return the path of an operation as it is sent, with its parameters in braces."""
    if path.startswith(REGIONAL):
        return f"{BASE}/regions/{{region}}{path}"
    return path if path.startswith("/ecctl/") else f"{BASE}{path}"


def details(request: Request) -> dict[str, Any]:
    """Return the attributes of spans alone."""
    found: dict[str, Any] = {"url.full": request.url.redacted}
    if request.attempt > 1:
        found["http.request.resend_count"] = request.attempt - 1
    return found


def with_context(request: Request, span: Any) -> Request:
    """Return the request with the headers that make the server's spans children of this one."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier, trace.set_span_in_context(span))
    others = tuple(pair for pair in request.headers if pair[0].lower() not in carrier)
    return request.replaced(headers=(*others, *carrier.items()))
