"""Proxies: filters of groups, updates of settings, and the table."""

from __future__ import annotations

import pytest

PROXY = ("platform", "proxy")
LOGIN = ("--api-key", "k")


@pytest.mark.parametrize(
    ("filters", "sent"),
    [
        (["a=1,b=2"], [("a", "1"), ("b", "2")]),
        (["a=1", "b=2,3"], [("a", "1"), ("b", "2,3")]),
        (['"a=1,2",b=3'], [("a", "1,2"), ("b", "3")]),
        (["a="], [("a", "")]),
    ],
)
def test_filters_are_sent_as_pairs(ecctl, scripted, filters, sent) -> None:
    server = scripted({"body": {"id": "g"}})
    flags = [word for text in filters for word in ("--filters", text)]
    done = ecctl(*PROXY, "filtered-group", "create", "g", *flags, "--host", server.host, *LOGIN)
    assert done.status == 0
    body = server.requests[0]["body"]["json"]
    assert [(each["key"], each["value"]) for each in body["filters"]] == sent


@pytest.mark.parametrize("filters", ["", "a", "=1", "a=1,a=2", "a=1,,b=2"])
def test_invalid_filters_are_refused(ecctl, scripted, filters) -> None:
    server = scripted()
    done = ecctl(*PROXY, "filtered-group", "create", "g", "--filters", filters, "--host", server.host, *LOGIN)
    assert done.status == 2
    assert "--filters" in done.err
    assert server.requests == []


def test_update_without_settings_is_refused(ecctl, scripted, tmp_path) -> None:
    file = tmp_path / "settings.txt"
    file.write_text("{}")
    server = scripted()
    done = ecctl(*PROXY, "settings", "update", "-f", str(file), "--host", server.host, *LOGIN)
    assert done.status == 2
    assert server.requests == []


def test_metadata_is_sorted_by_key(ecctl, scripted) -> None:
    proxies = [{"proxy_id": "p", "metadata": {"z": 1.50, "a": ["x", "y"], "m": None}}, {"proxy_id": "q"}]
    server = scripted({"body": {"proxies": proxies}})
    done = ecctl(*PROXY, "list", "--host", server.host, *LOGIN)
    assert [line.split(maxsplit=4)[4:] for line in done.out.splitlines()[1:]] == [["a:[x y],m:-,z:1.5,"], []]
