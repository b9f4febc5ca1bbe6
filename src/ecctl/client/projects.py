"""Calls for serverless projects, which have an API apart from ECE's.

The calls follow `pkg/project/project.go` in elastic/ecctl: one collection per type of project, in pages that
name the next one. Unlike for ECE's API, a path in the host setting is used. The generators yield a `Call`, are
sent its response, and return the result.
"""

from __future__ import annotations

from ecctl.client import BASE, Call, json_body
from ecctl.core.errors import ArgumentTypeError, BadResponseError, NotTheApiError, SettingsError, UsageError
from ecctl.core.url import authority_end, encode, segment, split_scheme
from ecctl.errors import NotFoundError
from ecctl.settings.profile import SAAS_HOST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.settings.profile import Profile

    Calls = Generator[Call, Any, Any]

TYPES = ("elasticsearch", "observability", "security")
TYPE_NAMES = "elasticsearch (or search), observability, security"
SEARCH = "search"
"""Alias of the type elasticsearch."""

SECURITY_LINES = ("security", "cloud", "endpoint")
"""Product lines of a security project, which all get its tier."""

PAGES = 100
"""Largest number of pages to read of a list, as in the original."""


class Collection:
    """The projects of one type from some page on. It is immutable: `after` returns those that follow a response."""

    def __init__(self, profile: Profile, kind: str, pages: tuple[str, ...] = ()) -> None:
        self._profile = profile
        self._kind = kind
        self._pages = pages

    def page(self) -> Generator[Call, Any, tuple[list[Any], Collection | None]]:
        """Request the next page; return its projects and the collection after them, None at the end."""
        query = (("from", self._pages[-1]),) if self._pages else ()
        try:
            call = Call("GET", path(self._profile, self._kind), query=query, reply="project.ListResponse")
            return self.after((yield call))
        except BadResponseError as error:
            raise error.prefixed(f"cannot list the {self._kind} projects: ") from None

    def after(self, response: Any) -> tuple[list[Any], Collection | None]:
        """Return the projects in a page, each with its type. Raise NotTheApiError if the pages do not end."""
        page = response if isinstance(response, dict) else {}
        items, following = page.get("items") or [], page.get("next_page")
        if not isinstance(items, list) or not isinstance(following, str | None):
            raise NotTheApiError("the response is not a page of a list")
        found = [typed(project, self._kind) for project in items]
        if not following:
            return found, None
        # A platform that names a page twice would keep us busy for ever.
        if following in self._pages:
            raise NotTheApiError(f'two pages name "{following}" as the next one')
        if len(self._pages) + 1 == PAGES:
            raise NotTheApiError(f"the list has more than {PAGES} pages")
        return found, Collection(self._profile, self._kind, (*self._pages, following))


def collections(profile: Profile, kind: str = "") -> list[Collection]:
    """Return the collection of a type, or those of all types."""
    return [Collection(profile, each) for each in ((checked_type(kind),) if kind else TYPES)]


def listed(profile: Profile, kind: str = "") -> Calls:
    """Return the projects of a type or of all types, each with its type."""
    found = []
    for each in collections(profile, kind):
        left: Collection | None = each
        while left is not None:
            projects, left = yield from left.page()
            found += projects
    return found


def created(profile: Profile, kind: str, *, name: str, region: str, tier: str = "") -> Calls:
    """Create a project and return it. Only this response contains its credentials."""
    kind = checked_type(kind)
    body: dict[str, Any] = {"name": name, "region_id": region}
    if tier and kind == "elasticsearch":
        raise UsageError("a tier has no effect on projects of the type elasticsearch")
    if tier and kind == "observability":
        body["product_tier"] = tier
    elif tier:
        body["product_types"] = [{"product_line": line, "product_tier": tier} for line in SECURITY_LINES]
    response = yield Call("POST", path(profile, kind), body=json_body(body), reply="project.CreateResult")
    return typed(response, kind)


def shown(profile: Profile, project: str, kind: str = "") -> Calls:
    """Return a project; its type is looked up unless it is given."""
    found = yield from type_of(profile, project, kind)
    response = yield Call("GET", path(profile, found, project), reply="project.Project")
    return typed(response, found)


def deleted(profile: Profile, project: str, kind: str = "") -> Calls:
    """Schedule the deletion of a project."""
    found = yield from type_of(profile, project, kind)
    yield Call("DELETE", path(profile, found, project), may_be_empty=True)
    return None


def type_of(profile: Profile, project: str, kind: str = "") -> Calls:
    """Return *kind*, or the type of the collection with a project. Raise NotFoundError if none has it."""
    # An id that would change the path is refused before anything is sent, not after the list has been read.
    segment(project, "project id")
    if kind:
        return checked_type(kind)
    projects = yield from listed(profile)
    for found in projects:
        if isinstance(found, dict) and found.get("id") == project:
            return checked_type(found["type"])
    raise NotFoundError(f'project "{project}" does not exist')


def checked_type(text: str) -> str:
    """Return the type that a text names, ignoring case. Raise UsageError for an unknown one."""
    if not isinstance(text, str):
        raise ArgumentTypeError(f"type must be str, not {type(text).__name__}")
    kind = text.lower()
    kind = "elasticsearch" if kind == SEARCH else kind
    if kind not in TYPES:
        raise UsageError(f'"{text}" is not a type of project', hint=f"types: {TYPE_NAMES}")
    return kind


def typed(project: Any, kind: str) -> Any:
    """Return a project with its type, which the platform may omit."""
    if not isinstance(project, dict) or project.get("type"):
        return project
    return {**project, "type": kind}


def path(profile: Profile, kind: str, project: str = "") -> str:
    """Return the path of a collection or of a project in it. Raise SettingsError if no host is set."""
    host = profile.text("host")
    if not host:
        raise SettingsError(
            "a host is required for serverless projects",
            hint=f"set it with --host or EC_HOST; Elastic Cloud is {SAAS_HOST}",
        )
    _, rest = split_scheme(host.partition("?")[0].partition("#")[0])
    # A path in the host setting is used here, as in the original, unlike for ECE.
    before = encode(rest[authority_end(rest) :].rstrip("/"), safe=b"/%")
    whole = f"{before}{BASE}/serverless/projects/{kind}"
    return f"{whole}/{segment(project, 'project id')}" if project else whole
