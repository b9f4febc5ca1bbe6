"""`ecctl deployment create`: create a deployment from a file or from a template of the platform."""

from __future__ import annotations

from ecctl.cli import tracking
from ecctl.cli.command import flag_name
from ecctl.cli.commands.deployment import payload as payloads
from ecctl.cli.procedures import carry_out
from ecctl.cli.semver import given_version, precedence
from ecctl.cli.shown_once import SAMPLE, refuse_without_secret, shown_or_named
from ecctl.client import region_of
from ecctl.client.deployment_request import from_template
from ecctl.client.plans import KINDS
from ecctl.core.errors import BadResponseError, EcctlError, NoResponseError, NotTheApiError, UsageError
from ecctl.output import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.commands.deployment.payload import Payload
    from ecctl.cli.invocation import Invocation

INTEGRATIONS_SERVER_SINCE = 8
"""First major version without a separate APM resource."""

REQUEST_ID_BYTES = 32

MODEL = "DeploymentCreateResponse"
CREDENTIALS_MEMBER = "{{range .Resources}}{{with .Credentials}}{{.Password}}{{end}}{{end}}"
SAMPLE_RESPONSE = {
    "id": "id",
    "name": "name",
    "created": True,
    "resources": [
        {
            "id": "id",
            "kind": kind,
            "ref_id": kind,
            "region": "region",
            "credentials": {"username": "name", "password": SAMPLE},
        }
        for kind in KINDS
    ],
}
"""A response in which every resource has the secret, whichever one a template takes it from."""


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a deployment, or only return the payload that would be sent."""
    check_flags(invocation)
    payload = invocation.read_object("file") if invocation.flag("file") else chosen_template(invocation)
    complete(payload, invocation)
    if invocation.flag("generate_payload"):
        yield Result(payload, model="DeploymentCreateRequest")
        return
    refuse_without_secret(invocation, "password", MODEL, member=CREDENTIALS_MEMBER, sample=SAMPLE_RESPONSE)
    # The platform remembers request ids. With an id that we chose and can tell the user, a create whose response
    # was lost can be repeated without making a second deployment.
    request_id = invocation.flag("request_id") or random_id()
    try:
        response = invocation.call("create-deployment", body=payload, request_id=request_id)
        if not isinstance(response, dict) or not response.get("id"):
            raise NotTheApiError("the response contains no deployment id: a deployment may have been created")
    except (NoResponseError, BadResponseError) as error:
        # Nothing can have been created.
        if not error.sent:
            raise
        again = f"retry with --request-id {request_id}, which cannot create a second deployment"
        raise error.with_further_hint(again) from None
    except KeyboardInterrupt:
        # Ctrl-C ends the wait, not a request that was sent.
        invocation.note(f"a deployment may have been created: retry with --request-id {request_id}")
        raise
    result = Result(response, model=MODEL, changed=True)
    yield from shown_or_named(invocation, result, f'deployment "{response["id"]}"')
    tracking.follow_if_asked(invocation, str(response["id"]))


def check_flags(invocation: Invocation) -> None:
    """Raise UsageError for an invalid version and for flags that have no effect."""
    if invocation.given("version"):
        given_version(invocation.flag("version"), "--version")
    for flag, beside in (
        ("deployment_template", "file"),
        ("minimum_size", "file"),
        ("request_id", "generate_payload"),
        ("track", "generate_payload"),
    ):
        if invocation.flag(flag) and invocation.flag(beside):
            raise UsageError(f"{flag_name(flag)} has no effect with {flag_name(beside)}")
    for flag in ("file", "request_id"):
        if invocation.given(flag) and not invocation.flag(flag):
            raise UsageError(f"{flag_name(flag)} is empty")


def complete(payload: Payload, invocation: Invocation) -> None:
    """Complete a payload from flags and settings."""
    if invocation.flag("name"):
        payload["name"] = invocation.flag("name")
    # Elastic Cloud has many regions, so without a setting there is no default to fill in.
    saas_without_region = invocation.profile.is_saas and not invocation.profile.text("region")
    payloads.set_region(payload, "" if saas_without_region else region_of(invocation.profile))
    payloads.set_ref_ids(payload)
    version = invocation.flag("version")
    if version:
        payloads.set_version(payload, version)
    payloads.choose_node_roles(payload, version)


def chosen_template(invocation: Invocation) -> Payload:
    """Return the payload of a template for a stack version; by default the first one for the latest version."""
    version = invocation.flag("version")
    if not version:
        version = latest_version(invocation)
        invocation.note(f"--version not set, using latest: {version}")
    template_id = invocation.flag("deployment_template")
    if not template_id:
        template_id = default_template(invocation, version)
        invocation.note(f"--deployment-template not set, using {template_id}")
    payload = carry_out(invocation, from_template(template_id, version))
    if precedence(version)[0][0] >= INTEGRATIONS_SERVER_SINCE:
        (payloads.member(payload, "resources") or {}).pop("apm", None)
    if invocation.flag("minimum_size"):
        payloads.shrink(payload)
    return payload


def latest_version(invocation: Invocation) -> str:
    """Return the latest stack version of the platform."""
    response = invocation.call("get-version-stacks", show_deleted=False)
    versions = [str(stack.get("version") or "") for stack in listed(response, "stacks")]
    known = [version for version in versions if is_version(version)]
    if not known:
        raise EcctlError("the platform has no stack pack", hint='"ecctl stack upload" adds one')
    # As text, 7.9 would be later than 7.17.
    return max(known, key=precedence)


def is_version(text: str) -> bool:
    """Return whether a text is a version that can be compared."""
    try:
        precedence(text)
    except ValueError:
        return False
    return True


def default_template(invocation: Invocation, version: str) -> str:
    """Return the id of the first template for a version that is not a legacy one."""
    response = invocation.call(
        "get-deployment-templates-v2",
        show_hidden=False,
        show_instance_configurations=False,
        show_max_zones=False,
        stack_version=version,
    )
    current = [template for template in listed(response) if template.get("id") and not is_legacy(template)]
    if not current:
        raise EcctlError(
            f"the platform has no deployment template for version {version}, apart from legacy ones",
            hint="choose one with --deployment-template",
        )
    first = min(current, key=order_of)
    return str(first["id"])


def order_of(template: Payload) -> float:
    """Return the sort key of a template: those without an order come last."""
    order = template.get("order")
    return float("inf") if order is None else float(order)


def is_legacy(template: Payload) -> bool:
    """Return whether a template is meant for old deployments only."""
    pairs = [pair for pair in template.get("metadata") or () if isinstance(pair, dict)]
    return any(pair.get("key") == "legacy" and pair.get("value") == "true" for pair in pairs)


def listed(response: Any, name: str = "") -> list[Payload]:
    """Return the objects in a response, or in a member of it."""
    if name:
        response = response.get(name) if isinstance(response, dict) else None
    return [item for item in response or () if isinstance(item, dict)]


def random_id() -> str:
    """Return a unique request id."""
    import os

    return os.urandom(REQUEST_ID_BYTES).hex()
