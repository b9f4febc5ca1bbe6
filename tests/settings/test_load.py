"""Settings: which value wins, where it came from, and what is said of one that cannot be used."""

from __future__ import annotations

import json
import os
import pwd
from pathlib import Path

import pytest

from ecctl.errors import SettingsError
from ecctl.settings import config_file, paths
from ecctl.settings.load import load, presentation
from ecctl.settings.profile import Profile, check
from ecctl.settings.secret_reference import resolve

COMPLETE = {"host": "https://ece.example.com:12443", "api_key": "k"}


def test_flag_wins_over_a_variable_over_a_file_over_the_default(home):
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
        (b"[1]", "mapping of settings"),
        (b'{"timeout": "soon"}', '"timeout"'),
        (b'{"verbose": "maybe"}', '"verbose"'),
        (b'{"host": ["a"]}', '"host"'),
        (b"x" * ((1 << 20) + 1), "larger than"),
    ],
)
def test_unreadable_file_is_named(home, content, said):
    (home / ".ecctl").mkdir()
    file = home / ".ecctl" / "config.json"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load({}, {"HOME": str(home)})
    assert str(file) in caught.value.message
    assert said in caught.value.message


def test_folder_in_the_place_of_the_file_is_named(home):
    (home / ".ecctl" / "config.json").mkdir(parents=True)
    with pytest.raises(SettingsError, match="is a folder"):
        load({}, {"HOME": str(home)})


def test_secret_in_a_broken_file_is_not_quoted(home):
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
        ({"output": "xml"}, '"xml"'),
        ({"output": "json", "format": "{{.}}"}, "exclude each other"),
        ({"api_key": "a\nb"}, "line break"),
        ({"api_key": "", "user": "u", "pass": "first\nuser: u"}, "pass (--pass) has several lines"),
        ({"user": "u"}, "both api_key"),
        ({"api_key": "", "user": "u"}, "without pass"),
        ({"api_key": "", "pass": "p"}, "without user"),
        ({"api_key": ""}, "no credentials"),
        ({"timeout": -1}, "negative"),
        ({"retries": -1}, "negative"),
        ({"host": "", "api_key": "", "user": "u", "pass": "p"}, "apikey only"),
    ],
)
def test_check_refuses_invalid_settings(home, settings, said):
    with pytest.raises(SettingsError) as caught:
        check(load({**COMPLETE, **settings}, {"HOME": str(home)}))
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_only_the_origin_of_a_host_counts(home):
    profile = load({**COMPLETE, "host": "HTTPS://u:p@[::1]:12443/path?x#y"}, {"HOME": str(home)})
    check(profile)
    assert profile.url.origin == "https://[::1]:12443"


def write(home, name, content):
    (home / ".ecctl").mkdir(exist_ok=True)
    file = home / ".ecctl" / name
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    file.chmod(0o600)
    return file


def test_readable_credentials_cause_a_warning(home):
    file = write(home, "config.json", COMPLETE)
    assert load({}, {"HOME": str(home)}).warnings == ()
    file.chmod(0o640)
    assert load({}, {"HOME": str(home)}).warnings == (
        f"other users can read the credentials in {file}: chmod 600 {file}",
    )


def test_embedded_is_a_reserved_name(home):
    environ = {"HOME": str(home), "EC_CONFIG": "embedded"}
    assert load({}, environ).warnings == ()
    file = write(home, "embedded.json", COMPLETE)
    profile = load({}, environ)
    assert profile.embedded
    assert str(file) in profile.warnings[0]
    assert not load({"config": str(file)}, environ).embedded


@pytest.mark.parametrize("given", [{"config": "prdo"}, {}])
def test_named_config_must_exist(home, given):
    environ = {"HOME": str(home), "EC_API_KEY": "k"} | ({} if given else {"EC_CONFIG": "prdo"})
    write(home, "prod.json", COMPLETE)
    write(home, "lab.yaml", "")
    with pytest.raises(SettingsError) as caught:
        load(given, environ)
    assert caught.value.message.endswith("; configs: lab, prod")
    assert caught.value.hint == "did you mean prod?"
    assert caught.value.exit_status == 2
    assert load(given, environ, config_optional=True).file == ""


@pytest.mark.parametrize("name", ["/no/such.json", "~/x.json", "./x.json"])
def test_path_to_no_config_is_named(home, name):
    with pytest.raises(SettingsError, match="no such file"):
        load({"config": name}, {"HOME": str(home)})


def test_default_config_may_be_absent(home):
    assert load({"config": "config"}, {"HOME": str(home)}).file == ""


@pytest.mark.parametrize("name", ["x", "./x.json", "~/x.json", "x.json", "~/.ecctl/y"])
def test_written_config_is_found(home, monkeypatch, name):
    environ = {"HOME": str(home)}
    (home / "here").mkdir()
    monkeypatch.chdir(home / "here")
    path = Path(config_file.destination(name, environ))
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    assert Path(paths.find_config(name, environ)).samefile(path)


def test_file_in_this_folder_wins_over_one_of_the_same_name_at_home(home, monkeypatch):
    write(home, "admin.json", {"region": "home"})
    (home / "here").mkdir()
    (home / "here" / "admin.json").write_text('{"region": "here"}')
    monkeypatch.chdir(home / "here")
    assert load({"config": "admin.json"}, {"HOME": str(home)}).text("region") == "here"
    assert load({"config": "admin"}, {"HOME": str(home)}).text("region") == "home"


@pytest.mark.parametrize("content", ['{"region": "r"}', "region: r"])
def test_pipe_is_read(home, content):
    reader, writer = os.pipe()
    os.write(writer, content.encode())
    os.close(writer)
    try:
        assert load({"config": f"/dev/fd/{reader}"}, {"HOME": str(home)}).text("region") == "r"
    finally:
        os.close(reader)


def test_variable_with_the_name_of_a_file_causes_a_warning(home):
    (warning,) = load({}, {"HOME": str(home), "EC_API_KEY": "@key", "EC_PASS": "@pass"}).warnings
    assert "use EC_API_KEY_FILE" in warning


@pytest.mark.parametrize(
    ("content", "text"), [("-----BEGIN CERTIFICATE-----\nx", "-----BEGIN CERTIFICATE-----\nx"), ("x", None)]
)
def test_ca_file_that_is_a_pipe_is_read_once(home, content, text):
    reader, writer = os.pipe()
    os.write(writer, content.encode())
    os.close(writer)
    try:
        if text:
            assert load({"ca_file": f"/dev/fd/{reader}"}, {"HOME": str(home)}).text("ca_file") == text
        else:
            with pytest.raises(SettingsError, match=r"\(--ca-file\) contains no certificate"):
                load({"ca_file": f"/dev/fd/{reader}"}, {"HOME": str(home)})
    finally:
        os.close(reader)


def test_unknown_keys_are_named_with_a_suggestion(home):
    file = write(home, "config.json", {"apikey": "k", "timout": 3, "host": "https://h", "$schema": "x"})
    profile = load({}, {"HOME": str(home)})
    assert profile.warnings == (
        f'the setting "apikey" in {file} has no effect: did you mean api_key?',
        f'the setting "timout" in {file} has no effect: did you mean timeout?',
        f'the setting "$schema" in {file} has no effect',
    )
    with pytest.raises(SettingsError) as caught:
        check(profile)
    assert "did you mean api_key?" in caught.value.hint


def test_paths_start_from_home_or_from_the_folder_of_the_file(home):
    write(home, "config.json", {"ca_file": "~/ca.pem", "client_cert": "certs/c.pem", "client_key": "/k.pem"})
    profile = load({"verbose_file": "t.log"}, {"HOME": str(home)})
    assert profile.text("ca_file") == f"{home}/ca.pem"
    assert profile.text("client_cert") == f"{home}/.ecctl/certs/c.pem"
    assert profile.text("client_key") == "/k.pem"
    assert profile.text("verbose_file") == "t.log"
    assert load({}, {"HOME": str(home), "EC_CA_FILE": "~/x"}).text("ca_file") == f"{home}/x"


def test_certificates_in_the_setting_are_no_path(home):
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    write(home, "config.json", {"ca_file": pem})
    assert load({}, {"HOME": str(home)}).text("ca_file") == pem
    in_a_line = pem.replace("\n", "\\n")
    assert load({}, {"HOME": str(home), "EC_CA_FILE": in_a_line}).text("ca_file") == pem


def test_empty_values_in_a_file_are_unset(home):
    write(home, "config.json", {"insecure": "", "timeout": "", "output": "", "region": None})
    profile = load({}, {"HOME": str(home)})
    assert (profile.flag("insecure"), profile.timeout, profile.text("output")) == (False, 30.0, "text")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("api_key=abc # key of the lab", "abc"),
        ("api_key='abc' # key of the lab", "abc"),
        ('export EC_API_KEY="a # b"', "a # b"),
        ("EC_API_KEY: abc", "abc"),
        ("api_key=a#b=c:d", "a#b=c:d"),
        ("api_key = abc\t# tab", "abc"),
        ("api_key=#nothing", ""),
    ],
)
def test_dotenv_values(home, line, value):
    write(home, "config.env", f"# a comment\n\n{line}\n")
    profile = load({}, {"HOME": str(home)})
    assert (profile.text("api_key"), profile.warnings) == (value, ())


@pytest.mark.parametrize("line", ["api_key='abc", "api_key='abc' x", "api_key"])
def test_invalid_dotenv_line_is_named_not_quoted(home, line):
    write(home, "config.env", line)
    with pytest.raises(SettingsError, match=r"not valid \.env: line 1 (has|lacks)") as caught:
        load({}, {"HOME": str(home)})
    assert "abc" not in caught.value.message


def test_format_and_output_override_ambient_settings(home):
    write(home, "config.json", {"output": "json", **COMPLETE})
    environ = {"HOME": str(home)}
    for flags, variables in (({"format": "{{.}}"}, {}), ({}, {"EC_FORMAT": "{{.}}"})):
        profile = load(flags, environ | variables)
        check(profile)
        assert (profile.text("output"), profile.text("format")) == ("text", "{{.}}")
    profile = load({"output": "json"}, environ | {"EC_FORMAT": "{{.}}"})
    assert (profile.text("output"), profile.text("format")) == ("json", "")
    with pytest.raises(SettingsError, match=r"--output.*--format"):
        check(load({"output": "json", "format": "{{.}}"}, environ))


def test_ca_file_flag_overrides_stored_insecure(home):
    file = write(home, "config.json", {"insecure": True, **COMPLETE})
    environ = {"HOME": str(home)}
    profile = load({"ca_file": "/ca.pem"}, environ)
    assert not profile.flag("insecure")
    assert profile.warnings == (f"insecure ({file}) is ignored: a CA file is given (--ca-file)",)
    profile = load({"ca_file": "/ca.pem", "insecure": True}, environ)
    assert profile.flag("insecure")
    assert profile.warnings == ("the CA file (--ca-file) has no effect with insecure (--insecure)",)


@pytest.mark.parametrize("host", ["https://api.elastic-cloud.com:443", "https://API.Elastic-Cloud.com/", ""])
def test_elastic_cloud_has_many_spellings(host):
    assert Profile({"host": host}, {}).is_saas


@pytest.mark.parametrize(
    ("host", "hint"),
    [
        ("ece:12443", "write it as https://ece:12443"),
        ("http:/x", "write it as http://x"),
        ("https:x", "write it as https://x"),
        ("unix:///tmp/x", "use https://HOST:PORT"),
        (
            "https://[fe80::1%25eth0]",
            "IPv6 zone ids are not supported: use an address without one, or a host name",
        ),
        ("https://a:x", ""),
        ("", ""),
    ],
)
def test_hint_for_a_host(host, hint):
    profile = Profile({"host": host}, {"host": "EC_HOST"})
    if not host:
        assert profile.url.host == "api.elastic-cloud.com"
        return
    with pytest.raises(SettingsError, match=r"\(EC_HOST\) is not valid") as caught:
        _ = profile.url
    assert caught.value.hint == hint


def test_blanks_around_a_host_do_not_count():
    assert Profile({"host": " http://a\n"}, {}).url.origin == "http://a"


def test_password_in_a_host_is_not_shown():
    profile = Profile({"host": "https://admin:S3cret@host:x"}, {})
    assert "S3cret" not in profile.shown_host + repr(profile)
    with pytest.raises(SettingsError) as caught:
        _ = profile.url
    assert "S3cret" not in caught.value.message


@pytest.mark.parametrize(
    ("argv", "variables", "file", "wanted"),
    [
        ([], {}, {}, ("text", "auto")),
        (["x", "--output", "json", "--nope"], {"EC_OUTPUT": "text"}, {}, ("json", "auto")),
        (["--output=json", "--color=never"], {}, {}, ("json", "never")),
        (["--", "--output=json"], {}, {}, ("text", "auto")),
        ([], {"EC_OUTPUT": "json", "EC_COLOR": "always"}, {"output": "text"}, ("json", "always")),
        ([], {}, {"output": "json"}, ("json", "auto")),
        (["--config", "other"], {}, {"output": "json"}, ("text", "auto")),
        (["--output"], {}, {"output": "json"}, ("json", "auto")),
    ],
)
def test_presentation_of_invalid_command_lines(home, argv, variables, file, wanted):
    write(home, "config.json", file)
    assert presentation(argv, {"HOME": str(home), **variables}) == wanted


@pytest.mark.parametrize("content", ["\ufeffpw\n", "pw\r\n", "pw"])
def test_secret_loses_byte_order_mark_and_line_end(home, content):
    (home / "pw").write_text(content)
    environ = {"HOME": str(home)}
    assert resolve(f"@{home}/pw", "pass", str, environ) == "pw"
    assert resolve("@~/pw", "pass", str, environ) == "pw"
    assert resolve("-", "pass", lambda: content, environ) == "pw"


def test_empty_home_is_that_of_the_users_record(monkeypatch):
    monkeypatch.setenv("HOME", "")
    recorded = pwd.getpwuid(os.getuid()).pw_dir
    assert paths.home({"HOME": ""}) == paths.home({}) == recorded


def test_embedded_platform_needs_a_home(monkeypatch):
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)  # as in a container, for a user without a record
    with pytest.raises(SettingsError, match="HOME is not set"):
        load({"config": "embedded"}, {})


def test_profile_shows_no_secret_and_cannot_be_changed(home):
    profile = load({**COMPLETE, "api_key": "s3cret"}, {"HOME": str(home)})
    assert "s3cret" not in repr(profile)
    with pytest.raises(AttributeError):
        profile.file = "x"
