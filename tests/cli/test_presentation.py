"""--output, --columns, --sort and --no-headers on whole command lines."""

from __future__ import annotations

import csv
import io
import json

import pytest
import yaml
from support.dialogue import Dialogue

RUNNERS = {
    "runners": [
        {"runner_id": "r10", "host_ip": "192.0.2.10", "zone": "z1", "roles": [{"role_name": "proxy"}]},
        {"runner_id": "r9", "host_ip": "192.0.2.9", "roles": [{"role_name": "b"}, {"role_name": "a"}]},
    ]
}
LIST = ("platform", "runner", "list")


@pytest.fixture
def runners(ecctl, scripted):
    """Run `platform runner list` with more flags."""

    def run(*flags, env=None):
        server = scripted({"status": 200, "body": RUNNERS})
        return ecctl(*LIST, "--host", server.host, "--api-key", "k", *flags, env=env)

    return run


def test_wide_output_and_csv_show_roles_and_zones(runners):
    assert "ROLES" not in runners().out
    assert runners("--output", "wide").out.splitlines()[2].split()[-3:] == ["-", "a", "b"]
    rows = list(csv.DictReader(io.StringIO(runners("--output", "csv").out, newline="")))
    assert [row["ROLES"] for row in rows] == ["proxy", "a b"]


def test_other_outputs_hold_the_response(runners):
    assert yaml.safe_load(runners("--output", "yaml").out) == RUNNERS
    assert list(map(json.loads, runners("--output", "ndjson").out.splitlines())) == RUNNERS["runners"]
    assert runners("--output", "id", "--sort", "runner-id").out == "r9\nr10\n"


@pytest.mark.parametrize("output", ["json", "yaml"])
def test_chosen_columns_are_a_list_of_objects(runners, output):
    shown = runners("--columns", "runner_id,zone", "--sort", "host_ip", "--output", output).out
    assert yaml.safe_load(shown) == [{"runner_id": "r9", "zone": None}, {"runner_id": "r10", "zone": "z1"}]


def test_columns_and_headings_of_text(runners):
    assert runners("--columns", "zone,runner-id", "--no-headers").out == "z1   r10\n-    r9\n"


@pytest.mark.parametrize("flag", ["--no-headers=false", "--sort=", "--columns="])
def test_empty_flag_selects_nothing(runners, flag):
    assert runners(flag).out == runners().out


def test_output_of_the_environment_gives_way_to_a_format(runners):
    assert runners("--format", "{{.RunnerID}}", env={"EC_OUTPUT": "yaml"}).out == "r10\nr9\n"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--columns", "zone", "--format", "x"), "exclude each other"),
        (("--output", "csv", "--format", "x"), "CSV output (--output) and a format (--format)"),
        (("--no-headers", "--output", "json"), "--no-headers has no effect with json output"),
        (("--columns", "zone", "--output", "id"), "--columns has no effect with id output"),
        (("--columns", "zone,"), "--columns contains an empty name"),
        (("--output", "xml"), "must be text, wide, json, ndjson, yaml, csv or id"),
    ],
)
def test_flag_without_effect_is_refused(ecctl, scripted, flags, said):
    server = scripted()
    outcome = ecctl(*LIST, "--host", server.host, "--api-key", "k", *flags)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err
    assert server.requests == []


def test_columns_of_a_command_without_result_are_refused(ecctl, scripted):
    server = scripted()
    outcome = ecctl("comment", "delete", "x", "--columns", "id", "--host", server.host, "--api-key", "k",
                    "--resource-type", "t", "--resource-id", "i")  # fmt: skip
    assert outcome.status == 2
    assert server.requests == []


@pytest.mark.parametrize("flags", [("--output", "id"), ("--columns", "token_id")])
@pytest.mark.parametrize(
    "words",
    [
        ("platform", "enrollment-token", "create", "--role", "proxy"),
        ("auth", "key", "create", "--description", "d"),
    ],
)
def test_secret_that_is_shown_once_is_not_left_out(ecctl, scripted, words, flags):
    server = scripted()
    outcome = ecctl(*words, *flags, "--host", server.host, "--api-key", "k")
    assert outcome.status == 2
    assert "which is shown only once" in outcome.err
    assert server.requests == []


def test_id_output_of_a_stored_token_names_it(ecctl, scripted, home):
    server = scripted({"status": 200, "body": {"token": "a.b.c", "token_id": "one"}})
    flags = ("--out", str(home / "t.jwt"), "--output", "id", "--host", server.host, "--api-key", "k")
    assert ecctl("platform", "enrollment-token", "create", "--role", "proxy", *flags).out == "one\n"


def test_error_with_ndjson_output_is_one_line(ecctl):
    error = ecctl("user", "list", "--output", "ndjson").err
    assert error.count("\n") == 1
    assert json.loads(error)["error"]["exit_status"] == 2


def test_platform_info_is_a_summary_on_a_terminal_and_json_elsewhere(ecctl, scripted, home):
    body = {
        "version": "4.0.1",
        "regions": [{"region_id": "r1", "runners": {"healthy": False, "total_runners": 3}}],
    }
    server = scripted({"status": 200, "body": body}, {"status": 200, "body": body})
    words = ("platform", "info", "--host", server.host, "--api-key", "k")
    assert json.loads(ecctl(*words).out) == body
    with Dialogue(*words, environ={"HOME": str(home)}) as terminal:
        terminal.expect("Version: 4.0.1").expect("Region r1").expect(
            "- of 3 healthy, - connected (not healthy)"
        )
        assert terminal.end() == 0


@pytest.mark.parametrize("output", ["csv", "id", "ndjson", "yaml", "json", "wide"])
def test_lone_token_is_printed_with_every_output_of_the_environment(ecctl, scripted, output):
    server = scripted({"status": 200, "body": {"token": "a.b.c", "token_id": "one"}})
    flags = ("--token-only", "--host", server.host, "--api-key", "k")
    outcome = ecctl("enrollment-token", "create", "--role", "proxy", *flags, env={"EC_OUTPUT": output})
    assert (outcome.status, outcome.out) == (0, "a.b.c\n")


@pytest.mark.parametrize(
    "words", [("completion", "bash"), ("help", "config"), ("options",), ("generate", "completions")]
)
def test_script_and_help_are_printed_with_every_output_of_the_environment(ecctl, words):
    assert ecctl(*words, env={"EC_OUTPUT": "yaml"}).out == ecctl(*words).out != ""


@pytest.mark.parametrize("words", [("version",), ("schema",), ("doctor",), ("platform", "info")])
def test_id_output_is_refused_for_a_command_without_identifiers(ecctl, words):
    outcome = ecctl(*words, "--output", "id", "--config", "embedded")
    assert (outcome.status, outcome.out) == (2, "")
    assert "has no identifiers for id output (--output)" in outcome.err


def test_id_output_of_auth_status_is_the_user(ecctl):
    assert ecctl("auth", "status", "--output", "id", "--config", "embedded").out == "admin\n"


def test_id_output_of_a_profile_is_its_name(ecctl, home):
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "prod.json").write_text("{}")
    assert ecctl("config", "use", "prod", "--output", "id").out == "prod\n"
    assert ecctl("config", "set", "timeout", "1m", "--output", "id").out == "timeout\n"


def test_unknown_output_is_text_for_a_command_without_settings(ecctl):
    assert ecctl("version", "--output", "xml").out.startswith("Version:")
