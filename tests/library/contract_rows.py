"""The contract of resources: for each method a call, what it sends and returns, and the command that does the same."""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from support.enrollment_tokens import TOKEN
from transport.certificates import issue

from ecctl.client.token_claims import Claims, read_claims
from ecctl.testing import Reply


class Row(NamedTuple):
    """A call of a method, and what is the same of it in both clients and in the command."""

    ask: Callable[[Any], Any]
    answers: dict[str, Any] = {}  # noqa: RUF012  # never changed
    """Responses by operation; without any, the embedded platform itself responds."""
    result: Any = ...
    """What the method returns: the response, unless something else is given."""
    parameters: dict[str, str] | None = None
    """Parameters of path and query of the last request."""
    body: Any = None
    """JSON body of the last request."""
    words: str = ""
    """Command that does the same; without one, `api call` makes the operation. FILE is a file with `content`."""
    content: Any = None
    shown: str | Callable[[Any], Any] | None = ""
    """Where the value stands in the JSON of the command: a member, or a function of it; None: nowhere."""
    same: Callable[[Any], Any] = lambda value: value
    """What is the same of the values of two calls."""
    alone: str = ""
    """Why no command sends the same requests."""
    remote: bool = False
    """Whether the embedded platform refuses the call before a request."""


@functools.cache
def chain():
    """Return a private key and its certificate."""
    with tempfile.TemporaryDirectory() as folder:
        made = issue(Path(folder), "ui", issuer=issue(Path(folder), "ui-ca", ca=True))
        return Path(made.key_file).read_text() + Path(made.file).read_text()


def as_id(shown):
    return {"id": shown}


def zones(shown):
    return [each for zone in shown["zones"] for each in zone["allocators"]]


def ids(moves):
    return [(move.kind, move.resource_id, move.state) for move in moves]


def claims_of(value):
    """Return what `inspect` says, of the method's value or the command's."""
    if isinstance(value, Claims):
        return value.token_id, [*value.roles], value.persistent, value.issuer
    return value["token_id"], value["roles"], value["persistent"], value["issuer"]


def without_ids(made):
    """Return what is the same of two tokens that are made alike."""
    claims = read_claims(made["token"])
    return claims.roles, claims.persistent, claims.expires, set(made)


def without_times(user):
    return {name: value for name, value in user.items() if name != "metadata"}


def roles_of(tokens):
    return sorted(token["roles"] for token in tokens)


D = "0123456789abcdef0123456789abcdef"
RULES = "fedcba9876543210fedcba9876543210"
EXTENSION = {"name": "n", "version": "8.1.0", "extension_type": "bundle"}
ROLE = {"id": "r", "auto_blessed": False, "containers": []}
DEPLOYMENT = {"id": D, "name": "n", "resources": {}}
E = {"id": "e", "name": "n", "version": "8.1.0"}
T = {"id": "t"}
LISTED = {"tokens": [{"token_id": "a", "roles": ["proxy"]}, {"token_id": "b", "roles": ["allocator"]}]}
MADE = {"token": TOKEN, "token_id": "id-1"}
KEY = {"id": "k", "key": "s", "description": "ci", "creation_date": "2026-01-01T00:00:00.000Z"}
HOSTS = {"runners": [{"runner_id": "host-1", "connected": True, "healthy": True, "host_ip": "192.0.2.1",
                      "roles": [{"role_name": "proxy"}]}]}  # fmt: skip
USER = {"user_name": "sam", "security": {"roles": ["ece_platform_admin"], "enabled": True}}
NEW_USER = {"user_name": "sam", "full_name": "Sam",
            "security": {"password": "long enough", "roles": ["ece_platform_admin"], "enabled": True}}  # fmt: skip
PROJECT = {"id": "p", "name": "n", "region_id": "r"}
ALLOCATORS = {"zones": [{"zone_id": "z", "allocators": [{"allocator_id": "a"}, {"allocator_id": "b"}]}]}
PLAN = {"plan_configuration": {}}
MOVES = {"moves": {"kibana_clusters": [{"cluster_id": D, "calculated_plan": PLAN}]}, "failures": {}}
SUCCEEDED = {"plan_attempt_id": "1", "plan_attempt_log": [{"step_id": "plan-completed", "status": "success"}]}
CHANGED = {"id": D, "resources": {"kibana": [
    {"id": D, "ref_id": "main-kibana", "info": {"plan_info": {"current": SUCCEEDED}}}]}}  # fmt: skip
TEMPLATE = {"id": "t", "deployment_template": {"resources": {
    "elasticsearch": [{"region": None, "ref_id": "es", "plan": {
        "elasticsearch": {}, "cluster_topology": [{"node_roles": ["master"], "node_type": {"master": True}}]}}],
    "kibana": [{"plan": {"kibana": {}}}]}}}  # fmt: skip
EVERYTHING = '{"query": {"match_all": {}}}'

ROWS = {
    # Enrollment tokens
    "enrollment_tokens.create": Row(
        lambda c: c.enrollment_tokens.create(roles=["proxy", "allocator"]),
        words="enrollment-token create --role proxy --role allocator", same=without_ids),
    "enrollment_tokens.create, for two hours": Row(
        lambda c: c.enrollment_tokens.create(roles=["proxy"], validity="2h"),
        words="enrollment-token create --role proxy --validity 2h", same=without_ids),
    "enrollment_tokens.list": Row(
        lambda c: c.enrollment_tokens.list(), {"get-enrollment-tokens": LISTED}, LISTED["tokens"],
        words="enrollment-token list", shown="tokens"),
    "enrollment_tokens.iterate": Row(
        lambda c: c.enrollment_tokens.iterate(), {"get-enrollment-tokens": LISTED}, LISTED["tokens"],
        words="enrollment-token list", shown="tokens"),
    "enrollment_tokens.inspect": Row(
        lambda c: c.enrollment_tokens.inspect(TOKEN), words=f"enrollment-token inspect {TOKEN}", same=claims_of),
    "enrollment_tokens.rotate": Row(
        lambda c: c.enrollment_tokens.rotate("a"),
        {"get-enrollment-tokens": LISTED, "create-enrollment-token": MADE, "delete-enrollment-token": {}}, MADE,
        {"token": "a"}, words="enrollment-token rotate a"),
    "enrollment_tokens.prune": Row(
        lambda c: c.enrollment_tokens.prune(roles=["proxy"]),
        {"get-enrollment-tokens": LISTED, "delete-enrollment-token": {}}, ["a"],
        {"token": "a"}, words="enrollment-token prune --role proxy --force", shown="deleted"),
    "enrollment_tokens.delete": Row(
        lambda c: c.enrollment_tokens.delete(TOKEN), {"delete-enrollment-token": {}}, None, {"token": "id-1"},
        words=f"enrollment-token delete {TOKEN}", shown=None),
    # Users and API keys
    "users.list": Row(lambda c: c.users.list(include_disabled=True), words="user list --include-disabled",
                      shown="users"),
    "users.iterate": Row(lambda c: c.users.iterate(), words="user list", shown="users"),
    "users.me": Row(lambda c: c.users.me(), words="user show --current", same=without_times),
    "users.get": Row(lambda c: c.users.get("ops"), words="user show ops", same=without_times),
    "users.get, of nobody": Row(lambda c: c.users.get("nobody/ü"), words="user show nobody/ü"),
    "users.create": Row(
        lambda c: c.users.create("sam", password="long enough", roles=["ece_platform_admin"], full_name="Sam"),
        {"create-user": USER}, body=NEW_USER,
        words="user create --username sam --role ece_platform_admin --fullname Sam --password-file FILE",
        content="long enough"),
    "users.update": Row(
        lambda c: c.users.update("ops", email="ops@example.com"),
        words="user update ops --email ops@example.com", same=without_times),
    "users.delete": Row(lambda c: c.users.delete("sam"), {"delete-user": {}}, None, {"user_name": "sam"},
                        words="user delete sam --force", shown=None),
    "api_keys.list": Row(lambda c: c.api_keys.list(), {"get-api-keys": {"keys": [KEY]}}, [KEY],
                         words="auth key list", shown="keys"),
    "api_keys.list, of a user": Row(
        lambda c: c.api_keys.list(user="sam"), {"get-user-api-keys": {"keys": [KEY]}}, [KEY], {"user_id": "sam"},
        words="user key list --user sam", shown="keys"),
    "api_keys.iterate": Row(lambda c: c.api_keys.iterate(), {"get-api-keys": {"keys": [KEY]}}, [KEY],
                            words="auth key list", shown="keys"),
    "api_keys.get": Row(lambda c: c.api_keys.get("k"), {"get-api-key": KEY}, parameters={"api_key_id": "k"},
                        words="auth key show k"),
    "api_keys.get, of a user": Row(
        lambda c: c.api_keys.get("k", user="sam"), {"get-user-api-key": KEY},
        parameters={"user_id": "sam", "api_key_id": "k"}, words="user key show --user sam k"),
    "api_keys.create": Row(
        lambda c: c.api_keys.create("ci", expiration="30d"), {"create-api-key": KEY},
        body={"description": "ci", "expiration": "2592000s"}, words="auth key create --description ci --expires 30d"),
    "api_keys.rotate": Row(
        lambda c: c.api_keys.rotate("k", expiration="30d"),
        {"get-api-keys": {"keys": [KEY]}, "create-api-key": KEY, "delete-api-key": {}}, KEY, {"api_key_id": "k"},
        alone="`auth key rotate` tries the new key, stores it, and deletes the old one with it"),
    "api_keys.delete": Row(lambda c: c.api_keys.delete("k"), {"delete-api-key": {}}, None, {"api_key_id": "k"},
                           words="auth key delete k --force", shown=None),
    "api_keys.delete, of a user": Row(
        lambda c: c.api_keys.delete("k", user="sam"), {"delete-user-api-key": {}}, None,
        {"user_id": "sam", "api_key_id": "k"}, words="user key delete --user sam k --force", shown=None),
    # Hosts and the platform
    "runners.list": Row(lambda c: c.runners.list(), words="platform runner list", shown="runners"),
    "runners.iterate": Row(
        lambda c: c.runners.iterate({"query": {"match_all": {}}}),
        words=f"api call search-runners --all --body '{EVERYTHING}'", shown="runners"),
    "runners.get": Row(lambda c: c.runners.get("host-1"), words="platform runner show host-1"),
    "runners.get, of no host": Row(lambda c: c.runners.get("host-9"), words="platform runner show host-9"),
    "runners.create": Row(
        lambda c: c.runners.create("host-2", token=TOKEN, roles=["proxy"], host_ip="192.0.2.2", zone="z"),
        {"enroll-host": HOSTS["runners"][0]},
        body={"runner_id": "host-2", "token": TOKEN, "roles": ["proxy"], "host_ip": "192.0.2.2", "zone": "z"},
        words="host enroll --token-file FILE --roles proxy --runner-id host-2 --host-ip 192.0.2.2 --zone z",
        content=TOKEN),
    "runners.update": Row(lambda c: c.runners.update("host-1", roles=["proxy", "allocator"]),
                          words="platform runner set-roles host-1 --roles proxy,allocator"),
    "runners.delete": Row(lambda c: c.runners.delete("host-2"), {"delete-runner": {}}, None, {"runner_id": "host-2"},
                          words="platform runner delete host-2 --force", shown=None),
    "runners.check": Row(
        lambda c: c.runners.check({"host-1": ["proxy", "allocator"]}), {"get-runners": HOSTS},
        [{"runner_id": "host-1", "state": "different", "missing_roles": ["allocator"], "surplus_roles": []}],
        words="platform runner check --file FILE", content={"host-1": ["proxy", "allocator"]}, shown="differences"),
    "runners.wait": Row(lambda c: c.runners.wait(["host-1"], roles=["proxy"]), {"get-runners": HOSTS},
                        HOSTS["runners"], words="platform runner wait host-1 --roles proxy", shown="runners"),
    "runners.wait, until they have left": Row(
        lambda c: c.runners.wait(["host-9"], gone=True), {"get-runners": HOSTS}, [],
        words="platform runner wait host-9 --gone", shown="runners"),
    "platform.info": Row(lambda c: c.platform.info(), words="platform info"),
    # Deployments
    "deployments.list": Row(
        lambda c: c.deployments.list(), {"list-deployments": {"deployments": [DEPLOYMENT]}}, [DEPLOYMENT],
        words="deployment list", shown="deployments"),
    "deployments.search": Row(
        lambda c: c.deployments.search({"size": 1}), {"search-deployments": {"deployments": [DEPLOYMENT]}},
        body={"size": 1}, words="deployment search --file FILE", content={"size": 1}),
    "deployments.iterate": Row(
        lambda c: c.deployments.iterate({"query": {"match_all": {}}}),
        {"search-deployments": {"deployments": [DEPLOYMENT], "return_count": 1}}, [DEPLOYMENT],
        body={"query": {"match_all": {}}, "size": 100},
        words=f"api call search-deployments --all --body '{EVERYTHING}'", shown="deployments"),
    "deployments.get": Row(
        lambda c: c.deployments.get(D, show_plan_history=True), {"get-deployment": DEPLOYMENT},
        parameters={"deployment_id": D, "show_plans": "true", "show_plan_history": "true"}),
    "deployments.create": Row(
        lambda c: c.deployments.create({"name": "n"}, request_id="r" * 32), {"create-deployment": DEPLOYMENT},
        parameters={"request_id": "r" * 32}, body={"name": "n"},
        words=f"deployment create --file FILE --request-id {'r' * 32}", content={"name": "n"}),
    "deployments.create_from_template": Row(
        lambda c: c.deployments.create_from_template(
            "mine", template_id="t", version="8.15.0", request_id="r" * 32),
        {"get-deployment-template-v2": TEMPLATE, "create-deployment": DEPLOYMENT}, DEPLOYMENT,
        words=f"deployment create --name mine --deployment-template t --version 8.15.0 --request-id {'r' * 32}"),
    "deployments.update": Row(
        lambda c: c.deployments.update(D, {"prune_orphans": False}, skip_snapshot=True),
        {"update-deployment": DEPLOYMENT}, parameters={"deployment_id": D, "skip_snapshot": "true"},
        body={"prune_orphans": False}, words=f"deployment update {D} --file FILE --skip-snapshot --force",
        content={"prune_orphans": False}),
    "deployments.shutdown": Row(
        lambda c: c.deployments.shutdown(D, hide=True), {"shutdown-deployment": DEPLOYMENT},
        parameters={"deployment_id": D, "hide": "true"}, words=f"deployment shutdown {D} --hide --force"),
    "deployments.restore": Row(
        lambda c: c.deployments.restore(D, restore_snapshot=True), {"restore-deployment": DEPLOYMENT},
        parameters={"deployment_id": D, "restore_snapshot": "true"},
        words=f"deployment restore {D} --restore-snapshot --force"),
    "deployments.delete": Row(lambda c: c.deployments.delete(D), {"delete-deployment": DEPLOYMENT},
                              parameters={"deployment_id": D}, words=f"deployment delete {D} --force"),
    "deployments.wait": Row(
        lambda c: c.deployments.wait(D, poll_interval="1ms"), {"get-deployment": CHANGED},
        parameters={"deployment_id": D, "show_plans": "true", "show_plan_logs": "true", "show_plan_history": "true"},
        alone="deployment show --track polls alike, at least 2 seconds apart, and then shows the deployment"),
    # Templates
    "templates.list": Row(
        lambda c: c.templates.list(stack_version="8.1.0"), {"get-deployment-templates-v2": [T]},
        parameters={"stack_version": "8.1.0", "region": "ece-region"}),
    "templates.iterate": Row(
        lambda c: c.templates.iterate(stack_version="8.1.0"), {"get-deployment-templates-v2": [T]}, [T],
        {"stack_version": "8.1.0", "region": "ece-region"}),
    "templates.get": Row(
        lambda c: c.templates.get("t", region="r"), {"get-deployment-template-v2": T},
        parameters={"template_id": "t", "region": "r"}),
    "templates.create": Row(
        lambda c: c.templates.create({"name": "n"}), {"create-deployment-template-v2": T},
        parameters={"region": "ece-region"}, body={"name": "n"}),
    "templates.update": Row(
        lambda c: c.templates.update("t", {"name": "n"}), {"set-deployment-template-v2": T},
        parameters={"template_id": "t", "region": "ece-region"}, body={"name": "n"}),
    "templates.delete": Row(
        lambda c: c.templates.delete("t"), {"delete-deployment-template-v2": {}}, None,
        {"template_id": "t", "region": "ece-region"},
        words="deployment template delete --template-id t --force", shown=None),
    # Allocators
    "allocators.list": Row(
        lambda c: c.allocators.list("zone_id:z"), {"get-allocators": ALLOCATORS}, zones(ALLOCATORS),
        {"q": "zone_id:z", "size": "100"}, words="platform allocator list --query zone_id:z", shown=zones),
    "allocators.iterate": Row(
        lambda c: c.allocators.iterate({"query": {"match_all": {}}}),
        {"search-allocators": ALLOCATORS}, zones(ALLOCATORS), body={"query": {"match_all": {}}, "size": 100},
        words=f"api call search-allocators --all --body '{EVERYTHING}'", shown=zones),
    "allocators.get": Row(lambda c: c.allocators.get("a"), {"get-allocator": {"allocator_id": "a", "instances": []}},
                          parameters={"allocator_id": "a"}, words="platform allocator show a"),
    "allocators.update": Row(
        lambda c: c.allocators.update("a", {"k": "v"}), {"set-allocator-metadata": []},
        parameters={"allocator_id": "a"}, body={"items": [{"key": "k", "value": "v"}]}),
    "allocators.delete": Row(
        lambda c: c.allocators.delete("a", remove_instances=True), {"delete-allocator": {}}, None,
        {"allocator_id": "a", "remove_instances": "true"}, shown=None),
    "allocators.start_maintenance": Row(
        lambda c: c.allocators.start_maintenance("a"), {"start-allocator-maintenance-mode": Reply({}, 202)}, None,
        {"allocator_id": "a"}, words="platform allocator maintenance a", shown=None),
    "allocators.stop_maintenance": Row(
        lambda c: c.allocators.stop_maintenance("a"), {"stop-allocator-maintenance-mode": Reply({}, 202)}, None,
        {"allocator_id": "a"}, words="platform allocator maintenance a --unset", shown=None),
    "allocators.vacate": Row(
        lambda c: c.allocators.vacate(["a"], target_ids=["b"], wait=False),
        {"move-clusters": MOVES, "get-allocator": {}, "move-clusters-by-type": Reply({}, 202)},
        words="platform allocator vacate a --target b --skip-tracking --force", shown=None, same=lambda _: None),
    # Traffic filters
    "traffic_filters.list": Row(
        lambda c: c.traffic_filters.list(include_associations=True),
        {"get-traffic-filter-rulesets": {"rulesets": [E]}}, [E], {"include_associations": "true"},
        words="deployment traffic-filter list --include-associations", shown="rulesets"),
    "traffic_filters.iterate": Row(
        lambda c: c.traffic_filters.iterate(region="r"), {"get-traffic-filter-rulesets": {"rulesets": [E]}}, [E],
        {"region": "r"}, words="deployment traffic-filter list --single-region r", shown="rulesets"),
    "traffic_filters.get": Row(
        lambda c: c.traffic_filters.get(D), {"get-traffic-filter-ruleset": E}, parameters={"ruleset_id": D},
        words=f"deployment traffic-filter show {D}"),
    "traffic_filters.create": Row(
        lambda c: c.traffic_filters.create({"name": "n"}), {"create-traffic-filter-ruleset": T}, body={"name": "n"}),
    "traffic_filters.update": Row(
        lambda c: c.traffic_filters.update(D, {"name": "n"}), {"update-traffic-filter-ruleset": T},
        parameters={"ruleset_id": D}, body={"name": "n"},
        words=f"deployment traffic-filter update {D} --file FILE", content={"name": "n"}),
    "traffic_filters.delete": Row(
        lambda c: c.traffic_filters.delete(D, ignore_associations=True), {"delete-traffic-filter-ruleset": {}}, None,
        {"ruleset_id": D, "ignore_associations": "true"},
        words=f"deployment traffic-filter delete {D} --ignore-associations --force", shown=None),
    "traffic_filters.associate": Row(
        lambda c: c.traffic_filters.associate(RULES, D), {"create-traffic-filter-ruleset-association": {}}, None,
        {"ruleset_id": RULES}, {"entity_type": "deployment", "id": D},
        words=f"deployment traffic-filter association create {RULES} --deployment-id {D}", shown=None),
    "traffic_filters.dissociate": Row(
        lambda c: c.traffic_filters.dissociate(RULES, D), {"delete-traffic-filter-ruleset-association": {}}, None,
        {"ruleset_id": RULES, "association_type": "deployment", "associated_entity_id": D},
        words=f"deployment traffic-filter association delete {RULES} --deployment-id {D} --force", shown=None),
    # Extensions, stacks and repositories
    "extensions.list": Row(lambda c: c.extensions.list(), {"list-extensions": {"extensions": [E]}}, [E],
                           words="deployment extension list", shown="extensions"),
    "extensions.iterate": Row(lambda c: c.extensions.iterate(), {"list-extensions": {"extensions": [E]}}, [E],
                              words="deployment extension list", shown="extensions"),
    "extensions.get": Row(lambda c: c.extensions.get("e"), {"get-extension": E}, parameters={"extension_id": "e"},
                          words="deployment extension show e"),
    "extensions.create": Row(
        lambda c: c.extensions.create(
            {"name": "n", "version": "8.1.0", "extension_type": "bundle", "download_url": "https://example.com/e"}),
        {"create-extension": E},
        words="deployment extension create n --version 8.1.0 --type bundle --download-url https://example.com/e"),
    "extensions.update": Row(
        lambda c: c.extensions.update("e", EXTENSION), {"update-extension": E}, parameters={"extension_id": "e"},
        body=EXTENSION, words="deployment extension update e --file FILE", content=EXTENSION),
    "extensions.upload": Row(
        lambda c: c.extensions.upload("e", b"PK"), {"upload-extension": E}, parameters={"extension_id": "e"},
        words="api call upload-extension --param extension_id=e --param file=@FILE", content="PK"),
    "extensions.delete": Row(lambda c: c.extensions.delete("e"), {"delete-extension": {}}, None,
                             {"extension_id": "e"}, words="deployment extension delete e --force", shown=None),
    "stacks.list": Row(lambda c: c.stacks.list(), {"get-version-stacks": {"stacks": [E]}}, [E],
                       {"show_deleted": "false"}, words="stack list", shown="stacks"),
    "stacks.iterate": Row(lambda c: c.stacks.iterate(show_deleted=True), {"get-version-stacks": {"stacks": [E]}},
                          [E], {"show_deleted": "true"}, words="stack list --deleted", shown="stacks"),
    "stacks.get": Row(lambda c: c.stacks.get("8.1.0"), {"get-version-stack": E}, parameters={"version": "8.1.0"},
                      words="stack show 8.1.0"),
    "stacks.create": Row(lambda c: c.stacks.create(b"PK"), {"update-stack-packs": {"stacks": [], "errors": []}},
                         words="stack upload FILE", content="PK", shown=None),
    "stacks.update": Row(
        lambda c: c.stacks.update("8.1.0", {"whitelisted": True}), {"update-version-stack": E},
        parameters={"version": "8.1.0"}, body={"whitelisted": True}),
    "stacks.delete": Row(lambda c: c.stacks.delete("8.1.0"), {"delete-version-stack": {}}, None,
                         {"version": "8.1.0"}, words="stack delete 8.1.0 --force", shown=None),
    "repositories.list": Row(
        lambda c: c.repositories.list(), {"get-snapshot-repositories": {"configs": [{"repository_name": "r"}]}},
        [{"repository_name": "r"}], words="platform repository list", shown="configs"),
    "repositories.iterate": Row(
        lambda c: c.repositories.iterate(), {"get-snapshot-repositories": {"configs": [{"repository_name": "r"}]}},
        [{"repository_name": "r"}], words="platform repository list", shown="configs"),
    "repositories.get": Row(
        lambda c: c.repositories.get("r"), {"get-snapshot-repository": {"repository_name": "r", "config": {}}},
        parameters={"repository_name": "r"}, words="platform repository show r"),
    "repositories.create": Row(
        lambda c: c.repositories.create("r", type="fs", settings={"location": "/b"}), {"set-snapshot-repository": T},
        parameters={"repository_name": "r"}, body={"type": "fs", "settings": {"location": "/b"}},
        words="platform repository create r --type fs --settings FILE", content={"location": "/b"}, shown=None),
    "repositories.update": Row(
        lambda c: c.repositories.update("r", type="fs", settings={"location": "/b"}), {"set-snapshot-repository": T},
        parameters={"repository_name": "r"}, body={"type": "fs", "settings": {"location": "/b"}},
        words="platform repository update r --type fs --settings FILE", content={"location": "/b"}, shown=None),
    "repositories.delete": Row(
        lambda c: c.repositories.delete("r"), {"delete-snapshot-repository": {}}, None, {"repository_name": "r"},
        words="platform repository delete r --force", shown=None),
    # Roles and proxies
    "roles.list": Row(lambda c: c.roles.list(), {"list-blueprinter-roles": {"values": [T]}}, [T],
                      words="platform role list", shown="values"),
    "roles.iterate": Row(lambda c: c.roles.iterate(), {"list-blueprinter-roles": {"values": [T]}}, [T],
                         words="platform role list", shown="values"),
    "roles.get": Row(lambda c: c.roles.get("r"), {"get-blueprinter-role": T},
                     parameters={"blueprinter_role_id": "r"}, words="platform role show r"),
    "roles.create": Row(lambda c: c.roles.create({"role": ROLE}), {"create-blueprinter-role": T}, body={"role": ROLE},
                        words="platform role create --file FILE", content={"role": ROLE}),
    "roles.update": Row(
        lambda c: c.roles.update("r", ROLE), {"update-blueprinter-role": T},
        parameters={"blueprinter_role_id": "r"}, body=ROLE,
        words="platform role update r --file FILE", content=ROLE),
    "roles.delete": Row(lambda c: c.roles.delete("r"), {"delete-blueprinter-role": {}}, None,
                        {"blueprinter_role_id": "r"}, words="platform role delete r --force", shown=None),
    "proxies.list": Row(lambda c: c.proxies.list(), {"get-proxies": {"proxies": [{"proxy_id": "p"}]}},
                        [{"proxy_id": "p"}], words="platform proxy list", shown="proxies"),
    "proxies.iterate": Row(lambda c: c.proxies.iterate(), {"get-proxies": {"proxies": [{"proxy_id": "p"}]}},
                           [{"proxy_id": "p"}], words="platform proxy list", shown="proxies"),
    "proxies.get": Row(lambda c: c.proxies.get("p"), {"get-proxy": {"proxy_id": "p"}}, parameters={"proxy_id": "p"},
                       words="platform proxy show p"),
    "proxies.settings": Row(lambda c: c.proxies.settings(), {"get-proxies-settings": {"expected_proxies_count": 2}},
                            words="platform proxy settings show"),
    "proxies.update": Row(
        lambda c: c.proxies.update({"expected_proxies_count": 2}),
        {"update-proxies-settings": {"expected_proxies_count": 2}}, body={"expected_proxies_count": 2},
        words="platform proxy settings update --file FILE", content={"expected_proxies_count": 2}),
    # Comments and certificates
    "comments.list": Row(
        lambda c: c.comments.list("allocator", "a"), {"list-comment": {"values": [T]}}, [T],
        {"resource_type": "allocator", "resource_id": "a"},
        words="comment list --resource-type allocator --resource-id a", shown="values"),
    "comments.iterate": Row(
        lambda c: c.comments.iterate("allocator", "a"), {"list-comment": {"values": [T]}}, [T],
        {"resource_type": "allocator", "resource_id": "a"},
        words="comment list --resource-type allocator --resource-id a", shown="values"),
    "comments.get": Row(
        lambda c: c.comments.get("allocator", "a", "c"), {"get-comment": T},
        parameters={"resource_type": "allocator", "resource_id": "a", "comment_id": "c"},
        words="comment show c --resource-type allocator --resource-id a"),
    "comments.create": Row(
        lambda c: c.comments.create("allocator", "a", message="m"), {"create-comment": Reply(T, 201)}, T,
        {"resource_type": "allocator", "resource_id": "a"}, {"message": "m"},
        words="comment create m --resource-type allocator --resource-id a", shown=as_id),
    "comments.update": Row(
        lambda c: c.comments.update("allocator", "a", "c", message="m"), {"update-comment": T},
        parameters={"resource_type": "allocator", "resource_id": "a", "comment_id": "c"}, body={"message": "m"},
        words="comment update c m --resource-type allocator --resource-id a", shown=as_id),
    "comments.delete": Row(
        lambda c: c.comments.delete("allocator", "a", "c"), {"delete-comment": {}}, None,
        {"resource_type": "allocator", "resource_id": "a", "comment_id": "c"},
        words="comment delete c --resource-type allocator --resource-id a --force", shown=None),
    "certificates.list": Row(lambda c: c.certificates.list(), {"get-extra-certificates": {"certs": {}}}),
    "certificates.get": Row(lambda c: c.certificates.get("ui"), {"get-tls-certificate": T},
                            parameters={"service_name": "ui"}),
    "certificates.update": Row(
        lambda c: c.certificates.update("ui", chain()), {"set-tls-certificate": Reply(T, 202)},
        parameters={"service_name": "ui"},
        words="platform certificate set ui --file FILE --force", content=chain),
    "certificates.create": Row(
        lambda c: c.certificates.create("ca", "PEM"), {"set-extra-certificate": {}}, None, {"cert_id": "ca"},
        alone="`api call` sends text as a JSON string"),
    "certificates.delete": Row(lambda c: c.certificates.delete("ca"), {"delete-extra-certificate": {}}, None,
                               {"cert_id": "ca"}, shown=None),
    # Serverless projects
    "projects.list": Row(
        lambda c: c.projects.list(type="search"), {"GET /serverless/projects/elasticsearch": {"items": [PROJECT]}},
        [{**PROJECT, "type": "elasticsearch"}], words="project list --type search", shown="projects", remote=True),
    "projects.iterate": Row(
        lambda c: c.projects.iterate(type="security"), {"GET /serverless/projects/security": {"items": [PROJECT]}},
        [{**PROJECT, "type": "security"}], words="project list --type security", shown="projects", remote=True),
    "projects.get": Row(
        lambda c: c.projects.get("p", type="security"), {"GET /serverless/projects/security/p": PROJECT},
        {**PROJECT, "type": "security"}, words="project show p --type security", remote=True),
    "projects.create": Row(
        lambda c: c.projects.create("n", type="observability", region="r", tier="complete"),
        {"POST /serverless/projects/observability": {**PROJECT, "credentials": {"password": "s"}}},
        {**PROJECT, "credentials": {"password": "s"}, "type": "observability"},
        words="project create --name n --type observability --region r --tier complete", remote=True),
    "projects.delete": Row(
        lambda c: c.projects.delete("p", type="security"), {"DELETE /serverless/projects/security/p": {}}, None,
        words="project delete p --type security --force", shown=None, remote=True),
}  # fmt: skip


def command_of(row):
    """Return the command that does the same as a row: a call of its operation, unless the row names one."""
    if row.words:
        return row.words
    (operation,) = row.answers
    words = [
        "api call",
        operation,
        *(f"--param {name}={value}" for name, value in (row.parameters or {}).items()),
    ]
    return " ".join([*words, f"--body '{json.dumps(row.body)}'"] if row.body is not None else words)
