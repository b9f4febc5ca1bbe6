"""Allocators: lists, filters and tags, beyond the recorded cases."""

from __future__ import annotations

import json

import pytest

PATH = "/api/v1/regions/ece-region/platform/infrastructure/allocators"


@pytest.fixture
def call(ecctl, scripted):
    """Return a function that runs a `platform allocator` command and returns its outcome and requests."""

    def run(*words: str, reply: object = None):
        server = scripted(*([{"body": reply}] if reply is not None else []))
        done = ecctl("platform", "allocator", *words, "--host", server.host, "--api-key", "k")
        return done, server.requests

    return run


def allocator(name: str, *tags: tuple[str, str], connected: bool = True) -> dict:
    return {
        "allocator_id": name,
        "capacity": {"memory": {"total": 1024, "used": 0}},
        "instances": [],
        "metadata": [{"key": key, "value": value} for key, value in tags],
        "status": {"connected": connected},
    }


def zones(*allocators: dict) -> dict:
    return {"zones": [{"zone_id": "z", "allocators": list(allocators)}]}


def test_allocator_matches_all_filters_also_of_one_key(call):
    both = allocator("both", ("os", "linux"), ("os", "old"))
    reply = zones(allocator("linux", ("os", "linux")), both, allocator("old", ("os", "old")))
    done, _ = call("list", "--filter", "os:linux", "--filter", "os:old", reply=reply)
    assert [line.split()[1] for line in done.out.splitlines()[1:]] == ["both"]


def test_filter_value_may_contain_colons_and_commas(call):
    reply = zones(allocator("one", ("rack", "a:1,b:2")), allocator("other", ("rack", "a")))
    done, _ = call("list", "--filter", "rack:a:1,b:2", "--output", "json", reply=reply)
    assert [a["allocator_id"] for a in json.loads(done.out)["zones"][0]["allocators"]] == ["one"]


@pytest.mark.parametrize("tag", ["", "os", ":linux"])
def test_filter_without_colon_is_refused(call, tag):
    done, requests = call("list", "--filter", tag)
    assert done.status == 2
    assert f'--filter "{tag}"' in done.err
    assert requests == []


def test_json_includes_allocators_out_of_use(call):
    reply = zones(allocator("gone", connected=False), allocator("there"))
    assert "gone" not in call("list", reply=reply)[0].out
    assert "gone" in call("list", "--all", reply=reply)[0].out
    assert json.loads(call("list", "--output", "json", reply=reply)[0].out) == reply


def test_list_tolerates_unexpected_zones(call):
    reply = {"zones": [None, 5, {"allocators": 7}, {"allocators": [None, "x", {"allocator_id": "a"}]}]}
    done, _ = call("list", reply=reply)
    assert done.status == 0
    assert done.out.splitlines()[-1].split()[1] == "a"
    done, _ = call("list", "--output", "json", "--filter", "os:linux", reply=reply)
    assert json.loads(done.out)["zones"][:3] == reply["zones"][:3]


def test_show_metadata_adds_a_column(call):
    reply = allocator("a", ("os", "linux"), ("rack", "7"))
    assert call("show", "a", "--metadata", reply=reply)[0].out.splitlines()[1].endswith("os:linux rack:7")
    assert "METADATA" not in call("show", "a", reply=reply)[0].out


def pages(*sizes: int) -> list[dict]:
    """Scripted pages of allocators with consecutive names, spread over two zones."""
    found, start = [], 0
    for size in sizes:
        names = [f"i-{number}" for number in range(start, start + size)]
        halves = (names[::2], names[1::2])
        body = {
            "zones": [
                {"zone_id": str(i), "allocators": list(map(allocator, half))} for i, half in enumerate(halves)
            ]
        }
        found.append({"match": f"GET {PATH}", "body": body})
        start += size
    return found


@pytest.mark.parametrize(("sizes", "starts"), [((100, 50), [100]), ((100, 100, 0), [100, 200]), ((99,), [])])
def test_list_follows_pages(ecctl, scripted, sizes, starts):
    server = scripted(*pages(*sizes))
    done = ecctl(
        "platform", "allocator", "list", "--all", "--output", "json", "--host", server.host, "--api-key", "k"
    )
    found = json.loads(done.out)["zones"]
    assert [zone["zone_id"] for zone in found] == ["0", "1"]
    assert sum(len(zone["allocators"]) for zone in found) == sum(sizes)
    queries = [dict(request["query"]) for request in server.requests]
    assert queries == [{"size": "100"}, *({"from": str(start), "size": "100"} for start in starts)]
    assert done.err == ""


def test_list_filters_allocators_of_later_pages(ecctl, scripted):
    tagged = {"match": f"GET {PATH}", "body": zones(allocator("last", ("os", "linux")))}
    server = scripted(pages(100)[0], tagged)
    done = ecctl("platform", "allocator", "list", "-f", "os:linux", "--host", server.host, "--api-key", "k")
    assert [line.split()[1] for line in done.out.splitlines()[1:]] == ["last"]


def test_list_with_size_warns_that_there_may_be_more(call):
    done, requests = call("list", "--size", "2", reply=zones(allocator("a"), allocator("b")))
    assert (done.status, len(requests)) == (0, 1)
    assert done.err == "warning: only 2 allocators are shown (--size); there may be more\n"


def test_list_warns_if_platform_repeats_its_first_page(ecctl, scripted):
    server = scripted({**pages(100)[0], "repeat": True})
    done = ecctl("platform", "allocator", "list", "--host", server.host, "--api-key", "k")
    assert (done.status, len(server.requests)) == (0, 2)
    assert "100 allocators are shown" in done.err


@pytest.mark.parametrize(
    ("query", "count", "warned"), [("{}", 10, True), ('{"size": 20}', 10, False), ("{}", 9, False)]
)
def test_search_warns_that_there_may_be_more(call, query, count, warned):
    reply = zones(*(allocator(f"i-{number}") for number in range(count)))
    done, _ = call("search", "--query", query, reply=reply)
    assert done.status == 0
    assert ("there may be more" in done.err) == warned
