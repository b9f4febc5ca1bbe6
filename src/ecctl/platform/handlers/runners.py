"""Runners (hosts that joined): list, search, show, change roles, delete."""

from __future__ import annotations

import json

from ecctl.platform.domain import audit
from ecctl.platform.domain.query import Query, sort_documents
from ecctl.platform.fields import Fields
from ecctl.platform.handlers.enrollment_tokens import ROLES
from ecctl.platform.request import unquote
from ecctl.platform.responses import HTTPError, bad_request, empty_response, json_response, streamed
from ecctl.platform.store.base import PRESENT, RUNNERS, Delete, Put, Require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.core.messages import Response
    from ecctl.platform.request import RequestContext
    from ecctl.platform.services import Services

MAX_RUNNERS = 10_000
"""Runners in one response to a search."""


async def list_runners(context: RequestContext) -> Response:
    """List all runners, or those that match the query string `q`."""
    query = context.query().get("q")
    if query:
        wanted = Query({"query_string": {"query": query}}, "runners.search_failed")
        return json_response({"runners": await _matching(context.services, wanted)})
    # As text: parsed, 100,000 hosts take 430 MiB.
    return await streamed("runners", context.services.store.pages(RUNNERS), _stored)


def _stored(entries: list[tuple[str, str]]) -> str:
    return ",".join([text for _, text in entries])


async def search_runners(context: RequestContext) -> Response:
    """List the runners that match a query (SearchRequest of the API description)."""
    code = "runners.search_failed"
    body = context.json() if context.request.body else {}
    fields = Fields(body, code)
    wanted = Query({} if body.get("query") is None else body["query"], code)
    found = await _matching(context.services, wanted)
    start, size = fields.number("from", 0, most=2**31 - 1), fields.number("size", MAX_RUNNERS, most=2**31 - 1)
    return json_response(
        {"runners": sort_documents(found, body.get("sort"), code)[start : start + min(size, MAX_RUNNERS)]}
    )


async def _matching(services: Services, wanted: Query) -> list[dict[str, Any]]:
    """Return the runners that match, in id order."""
    # Queries are evaluated here, because stores find entries by key only.
    found: list[dict[str, Any]] = []
    async for page in services.store.pages(RUNNERS):
        found += wanted.find([json.loads(text) for _, text in page])
    return found


async def _find(context: RequestContext) -> tuple[str, str]:
    """Return the id in the path, and the stored text of that runner."""
    runner_id = unquote(context.params[0])
    stored = await context.services.store.get(RUNNERS, runner_id)
    if stored is None:
        raise _not_found(runner_id)
    return runner_id, stored


def _not_found(runner_id: str) -> HTTPError:
    return HTTPError(
        404, "runners.runner_not_found", f"Runner [{runner_id[:64]}] not found", fields=("runner_id",)
    )


async def show_runner(context: RequestContext) -> Response:
    """Show a runner."""
    return json_response(json.loads((await _find(context))[1]))


async def set_runner_roles(context: RequestContext) -> Response:
    """Replace the roles of a runner."""
    await _find(context)  # an unknown runner is 404, whatever the body is
    code = "runners.runner_set_roles_failed"
    named = Fields(context.json(), code).objects("roles")
    if named is None:
        raise bad_request("roles must be a list of objects", code, "roles")
    roles = list(dict.fromkeys(role.needed("role_name") for role in named))
    if not set(roles) <= ROLES:
        raise bad_request("Some of the roles are unknown", code, "roles")
    return await context.until_committed(
        lambda: _set_roles(context, roles),
        code,
        "Other requests keep changing the runner",
    )


async def _set_roles(context: RequestContext, roles: list[str]) -> Response | None:
    """Store the roles; return None if the runner changed meanwhile."""
    runner_id, stored = await _find(context)
    runner = json.loads(stored)
    runner["roles"] = [{"role_name": role} for role in roles]
    written = await context.commit(
        Put(RUNNERS, runner_id, json.dumps(runner)),
        audit.entry(context, "runner.roles_set", runner_id, ",".join(roles)),
        # The text that was read: what another request has changed since is not overwritten.
        checks=[Require(RUNNERS, runner_id, stored)],
    )
    return json_response({"roles": runner["roles"]}) if written else None


async def delete_runner(context: RequestContext) -> Response:
    """Delete a runner."""
    runner_id = unquote(context.params[0])
    deleted = await context.commit(
        Delete(RUNNERS, runner_id),
        audit.entry(context, "runner.deleted", runner_id),
        # Whatever its roles are by now.
        checks=[Require(RUNNERS, runner_id, PRESENT)],
    )
    if not deleted:
        raise _not_found(runner_id)
    return empty_response()
