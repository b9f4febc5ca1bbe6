"""API keys over the API: made and shown once, listed, ended by time or by deletion."""

from __future__ import annotations

import json
import os
import re

from ecctl.core.timefmt import format_time
from ecctl.platform.auth.api_keys import hashed
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import account
from ecctl.platform.domain.jwt import encode
from ecctl.platform.fields import Fields
from ecctl.platform.request import ADMIN, unquote
from ecctl.platform.responses import Refusal, bad_request, empty, reply
from ecctl.platform.store.base import API_KEYS, PAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.app import Platform
    from ecctl.platform.request import Call

DEFAULT_SECONDS = 90 * 86400
"""ECE's three months."""
LONGEST_SECONDS = 10 * 366 * 86400
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_INVALID = "api_keys.invalid_input"


async def create(call: Call) -> Response:
    """A new key of one's own."""
    platform = call.platform
    fields = Fields(call.json(), _INVALID)
    description = fields.needed("description")
    if "role_assignments" in fields:
        raise fields.refusal("role_assignments", "absent: a key has its user's roles")
    seconds = _seconds(fields.text("expiration"))
    user = await account(platform.store, call.who.name)
    if user is None or user.built_in:
        raise bad_request("API keys cannot be made for built-in users", _INVALID)
    key_id, secret, now = encode(os.urandom(15)), encode(os.urandom(24)), call.now
    ends = int(now) + seconds
    value = {
        "user": user.name,
        "description": description,
        "made": now,
        "ends": ends,
        "hash": hashed(secret),
    }
    await platform.commit(
        (API_KEYS, key_id, json.dumps(value), ends), audit.entry(call, "api_key.created", key_id)
    )
    shown = {**_shown(key_id, value), "key": encode(f"{key_id}:{secret}".encode())}
    return reply(shown, 201)


def _seconds(expiration: str | None) -> int:
    """How long a key is valid: a number and a unit, as Elasticsearch writes times."""
    if expiration is None:
        return DEFAULT_SECONDS
    found = re.fullmatch(r"([0-9]{1,9})([smhd])", expiration)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise bad_request(
            f"The expiration isn't valid: it is a number and s, m, h or d, from 1s to {LONGEST_SECONDS // 86400}d",
            _INVALID,
            "expiration",
        )
    return seconds


def _shown(key_id: str, value: dict[str, Any]) -> dict[str, object]:
    """ApiKeyResponse."""
    return {
        "id": key_id,
        "user_id": value["user"],
        "description": value["description"],
        "creation_date": format_time(value["made"], milliseconds=True),
        "expiration_date": format_time(value["ends"], milliseconds=True),
    }


async def keys_of(platform: Platform, user: str | None = None) -> list[tuple[str, str]]:
    """Ids and stored texts of the keys of a user, or of all."""
    found = []
    page = await platform.store.scan(API_KEYS)
    while page:
        found += [(key, text) for key, text in page if user is None or json.loads(text)["user"] == user]
        page = await platform.store.scan(API_KEYS, after=page[-1][0]) if len(page) == PAGE else []
    return found


async def _list(call: Call, user: str | None) -> Response:
    keys = [_shown(key_id, json.loads(text)) for key_id, text in await keys_of(call.platform, user)]
    return reply({"keys": sorted(keys, key=lambda key: str(key["creation_date"]))})


async def _show(call: Call, user: str, key_id: str) -> Response:
    kept = await _of_user(call.platform, user, key_id)
    return reply(_shown(key_id, json.loads(kept)))


async def _of_user(platform: Platform, user: str, key_id: str) -> str:
    kept = await platform.store.get(API_KEYS, key_id)
    if kept is None or json.loads(kept)["user"] != user:
        raise Refusal(404, "api_keys.key_not_found", "The API key can't be found")
    return kept


async def _delete(call: Call, ids: list[str]) -> Response:
    writes = []
    for key_id in ids:
        writes += [(API_KEYS, key_id, None, None), audit.entry(call, "api_key.deleted", key_id)]
    if writes:
        await call.platform.commit(*writes)
    return empty()


async def _known(call: Call) -> str:
    """The user that the path names; only admins come so far, and users to themselves."""
    name = unquote(call.params[0])
    if name != call.who.name and ADMIN not in call.who.roles:
        raise Refusal(403, "root.unauthorized.rbac", "Unauthorized action")
    if await account(call.platform.store, name) is None:
        raise Refusal(404, "api_keys.user_not_found", "User not found")
    return name


async def list_own(call: Call) -> Response:
    """One's own keys."""
    return await _list(call, call.who.name)


async def list_all(call: Call) -> Response:
    """The keys of all users."""
    return await _list(call, None)


async def list_of(call: Call) -> Response:
    """The keys of a user."""
    return await _list(call, await _known(call))


async def show_own(call: Call) -> Response:
    """One of one's own keys."""
    return await _show(call, call.who.name, unquote(call.params[0]))


async def show_of(call: Call) -> Response:
    """A key of a user."""
    return await _show(call, await _known(call), unquote(call.params[1]))


async def delete_own(call: Call) -> Response:
    """Delete one of one's own keys."""
    key_id = unquote(call.params[0])
    await _of_user(call.platform, call.who.name, key_id)
    return await _delete(call, [key_id])


async def delete_of(call: Call) -> Response:
    """Delete a key of a user."""
    key_id = unquote(call.params[1])
    await _of_user(call.platform, await _known(call), key_id)
    return await _delete(call, [key_id])


async def delete_all_of(call: Call) -> Response:
    """Delete every key of a user."""
    keys = await keys_of(call.platform, await _known(call))
    return await _delete(call, [key_id for key_id, _ in keys])


async def delete_several_own(call: Call) -> Response:
    """Delete those of the named keys that are one's own."""
    named = Fields(call.json(), _INVALID).texts("keys")
    if named is None:
        raise bad_request("keys must be a list of texts", _INVALID, "keys")
    own = {key_id for key_id, _ in await keys_of(call.platform, call.who.name)}
    return await _delete(call, [key_id for key_id in dict.fromkeys(named) if key_id in own])


async def delete_several_of_all(call: Call) -> Response:
    """Delete named keys of named users."""
    named = Fields(call.json(), _INVALID).objects("user_api_keys")
    if named is None:
        raise bad_request("user_api_keys must be a list of objects", _INVALID, "user_api_keys")
    pairs = {(pair.needed("user_id"), pair.needed("api_key_id")) for pair in named}
    keys = await keys_of(call.platform)
    return await _delete(
        call, [key_id for key_id, text in keys if (json.loads(text)["user"], key_id) in pairs]
    )
