"""Repositories: settings are sent as written, or the file is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CREATE = ("platform", "repository", "create", "r", "--settings")
LOGIN = ("--api-key", "k")
S3 = "region: r\nbucket: b\naccess_key: a\nsecret_key: s\n"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return the path of the settings file."""
    return tmp_path / "settings.yml"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("key: 0777\nhex: 0x1f\nbase60: 1:30", {"key": "0777", "hex": "0x1f", "base60": "1:30"}),
        ("when: 2020-01-02", {"when": "2020-01-02"}),
        ("on: yes\nlist: [1, ~, 'a']\n1: one", {"on": True, "list": [1, None, "a"], "1": "one"}),
        ('{\n\t"a": {"b": 12345678901234567890}}', {"a": {"b": 12345678901234567890}}),
        ("{flow: mapping, n: !!str 5}", {"flow": "mapping", "n": "5"}),
    ],
)
def test_values_are_sent_as_written(ecctl, scripted, settings, text, sent) -> None:
    settings.write_text(text)
    server = scripted({})
    done = ecctl(*CREATE, str(settings), "--type", "fs", "--host", server.host, *LOGIN)
    assert done == (0, "", "")
    assert server.requests[0]["body"]["json"] == {"type": "fs", "settings": sent}


def test_fractions_keep_their_digits(ecctl, scripted, settings) -> None:
    settings.write_text(S3.replace("secret_key: s", "secret_key: 1.50\nrate: 0.10"))
    server = scripted({})
    assert ecctl(*CREATE, str(settings), "--host", server.host, *LOGIN).status == 0
    assert server.requests[0]["body"]["json"]["settings"] == {
        "region": "r",
        "bucket": "b",
        "access_key": "a",
        "secret_key": "1.50",
        "rate": 0.1,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", '"a"'),
        ("a: 1\n---\na: 2", "another document"),
        ('{"a": 1} {"a": 2}', "Extra data"),
        ("a: &x [*x]", "an alias"),
        ("a: !!python/name:os.system x", "a tag"),
        ("a: !!bool maybe", "a tag"),
        ("? [a]\n: b", "sequence"),
        ("a: \x01", "YAML forbids"),
        ("[" * 5000, "nested"),
        ("- a", "mapping of settings"),
        ("{}", "no settings"),
    ],
)
def test_invalid_settings_files_are_refused(ecctl, scripted, settings, text, said) -> None:
    settings.write_text(text)
    server = scripted()
    done = ecctl(*CREATE, str(settings), "--type", "fs", "--host", server.host, *LOGIN)
    assert done.status == 2
    assert said in done.err
    assert server.requests == []


def test_s3_settings_are_checked_before_they_are_sent(ecctl, scripted, settings) -> None:
    settings.write_text("region: r\nsecret_key: hidden\nprotocol: ftp\nendpoint: not a url\n")
    server = scripted()
    done = ecctl(*CREATE, str(settings), "--host", server.host, *LOGIN)
    assert done.status == 2
    for word in ("bucket", "access_key", '"ftp"', '"not a url"'):
        assert word in done.err
    assert "hidden" not in done.err
    assert server.requests == []
