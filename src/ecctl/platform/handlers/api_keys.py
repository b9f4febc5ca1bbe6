"""API keys: created and shown once, listed, deleted."""

from __future__ import annotations

import json
import os
import re

from ecctl.core.timefmt import format_time
from ecctl.platform.auth.api_keys import SCHEME, hash_secret
from ecctl.platform.auth.principal import ADMIN
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import find_account
from ecctl.platform.domain.jwt import encode
from ecctl.platform.fields import Fields
from ecctl.platform.request import unquote
from ecctl.platform.responses import HTTPError, bad_request, empty_response, json_response
from ecctl.platform.store.base import API_KEYS, PRESENT, Delete, Put, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.domain.accounts import Account
    from ecctl.platform.request import RequestContext
    from ecctl.platform.services import Services
    from ecctl.platform.store.base import Write

DEFAULT_SECONDS = 90 * 86400
"""ECE's three months."""
MAX_SECONDS = 10 * 366 * 86400
MAX_KEYS = 1000
"""API keys per user: each one makes every list longer."""
DELETED_KEYS = 50
"""API keys that are deleted in one commit."""
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_INVALID = "api_keys.invalid_input"


async def create_key(context: RequestContext) -> Response:
    """Create an API key of the caller."""
    fields = Fields(context.json(), _INVALID)
    description = fields.needed("description")
    # Refused rather than ignored: the key would have more rights than its creator asked for.
    if "role_assignments" in fields:
        raise fields.error("role_assignments", "absent: a key has its user's roles")
    expires = _expires(context, fields.text("expiration"))
    return await context.until_committed(
        lambda: _create(context, description, expires),
        "user.version_conflict",
        "Other requests keep changing the user",
    )


async def _create(context: RequestContext, description: str, expires: int) -> Response | None:
    """Store a new key of the caller; return None if the user changed meanwhile."""
    services = context.services
    user = await find_account(services.store, context.caller.name)
    if user is None or user.built_in:
        raise bad_request("API keys cannot be created for built-in users", _INVALID)
    # Requests at the same time can exceed the limit by their number, which does no harm.
    if len(await keys_of(services, user)) >= MAX_KEYS:
        raise bad_request(f"A user has at most {MAX_KEYS} API keys; delete some first", _INVALID)
    # Multiples of 3 bytes, so that base64 needs no padding. 192 bits of secret cannot be guessed.
    key_id, secret = new_key_id(), encode(os.urandom(24))
    value = {
        "user": user.name,
        "birth": user.birth,
        "description": description,
        "made": context.now,
        "ends": expires,
        "hash": hash_secret(secret),
    }
    if not await context.commit(
        Put(API_KEYS, key_id, json.dumps(value), expires),
        audit.entry(context, "api_key.created", key_id),
        checks=[user.unchanged()],
    ):
        return None
    shown = {**_shown(key_id, value), "key": encode(f"{key_id}:{secret}".encode())}
    return json_response(shown, 201)


def new_key_id() -> str:
    """Return the id of a new key; no dash at its beginning, which command lines would take for a flag."""
    while (key_id := encode(os.urandom(15))).startswith("-"):
        pass
    return key_id


def _expires(context: RequestContext, expiration: str | None) -> int:
    """Return when a new key expires: not after the API key that creates it, if one does."""
    expires = int(context.now) + (DEFAULT_SECONDS if expiration is None else _seconds(expiration))
    limit = context.caller.expires
    if context.caller.by != SCHEME or limit is None or expires <= limit:
        return expires
    if expiration is None:
        return int(limit)
    raise bad_request(
        "An API key cannot create a key that expires after itself; log in with a password",
        _INVALID,
        "expiration",
    )


def _seconds(expiration: str) -> int:
    """Parse a lifetime: a number and a unit, as Elasticsearch writes times."""
    found = re.fullmatch(r"([0-9]{1,9})([smhd])", expiration)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= MAX_SECONDS:
        raise bad_request(
            f"The expiration is not valid: it is a number and s, m, h or d, from 1s to {MAX_SECONDS // 86400}d",
            _INVALID,
            "expiration",
        )
    return seconds


def _shown(key_id: str, value: dict[str, Any]) -> dict[str, object]:
    """Return the ApiKeyResponse of a stored key."""
    return {
        "id": key_id,
        "user_id": value["user"],
        "description": value["description"],
        "creation_date": format_time(value["made"], milliseconds=True),
        "expiration_date": format_time(value["ends"], milliseconds=True),
    }


Keys = dict[str, "dict[str, Any]"]


async def all_keys(services: Services, containing: str = "") -> Keys:
    """Return all stored keys by id, or those whose stored text contains another."""
    found: Keys = {}
    async for page in services.store.pages(API_KEYS):
        found |= {key_id: json.loads(text) for key_id, text in page if containing in text}
    return found


async def keys_of(services: Services, user: Account) -> Keys:
    """Return the stored keys of a user by id. Keys of a deleted user of the same name are not among them."""
    # To parse only those that name the user is ten times as fast if there are many users.
    return {
        key_id: value
        for key_id, value in (await all_keys(services, json.dumps(user.name))).items()
        if (value["user"], value.get("birth", "")) == (user.name, user.birth)
    }


def _list(keys: Keys) -> Response:
    shown = [_shown(key_id, value) for key_id, value in keys.items()]
    return json_response({"keys": sorted(shown, key=lambda key: str(key["creation_date"]))})


async def _find(context: RequestContext, user: Account, key_id: str) -> dict[str, Any]:
    """Return a stored key of a user; raise HTTPError 404 if there is none."""
    stored = await context.services.store.get(API_KEYS, key_id)
    value: dict[str, Any] = json.loads(stored) if stored else {}
    # A key of somebody else is 404, not 403: which ids exist is not disclosed.
    if (value.get("user"), value.get("birth", "")) != (user.name, user.birth):
        raise _key_not_found()
    return value


def _key_not_found() -> HTTPError:
    return HTTPError(404, "api_keys.key_not_found", "The API key can't be found")


async def _delete(context: RequestContext, ids: list[str]) -> bool:
    """Delete keys; return False, having deleted none, if one of them is gone. Ids are never used again."""
    writes: list[Write] = []
    for key_id in ids:
        writes += [Delete(API_KEYS, key_id), audit.entry(context, "api_key.deleted", key_id)]
    return await context.commit(*writes, checks=[Require(API_KEYS, key_id, PRESENT) for key_id in ids])


async def _delete_one(context: RequestContext, user: Account, key_id: str) -> Response:
    """Delete a key of a user. Of several requests at the same time, one succeeds."""
    await _find(context, user, key_id)
    if not await _delete(context, [key_id]):
        raise _key_not_found()
    return empty_response()


async def _delete_all(context: RequestContext, find: Callable[[], Awaitable[list[str]]]) -> Response:
    """Delete all keys that *find* returns, a few at a time: stores limit the checks of a commit."""
    # The caller's own key comes last: without it, the rest of the request would be refused.
    own = {required.key for required in context.caller.requires}

    async def delete_some() -> Response | None:
        ids = sorted(await find(), key=own.__contains__)
        for start in range(0, len(ids), DELETED_KEYS):
            if not await _delete(context, ids[start : start + DELETED_KEYS]):
                return None
        return empty_response()

    return await context.until_committed(
        delete_some, "api_keys.version_conflict", "Other requests delete the same API keys"
    )


async def _caller(context: RequestContext) -> Account:
    user = await find_account(context.services.store, context.caller.name)
    if user is None:
        raise HTTPError(404, "api_keys.user_not_found", "User not found")
    return user


async def _named(context: RequestContext) -> Account:
    """Return the user that the path names: the caller, or for administrators any."""
    name = unquote(context.params[0])
    if name != context.caller.name and ADMIN not in context.caller.roles:
        raise HTTPError(403, "root.unauthorized.rbac", "Unauthorized action")
    user = await find_account(context.services.store, name)
    if user is None:
        raise HTTPError(404, "api_keys.user_not_found", "User not found")
    return user


async def list_own(context: RequestContext) -> Response:
    """List the caller's API keys."""
    return _list(await keys_of(context.services, await _caller(context)))


async def list_all(context: RequestContext) -> Response:
    """List the API keys of all users."""
    return _list(await all_keys(context.services))


async def list_of(context: RequestContext) -> Response:
    """List the API keys of a user."""
    return _list(await keys_of(context.services, await _named(context)))


async def show_own(context: RequestContext) -> Response:
    """Show an API key of the caller."""
    key_id = unquote(context.params[0])
    return json_response(_shown(key_id, await _find(context, await _caller(context), key_id)))


async def show_of(context: RequestContext) -> Response:
    """Show an API key of a user."""
    user, key_id = await _named(context), unquote(context.params[1])
    return json_response(_shown(key_id, await _find(context, user, key_id)))


async def delete_own(context: RequestContext) -> Response:
    """Delete an API key of the caller."""
    key_id = unquote(context.params[0])
    return await _delete_one(context, await _caller(context), key_id)


async def delete_of(context: RequestContext) -> Response:
    """Delete an API key of a user."""
    user, key_id = await _named(context), unquote(context.params[1])
    return await _delete_one(context, user, key_id)


async def delete_all_of(context: RequestContext) -> Response:
    """Delete all API keys of a user."""
    user = await _named(context)

    async def find() -> list[str]:
        return [*await keys_of(context.services, user)]

    return await _delete_all(context, find)


async def delete_several_own(context: RequestContext) -> Response:
    """Delete those of the named API keys that are the caller's."""
    named = Fields(context.json(), _INVALID).texts("keys")
    if named is None:
        raise bad_request("keys must be a list of strings", _INVALID, "keys")
    user, wanted = await _caller(context), set(named)

    async def find() -> list[str]:
        return [key_id for key_id in await keys_of(context.services, user) if key_id in wanted]

    return await _delete_all(context, find)


async def delete_several_of_all(context: RequestContext) -> Response:
    """Delete named API keys of named users."""
    named = Fields(context.json(), _INVALID).objects("user_api_keys")
    if named is None:
        raise bad_request("user_api_keys must be a list of objects", _INVALID, "user_api_keys")
    pairs = {(pair.needed("user_id"), pair.needed("api_key_id")) for pair in named}

    async def find() -> list[str]:
        keys = await all_keys(context.services)
        return [key_id for key_id, value in keys.items() if (value["user"], key_id) in pairs]

    return await _delete_all(context, find)
