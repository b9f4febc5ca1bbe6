"""Words for docstrings of operations: the description in api/ has names, types and error codes, but no prose."""

from __future__ import annotations

from typing import Any

ERRORS = {
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "429": "RateLimitError",
    "449": "AuthenticationError",
}
"""Classes of errors by status; all others are ApiError."""

SUMMARIES = {
    "create-ldap-configuration": "Create an LDAP configuration.",
    "create-security-deployment": "Create the deployment that stores security settings of the platform.",
    "create-user": "Create a user.",
    "delete-api-keys": "Delete several API keys of the caller.",
    "delete-user-api-keys": "Delete all API keys of a user.",
    "delete-users-api-keys": "Delete several API keys of several users.",
    "delete-deployment-template-v2": "Delete a deployment template.",
    "delete-version-stack": "Delete a stack version from the platform.",
    "deployment-apm-reset-secret-token": "Replace the secret token of an APM resource, and return the new one.",
    "enable-deployment-resource-ccr": "Enable cross-cluster replication (CCR) for a resource of a deployment.",
    "enable-deployment-resource-ilm": "Move a resource of a deployment from index curation to ILM.",
    "enable-deployment-resource-slm": "Move a resource of a deployment to snapshot lifecycle management (SLM).",
    "get-current-account": "Return the account of the caller.",
    "get-current-user": "Return the user whose credentials the client has.",
    "get-deployment-templates-v2": "Return the deployment templates of a region.",
    "get-global-deployment-templates": "Return the deployment templates of all regions.",
    "get-platform": "Return the version of the platform, and its regions with their services.",
    "get-trusted-envs": "Return the trusted environments of an organization.",
    "get-users-api-keys": "Return the API keys of all users.",
    "get-version-stacks": "Return the stack versions of the platform.",
    "list-blueprinter-roles": "Return the roles of the blueprinter.",
    "list-comment": "Return the comments on a resource.",
    "list-config-store-option": "Return all options in the config store.",
    "list-deployments": "Return all deployments in short form.",
    "login": "Log in with user and password, and return a session token.",
    "logout": "End the session of the caller.",
    "methods": "Return the ways in which users can log in.",
    "migrate-deployment-template": "Return the update request that moves a deployment to another template.",
    "move-clusters": "Move the clusters of an allocator to other allocators.",
    "move-clusters-by-type": "Move the clusters of one type from an allocator to other allocators.",
    "move-deployment-elasticsearch-resource-instances": "Move instances of Elasticsearch to other allocators.",
    "refresh-token": "Exchange a session token for a new one.",
    "restore-deployment": "Restore a deployment that was shut down.",
    "restore-deployment-resource": "Restore a resource of a deployment that was shut down.",
    "saml-callback": "Finish a SAML login.",
    "saml-init": "Begin a SAML login.",
    "search-eligible-remote-clusters": "Search deployments that can be remote clusters of a deployment.",
    "shutdown-deployment": "Shut down a deployment and all its resources.",
    "start-deployment-resource-instances-all-maintenance-mode": (
        "Start maintenance mode of all instances of a deployment resource."
    ),
    "stop-deployment-resource-instances-all-maintenance-mode": (
        "Stop maintenance mode of all instances of a deployment resource."
    ),
    "delete-deployment-resource-proxy-requests": "Send a DELETE request to a resource of a deployment.",
    "get-deployment-resource-proxy-requests": "Send a GET request to a resource of a deployment.",
    "post-deployment-resource-proxy-requests": "Send a POST request to a resource of a deployment.",
    "put-deployment-resource-proxy-requests": "Send a PUT request to a resource of a deployment.",
    "update-stack-packs": "Upload an archive of stack versions.",
    "upload-extension": "Upload the file of an extension.",
}
"""Summaries of the operations whose id does not say what they do."""

VERBS = {
    "get": "Return",
    "list": "Return",
    "post": "Send a POST to",
    "put": "Write",
    "patch": "Change",
    "resync": "Resynchronize the search index of",
    "shutdown": "Shut down",
    "capture": "Capture",
}
WORDS = {
    "es": "Elasticsearch",
    "elasticsearch": "Elasticsearch",
    "kib": "Kibana",
    "apm": "APM",
    "appsearch": "App Search",
    "api": "API",
    "url": "URL",
    "ldap": "LDAP",
    "saml": "SAML",
    "tls": "TLS",
    "ccr": "CCR",
    "ilm": "ILM",
    "slm": "SLM",
    "id": "ID",
    "ids": "IDs",
    "config": "configuration",
    "info": "details",
}
UNCOUNTED = ("maintenance mode", "details", "metadata", "CCR", "ILM", "SLM")

PARAMETERS = {
    "allocator_down": "Treat the allocator as unreachable (default: as it reports).",
    "attempt_id": "Id of the plan attempt.",
    "bless": "Also bless the runners that have the role.",
    "bucketing_strategy": "Width of the buckets: `daily`, `hourly` or `monthly`.",
    "cancel_pending": "Cancel plans that are under way.",
    "check_completion": "Also check whether the upgrade is complete.",
    "cleanup_deployments": "Also remove the deployments of the organization.",
    "clear_transient": "Leave transient settings of plans out of the response.",
    "config_control": "Also check the configuration of the source.",
    "config_version": "Version that the settings must still have.",
    "convert_legacy_plans": "Convert plans of the legacy form to the current form.",
    "create_only": "Fail if it exists already.",
    "enrich_with_template": "Fill in what the plan leaves out from its template.",
    "expect_status": "HTTP status that the proxied request must have.",
    "file": "The file: opened for reading bytes, or its bytes.",
    "filter": "Expression that selects items.",
    "force": "Do it even if checks fail.",
    "force_all_plan_history": "Return the whole plan history, however long.",
    "force_delete": "Cancel even if the plan cannot be undone.",
    "force_move": "Move even if the cluster may become unavailable.",
    "force_update": "Cancel plans that are under way, and apply this one.",
    "from": "Index of the first element, or the beginning of a period (ISO 8601 date).",
    "group_attribute": "Attribute of the instances to group by.",
    "hide": "Hide the deployment from lists once it is shut down.",
    "hide_deprecated": "Leave deprecated ones out.",
    "hide_pruned_orphans": "Leave orphans out that the plan removes (false shuts them down explicitly).",
    "id": "Id.",
    "ignore_associations": "Delete even if it is still associated with deployments.",
    "ignore_missing": "Succeed if some of the instances do not exist.",
    "include_associations": "Include the associations.",
    "include_certificate": "Include the certificate.",
    "include_deployments": "Include the deployments that use it.",
    "include_disabled": "Include users who are disabled.",
    "include_versions": "Include the versions.",
    "instances_down": "Treat the instances as unreachable (default: as they report).",
    "metadata": "Key and value that the template's metadata must contain, as `key:value`.",
    "minimal_metadata": "Members of the metadata to return, separated by commas.",
    "mode": "Kind of diagnostics.",
    "move_only": "Move without other changes of the plan.",
    "only_test_version": "Return only test versions.",
    "organization_id": "Id of the organization.",
    "q": "Query string that selects elements.",
    "reason": "Reason, for the audit log.",
    "region": "Region (default: that of the client).",
    "remove_instances": "Remove instances that do not exist any more.",
    "request_id": "Idempotency key of 32 to 128 characters: the API carries requests of one id out once.",
    "restart_after_update": "Restart the resource after the update.",
    "restore_snapshot": "Restore the latest snapshot.",
    "shard_init_wait_time": "Seconds to wait for shards to be initialized.",
    "show_deleted": "Include deleted ones.",
    "show_hidden": "Include hidden ones.",
    "show_instance_configurations": "Include the instance configurations.",
    "show_max_zones": "Include the largest number of zones.",
    "show_metadata": "Include the metadata.",
    "show_plan_defaults": "Include members of plans that have their default value.",
    "show_plan_history": "Include plan attempts that have ended.",
    "show_plan_logs": "Include the logs of plan attempts.",
    "show_plans": "Include the plans.",
    "show_security": "Include the security settings.",
    "show_settings": "Include the settings of the clusters.",
    "show_system_alerts": "Number of system alerts to include.",
    "show_unusable": "Include versions that cannot be used.",
    "size": "Number of elements in the response at most.",
    "skip_cascading_operations": "Do not start or stop dependent resources.",
    "skip_matching_version": "Skip resources that have the current version in the search index.",
    "skip_snapshot": "Do not take a snapshot first.",
    "skip_validations": "Do not validate the settings.",
    "sort": "Name of the field to sort by; a `-` before it reverses the order.",
    "stack_version": "Stack version for which the template is wanted.",
    "state": "State of the login, from the identity provider.",
    "strict_mode": "Refuse settings that are only probably valid.",
    "template_id": "Id of the deployment template.",
    "test_config": "Test the configuration, and do not store it.",
    "to": "End of the period (ISO 8601 date).",
    "validate_only": "Validate the request, and change nothing.",
    "version": "Version that the object must still have, from its `x-cloud-resource-version` header.",
    "RelayState": "Relay state of the SAML response.",
    "SAMLResponse": "SAML response of the identity provider.",
    "X-Management-Request": "Value of the header `X-Management-Request`; the API requires `true`.",
}
"""Meaning of the parameters beside the path, with their units."""

OF_THE_PATH = {
    "api_key_id": "Id of the API key.",
    "ref_id": "Reference id of the resource, such as `main-elasticsearch`.",
    "resource_kind": "Kind of the resource.",
    "stateless_resource_kind": "Kind of the stateless resource.",
    "instance_ids": "Ids of the instances: a list, or a text with commas.",
    "proxy_path": "Path of the request that is passed on.",
    "token": "Id of the token.",
    "key": "Key of the item.",
    "version": "Version, such as `8.15.0`.",
    "user_ids": "Ids of the users, separated by commas.",
    "invitation_tokens": "Invitation tokens, separated by commas.",
}


def summary(operation_id: str) -> str:
    """Return what an operation does, as a sentence in the imperative."""
    if operation_id in SUMMARIES:
        return SUMMARIES[operation_id]
    verb, *rest = operation_id.removesuffix("-v2").split("-")
    words = " ".join(WORDS.get(word, word) for word in rest)
    for noun, before in (("maintenance mode", "of"), ("instances all", "")):
        if words.endswith(noun):
            owner = words.removesuffix(noun).strip()
            words = f"{noun} {before} the {owner}" if before else f"all {owner} instances"
            return f"{VERBS.get(verb, verb.capitalize())} {words}."
    plural = words.endswith("s") and not words.endswith(("ss", "status", "kibanas"))
    article = "" if plural or words.endswith(UNCOUNTED) else "the "
    if not plural and verb == "create":
        article = "an " if words[:1].lower() in "aeiou" else "a "
    return f"{VERBS.get(verb, verb.capitalize())} {article}{words}."


def path_parameter(name: str) -> str:
    """Return the meaning of a parameter of the path."""
    if name in OF_THE_PATH:
        return OF_THE_PATH[name]
    noun = name.removesuffix("_id").removesuffix("_name").replace("_", " ")
    if name.endswith("_id"):
        return f"Id of the {noun}."
    return f"Name of the {noun}." if name.endswith("_name") else f"The {noun}."


def parameter(described: dict[str, Any]) -> str:
    """Return the meaning of a parameter, with its default."""
    name = described["name"]
    if described["in"] == "path":
        return path_parameter(name)
    text = PARAMETERS[name]
    default = described.get("default")
    if default is None or "(default" in text:
        return text
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return f"{text.removesuffix('.')} (default {shown})."
