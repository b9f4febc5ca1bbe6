"""The OpenAPI document, and the server checked against it by schemathesis."""

from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as promises

from ecctl.platform.handlers.openapi import text
from ecctl.platform.routing import ROUTES

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def standing(tmp_path_factory, start_server):
    one = start_server(tmp_path_factory.mktemp("openapi") / "data", "--plain-http")
    security = {"roles": ["ece_platform_admin"], "password": "tester-tester"}
    one.ask("POST", "/api/v1/users", {"user_name": "tester", "security": security})
    own = one.basic("tester", "tester-tester")
    key = one.ask("POST", "/api/v1/users/auth/keys", {"description": "x"}, authorization=own)[2]["key"]
    one.authorization = f"ApiKey {key}"
    yield one
    one.stop()


schema = schemathesis.openapi.from_dict(json.loads(text()))

CHECKS = [
    not_a_server_error,
    promises.status_code_conformance,
    promises.content_type_conformance,
    promises.response_headers_conformance,
    promises.response_schema_conformance,
]


def hold(case, standing):
    response = case.call(standing.url, headers={"Authorization": standing.authorization})
    case.validate_response(response, checks=CHECKS)


@schema.parametrize()
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_server_conforms_to_its_document(case, standing):
    hold(case, standing)


@pytest.mark.torture
@schema.parametrize()
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_server_conforms_to_its_document_for_long(case, standing):
    hold(case, standing)


def test_document_contains_every_route(standing):
    document = standing.ask("GET", "/openapi.json", authorization="")[2]
    shown = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert shown == {(route.method, route.path) for route in ROUTES}
