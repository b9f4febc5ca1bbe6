"""Settings: which value wins, where it came from, and what is said of one that cannot be used."""

from __future__ import annotations

import json
import os

import pytest

from ecctl.errors import SettingsError
from ecctl.settings.check import check
from ecctl.settings.load import load

COMPLETE = {"host": "https://ece.example.com:12443", "api_key": "k"}


def test_a_flag_wins_over_a_variable_over_a_file_over_the_default(home):
    (home / ".ecctl").mkdir()
    file = home / ".ecctl" / "config.json"
    file.write_text(json.dumps({"region": "file", "message": "file", "user": "file"}))
    profile = load({"region": "flag"}, {"HOME": str(home), "EC_REGION": "env", "EC_MESSAGE": "env"})
    assert [profile.text(key) for key in ("region", "message", "user", "output")] == [
        "flag",
        "env",
        "file",
        "text",
    ]
    sources = [profile.source(key) for key in ("region", "message", "user", "output")]
    assert sources == ["--region", "EC_MESSAGE", str(file), "default"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.json", '{"host": "https://h", "api-key": "k", "timeout": 45}'),
        ("c.yaml", "host: https://h\napi_key: k\ntimeout: 45s\n"),
        ("c.yml", "host: https://h\nAPI_KEY: k\ntimeout: 45\n"),
        ("c.toml", 'host = "https://h"\napi_key = "k"\ntimeout = "45s"\n'),
        ("c.env", "HOST=https://h\nAPI_KEY='k'\nTIMEOUT=45\n"),
        ("c.json", '{"host": "https://h", "api_key": "k", "timeout": 45000000000}'),
    ],
)
@pytest.mark.parametrize("by", ["name", "path", "path without extension"])
def test_every_kind_of_file_is_read_by_name_and_by_path(home, name, content, by):
    (home / ".ecctl").mkdir()
    file = home / ".ecctl" / name
    file.write_text(content)
    given = {"name": "c", "path": str(file), "path without extension": str(file).rpartition(".")[0]}[by]
    profile = load({"config": given}, {"HOME": str(home)})
    assert (profile.url.origin, profile.text("api_key"), profile.timeout) == ("https://h", "k", 45.0)
    assert profile.file == str(file)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"host": ', "line 1"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1]", "settings by name"),
        (b'{"timeout": "soon"}', '"timeout"'),
        (b'{"verbose": "maybe"}', '"verbose"'),
        (b'{"host": ["a"]}', '"host"'),
        (b"x" * ((1 << 20) + 1), "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(home, content, said):
    (home / ".ecctl").mkdir()
    file = home / ".ecctl" / "config.json"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load({}, {"HOME": str(home)})
    assert str(file) in caught.value.message
    assert said in caught.value.message


def test_a_folder_in_the_place_of_the_file_is_named(home):
    (home / ".ecctl" / "config.json").mkdir(parents=True)
    with pytest.raises(SettingsError, match="is a folder"):
        load({}, {"HOME": str(home)})


def test_a_secret_in_a_broken_file_is_not_quoted(home):
    (home / ".ecctl").mkdir()
    for name, content in (
        ("a.json", '{"pass": s3cret}'),
        ("b.yaml", "pass: [s3cret"),
        ("c.toml", "pass = s3cret"),
    ):
        (home / ".ecctl" / name).write_text(content)
        with pytest.raises(SettingsError) as caught:
            load({"config": name[0]}, {"HOME": str(home)})
        assert "s3cret" not in caught.value.message


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"host": "ece.example.com"}, "https://ece.example.com"),
        ({"host": "ftp://ece"}, "must start with"),
        ({"host": "https://"}, "is not valid"),
        ({"host": "https://a:99999"}, "is not valid"),
        ({"host": "https://a b"}, "is not valid"),
        ({"region": "eu west"}, '"eu west"'),
        ({"region": "../x"}, '"../x"'),
        ({"output": "yaml"}, '"yaml"'),
        ({"output": "json", "format": "{{.}}"}, "exclude each other"),
        ({"api_key": "a\nb"}, "line break"),
        ({"user": "u"}, "both api_key"),
        ({"api_key": "", "user": "u"}, "without pass"),
        ({"api_key": "", "pass": "p"}, "without user"),
        ({"api_key": ""}, "no credentials"),
        ({"timeout": -1}, "negative"),
        ({"retries": -1}, "negative"),
        ({"host": "", "api_key": "", "user": "u", "pass": "p"}, "apikey only"),
    ],
)
def test_settings_that_make_no_sense_are_refused(home, settings, said):
    with pytest.raises(SettingsError) as caught:
        check(load({**COMPLETE, **settings}, {"HOME": str(home)}))
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_what_stands_around_the_address_of_a_host_is_dropped(home):
    profile = load({**COMPLETE, "host": "HTTPS://u:p@[::1]:12443/path?x#y"}, {"HOME": str(home)})
    check(profile)
    assert profile.url.origin == "https://[::1]:12443"


def test_a_file_named_embedded_goes_before_the_embedded_platform(home):
    environ = {"HOME": str(home), "EC_CONFIG": "embedded"}
    assert load({}, environ).embedded
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "embedded.json").write_text(json.dumps(COMPLETE))
    profile = load({}, environ)
    assert not profile.embedded
    assert profile.url.origin == COMPLETE["host"]


def test_without_a_home_the_embedded_platform_says_what_to_set(monkeypatch):
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    with pytest.raises(SettingsError, match="HOME is not set"):
        load({"config": "embedded"}, {})


def test_a_profile_shows_no_secret_and_cannot_be_changed(home):
    profile = load({**COMPLETE, "api_key": "s3cret"}, {"HOME": str(home)})
    assert "s3cret" not in repr(profile)
    with pytest.raises(AttributeError):
        profile.file = "x"
