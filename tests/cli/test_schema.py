"""`ecctl schema` and `--help --output json`, compared with the tree, the parser and the recorded cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from ecctl.cli.commands import ROOT, serve, stack
from ecctl.cli.commands.allocator import views
from ecctl.cli.commands.deployment import elasticsearch, search
from ecctl.cli.commands.proxy import filtered_group
from ecctl.cli.effects import CHANGES_WITH, READS, RETURNS, path_of
from ecctl.cli.help_topics import EXIT_STATUSES
from ecctl.cli.parser import find, parse
from ecctl.cli.schema import tree, walk
from ecctl.client import operation
from ecctl.output import Result
from ecctl.output.formats import written
from ecctl.settings import OUTPUTS

CASES = Path(__file__).resolve().parents[1] / "conformance" / "cases"
SCHEMA = tree(ROOT, ["ecctl"])
ENTRIES: dict[str, dict[str, Any]] = {entry["command"]: entry for entry in SCHEMA["commands"]}

SAMPLES = {
    "--download-url": "https://example.com",
    "--filter": "a:b",
    "bool": "true",
    "duration": "1s",
    "stringToString": "a=b",
}
"""Valid values of flags, by name or type; for others 1 is one."""


def recorded():
    """Yield the successful recorded cases of commands that run, each with its entry."""
    for file in sorted(CASES.glob("*.json")):
        for case in json.loads(file.read_text()):
            command, path, _ = find(case["argv"], ROOT)
            entry = ENTRIES.get(
                " ".join(path).replace("ecctl enrollment-token", "ecctl platform enrollment-token")
            )
            if case["expect"]["exit"] == 0 and not command.group and entry:
                yield case, entry


def test_schema_names_every_command_that_help_shows():
    assert list(ENTRIES) == [" ".join(path) for _, path in walk(ROOT, ["ecctl"])]
    assert set(SCHEMA["outputs"]) == set(OUTPUTS)
    assert SCHEMA["exit_statuses"] == {str(status): text for status, text in EXIT_STATUSES.items()}


def test_effects_name_commands_of_the_tree():
    leaves = {" ".join(path[1:]) for command, path in walk(ROOT, ["ecctl"]) if command.run}
    assert READS - leaves == set()
    assert RETURNS.keys() - leaves == set()
    for name, flag in CHANGES_WITH.items():
        assert f"--{flag}" in [each["name"] for each in ENTRIES[f"ecctl {name}"]["flags"]]


def test_every_output_is_a_valid_schema():
    for entry in SCHEMA["commands"]:
        jsonschema_rs.meta.validate({**(entry["output"] or {}), "$defs": SCHEMA["$defs"]})
    jsonschema_rs.meta.validate(SCHEMA["error"])


def test_every_flag_is_accepted_by_the_parser():
    for name, entry in ENTRIES.items():
        for flag in [*entry["flags"], *SCHEMA["global_flags"]]:
            value = flag.get("values", [SAMPLES.get(flag["name"], SAMPLES.get(flag["type"], "1"))])[0]
            parsed = parse([*name.split()[1:], f"{flag['name']}={value}"], ROOT)
            assert flag["name"][2:].replace("-", "_") in parsed.flags


def test_commands_that_change_nothing_send_no_change():
    for case, entry in recorded():
        changes = [
            request
            for request in case["expect"]["requests"]
            if request["method"] != "GET" and not request["path"].endswith(("/_search", "/_login"))
        ]
        if not entry["changes"]:
            assert changes == [], (entry["command"], case["name"])


def test_commands_that_change_something_do_so_in_some_case():
    sent: dict[str, set[str]] = {}
    for case, entry in recorded():
        if entry["changes"] and entry["operation"]:
            sent.setdefault(entry["command"], set()).update(r["method"] for r in case["expect"]["requests"])
    assert sent
    assert [name for name, methods in sent.items() if methods <= {"GET"}] == []


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return [without_nulls(each) for each in value if each is not None] if isinstance(value, list) else value


def lenient(schema):
    """Return a schema that requires no member: recorded responses are often shortened."""
    if isinstance(schema, dict):
        return {
            key: lenient(each) for key, each in schema.items() if key != "required" or isinstance(each, dict)
        }
    return [lenient(each) for each in schema] if isinstance(schema, list) else schema


def json_in(text):
    """Return the JSON value of a text, or None."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None


def test_recorded_json_has_the_described_shape():
    seen = 0
    definitions = lenient(SCHEMA["$defs"])
    for case, entry in recorded():
        value = json_in(case["expect"]["stdout"])
        if value is None or any("format" in word or "track" in word for word in case["argv"]):
            continue
        seen += 1
        assert entry["output"] is not None, (entry["command"], case["name"])
        validator = jsonschema_rs.validator_for({**lenient(entry["output"]), "$defs": definitions})
        faults = [fault.message for fault in validator.iter_errors(without_nulls(value))]
        assert faults == [], (entry["command"], case["name"])
    assert seen > 50


def test_errors_have_the_described_shape(ecctl):
    for words in (("user", "list", "--output", "json"), ("nonsense", "--output", "json")):
        jsonschema_rs.validate(SCHEMA["error"], json.loads(ecctl(*words).err))


@pytest.mark.parametrize(
    ("output", "read"), [("json", json.loads), ("yaml", yaml.safe_load), ("ndjson", json.loads)]
)
def test_help_of_one_command_is_data(ecctl, output, read):
    described = read(ecctl("platform", "token", "create", "--help", "--output", output).out)
    assert described["command"] == "ecctl platform enrollment-token create"
    assert described["changes"] is True
    assert {flag["name"] for flag in described["flags"]} >= {"--role", "--validity", "--help"}
    role = next(flag for flag in described["flags"] if flag["name"] == "--role")
    assert (role["type"], role["repeatable"]) == ("stringArray", True)


def test_schema_of_a_group_holds_the_commands_below(ecctl):
    described = json.loads(ecctl("schema", "platform", "runner").out)
    assert [entry["command"] for entry in described["commands"]][:2] == [
        "ecctl platform runner",
        "ecctl platform runner check",
    ]
    assert "RunnerOverview" in described["$defs"]
    assert ecctl("schema", "nonsense").status == 2


def example(schema, defs, depth=0):
    """Return a value with all members that a schema describes."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        return [example(schema["items"], defs, depth + 1)]
    if kind == "object" and depth < 5:
        members = schema.get("properties") or {"n": schema.get("additionalProperties", {})}
        return {name: example(member, defs, depth + 1) for name, member in members.items()}
    return {"integer": 1, "boolean": True, "number": 1.5}.get(kind, "x")


UNDESCRIBED = {
    # Structs of the original, which no model describes.
    *("ecctl project create", "ecctl project list", "ecctl project show"),
    # Prints nothing: the response to a success only repeats the arguments.
    "ecctl deployment resource shutdown",
}
DESCRIBED = [
    (command, shape)
    for command, shape in ((entry["command"], entry["output"]) for entry in SCHEMA["commands"])
    if shape and "anyOf" not in shape and command not in UNDESCRIBED
]
VIEWS = {
    "ecctl deployment elasticsearch keystore show": elasticsearch.SECRETS,
    "ecctl deployment elasticsearch keystore update": elasticsearch.SECRETS,
    "ecctl deployment search": search.MATCHES,
    "ecctl platform allocator list": views.ALLOCATORS,
    "ecctl platform allocator search": views.ALLOCATORS,
    "ecctl platform proxy filtered-group list": filtered_group.GROUPS,
    "ecctl serve audit": serve.AUDIT,
    "ecctl stack list": stack.STACKS,
}
"""The tables of commands with a function of their own."""


@pytest.mark.parametrize(("name", "shape"), DESCRIBED, ids=[name for name, _ in DESCRIBED])
def test_id_output_finds_an_identifier_in_every_result(name, shape):
    command, path, rest = find(name.split()[1:], ROOT)
    assert rest == []
    if command.identifier != "":
        value = example(shape, SCHEMA["$defs"])
        model = operation(command.operation).reply if command.operation else RETURNS.get(path_of(path))
        model = model if isinstance(model, str) else ""
        result = Result(value, command.view or VIEWS.get(name), model=model)
        assert "".join(written(result, "id", identifier=command.identifier))


@pytest.fixture
def own(ecctl, home, tmp_path):
    """Run a command on an embedded platform with a host and a profile; {name} stands for a file in the folder."""
    (home / ".ecctl").mkdir()
    (home / ".ecctl" / "prod.json").write_text(
        '{"host": "http://127.0.0.1:9", "api_key": "k", "timeout": "1m"}'
    )
    (tmp_path / "hosts.yaml").write_text("192.0.2.1: [allocator]")
    (tmp_path / "hosts.csv").write_text("runner_id,roles\n192.0.2.1,allocator\n")
    token, short = str(tmp_path / "token"), str(tmp_path / "short")
    create = ("token", "create", "--role", "proxy", "--config", "embedded", "--out")
    assert ecctl(*create, token).status == ecctl(*create, short, "--validity", "1h").status == 0
    enroll = ("host", "enroll", "--config", "embedded", "--roles", "proxy", "--host-ip", "192.0.2.1")
    assert ecctl(*enroll, "--token-file", token).status == 0
    return lambda words: ecctl(*(word.format(folder=tmp_path) for word in words.split()), "--output", "json")


@pytest.mark.parametrize(
    "words",
    [
        "auth status --config embedded",
        "config set output json --config prod",
        "config unset timeout --config prod",
        "config use prod",
        "config list",
        "config path prod",
        "config show prod",
        "config rename prod live",
        "completion install bash",
        "doctor --config embedded",
        "doctor --config prod",
        "api show get-users",
        "api show RunnerInfo",
        "schema version",
        "token inspect --file {folder}/token",
        "token inspect --file {folder}/short --roles allocator",
        "platform runner check --file {folder}/hosts.yaml --config embedded",
        "platform runner set-roles 192.0.2.1 --roles proxy --config embedded",
        "platform runner set-roles --file {folder}/hosts.csv --force --config embedded",
        "apply --file {folder}/hosts.yaml --force --config embedded",
        "serve backup {folder}/backup",
        "serve reset-password",
    ],
)
def test_own_json_has_the_described_shape(own, words):
    _, path, _ = find(words.split(), ROOT)
    name = " ".join(path).replace("ecctl enrollment-token", "ecctl platform enrollment-token")
    outcome = own(words)
    jsonschema_rs.validate({**ENTRIES[name]["output"], "$defs": SCHEMA["$defs"]}, json.loads(outcome.out))
