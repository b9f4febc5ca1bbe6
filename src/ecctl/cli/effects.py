"""What commands with a function of their own change and return; entries with an operation say it themselves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.command import Command

TEXT: dict[str, Any] = {"type": "string"}
ITEMS: dict[str, Any] = {"type": "array", "items": TEXT}
NUMBER: dict[str, Any] = {"type": "integer"}
FLAG: dict[str, Any] = {"type": "boolean"}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}


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

MEMBER = record(
    ("version", "size", "term"), endpoint=TEXT, state=TEXT, version=TEXT, size=NUMBER, term=NUMBER
)
FIELDS = record(model=TEXT, fields=array(record(name=TEXT, type=TEXT, required=FLAG)))
WRITER = record(host=TEXT, process=NUMBER, transactions=NUMBER, time=NUMBER)

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

RETURNS: dict[str, str | tuple[str, ...] | dict[str, Any] | None] = {
    "api list": record(operations=array(record(id=TEXT, method=TEXT, path=TEXT))),
    "api show": {
        "anyOf": [
            FIELDS,
            record(
                id=TEXT,
                method=TEXT,
                path=TEXT,
                parameters=array({"type": "object"}),
                body={"type": ["object", "null"]},
                reply={"type": ["object", "null"]},
            ),
        ]
    },
    "apply": record(
        checked={"type": "integer"},
        changes=array(record(runner_id=TEXT, added_roles=ITEMS, removed_roles=ITEMS)),
    ),
    "auth key create": "ApiKeyResponse",
    "auth key rotate": record(id=TEXT, replaced=TEXT, expires=MAYBE_TEXT, stored_in=TEXT),
    "auth status": record(
        platform=TEXT,
        profile=MAYBE_TEXT,
        version=MAYBE_TEXT,
        user=MAYBE_TEXT,
        roles=ITEMS,
        credentials=record(kind=TEXT, source=MAYBE_TEXT, expires=MAYBE_TEXT),
    ),
    "comment create": TEXT,
    "comment update": TEXT,
    "completion": record(shell=TEXT, file=TEXT, changed=FLAG),
    "config delete": DELETED,
    "config list": record(
        current=TEXT, profiles=array(record(name=TEXT, current={"type": "boolean"}, platform={}, file={}))
    ),
    "config path": record(file=TEXT),
    "config rename": record(profile=TEXT, file=TEXT),
    "config show": record(
        file={"type": ["string", "null"]}, settings=array(record(name=TEXT, value={}, source=TEXT))
    ),
    "config set": record(file=TEXT, setting=TEXT),
    "config unset": record(file=TEXT, unset=ITEMS),
    "config use": record(profile=TEXT, platform=TEXT, file=MAYBE_TEXT),
    "deployment create": ("DeploymentCreateResponse", "DeploymentCreateRequest"),
    "deployment elasticsearch keystore show": "KeystoreContents",
    "deployment elasticsearch keystore update": "KeystoreContents",
    "deployment extension create": "Extension",
    "deployment extension update": ("Extension", "UpdateExtensionRequest"),
    "deployment list": "DeploymentsListResponse",
    "deployment plan cancel": "DeploymentResourceCrudResponse",
    "deployment resource delete": DELETED,
    "deployment resource restore": "DeploymentResourceCrudResponse",
    "deployment resource shutdown": "DeploymentResourceCommandResponse",
    "deployment resource start": None,
    "deployment resource start-maintenance": None,
    "deployment resource stop": None,
    "deployment resource stop-maintenance": None,
    "deployment resource upgrade": "DeploymentResourceUpgradeResponse",
    "deployment resync": "IndexSynchronizationResults",
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
    "doctor": record(
        time=TEXT,
        failures=NUMBER,
        warnings=NUMBER,
        checks=array(
            record(
                check=TEXT,
                status={"enum": ["ok", "warn", "fail", "skip"]},
                detail=TEXT,
                hint=MAYBE_TEXT,
            )
        ),
    ),
    "generate completions": None,
    "generate docs": record(folder=TEXT, files=ITEMS),
    "generate man": record(folder=TEXT, files=ITEMS),
    "help": None,
    "host enroll": "RunnerInfo",
    "init": record(file=TEXT),
    "migrate-check": record(scripts=ITEMS, findings=array({"type": "object"})),
    "options": None,
    "platform allocator list": "AllocatorOverview",
    "platform allocator maintenance": None,
    "platform allocator search": "AllocatorOverview",
    "platform allocator show": "AllocatorInfo",
    "platform allocator vacate": None,
    "platform certificate set": "UpdatedTlsChain",
    "platform certificate show": record(
        service=TEXT,
        user_supplied={"type": "boolean"},
        chain=ITEMS,
        certificates=array(
            record(subject=TEXT, issuer=TEXT, names=ITEMS, valid_from=TEXT, valid_until=TEXT, sha256=TEXT)
        ),
    ),
    "platform constructor maintenance": None,
    "platform constructor resync": "ModelVersionIndexSynchronizationResults",
    "platform enrollment-token create": TOKEN,
    "platform enrollment-token delete": DELETED,
    "platform enrollment-token inspect": record(
        ("expires_at", "expires_in_seconds", "expired", "missing_roles"),
        token_id=TEXT,
        roles=ITEMS,
        persistent=FLAG,
        issuer=TEXT,
        expires_at=TEXT,
        expires_in_seconds=NUMBER,
        expired=FLAG,
        missing_roles=ITEMS,
    ),
    "platform enrollment-token prune": DELETED,
    "platform enrollment-token rotate": TOKEN,
    "platform instance-configuration create": "VersionedIdResponse",
    "platform instance-configuration pull": None,
    "platform instance-configuration show": "InstanceConfiguration",
    "platform proxy filtered-group create": "ProxiesFilteredGroup",
    "platform proxy filtered-group list": "[]ProxiesFilteredGroupHealth",
    "platform proxy filtered-group update": "ProxiesFilteredGroup",
    "platform proxy settings update": "ProxiesSettings",
    "platform repository create": None,
    "platform role create": "RoleAggregate",
    "platform role update": "RoleAggregate",
    "platform runner check": record(
        checked=NUMBER,
        differences=array(record(runner_id=TEXT, state=TEXT, missing_roles=ITEMS, surplus_roles=ITEMS)),
    ),
    "platform runner resync": "ModelVersionIndexSynchronizationResults",
    "platform runner set-roles": {
        "anyOf": [
            record(roles=array(record(role_name=TEXT))),
            record(changed=ITEMS),
        ]
    },
    "platform runner wait": "RunnerOverview",
    "project delete": DELETED,
    "project create": {"type": "object"},
    "project list": record(projects=array({"type": "object"})),
    "project show": {"type": "object"},
    "schema": record(schema_version=NUMBER, version=TEXT, commands=array({"type": "object"})),
    "serve": None,
    "serve audit": record(entries=array(record(at=TEXT, event=TEXT, subject=TEXT, principal={}, detail={}))),
    "serve backup": record(file=TEXT),
    "serve copy": record(records=NUMBER, sha256=TEXT),
    "serve reset-clock": record(data=TEXT),
    "serve reset-password": record(user_name=TEXT, password=TEXT),
    "serve restore": record(data=TEXT),
    "serve status": record(
        store=TEXT, revision=NUMBER, members=array(MEMBER), alarms=ITEMS, writers=array(WRITER)
    ),
    "serve wipe": DELETED,
    "stack list": "StackVersionConfigs",
    "stack upload": None,
    "user create": "User",
    "user key list": "ApiKeysResponse",
    "user show": "User",
    "user update": "User",
    "version": record(version=TEXT, api_version=TEXT, os=TEXT, arch=TEXT, python_version=TEXT),
}
"""The JSON output of commands with a function: a model of the API, one of several, a JSON Schema, or None."""


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
