"""What commands with a function of their own change and return; entries with an operation say it themselves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.command import Command

TEXT: dict[str, Any] = {"type": "string"}
ITEMS: dict[str, Any] = {"type": "array", "items": TEXT}


def record(optional: Sequence[str] = (), **members: Any) -> dict[str, Any]:
    """Return the schema of an object with these members, all but the *optional* ones required."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": members, "required": required}


def array(items: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


DELETED = record(deleted=ITEMS)

TOKEN = record(
    ("token", "file", "install_line", "ephemeral"),
    token_id=TEXT,
    token=TEXT,
    file=TEXT,
    install_line=TEXT,
    ephemeral={},
)

READS = frozenset(
    {
        "api list",
        "api show",
        "auth status",
        "completion",
        "config list",
        "config path",
        "config show",
        "deployment elasticsearch keystore show",
        "deployment list",
        "deployment search",
        "deployment show",
        "doctor",
        "help",
        "migrate-check",
        "options",
        "platform allocator list",
        "platform allocator search",
        "platform allocator show",
        "platform certificate show",
        "platform enrollment-token inspect",
        "platform instance-configuration show",
        "platform proxy filtered-group list",
        "platform runner wait",
        "project list",
        "project show",
        "schema",
        "serve audit",
        "serve status",
        "stack list",
        "user key list",
        "user show",
        "version",
    }
)
"""Commands with a function that change nothing, neither on the platform nor in files."""

CHANGES_WITH = {"platform runner check": "fix"}
"""Commands that change something only with a flag, and the flag."""

RETURNS: dict[str, str | tuple[str, ...] | dict[str, Any]] = {
    "api list": record(operations=array(record(id=TEXT, method=TEXT, path=TEXT))),
    "apply": record(
        checked={"type": "integer"},
        changes=array(record(runner_id=TEXT, added_roles=ITEMS, removed_roles=ITEMS)),
    ),
    "auth key create": "ApiKeyResponse",
    "comment create": TEXT,
    "config delete": DELETED,
    "config list": record(
        current=TEXT, profiles=array(record(name=TEXT, current={"type": "boolean"}, platform={}, file={}))
    ),
    "config path": record(file=TEXT),
    "config rename": record(profile=TEXT, file=TEXT),
    "config show": record(
        file={"type": ["string", "null"]}, settings=array(record(name=TEXT, value={}, source=TEXT))
    ),
    "deployment create": ("DeploymentCreateResponse", "DeploymentCreateRequest"),
    "deployment elasticsearch keystore show": "KeystoreContents",
    "deployment elasticsearch keystore update": "KeystoreContents",
    "deployment extension create": "Extension",
    "deployment extension update": ("Extension", "UpdateExtensionRequest"),
    "deployment list": "DeploymentsListResponse",
    "deployment resource delete": DELETED,
    "deployment resource upgrade": "DeploymentResourceUpgradeResponse",
    "deployment search": "DeploymentsSearchResponse",
    "deployment show": (
        "DeploymentGetResponse",
        "DeploymentUpdateRequest",
        "ApmResourceInfo",
        "AppSearchResourceInfo",
        "ElasticsearchResourceInfo",
        "EnterpriseSearchResourceInfo",
        "IntegrationsServerResourceInfo",
        "KibanaResourceInfo",
    ),
    "deployment shutdown": "DeploymentShutdownResponse",
    "deployment template create": "IdResponse",
    "deployment traffic-filter create": "TrafficFilterRulesetResponse",
    "deployment traffic-filter update": ("TrafficFilterRulesetResponse", "TrafficFilterRulesetRequest"),
    "deployment update": "DeploymentUpdateResponse",
    "generate docs": record(folder=TEXT, files=ITEMS),
    "generate man": record(folder=TEXT, files=ITEMS),
    "host enroll": "RunnerInfo",
    "migrate-check": record(scripts=ITEMS, findings=array({"type": "object"})),
    "platform allocator list": "AllocatorOverview",
    "platform allocator search": "AllocatorOverview",
    "platform allocator show": "AllocatorInfo",
    "platform certificate set": "UpdatedTlsChain",
    "platform certificate show": record(
        service=TEXT,
        user_supplied={"type": "boolean"},
        chain=ITEMS,
        certificates=array(
            record(subject=TEXT, issuer=TEXT, names=ITEMS, valid_from=TEXT, valid_until=TEXT, sha256=TEXT)
        ),
    ),
    "platform enrollment-token create": TOKEN,
    "platform enrollment-token delete": DELETED,
    "platform enrollment-token prune": DELETED,
    "platform enrollment-token rotate": TOKEN,
    "platform instance-configuration create": "VersionedIdResponse",
    "platform instance-configuration show": "InstanceConfiguration",
    "platform proxy filtered-group create": "ProxiesFilteredGroup",
    "platform proxy filtered-group list": "[]ProxiesFilteredGroupHealth",
    "platform proxy filtered-group update": "ProxiesFilteredGroup",
    "platform proxy settings update": "ProxiesSettings",
    "platform runner wait": "RunnerOverview",
    "project delete": DELETED,
    "project list": record(projects=array({"type": "object"})),
    "serve audit": record(entries=array(record(at=TEXT, event=TEXT, subject=TEXT, principal={}, detail={}))),
    "serve wipe": DELETED,
    "stack list": "StackVersionConfigs",
    "user create": "User",
    "user key list": "ApiKeysResponse",
    "user show": "User",
    "user update": "User",
    "version": record(version=TEXT, api_version=TEXT, os=TEXT, arch=TEXT, python_version=TEXT),
}
"""The JSON output of commands with a function: a model of the API, one of several, or a JSON Schema."""


def path_of(words: Sequence[str]) -> str:
    """Return a command's path without the program's name, in its full form."""
    # `ecctl enrollment-token` is an alias of `ecctl platform enrollment-token`; the tables above name the
    # latter.
    words = words[1:]
    return " ".join(["platform", *words] if words[:1] == ["enrollment-token"] else words)


def changes_nothing(command: Command, words: Sequence[str]) -> bool:
    """Return whether running a command twice is the same as running it once."""
    if not command.operation:
        return path_of(words) in READS or (command.group and not command.run)
    from ecctl.client import operation

    found = operation(command.operation)
    # Searches are POST requests because their query is a body; they change nothing.
    return found.method == "GET" or found.body == "SearchRequest"
