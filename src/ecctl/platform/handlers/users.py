"""Users over the API: list, show, create, update, delete, and one's own account."""

from __future__ import annotations

from ecctl.core.timefmt import format_time
from ecctl.platform.auth.passwords import SHORTEST, keep
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import BUILT_IN, ROLES, Account, account, accounts
from ecctl.platform.fields import Fields
from ecctl.platform.handlers.api_keys import keys_of
from ecctl.platform.request import unquote
from ecctl.platform.responses import Refusal, bad_request, empty, reply
from ecctl.platform.store.base import API_KEYS, USERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Response
    from ecctl.platform.request import Call

NAME_LONGEST = 254
_RESERVED = {".", "..", "auth"}
"""Names that a path cannot carry, or that an operation has."""


async def listing(call: Call) -> Response:
    """All users; the disabled ones when asked for."""
    disabled = call.flag("include_disabled")
    return reply(
        {"users": [user.data for user in await accounts(call.platform.store) if user.enabled or disabled]}
    )


async def show(call: Call) -> Response:
    """A user."""
    return reply((await _named(call, unquote(call.params[0]))).data)


async def show_own(call: Call) -> Response:
    """The user who asks."""
    return reply((await _named(call, call.who.name)).data)


async def _named(call: Call, name: str) -> Account:
    user = await account(call.platform.store, name)
    if user is None:
        raise Refusal(404, "user.not_found", "User not found")
    return user


async def create(call: Call) -> Response:
    """A new user, who may log in when there is a password."""
    fields = Fields(call.json())
    name = _new_name(fields)
    now = call.platform.clock.now()
    user = Account(name, None)
    user.generation = int(now * 1000)  # a name that comes again does not revive its sessions
    user.data = {
        "user_name": name,
        "builtin": False,
        "security": {"enabled": True, "roles": [], "security_realm": {"id": "native", "type": "native"}},
        "metadata": {"created_at": format_time(now, milliseconds=True), "created_by": call.who.name},
    }
    security = fields.object("security")
    if not security.texts("roles"):
        raise bad_request("A user needs a role", "user.roles.invalid", "security.roles")
    await _change(call, user, fields, security)
    if name in BUILT_IN or not await _write(call, user, "user.created"):
        raise Refusal(409, "user.user_name.conflict", "The username is already in use", fields=("user_name",))
    return reply(user.data)


def _new_name(fields: Fields) -> str:
    name = fields.text("user_name", longest=NAME_LONGEST)
    if not name or name != name.strip() or name in _RESERVED or ":" in name:
        raise bad_request(
            f"user_name must be 1 to {NAME_LONGEST} printable characters, without a colon or outer blanks",
            "user.user_name.invalid",
            "user_name",
        )
    return name


async def update(call: Call) -> Response:
    """Change what the body names of a user."""
    user = await _named(call, unquote(call.params[0]))
    fields = Fields(call.json())
    security = fields.object("security")
    if user.built_in and ("roles" in security or "enabled" in security):
        raise _restricted("Roles and state of built-in users are fixed", "security")
    return await _update(call, user, fields, security)


async def update_own(call: Call) -> Response:
    """Change what the body names of the user who asks: names, mail, password."""
    user = await _named(call, call.who.name)
    fields = Fields(call.json())
    security = fields.object("security")
    if security.texts("roles") not in (None, list(user.roles)) or security.flag("enabled") is False:
        raise _restricted("One's own roles and state are for others to change", "security")
    return await _update(call, user, fields, security)


async def _update(call: Call, user: Account, fields: Fields, security: Fields) -> Response:
    if fields.text("user_name", longest=NAME_LONGEST) not in {None, user.name}:
        raise _restricted("A user's name does not change", "user_name")
    await _change(call, user, fields, security)
    metadata = user.data.setdefault("metadata", {})
    metadata |= {
        "updated_at": format_time(call.platform.clock.now(), milliseconds=True),
        "updated_by": call.who.name,
    }
    if not await _write(call, user, "user.updated"):
        raise Refusal(409, "user.version_conflict", "The user was changed by somebody else at the same time")
    return reply(user.data)


async def _change(call: Call, user: Account, fields: Fields, security: Fields) -> None:
    """Take over what a body names. A new password, or being disabled, ends the user's sessions."""
    for name in ("full_name", "email"):
        text = fields.text(name)
        if text is not None:
            user.data[name] = text
    kept = user.data["security"]
    roles = security.texts("roles")
    if roles is not None:
        if not roles or not set(roles) <= set(ROLES):
            raise bad_request(
                "Some of the provided roles are invalid", "user.roles.invalid", "security.roles"
            )
        kept["roles"] = list(dict.fromkeys(roles))
    enabled = security.flag("enabled")
    if enabled is not None:
        kept["enabled"] = enabled
    password = security.secret("password")
    if password:
        if len(password) < SHORTEST:
            raise bad_request(
                f"The password has less than {SHORTEST} characters",
                "user.password.invalid",
                "security.password",
            )
        user.password = await call.platform.work(keep, password)
    if password or enabled is False:
        user.generation += 1


def _restricted(message: str, field: str) -> Refusal:
    return bad_request(message, "user.restricted_field", field)


async def _write(call: Call, user: Account, event: str) -> bool:
    return await call.platform.commit(
        (USERS, user.name, user.stored(), None),
        audit.entry(call, event, user.name),
        checks=[(USERS, user.name, user.kept)],
    )


async def delete(call: Call) -> Response:
    """Delete a user, and the user's API keys."""
    user = await _named(call, unquote(call.params[0]))
    if user.built_in:
        raise bad_request("The user cannot be deleted", "user.restricted_deletion", "user_name")
    gone = [(API_KEYS, key_id, None, None) for key_id, _ in await keys_of(call.platform, user.name)]
    await call.platform.commit(
        (USERS, user.name, None, None), *gone, audit.entry(call, "user.deleted", user.name)
    )
    return empty()
