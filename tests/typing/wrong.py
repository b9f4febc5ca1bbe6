"""Code that must not type-check: both checkers report a `type: ignore` that is not needed."""

from __future__ import annotations

import ecctl
from ecctl import models


def resources(client: ecctl.Client) -> None:
    client.enrollment_tokens.create(role=["proxy"])  # type: ignore[call-arg]
    client.enrollment_tokens.create(["proxy"])  # type: ignore[call-arg]
    client.enrollment_tokens.create(roles=[1])  # type: ignore[list-item]
    client.enrollment_tokens.create(roles="proxy")  # type: ignore[arg-type]
    client.enrollment_tokens.create(roles=["proxy"], validity=b"2h")  # type: ignore[arg-type]
    client.enrollment_tokens.create()  # type: ignore[call-arg]
    client.enrollment_tokens.revoke("id")  # type: ignore[attr-defined]
    client.users.create("ops", password="p")  # type: ignore[call-arg]
    client.users.get("ops")["nmae"]  # type: ignore[misc]
    client.runners.get("r")["healthy"].lower()  # type: ignore[attr-defined]
    assert client.deploymints  # type: ignore[attr-defined]
    client.deployments.wait()  # type: ignore[call-arg]
    client.deployments.iterate(limit="3")  # type: ignore[arg-type]
    client.with_options(timeuot=3)  # type: ignore[call-arg]


def waiting(client: ecctl.Client, asynchronous: ecctl.AsyncClient) -> None:
    asynchronous.users.list()[0]  # type: ignore[index]
    made: models.PlatformInfo = asynchronous.platform.info()  # type: ignore[assignment]
    assert made


async def awaited(client: ecctl.Client) -> None:
    await client.users.list()  # type: ignore[misc]


def operations(client: ecctl.Client) -> None:
    client.api.no_such_operation()  # type: ignore[attr-defined]
    client.api.get_user()  # type: ignore[call-arg]
    client.api.get_user(name="a")  # type: ignore[call-arg]
    client.api.get_user(user_name=1)  # type: ignore[arg-type]
    client.api.get_user(user_name="a", body={})  # type: ignore[call-arg]
    client.api.get_allocators(size="10")  # type: ignore[arg-type]
    client.api.create_enrollment_token()  # type: ignore[call-arg]
    client.api.create_enrollment_token(body={})  # type: ignore[arg-type]
    client.api.create_enrollment_token(body={"persistent": True, "role": []})  # type: ignore[arg-type]
    client.api.create_enrollment_token(body={"persistent": "yes"})  # type: ignore[arg-type]
    client.api.get_platform()["versions"]  # type: ignore[typeddict-item]
    client.api.stop_deployment_resource_instances_all(deployment_id="d", ref_id="r")  # type: ignore[call-arg]
    client.call(5)  # type: ignore[arg-type]


def bodies() -> None:
    request: models.EnrollmentTokenRequest = {"persistent": True, "rolse": []}  # type: ignore[typeddict-unknown-key]
    assert request


def constructors() -> None:
    ecctl.Client(hots="https://h")  # type: ignore[call-arg]
    ecctl.Client("https://h")  # type: ignore[call-arg]
    ecctl.Client.from_env(hooks=[print, 5])  # type: ignore[list-item]
