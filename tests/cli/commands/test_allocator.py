"""Allocators: what the recorded cases leave open of lists and tags."""

from __future__ import annotations

import json

import pytest

PATH = "/api/v1/regions/ece-region/platform/infrastructure/allocators"


@pytest.fixture
def call(ecctl, scripted):
    """A command below `platform allocator` against scripted replies: its outcome, and what was asked."""

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


def test_every_filter_counts_even_those_of_one_key(call):
    both = allocator("both", ("os", "linux"), ("os", "old"))
    reply = zones(allocator("linux", ("os", "linux")), both, allocator("old", ("os", "old")))
    done, _ = call("list", "--filter", "os:linux", "--filter", "os:old", reply=reply)
    assert [line.split()[1] for line in done.out.splitlines()[1:]] == ["both"]


def test_the_value_of_a_filter_may_hold_colons_and_commas(call):
    reply = zones(allocator("one", ("rack", "a:1,b:2")), allocator("other", ("rack", "a")))
    done, _ = call("list", "--filter", "rack:a:1,b:2", "--output", "json", reply=reply)
    assert [a["allocator_id"] for a in json.loads(done.out)["zones"][0]["allocators"]] == ["one"]


@pytest.mark.parametrize("tag", ["", "os", ":linux"])
def test_a_filter_that_is_no_tag_is_refused(call, tag):
    done, requests = call("list", "--filter", tag)
    assert done.status == 2
    assert f'--filter "{tag}"' in done.err
    assert requests == []


def test_json_holds_what_the_table_leaves_out(call):
    reply = zones(allocator("gone", connected=False), allocator("there"))
    assert "gone" not in call("list", reply=reply)[0].out
    assert "gone" in call("list", "--all", reply=reply)[0].out
    assert json.loads(call("list", "--output", "json", reply=reply)[0].out) == reply


def test_zones_of_other_shapes_break_nothing(call):
    reply = {"zones": [None, 5, {"allocators": 7}, {"allocators": [None, "x", {"allocator_id": "a"}]}]}
    done, _ = call("list", reply=reply)
    assert done.status == 0
    assert done.out.splitlines()[-1].split()[1] == "a"
    done, _ = call("list", "--output", "json", "--filter", "os:linux", reply=reply)
    assert json.loads(done.out)["zones"][:3] == reply["zones"][:3]


def test_the_tags_of_an_allocator_are_a_column_of_its_row(call):
    reply = allocator("a", ("os", "linux"), ("rack", "7"))
    assert call("show", "a", "--metadata", reply=reply)[0].out.splitlines()[1].endswith("os:linux rack:7")
    assert "METADATA" not in call("show", "a", reply=reply)[0].out
