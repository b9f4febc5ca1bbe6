"""Spans and durations by the semantic conventions, without secrets, whatever happens to a request."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

import ecctl

pytest.importorskip("opentelemetry.sdk", reason="needs requirements/recipes.txt")

from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ecctl.contrib.opentelemetry import OpenTelemetry


class Recorded:
    """Providers that record what is exported, and the middleware that uses them."""

    def __init__(self):
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.middleware = OpenTelemetry(
            tracer_provider=self.tracers, meter_provider=MeterProvider([self.reader])
        )

    @property
    def spans(self):
        return self.exporter.get_finished_spans()

    def points(self):
        data = self.reader.get_metrics_data()
        (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
        assert (metric.name, metric.unit) == ("http.client.request.duration", "s")
        return metric.data.data_points


@pytest.fixture
def recorded():
    return Recorded()


def test_span_has_the_conventional_attributes(ece_server, recorded):
    with ece_server.client(middleware=[recorded.middleware]) as client:
        client.users.get("tester")
    (span,) = recorded.spans
    port = int(ece_server.host.rpartition(":")[2])
    assert span.name == "GET /api/v1/users/{user_name}"
    assert (span.kind, span.status.status_code) == (trace.SpanKind.CLIENT, trace.StatusCode.UNSET)
    found = dict(span.attributes)
    assert found.pop("ecctl.request_id")
    assert found == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": port,
        "url.full": f"{ece_server.host}/api/v1/users/tester",
        "url.scheme": "https",
        "url.template": "/api/v1/users/{user_name}",
        "ecctl.operation": "get-user",
    }
    (point,) = recorded.points()
    assert point.count == 1
    assert "url.full" not in point.attributes


def test_span_of_a_regional_operation_names_the_region_as_parameter(ece_platform, recorded):
    with ece_platform.client(middleware=[recorded.middleware]) as client:
        client.platform.info()
    assert recorded.spans[0].name == "GET /api/v1/regions/{region}/platform"


def test_each_attempt_is_a_span_of_the_same_parent(ece_platform, recorded):
    ece_platform.fail_next(times=2)
    with (
        recorded.tracers.get_tracer("t").start_as_current_span("parent") as parent,
        ece_platform.client(middleware=[recorded.middleware]) as client,
    ):
        client.users.me()
    attempts = recorded.spans[:-1]
    assert [span.attributes["http.response.status_code"] for span in attempts] == [503, 503, 200]
    assert [span.attributes.get("http.request.resend_count") for span in attempts] == [None, 1, 2]
    assert {span.parent.span_id for span in attempts} == {parent.get_span_context().span_id}
    assert [span.attributes.get("error.type") for span in attempts] == ["503", "503", None]
    assert attempts[0].status.status_code is trace.StatusCode.ERROR
    sent = [asked.headers["traceparent"].split("-")[2] for asked in ece_platform.requests]
    assert sent == [f"{span.context.span_id:016x}" for span in attempts]


def test_lost_response_ends_the_span_with_its_error(ece_platform, recorded):
    ece_platform.drop_next()
    with (
        ece_platform.client(middleware=[recorded.middleware], retries=0) as client,
        pytest.raises(ecctl.ConnectionLostError),
    ):
        client.users.me()
    (span,) = recorded.spans
    assert span.attributes["error.type"] == "ConnectionLostError"
    assert span.status.description == "the connection was dropped (drop_next)"


def test_cancelled_task_ends_its_span(ece_server, recorded):
    ece_server.delay_next(5)

    async def main():
        async with ece_server.async_client(middleware=[recorded.middleware]) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await client.users.me()

    asyncio.run(main())
    (span,) = recorded.spans
    assert span.attributes["error.type"] == "cancelled"


def test_no_secret_reaches_a_span(ece_server, recorded):
    ece_server.seed(users={"ops": ["ece_platform_admin"]})
    settings = {"host": ece_server.host, "ca_file": ece_server.ca_file, "user": "ops"}
    secrets = ["password-of-ops"]
    with ecctl.Client(**settings, password=secrets[0], middleware=[recorded.middleware]) as client:
        token = client.enrollment_tokens.create(roles=["proxy"], validity="1h")["token"]
        secrets += [token, client.api_keys.create("k")["key"]]
        with pytest.raises(ecctl.EcctlError):
            client.call("delete-enrollment-token", token=token)
    assert len(recorded.spans) == 4
    said = "".join(span.to_json() for span in recorded.spans)
    said += json.dumps([dict(point.attributes) for point in recorded.points()])
    assert not [secret for secret in secrets if secret in said]


def test_propagation_can_be_switched_off(ece_platform):
    with ece_platform.client(middleware=[OpenTelemetry(propagate=False)]) as client:
        client.users.me()
    assert "traceparent" not in ece_platform.requests[0].headers


def test_missing_extra_is_named():
    program = "import sys; sys.modules['opentelemetry'] = None; import ecctl.contrib.opentelemetry"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith(
        "OpenTelemetry is not installed: pip install 'ecctl[opentelemetry]'"
    )
