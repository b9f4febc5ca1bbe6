"""Runners, which are the hosts that joined: list, search, show, change roles, delete."""

from __future__ import annotations

import json

from ecctl.platform.domain import audit
from ecctl.platform.domain.query import Query, ordered
from ecctl.platform.fields import Fields
from ecctl.platform.handlers.enrollment_tokens import ROLES
from ecctl.platform.request import unquote
from ecctl.platform.responses import Refusal, bad_request, empty, reply
from ecctl.platform.store.base import PAGE, RUNNERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.app import Platform
    from ecctl.platform.request import Call

MOST = 10_000
"""Runners of one reply to a search."""


async def listing(call: Call) -> Response:
    """All runners, or those that the query string `q` finds."""
    query = call.query().get("q")
    wanted = Query({"query_string": {"query": query}} if query else {}, "runners.search_failed")
    return reply({"runners": [runner for runner in await all_runners(call.platform) if wanted.finds(runner)]})


async def search(call: Call) -> Response:
    """Runners that a query finds (SearchRequest of the API description)."""
    code = "runners.search_failed"
    body = call.json() if call.request.body else {}
    fields = Fields(body, code)
    wanted = Query({} if body.get("query") is None else body["query"], code)
    found = [runner for runner in await all_runners(call.platform) if wanted.finds(runner)]
    start, size = fields.number("from", 0, most=2**31 - 1), fields.number("size", MOST, most=2**31 - 1)
    return reply({"runners": ordered(found, body.get("sort"), code)[start : start + min(size, MOST)]})


async def all_runners(platform: Platform) -> list[dict[str, Any]]:
    """Every runner (RunnerInfo), by id."""
    found: list[dict[str, Any]] = []
    page = await platform.store.scan(RUNNERS)
    while page:
        found += [json.loads(text) for _, text in page]
        page = await platform.store.scan(RUNNERS, after=page[-1][0]) if len(page) == PAGE else []
    return found


async def _named(call: Call) -> tuple[str, str]:
    """The id that the path names, and what is stored of that runner."""
    runner_id = unquote(call.params[0])
    kept = await call.platform.store.get(RUNNERS, runner_id)
    if kept is None:
        raise _not_found(runner_id)
    return runner_id, kept


def _not_found(runner_id: str) -> Refusal:
    return Refusal(
        404, "runners.runner_not_found", f"Runner [{runner_id[:64]}] not found", fields=("runner_id",)
    )


async def show(call: Call) -> Response:
    """A runner."""
    return reply(json.loads((await _named(call))[1]))


async def set_roles(call: Call) -> Response:
    """Give a runner other roles."""
    runner_id, kept = await _named(call)
    code = "runners.runner_set_roles_failed"
    named = Fields(call.json(), code).objects("roles")
    if named is None:
        raise bad_request("roles must be a list of objects", code, "roles")
    roles = list(dict.fromkeys(role.needed("role_name") for role in named))
    if not set(roles) <= ROLES:
        raise bad_request("Some of the roles are unknown", code, "roles")
    runner = json.loads(kept)
    runner["roles"] = [{"role_name": role} for role in roles]
    written = await call.platform.commit(
        (RUNNERS, runner_id, json.dumps(runner), None),
        audit.entry(call, "runner.roles_set", runner_id, ",".join(roles)),
        checks=[(RUNNERS, runner_id, kept)],
    )
    if not written:
        raise Refusal(409, code, "The runner was changed by somebody else at the same time")
    return reply({"roles": runner["roles"]})


async def delete(call: Call) -> Response:
    """Forget a runner."""
    runner_id, kept = await _named(call)
    deleted = await call.platform.commit(
        (RUNNERS, runner_id, None, None),
        audit.entry(call, "runner.deleted", runner_id),
        checks=[(RUNNERS, runner_id, kept)],
    )
    if not deleted:
        raise _not_found(runner_id)
    return empty()
