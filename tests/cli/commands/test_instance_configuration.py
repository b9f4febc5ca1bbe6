"""Instance configurations: invalid ids, versions and formats."""

from __future__ import annotations

import json

import pytest

GROUP = ("platform", "instance-configuration")
LOGIN = ("--api-key", "k")


def test_pull_reports_ids_that_cannot_be_file_names(ecctl, scripted, tmp_path) -> None:
    server = scripted({"body": [{"id": "a"}, {"id": "../b"}, {"name": "c"}, {"id": "d", "more": 1.50}]})
    folder = tmp_path / "deep" / "folder.d"
    done = ecctl(*GROUP, "pull", "-p", str(folder), "--host", server.host, *LOGIN)
    assert done.status == 2
    assert '"../b"' in done.err
    assert sorted(path.name for path in folder.iterdir()) == ["a.json", "d.json"]
    assert not list(tmp_path.rglob("b.json"))
    assert json.loads((folder / "d.json").read_text()) == {"id": "d", "more": 1.5}


@pytest.mark.parametrize("version", ["x", "1.5", "-1", "٣"])
def test_show_refuses_invalid_version(ecctl, scripted, version) -> None:
    server = scripted()
    done = ecctl(*GROUP, "show", "id", f"--config-version={version}", "--host", server.host, *LOGIN)
    assert done.status == 2
    assert f'"{version}"' in done.err
    assert server.requests == []


def test_create_shows_response_if_format_fails(ecctl, scripted, tmp_path) -> None:
    file = tmp_path / "c.json"
    file.write_text('{"id": "from-file"}')
    server = scripted({"status": 201, "body": {"id": "made"}})
    done = ecctl(*GROUP, "create", "-f", str(file), "--format", "{{ .Nope }}", "--host", server.host, *LOGIN)
    assert done.status != 0
    assert json.loads(done.out) == {"id": "made"}
    assert server.requests[0]["path"].endswith("/instances/from-file")
