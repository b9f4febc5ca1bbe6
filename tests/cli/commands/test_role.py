"""Roles: blessings in the table, and files that would clear a role."""

from __future__ import annotations

import pytest

LOGIN = ("--api-key", "k")


def aggregate(name: str, *, automatic: object, **blessings: object) -> dict[str, object]:
    """Return a role as the platform shows it, optionally with blessings."""
    role = {"value": {"id": name, "auto_blessed": automatic, "containers": []}}
    if not blessings:
        return {"id": name, "role": role}
    runners = {runner: {"value": value} for runner, value in blessings.items()}
    return {"id": name, "role": role, "blessings": {"value": {"runner_ids_to_blessing": runners}}}


def test_list_counts_only_blessed_runners(ecctl, scripted) -> None:
    roles = [
        aggregate("some", automatic=False, one=True, two=False, three=True, four=None),
        aggregate("all", automatic=True),
        aggregate("nobody", automatic=False),
        aggregate("unknown", automatic=None),
        {"id": "broken", "role": None},
    ]
    server = scripted({"body": {"values": roles}})
    done = ecctl("platform", "role", "list", "--host", server.host, *LOGIN)
    shown = dict(line.split()[:2] for line in done.out.splitlines()[1:])
    assert shown == {"some": "2", "all": "All", "nobody": "0", "unknown": "-", "broken": "-"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "r", "role": {"value": {}}}', "lacks auto_blessed, containers"),
        ('{"id": "other", "auto_blessed": true, "containers": []}', '"other"'),
        ('{"id": "r", "auto_blessed": true, "containers": []} {}', "Extra data"),
        ("[]", "not a JSON object"),
    ],
)
def test_update_refuses_file_of_another_role(ecctl, scripted, tmp_path, text, said) -> None:
    file = tmp_path / "role.json"
    file.write_text(text)
    server = scripted()
    done = ecctl("platform", "role", "update", "r", "--file", str(file), "--host", server.host, *LOGIN)
    assert done.status == 2
    assert said in done.err
    assert server.requests == []
