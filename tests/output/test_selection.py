"""--columns and --sort."""

from __future__ import annotations

import pytest

from ecctl.errors import UsageError
from ecctl.output import Column, Result, Table
from ecctl.output.render import render
from ecctl.output.selection import Selection, in_order, selected

HOSTS = Table(
    "hosts",
    Column("HOST IP", "host_ip"),
    Column("ROLES", lambda host: len(host["roles"])),
    Column("Z", "zone.id"),
)
VALUE = {
    "hosts": [
        {"host_ip": "192.0.2.10", "roles": [{"name": "a"}], "zone": {"id": "z1"}, "note": None},
        {"host_ip": "192.0.2.9", "roles": [{"name": "b"}, {"name": "c"}], "zone": {}, "note": "n"},
    ]
}


def shown(columns=(), sort="", *, output="text", projected=False):
    result = selected(Result(VALUE, HOSTS), Selection(columns, sort), projected=projected)
    return result.value if projected else render(result, output)


@pytest.mark.parametrize("name", ["HOST IP", "host-ip", "host_ip", "Host_IP"])
def test_column_is_named_by_heading_or_member(name):
    assert shown([name]) == "HOST IP\n192.0.2.10\n192.0.2.9\n"


def test_path_reaches_members_and_lists():
    assert shown(["roles.name", "note"]) == "ROLES.NAME   NOTE\n[a]          -\n[b c]        n\n"


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("host_ip", "192.0.2.9"),
        ("host_ip:desc", "192.0.2.10"),
        ("roles:desc", "192.0.2.9"),
        ("z", "192.0.2.10"),
        ("z:desc", "192.0.2.10"),
        ("note:asc", "192.0.2.9"),
    ],
)
def test_rows_are_sorted(sort, first):
    assert shown(["host_ip"], sort).splitlines()[1] == first


def test_projected_elements_have_the_chosen_members_only():
    assert shown(["host_ip", "roles", "z"], projected=True) == [
        {"host_ip": "192.0.2.10", "roles": 1, "zone.id": "z1"},
        {"host_ip": "192.0.2.9", "roles": 2, "zone.id": None},
    ]


def test_single_thing_stays_single():
    result = selected(Result({"id": 1, "b": 2}), Selection(["b"]), projected=True)
    assert result.value == {"b": 2}
    with pytest.raises(UsageError, match="not a list"):
        selected(Result({"id": 1}), Selection(sort="id"), projected=False)


def test_unknown_name_is_refused_with_a_suggestion():
    with pytest.raises(UsageError, match='--columns "hst_ip" is neither a column nor a member') as refused:
        shown(["hst_ip"])
    assert refused.value.hint == "did you mean host_ip?"


def test_name_is_not_judged_without_elements():
    result = selected(Result({"hosts": []}, HOSTS), Selection(["anything"]), projected=False)
    assert render(result, "text") == "ANYTHING\n"


def test_text_is_ordered_by_the_numbers_in_it_and_nothing_comes_last():
    values = ["8.0", None, "7.17.0", "7.9.1", 3, "-", "a1b"]
    assert in_order(values, lambda value: value, descending=False) == [
        3,
        "7.9.1",
        "7.17.0",
        "8.0",
        "a1b",
        None,
        "-",
    ]
    assert in_order(values, lambda value: value, descending=True)[-2:] == [None, "-"]
