"""Users: list, show, create, update, delete, and the caller's own account."""

from __future__ import annotations

import os

from ecctl.core.timefmt import format_time
from ecctl.platform.auth.api_keys import SCHEME
from ecctl.platform.auth.passwords import MIN_LENGTH, hash_password
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import BUILT_IN, ROLES, Account, all_accounts, find_account
from ecctl.platform.fields import Fields
from ecctl.platform.handlers.api_keys import keys_of
from ecctl.platform.request import unquote
from ecctl.platform.responses import HTTPError, bad_request, empty_response, json_response
from ecctl.platform.store.base import API_KEYS, USERS, Delete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext

MAX_NAME = 254
_RESERVED = {".", "..", "auth"}
"""Names that a path cannot contain, or that an operation uses."""

CONFLICT = ("user.version_conflict", "Another request changed the user at the same time")
"""Code and message of the error if a commit fails because the user has changed."""


async def list_users(context: RequestContext) -> Response:
    """List all users, with `include_disabled` the disabled ones as well."""
    include_disabled = context.flag("include_disabled")
    users = await all_accounts(context.services.store)
    return json_response({"users": [user.data for user in users if user.enabled or include_disabled]})


async def show_user(context: RequestContext) -> Response:
    """Show a user."""
    return json_response((await _find(context, unquote(context.params[0]))).data)


async def show_own(context: RequestContext) -> Response:
    """Show the caller."""
    return json_response((await _find(context, context.caller.name)).data)


async def _find(context: RequestContext, name: str) -> Account:
    user = await find_account(context.services.store, name)
    if user is None:
        raise HTTPError(404, "user.not_found", "User not found")
    return user


async def create_user(context: RequestContext) -> Response:
    """Create a user, who can log in if there is a password."""
    fields = Fields(context.json())
    name = _new_name(fields)
    now = context.services.clock.now()
    user = Account(name, None)
    # A user that gets the name of a deleted one must not inherit its sessions and API keys.
    user.birth = os.urandom(8).hex()
    user.data = {
        "user_name": name,
        "builtin": False,
        "security": {"enabled": True, "roles": [], "security_realm": {"id": "native", "type": "native"}},
        "metadata": {"created_at": format_time(now, milliseconds=True), "created_by": context.caller.name},
    }
    security = fields.object("security")
    if not security.texts("roles"):
        raise bad_request("A user needs a role", "user.roles.invalid", "security.roles")
    await _change(context, user, fields, security)
    if name in BUILT_IN or not await _write(context, user, "user.created"):
        raise HTTPError(
            409, "user.user_name.conflict", "The username is already in use", fields=("user_name",)
        )
    return json_response(user.data)


def _new_name(fields: Fields) -> str:
    name = fields.text("user_name", longest=MAX_NAME)
    # A colon separates name and password in basic authentication (RFC 7617).
    if not name or name != name.strip() or name in _RESERVED or ":" in name:
        raise bad_request(
            f"user_name must be 1 to {MAX_NAME} printable characters, without a colon or outer blanks",
            "user.user_name.invalid",
            "user_name",
        )
    return name


async def update_user(context: RequestContext) -> Response:
    """Change the fields of a user that the body contains."""
    user = await _find(context, unquote(context.params[0]))
    fields = Fields(context.json())
    security = fields.object("security")
    if user.built_in and ("roles" in security or "enabled" in security):
        raise _restricted("Roles and state of built-in users are fixed", "security")
    return await _update(context, user, fields, security)


async def update_own(context: RequestContext) -> Response:
    """Change the fields of the caller that the body contains: full name, email, password."""
    user = await _find(context, context.caller.name)
    fields = Fields(context.json())
    security = fields.object("security")
    # Sending back what was read is not a change, and clients do that.
    if security.texts("roles") not in (None, list(user.roles)) or security.flag("enabled") is False:
        raise _restricted("Users cannot change their own roles and state", "security")
    return await _update(context, user, fields, security)


async def _update(context: RequestContext, user: Account, fields: Fields, security: Fields) -> Response:
    if fields.text("user_name", longest=MAX_NAME) not in {None, user.name}:
        raise _restricted("The name of a user cannot change", "user_name")
    caller = context.caller
    if "password" in security and caller.by == SCHEME and caller.name == user.name:
        # Otherwise a leaked key that expires tomorrow would become a login that never does.
        raise HTTPError(
            403,
            "root.unauthorized.rbac",
            "An API key cannot change the password of its user; log in with the password",
            fields=("security.password",),
        )
    await _change(context, user, fields, security)
    metadata = user.data.setdefault("metadata", {})
    metadata |= {
        "updated_at": format_time(context.services.clock.now(), milliseconds=True),
        "updated_by": context.caller.name,
    }
    if not await _write(context, user, "user.updated"):
        raise HTTPError(409, *CONFLICT)
    return json_response(user.data)


async def _change(context: RequestContext, user: Account, fields: Fields, security: Fields) -> None:
    """Apply the fields of a body. A new password, or disabling the user, ends the user's sessions."""
    for name in ("full_name", "email"):
        text = fields.text(name)
        if text is not None:
            user.data[name] = text
    current = user.data["security"]
    roles = security.texts("roles")
    if roles is not None:
        if not roles or not set(roles) <= set(ROLES):
            raise bad_request(
                "Some of the provided roles are invalid", "user.roles.invalid", "security.roles"
            )
        current["roles"] = list(dict.fromkeys(roles))
    enabled = security.flag("enabled")
    if enabled is not None:
        current["enabled"] = enabled
    password = security.secret("password")
    if password:
        if len(password) < MIN_LENGTH:
            raise bad_request(
                f"The password has fewer than {MIN_LENGTH} characters",
                "user.password.invalid",
                "security.password",
            )
        user.password = await _hash(context, user, password)
    if password or enabled is False:
        user.generation += 1


async def _hash(context: RequestContext, user: Account, password: str) -> str:
    """Hash a password, unless another one of the same user is being hashed.

    Only one of two changes at the same time succeeds. To hash both would let any user keep the threads busy that
    check the passwords of all users.
    """
    hashing = context.services.caches.hashing
    if user.name in hashing:
        raise HTTPError(409, *CONFLICT)
    hashing.add(user.name)
    try:
        hashed: str = await context.services.work(hash_password, password)
    finally:
        hashing.remove(user.name)
    return hashed


def _restricted(message: str, field: str) -> HTTPError:
    return bad_request(message, "user.restricted_field", field)


async def _write(context: RequestContext, user: Account, event: str) -> bool:
    return await context.commit(
        user.write(), audit.entry(context, event, user.name), checks=[user.unchanged()]
    )


async def delete_user(context: RequestContext) -> Response:
    """Delete a user and its API keys."""
    return await context.until_committed(lambda: _delete(context), *CONFLICT)


async def _delete(context: RequestContext) -> Response | None:
    """Delete the user that the path names; return None if the user changed meanwhile."""
    user = await _find(context, unquote(context.params[0]))
    if user.built_in:
        raise bad_request("The user cannot be deleted", "user.restricted_deletion", "user_name")
    # The deletion and that of the keys are one commit: no moment at which a deleted user's key works.
    keys = [Delete(API_KEYS, key_id) for key_id in await keys_of(context.services, user)]
    if not await context.commit(
        Delete(USERS, user.name),
        *keys,
        audit.entry(context, "user.deleted", user.name),
        checks=[user.unchanged()],
    ):
        return None
    await _sweep(context, user)
    return empty_response()


async def _sweep(context: RequestContext, user: Account) -> None:
    """Delete API keys that the user created while it was being deleted.

    They are useless already, since no user has their birth any more; they would only appear in lists.
    """
    late = [Delete(API_KEYS, key_id) for key_id in await keys_of(context.services, user)]
    if late:
        await context.services.commit(*late)
