"""Pages are followed to their end, and there always is one: the generator is driven by hand, a few pages at most."""

from __future__ import annotations

import json

import pytest

from ecctl.client.paging import all_pages
from ecctl.client.session import Session
from ecctl.core.messages import Response
from ecctl.errors import NotTheApiError, UsageError
from ecctl.settings.profile import Profile

MOST = 12
"""Pages that the test server sends; a request for more would never end."""


def follow(pages, operation_id="search-deployments", parameters=None, body=None):
    """What comes of pages, the last of which a server gives again and again, and the bodies or targets asked."""
    session = Session(Profile({"host": "http://h", "api_key": "k"}, {}), retries=0, chance=lambda: 0.5)
    steps = all_pages(session, operation_id, parameters or {}, body)
    asked = [next(steps)]
    try:
        for number in range(MOST):
            page = json.dumps(pages[min(number, len(pages) - 1)]).encode()
            asked.append(steps.send(Response(200, (), page)))
    except StopIteration as done:
        return done.value, asked
    raise AssertionError(f"asked for more than {MOST} pages")


def deployments(*names, **others):
    return {"deployments": [{"id": name} for name in names], **others}


def test_pages_are_followed_by_offset():
    whole, asked = follow([deployments("a", "b"), deployments("c")], body={"size": 2})
    assert [each["id"] for each in whole["deployments"]] == ["a", "b", "c"]
    assert [json.loads(request.body).get("from") for request in asked] == [None, 2]


def test_pages_are_followed_by_cursor_that_never_changes():
    pages = [deployments("a", cursor="x"), deployments("b", cursor="x"), deployments(cursor="x")]
    whole, _ = follow(pages)
    assert [each["id"] for each in whole["deployments"]] == ["a", "b"]


def test_null_counts_as_an_empty_list():
    pages = [
        deployments("a", errors=None),
        deployments("b", errors=[{}]),
        {"deployments": None, "errors": None},
    ]
    whole, _ = follow(pages, body={"size": 1})
    assert whole == deployments("a", "b", errors=[{}])
    assert follow(pages[2:])[0] == pages[2]


def test_list_replaces_value_of_another_type():
    pages = [deployments("a", more=1), deployments("b", more=[{}]), deployments(more=[{}])]
    assert follow(pages, body={"size": 1})[0] == deployments("a", "b", more=[{}, {}])


@pytest.mark.parametrize("body", [{"size": 0}, {"size": 2}])
def test_empty_page_is_the_last(body):
    whole, asked = follow([deployments()], body=body)
    assert (whole["deployments"], len(asked)) == ([], 1)


def test_page_of_empty_zones_is_the_last():
    zones = {"zones": [{"zone_id": "z", "allocators": []}]}
    whole, asked = follow([zones], "get-allocators", {"size": 0})
    assert (whole, len(asked)) == (zones, 1)


def test_repeated_page_is_an_error():
    pages = [deployments(name, cursor=name) for name in "abcbcbcbcbcbcbc"]
    with pytest.raises(NotTheApiError, match="the same page twice"):
        follow(pages)


@pytest.mark.parametrize("asked", [{"size": "2"}, {"size": -1}, {"size": True}, {"size": 2.0}, {"from": "1"}])
def test_from_and_size_must_be_non_negative_ints(asked):
    with pytest.raises(UsageError, match="non-negative int"):
        follow([deployments("a", "b")], body=asked)
    with pytest.raises(UsageError, match="non-negative int"):
        follow([{"zones": []}], "get-allocators", asked)


def test_none_counts_as_not_given():
    body = {"size": None, "from": None}
    whole, asked = follow([deployments(*map(str, range(100))), deployments("last")], body=body)
    assert (len(whole["deployments"]), len(asked)) == (101, 2)


@pytest.mark.parametrize(
    "page",
    [{"deployments": "many"}, {"deployments": {}}, {"deployments": [1]}, deployments("a", return_count=None)],
)
def test_page_of_wrong_type_is_an_error(page):
    with pytest.raises(NotTheApiError):
        follow([deployments("z", return_count=1, cursor="x"), page])
