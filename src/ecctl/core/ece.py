"""Facts about Elastic Cloud Enterprise and Elastic Cloud: roles, regions, ports, identifiers."""

from __future__ import annotations

API_VERSION = "3.8.0"
"""Version of the API description that the operations and models come from."""

MAIN_ROLES = ("director", "coordinator", "allocator", "proxy")
"""Roles that enrollment tokens grant; together they are everything a host can do."""

IMPLIED_ROLES = ("beats-runner", "services-forwarder")
"""Roles that every host has, whatever its token grants."""

DEFAULT_REGION = "ece-region"
"""Region of an ECE platform that was installed without naming one."""

REGIONS = (
    "gcp-us-central1",
    "gcp-us-east4",
    "gcp-us-west1",
    "gcp-northamerica-northeast1",
    "gcp-australia-southeast1",
    "gcp-europe-west1",
    "gcp-europe-west2",
    "gcp-europe-west3",
    "gcp-asia-northeast1",
    "gcp-asia-south1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "aws-eu-central-1",
    "aws-eu-west-2",
    "eu-west-1",
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "sa-east-1",
    "azure-eastus2",
    "azure-westus2",
    "azure-westeurope",
    "azure-japaneast",
    "azure-southeastasia",
)
"""Known regions of Elastic Cloud, in the order of the original's `init`: for completion, prompts and hints.

Others exist, so no region is refused for being absent here.
"""

HTTPS_PORT = 12443
HTTP_PORT = 12400

MOVABLE_KINDS = ("elasticsearch", "kibana", "apm", "appsearch", "enterprise_search")
"""Kinds of resources that the API can move off an allocator, in the order of the moves."""

ID_LENGTH = 32
"""Characters of an identifier that the platform assigned: a UUID without dashes."""

LONGEST_VALIDITY = (1 << 31) - 1
"""Seconds: the API's `validity_seconds` is an int32."""

NEAR = 2
"""Edits by which a role may differ from a known one and still be taken for a typo."""


def suggested_role(role: str) -> str:
    """Return the known role that *role* is probably a typo of, or ""."""
    known = (*MAIN_ROLES, *IMPLIED_ROLES)
    if role in known:
        return ""
    from ecctl.core.suggest import distance

    # In lower case: "Proxy" is a typo as well.
    return next((each for each in known if distance(role.lower(), each) <= NEAR), "")
