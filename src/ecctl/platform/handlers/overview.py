"""Lists of tokens and hosts with their history, a page at a time, and versions that tell when they change.

ECE has no such operations. Its lists have neither times nor creators, and no pages.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from itertools import pairwise

from ecctl.core.timefmt import format_time
from ecctl.platform.domain.history import created_at
from ecctl.platform.responses import bad_parameter, json_response
from ecctl.platform.store.base import API_KEYS, AUDIT, RUNNERS, SIGNING_KEYS, TOKENS, USERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.domain.history import History
    from ecctl.platform.request import RequestContext

PAGE_SIZE = 100
MAX_PAGE_SIZE = 1000
SHOWN_HOSTS = 20
"""Hosts that are named for one token; `host_count` counts all."""
WATCHED = (TOKENS, RUNNERS, USERS, API_KEYS, SIGNING_KEYS, AUDIT)


class Paging:
    """The parameters of a list: `offset`, `limit`, `sort`, `role` and `text`."""

    def __init__(self, context: RequestContext, sorts: tuple[str, ...]) -> None:
        query = context.query()
        self.offset = _number(query, "offset", 0, 2**31 - 1)
        self.limit = _number(query, "limit", PAGE_SIZE, MAX_PAGE_SIZE)
        self.role = query.get("role", "")
        self.text = query.get("text", "").lower()
        sort = query.get("sort", sorts[0])
        self.descending = sort.startswith("-")
        self.sort = sort.removeprefix("-")
        if self.sort not in sorts:
            raise bad_parameter("sort", f"one of {', '.join(sorts)}, with - in front to reverse it")

    def response(self, name: str, total: int, found: list[Any], show: Callable[[Any], object]) -> Response:
        """Return the response with one page of what was found."""
        page = found[self.offset : self.offset + self.limit]
        return json_response(
            {
                "total": total,
                "matched": len(found),
                "offset": self.offset,
                name: [show(each) for each in page],
            }
        )


def _number(query: dict[str, str], name: str, default: int, most: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    # The length first: Python converts at most 4,300 digits.
    if len(text) > len(str(most)) or not text.isascii() or not text.isdecimal() or int(text) > most:
        raise bad_parameter(name, f"an integer from 0 to {most}")
    return int(text)


async def list_tokens(context: RequestContext) -> Response:
    """List persistent tokens with the time of creation, the creator and the hosts that joined."""
    paging = Paging(context, ("created", "creator", "roles", "hosts"))
    history = context.services.history
    await history.update()
    tokens = await history.tokens()
    found = await context.services.search(_matching_tokens, tokens, history, paging)
    return paging.response("tokens", len(tokens), found, lambda token: _shown_token(token, history))


def _matching_tokens(
    tokens: list[tuple[str, str]], history: History, paging: Paging
) -> list[tuple[str, str]]:
    """Filter and sort tokens, whose ids are in the order of creation."""
    creators, hosts = history.creators, history.hosts
    role, text = json.dumps(paging.role) if paging.role else "", paging.text
    found = [
        token
        for token in tokens
        if role in token[1]
        and (
            text in token[0]
            or text in creators.get(token[0], "").lower()
            or any(text in host.lower() for host in hosts.get(token[0], ()))
        )
    ]
    if paging.sort == "creator":
        found.sort(key=lambda token: creators.get(token[0], ""), reverse=paging.descending)
    elif paging.sort == "roles":
        found.sort(key=lambda token: token[1], reverse=paging.descending)
    elif paging.sort == "hosts":
        found.sort(key=lambda token: len(hosts.get(token[0], ())), reverse=paging.descending)
    elif paging.descending:
        found.reverse()
    return found


def _shown_token(token: tuple[str, str], history: History) -> dict[str, object]:
    token_id, roles = token
    made = created_at(token_id)
    hosts = history.hosts.get(token_id, {})
    return {
        "token_id": token_id,
        "roles": json.loads(roles),
        "creation_date": None if made is None else format_time(made, milliseconds=True),
        "created_by": history.creators.get(token_id, ""),
        "host_count": len(hosts),
        "hosts": list(hosts)[:SHOWN_HOSTS],
    }


async def list_hosts(context: RequestContext) -> Response:
    """List runners with when and with which token each joined."""
    paging = Paging(context, ("name", "joined", "zone", "roles"))
    history = context.services.history
    await history.update()
    runners = await history.runners()
    found = await context.services.search(_matching_hosts, runners, history, paging)
    return paging.response("hosts", len(runners), found, lambda runner: _shown_host(runner, history))


def _matching_hosts(runners: list[dict[str, Any]], history: History, paging: Paging) -> list[dict[str, Any]]:
    joined, text = history.joined, paging.text
    found = [
        runner
        for runner in runners
        if (not paging.role or paging.role in _roles(runner))
        and any(
            text in str(runner[name]).lower() for name in ("runner_id", "host_ip", "public_hostname", "zone")
        )
    ]
    if paging.sort == "joined":
        found.sort(
            # The audit log may have been pruned: a host without an entry counts as the oldest.
            key=lambda runner: joined[runner["runner_id"]].at if runner["runner_id"] in joined else 0,
            reverse=paging.descending,
        )
    elif paging.sort == "zone":
        found.sort(key=lambda runner: str(runner["zone"]), reverse=paging.descending)
    elif paging.sort == "roles":
        found.sort(key=_roles, reverse=paging.descending)
    elif paging.descending:
        found.reverse()
    return found


def _roles(runner: dict[str, Any]) -> list[str]:
    return [role["role_name"] for role in runner["roles"]]


def _shown_host(runner: dict[str, Any], history: History) -> dict[str, object]:
    joined = history.joined.get(runner["runner_id"])
    names = ("runner_id", "host_ip", "public_hostname", "zone", "connected", "healthy")
    return {
        **{name: runner[name] for name in names},
        "roles": _roles(runner),
        "joined_date": format_time(joined.at / 1000, milliseconds=True) if joined else None,
        "token_id": joined.token_id if joined else "",
    }


async def list_key_usage(context: RequestContext) -> Response:
    """List the signing keys with the number of persistent tokens that each signed.

    A token's record does not name its key. Its id contains when it was created, and the audit log when each key began
    to sign; a token that was created within milliseconds of a rotation may be counted for the other key.
    """
    services = context.services
    await services.history.update()
    tokens = await services.history.tokens()
    keys = [*(await services.keys.all()).values()]
    # Ids begin with the time of creation (UUID version 7), so the tokens of a key are a range of the sorted list.
    bounds = [0]
    for key in keys[1:]:
        moment = f"{services.history.rotations.get(key.name, key.created * 1000):012x}"
        bounds.append(bisect_left(tokens, (f"{moment[:8]}-{moment[8:]}",)))
    bounds.append(len(tokens))
    counts = [end - start for start, end in pairwise(bounds)]
    return json_response(
        {
            "keys": [
                {"name": key.name, "persistent_tokens": count}
                for key, count in zip(keys, counts, strict=True)
            ]
        }
    )


async def show_versions(context: RequestContext) -> Response:
    """Return a version of each list, which differs after the list has changed: cheap to ask for, again and again."""
    store = context.services.store
    return json_response({"versions": {kind: store.version(kind) for kind in WATCHED}})
