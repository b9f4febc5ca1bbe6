"""Code that must type-check, with the types that checkers must infer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, BinaryIO, assert_type

import ecctl
from ecctl import models, testing


def resources(client: ecctl.Client) -> None:
    made = client.enrollment_tokens.create(roles=["proxy"], validity=timedelta(hours=2))
    assert_type(made, models.RequestEnrollmentTokenReply)
    assert_type(made["token"], str)
    assert_type(client.enrollment_tokens.list(), list[models.ListEnrollmentTokenElement])
    client.enrollment_tokens.create(roles=("a", "b"), validity="2h")
    client.enrollment_tokens.create(roles=["a"], validity=None)
    client.enrollment_tokens.delete("id")
    assert_type(client.users.get("ops"), models.User)
    assert_type(client.users.get("ops")["security"].get("roles"), list[str] | None)
    assert_type(client.users.list(include_disabled=True), list[models.User])
    assert_type(client.users.update("ops", enabled=False), models.User)
    assert_type(client.runners.get("r")["healthy"], bool)
    assert_type(client.runners.update("r", roles=["proxy"]), models.RunnerRolesInfo)
    assert_type(client.api_keys.create("k", expiration="30d")["key"], str)
    assert_type(client.platform.info()["version"], str)

    assert_type(client.deployments.wait("d"), models.DeploymentGetResponse)
    assert_type(next(client.deployments.iterate(limit=3)), models.DeploymentSearchResponse)
    assert_type(client.runners.wait(["r"]), list[models.RunnerInfo])
    assert_type(client.with_options(timeout=3), ecctl.Client)
    assert_type(client.enrollment_tokens.prune(all=True), list[str])


async def awaited(client: ecctl.AsyncClient) -> None:
    assert_type(await client.deployments.wait("d"), models.DeploymentGetResponse)
    async for found in client.deployments.iterate():
        assert_type(found, models.DeploymentSearchResponse)
    made = await client.enrollment_tokens.create(roles=["proxy"], validity=3600)
    assert_type(made, models.RequestEnrollmentTokenReply)
    assert_type(await client.users.list(), list[models.User])
    assert_type(await client.api.get_runner(runner_id="r"), models.RunnerInfo)
    assert_type(await client.call_all("search-runners"), Any)


def calls(client: ecctl.Client, file: BinaryIO) -> None:
    assert_type(client.api.get_user(user_name="a"), models.User)
    request: models.EnrollmentTokenRequest = {"persistent": True, "roles": ["proxy"]}
    assert_type(client.api.create_enrollment_token(body=request), models.RequestEnrollmentTokenReply)
    client.api.create_enrollment_token(body={"persistent": False, "validity_in_seconds": 60})
    client.api.create_enrollment_token(body=b'{"persistent": true}')
    assert_type(client.api.delete_user(user_name="a"), dict[str, Any] | None)
    assert_type(client.api.get_instance_types(), list[models.InstanceTypeResource])
    client.api.get_allocators(q=None, size=10, from_=20)
    client.api.get_deployment_templates_v2(region="ece-region")
    client.api.get_deployment_templates_v2()
    client.api.upload_extension(extension_id="e", file=file)
    client.api.upload_extension(extension_id="e", file=b"PK")
    client.api.stop_deployment_resource_instances(deployment_id="d", resource_kind="kibana", ref_id="r",
                instance_ids=["a", "b"])  # fmt: skip
    client.call_all("search-deployments", body={"query": {"match_all": {}}, "size": 10})
    assert_type(client.call("get-" + "user", user_name="a"), Any)


def constructors() -> None:
    def hear(
        event: ecctl.RequestSent | ecctl.ResponseReceived | ecctl.ResponseMissed | ecctl.RequestRetried,
    ) -> None:
        assert_type(event.method, str)

    with ecctl.Client(host="https://h", api_key="k", timeout="5s", retries=0, hooks=[hear]) as client:
        assert_type(client, ecctl.Client)
    assert_type(ecctl.Client.from_profile("embedded"), ecctl.Client)
    assert_type(ecctl.AsyncClient.from_env(timeout=5.0), ecctl.AsyncClient)


def names(span: ecctl.Span) -> ecctl.Hook:
    def hear(event: ecctl.Event) -> None:
        assert_type(event.url, str)

    ecctl.Client(host="https://h", api_key="k", timeout=span, hooks=[hear, print])
    return hear


def fixtures(
    ece_platform: testing.EcePlatform, ece_server: testing.EceServer, ecctl_run: testing.EcctlRun
) -> None:
    ece_platform.clock.advance(timedelta(hours=1))
    assert_type(ece_platform.clock, testing.SettableClock)
    assert_type(ece_platform.requests, list[testing.Asked])
    assert_type(ece_platform.client(), ecctl.Client)
    assert_type(ece_server.host, str)
    assert_type(ecctl_run("user", "list", stdin="", env=ece_server.environ), testing.Outcome)


class OwnClient(ecctl.Client):
    """A subclass of the client."""


def inherited(client: OwnClient) -> None:
    assert_type(OwnClient.from_env(), OwnClient)
    assert_type(client.users.list(), list[models.User])


def failing(client: ecctl.Client) -> None:
    try:
        client.platform.info()
    except ecctl.ApiError as error:
        assert_type(error.status, int)
        assert_type(error.fields, tuple[str, ...])
    except ecctl.NoResponseError as error:
        assert_type(error.sent, bool)
