"""The base of value types, and facts about Elastic Cloud Enterprise (ECE) and Elastic Cloud, for every room.

Roles, regions, ports and identifiers are defined here, once. Importing this package imports no other module of ecctl.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, dataclass_transform

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


if not TYPE_CHECKING:

    def dataclass_transform(**_: object) -> object:
        """Stand in for the decorator of `typing`, which only type checkers need."""
        return lambda kind: kind


@dataclass_transform(eq_default=False, frozen_default=True)
class Frozen:
    """A base for immutable value types. The annotations of a class are its fields, in order, with their defaults.

    Type checkers derive the constructor from them, as for a dataclass, and check its calls; at run time, nothing
    checks them. Fields are not inherited: do not subclass a class that has some. `dataclasses` would generate a
    constructor for each class, after about 15 ms of imports.
    """

    # Without slots, one call sets all attributes of an entry of the command tree, and a class of 20 attributes
    # needs no 20 descriptors. A start makes about 60 entries, most of which set 4 of the 20.

    def __init__(self, *positional: Any, **named: Any) -> None:
        self.__dict__.update(zip(type(self).__annotations__, positional, strict=False), **named)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot set {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot delete {name}")

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"


def suggested_role(role: str) -> str:
    """Return the known role that *role* is probably a typo of, or ""."""
    known = (*MAIN_ROLES, *IMPLIED_ROLES)
    if role in known:
        return ""
    from ecctl.core.suggest import distance

    # In lower case: "Proxy" is a typo as well.
    return next((each for each in known if distance(role.lower(), each) <= NEAR), "")
