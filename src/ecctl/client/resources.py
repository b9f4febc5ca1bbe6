"""What a platform has, by kind, in one vocabulary: list, get, create, update, delete.

Each method is written once: see `ecctl.client.operation_method`.
"""

from __future__ import annotations

from ecctl.client.arguments import flag, host_roles, roles_of, text, whole_seconds
from ecctl.client.operation_method import C_co, Plan, Resource, method
from ecctl.client.reply import member
from ecctl.client.token_claims import token_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builtins import list as List  # noqa: N812  # methods of that name hide it
    from collections.abc import Iterable
    from typing import Any

    from ecctl.client._generated.models import (
        ApiKeyResponse,
        ListEnrollmentTokenElement,
        PlatformInfo,
        RequestEnrollmentTokenReply,
        RunnerInfo,
        RunnerRolesInfo,
        User,
    )
    from ecctl.client.duration import Span
    from ecctl.client.models import NewApiKey


def nothing(_reply: object) -> None:
    """What is made of a reply that says no more than that it was done."""


def new_token(reply: Any) -> Any:
    """The reply to a request for a token, in which there must be one."""
    member(reply, "token", str, hint="whether one was made is not known: list() has those that do not expire")
    return reply


def new_key(reply: Any) -> Any:
    """The reply to a request for an API key, in which there must be one."""
    for name in ("id", "key"):
        member(reply, name, str, hint="whether one was made is not known: list() has them")
    return reply


class EnrollmentTokens(Resource[C_co]):
    """The tokens with which hosts join the platform."""

    __slots__ = ()

    @method
    def create(
        self, *, roles: Iterable[str], validity: Span | None = None
    ) -> Plan[RequestEnrollmentTokenReply]:
        """Make a token for roles; `[]` makes one for system services only.

        With a `validity` (a timedelta, a text such as "2h", or seconds) it expires after that, is not listed
        and cannot be revoked; with None it never expires. The reply holds the `token`, this once, and the
        `token_id` of one that does not expire. Raises UsageError for roles or a validity that cannot be meant.
        """
        body: dict[str, Any] = {"persistent": validity is None, "roles": host_roles(roles)}
        if validity is not None:
            body["validity_in_seconds"] = whole_seconds(validity, "validity")
        return Plan("create-enrollment-token", body=body, then=new_token)

    @method
    def list(self) -> Plan[List[ListEnrollmentTokenElement]]:
        """The tokens that do not expire, each with its `token_id` and `roles`."""
        return Plan("get-enrollment-tokens", then=lambda reply: member(reply, "tokens"))

    @method
    def delete(self, token_or_id: str) -> Plan[None]:
        """Revoke a token that does not expire, named by itself or by its id. Hosts that joined with it stay."""
        return Plan(
            "delete-enrollment-token", {"token": token_id(text(token_or_id, "token_or_id"))}, then=nothing
        )


class Users(Resource[C_co]):
    """The users of the platform."""

    __slots__ = ()

    @method
    def list(self, *, include_disabled: bool = False) -> Plan[List[User]]:
        """All users that can log in, or all."""
        also = flag(include_disabled, "include_disabled") or None
        return Plan("get-users", {"include_disabled": also}, then=lambda reply: member(reply, "users"))

    @method
    def get(self, user_name: str | None = None) -> Plan[User]:
        """A user; without a name, the one who asks."""
        if user_name is None:
            return Plan("get-current-user")
        return Plan("get-user", {"user_name": text(user_name, "user_name")})

    @method
    def create(
        self,
        user_name: str,
        *,
        password: str,
        roles: Iterable[str],
        full_name: str | None = None,
        email: str | None = None,
    ) -> Plan[User]:
        """Make a user with roles such as `ece_platform_admin`."""
        security = {"password": text(password, "password"), "roles": roles_of(roles), "enabled": True}
        return Plan("create-user", body=user(text(user_name, "user_name"), security, full_name, email))

    @method
    def update(  # noqa: PLR0913  # what there is to change
        self,
        user_name: str,
        *,
        password: str | None = None,
        roles: Iterable[str] | None = None,
        full_name: str | None = None,
        email: str | None = None,
        enabled: bool | None = None,
    ) -> Plan[User]:
        """Change what is given of a user, and nothing else."""
        security = {
            "password": None if password is None else text(password, "password"),
            "roles": None if roles is None else roles_of(roles),
            "enabled": None if enabled is None else flag(enabled, "enabled"),
        }
        return Plan(
            "update-user",
            {"user_name": text(user_name, "user_name")},
            user(user_name, security, full_name, email),
        )

    @method
    def delete(self, user_name: str) -> Plan[None]:
        """Remove a user."""
        return Plan("delete-user", {"user_name": text(user_name, "user_name")}, then=nothing)


def user(
    user_name: str, security: dict[str, Any], full_name: str | None, email: str | None
) -> dict[str, Any]:
    """A body of model `User` with what is not None."""
    given = {"full_name": full_name, "email": email}
    return {
        "user_name": user_name,
        **{name: value for name, value in given.items() if value is not None},
        "security": {name: value for name, value in security.items() if value is not None},
    }


class Runners(Resource[C_co]):
    """The hosts of the platform."""

    __slots__ = ()

    @method
    def list(self, query: str | None = None) -> Plan[List[RunnerInfo]]:
        """All hosts, or those that a query string finds, such as `connected:true`."""
        return Plan(
            "get-runners",
            {"q": None if query is None else text(query, "query")},
            then=lambda reply: member(reply, "runners"),
        )

    @method
    def get(self, runner_id: str) -> Plan[RunnerInfo]:
        """A host."""
        return Plan("get-runner", {"runner_id": text(runner_id, "runner_id")})

    @method
    def create(  # noqa: PLR0913  # what a host says of itself
        self,
        runner_id: str,
        *,
        token: str,
        roles: Iterable[str],
        host_ip: str = "127.0.0.1",
        public_hostname: str | None = None,
        zone: str | None = None,
    ) -> Plan[RunnerInfo]:
        """Join a host with an enrollment token that covers its roles.

        The embedded platform's own, to rehearse with: a host joins an ECE with ECE's installer.
        """
        body = {
            "runner_id": text(runner_id, "runner_id"),
            "token": text(token, "token"),
            "roles": host_roles(roles),
            "host_ip": host_ip,
            "public_hostname": public_hostname,
            "zone": zone,
        }
        return Plan("enroll-host", body={name: value for name, value in body.items() if value is not None})

    @method
    def update(self, runner_id: str, *, roles: Iterable[str]) -> Plan[RunnerRolesInfo]:
        """Give a host these roles, in place of those that it has."""
        named = [{"role_name": role} for role in host_roles(roles)]
        return Plan("set-runner-roles", {"runner_id": text(runner_id, "runner_id")}, {"roles": named})

    @method
    def delete(self, runner_id: str) -> Plan[None]:
        """Remove a host that has left."""
        return Plan("delete-runner", {"runner_id": text(runner_id, "runner_id")}, then=nothing)


class ApiKeys(Resource[C_co]):
    """API keys: one's own, or those of another user."""

    __slots__ = ()

    @method
    def list(self, *, user: str | None = None) -> Plan[List[ApiKeyResponse]]:
        """One's own keys, or those of a user; the keys themselves are not in it."""
        if user is None:
            return Plan("get-api-keys", then=lambda reply: member(reply, "keys"))
        return Plan(
            "get-user-api-keys", {"user_id": text(user, "user")}, then=lambda reply: member(reply, "keys")
        )

    @method
    def get(self, key_id: str, *, user: str | None = None) -> Plan[ApiKeyResponse]:
        """What is known of a key."""
        if user is None:
            return Plan("get-api-key", {"api_key_id": text(key_id, "key_id")})
        return Plan("get-user-api-key", {"user_id": text(user, "user"), "api_key_id": text(key_id, "key_id")})

    @method
    def create(self, description: str, *, expiration: Span | None = None) -> Plan[NewApiKey]:
        """Make a key of one's own; the reply holds the `key`, this once.

        It ends after `expiration`: a timedelta, a text such as "30d", or seconds; the platform's three months
        where none is given.
        """
        body = {"description": text(description, "description")}
        if expiration is not None:
            body["expiration"] = f"{whole_seconds(expiration, 'expiration')}s"
        return Plan("create-api-key", body=body, then=new_key)

    @method
    def delete(self, key_id: str, *, user: str | None = None) -> Plan[None]:
        """End a key."""
        if user is None:
            return Plan("delete-api-key", {"api_key_id": text(key_id, "key_id")}, then=nothing)
        return Plan(
            "delete-user-api-key",
            {"user_id": text(user, "user"), "api_key_id": text(key_id, "key_id")},
            then=nothing,
        )


class Platform(Resource[C_co]):
    """The platform itself."""

    __slots__ = ()

    @method
    def info(self) -> Plan[PlatformInfo]:
        """Its version, and its regions with what runs there."""
        return Plan("get-platform")
