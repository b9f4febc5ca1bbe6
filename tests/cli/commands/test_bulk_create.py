"""`create --count` and `create --hosts`."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest
from support.api import TOKENS as TOKENS_PATH
from support.api import credentials
from support.enrollment_tokens import LIST, NEW, TOKEN, TOKENS, names

CREATE = (*TOKENS, "create")
HOSTS = "host,roles,validity\na,allocator,2h\nb,proxy;allocator,\nc,director,never\n"
YAML_HOSTS = """
- host: a
  roles: [allocator]
  validity: 2h
- {host: b, roles: 'proxy, allocator'}
- host: c
  roles: director
  validity: never
"""
JSON_HOSTS = json.dumps(
    {"a": {"roles": ["allocator"], "validity": "2h"}, "b": ["proxy", "allocator"], "c": {"roles": "director"}}
)
REFUSED = {
    "match": "POST *",
    "status": 400,
    "body": {"errors": [{"code": "roles.invalid", "message": "invalid role"}]},
}
UNREADABLE = {"match": "POST *", "status": 502, "body": "<html>", "headers": {"Content-Type": "text/html"}}


def bodies(server):
    return [request["body"]["json"] for request in server.requests if request["method"] == "POST"]


def running(home, server, *flags, count=40):
    """Return the process of a `create --count` that has sent two requests for a token."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ecctl", *CREATE, "--role", "proxy", "--count", str(count), *flags,
         *credentials(server)],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    while len(server.requests) < 3 and process.poll() is None:
        time.sleep(0.01)
    return process


@pytest.fixture
def embedded(ecctl, tmp_path):
    data = {"ECCTL_DATA_DIR": str(tmp_path / "data"), "EC_CONFIG": "embedded"}

    def run(*argv, **keywords):
        return ecctl(*argv, env=data, **keywords)

    return run


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "tokens"
    path.mkdir()
    return path


def lines(outcome):
    assert outcome.status == 0, outcome.err
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_count_prints_a_line_of_json_for_each_token(embedded):
    made = lines(embedded(*CREATE, "--role", "proxy", "--count", "5"))
    assert sorted(each["number"] for each in made) == [1, 2, 3, 4, 5]
    assert len({each["token_id"] for each in made}) == 5
    assert all(each["roles"] == ["proxy"] and each["token"] for each in made)
    listed = embedded(*TOKENS, "list", "--output", "json").json()["tokens"]
    assert {each["token_id"] for each in listed} == {each["token_id"] for each in made}


def test_output_json_is_one_document(embedded):
    made = embedded(*CREATE, "--role", "proxy", "--count", "2", "--output", "json").json()
    assert len(made["tokens"]) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hosts.csv", HOSTS),
        ("hosts.csv", '\ufeffhost, roles, validity\r\na,allocator,2h\r\nb,"proxy,allocator",\r\nc,director,never\r\n'),
        ("hosts", HOSTS),
        ("hosts.yaml", "a: {roles: [allocator], validity: 2h}\nb: [proxy, allocator]\nc: [director]\n"),
        ("hosts.yml", YAML_HOSTS),
        ("hosts.json", JSON_HOSTS),
    ],
)  # fmt: skip
def test_hosts_file_names_roles_and_validity(embedded, tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, newline="")
    made = {each["host"]: each for each in lines(embedded(*CREATE, "--hosts", str(file)))}
    assert {host: each["roles"] for host, each in made.items()} == {
        "a": ["allocator"],
        "b": ["proxy", "allocator"],
        "c": ["director"],
    }
    assert sorted(host for host in made if made[host].get("token_id")) == ["b", "c"]


@pytest.mark.parametrize(
    "text",
    [
        "a: [proxy]\n",
        "# hosts\na: [proxy]\n",
        "10.0.0.1: [proxy, director]\n",
        "---\na: proxy\n",
        "\n{a: [proxy]}",
    ],
)
def test_yaml_is_recognized_without_a_file_name(embedded, text):
    assert len(lines(embedded(*CREATE, "--hosts", "-", stdin=text))) == 1


def test_flags_apply_to_rows_without_their_own(ecctl, scripted):
    server = scripted(LIST, NEW, NEW)
    rows = "host,roles\na,\nb,proxy\n"
    arguments = ("--hosts", "-", "--role", "allocator", "--validity", "1h", "--parallel", "1")
    made = lines(ecctl(*CREATE, *arguments, *credentials(server), stdin=rows))
    assert [each["host"] for each in made] == ["a", "b"]
    assert [body["roles"] for body in bodies(server)] == [["allocator"], ["proxy"]]
    assert {body["validity_in_seconds"] for body in bodies(server)} == {3600}


def test_out_dir_holds_a_private_file_for_each_token(embedded, folder):
    outcome = embedded(*CREATE, "--role", "proxy", "--count", "3", "--out-dir", str(folder))
    assert (outcome.status, outcome.out) == (0, f"3 tokens in {folder}\n")
    assert names(folder) == ["token-1.jwt", "token-2.jwt", "token-3.jwt"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert len({path.read_text() for path in folder.iterdir()}) == 3


def test_new_out_dir_is_private(embedded, tmp_path):
    made = tmp_path / "new" / "tokens"
    assert embedded(*CREATE, "--role", "proxy", "--count", "1", "--out-dir", str(made)).status == 0
    assert made.stat().st_mode & 0o777 == 0o700


def test_out_dir_with_json_lists_files(embedded, folder):
    outcome = embedded(
        *CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), "--output", "json"
    )
    assert TOKEN.partition(".")[0] not in outcome.out
    assert sorted(each["file"] for each in outcome.json()["tokens"]) == [
        str(folder / "token-1.jwt"),
        str(folder / "token-2.jwt"),
    ]


def test_finished_run_is_not_repeated_into_the_same_folder(embedded, folder):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    assert embedded(*arguments).status == 0
    before = {path.name: path.read_text() for path in folder.iterdir()}
    again = embedded(*arguments)
    assert again.status == 2
    assert again.err.splitlines() == [
        f'ecctl: the file "{folder}/token-1.jwt" (--out-dir) and 1 more already exist',
        "hint: --overwrite replaces them",
    ]
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert embedded(*arguments, "--overwrite").status == 0
    assert {path.name for path in folder.iterdir()} == set(before)
    assert not set(before.values()) & {path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--role", "proxy", "--count", "0"), "--count must be between 1 and 1,000,000 (got 0)"),
        (("--role", "proxy", "--count", "-1"), "--count must be between 1 and 1,000,000 (got -1)"),
        (("--count", "2"), 'required flag(s) "role" not set'),
        (("--role", "proxy", "--count", "2", "--hosts", "x"), "--count and --hosts exclude each other"),
        (("--role", "proxy", "--count", "2", "--out", "x"), "--count and --out exclude each other"),
        (("--role", "proxy", "--count", "2", "--token-only"), "--count and --token-only exclude each other"),
        (
            ("--role", "proxy", "--count", "2", "--parallel", "0"),
            "--parallel must be between 1 and 64 (got 0)",
        ),
        (
            ("--role", "proxy", "--count", "2", "--parallel", "65"),
            "--parallel must be between 1 and 64 (got 65)",
        ),
        (("--role", "proxy", "--count", "2", "--overwrite"), "--overwrite has no effect without --out-dir"),
        (("--role", "proxy", "--out-dir", "x"), "--out-dir has no effect without --count or --hosts"),
        (("--role", "proxy", "--parallel", "3"), "--parallel has no effect without --count or --hosts"),
        (("--role", "proxy", "--count", "2", "--out-dir", ""), '--out-dir "" is not a folder'),
        (
            ("--role", "proxy", "--count", "1", "--out-dir", "/dev/null"),
            '"/dev/null" (--out-dir) is not a folder',
        ),
        (
            ("--role", "proxy", "--count", "1", "--out-dir", "/proc/x"),
            'cannot use the folder "/proc/x" (--out-dir): No such file or directory',
        ),
    ],
)
def test_invalid_flags_are_refused(embedded, arguments, problem):
    outcome = embedded(*CREATE, *arguments)
    assert outcome.status == 2
    assert outcome.err.splitlines()[0] == f"ecctl: {problem}"


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("h.csv", "host,roles\na,proxy\nb,proxy\na,proxy\n", 'line 4 of {file}: "a" occurs twice, first at line 2'),
        ("h.csv", "host,role\na,proxy\n", 'line 1 of {file}: unknown column "role"'),
        ("h.csv", "a,proxy\n", 'line 1 of {file}: unknown column "a"'),
        ("h.csv", "host,roles\na\n", "line 2 of {file} has 1 values, but the header has 2"),
        ("h.csv", "host,roles\n", "{file} contains no rows"),
        ("h.json", "[" * 100_000 + "]" * 100_000, "{file} is nested too deeply"),
        ("h.yaml", "- " * 100_000 + "a", "{file} is nested too deeply"),
        ("h.csv", "host,roles\n,proxy\n", "line 2 of {file}: host is empty"),
        ("h.csv", 'host,roles\n"a,proxy\n', "line 2 of {file} is not CSV: unexpected end of data"),
        ("h.csv", "host,roles\na,\n", "line 2 of {file}: no roles"),
        ("h.csv", 'host,roles\n"a\nb",proxy\n', 'line 3 of {file}: "a\\nb" cannot be the name of a file'),
        ("h.csv", "host,roles\na\u2028b,proxy\n", 'line 2 of {file}: "a\\u2028b" cannot be the name of a file'),
        ("h.csv", "\ufeff", "line 1 of {file} lacks the column host"),
        ("h.csv", "host;roles\na;proxy\n", 'line 1 of {file}: unknown column "host;roles"\nhint: separate columns'),
        ("h.yaml", "a: !!python/name:os.system [proxy]\n", "line 1 of {file}: tags are not supported"),
        ("h.yaml", "!x\na: [proxy]\n", "line 1 of {file}: tags are not supported"),
        ("h.csv", "host,roles\na,prxy\n", 'line 2 of {file}: role "prxy" is not a role of ECE: did you mean proxy?'),
        ("h.csv", "host,roles\n../a,proxy\n", 'line 2 of {file}: "../a" cannot be the name of a file'),
        ("h.csv", "host,roles,validity\na,proxy,x\n", 'line 2 of {file}: validity "x" is not a duration'),
        ("h.csv", "host,roles,validity\na,proxy,0\n", 'line 2 of {file}: validity is zero: write "never"'),
        ("h.yaml", "a: [proxy]\nb: [proxy]\na: [proxy]\n", 'line 3 of {file}: "a" occurs twice'),
        ("h.yaml", "a: &x [proxy]\nb: *x\n", "line 1 of {file}: aliases are not supported"),
        ("h.yaml", "- [a]\n", "line 1 of {file} must be a mapping with host"),
        ("h.yaml", "text\n", "{file} must be a list of mappings, or a mapping"),
        ("h.yaml", "a: [\n", "{file} is not YAML: "),
        ("h.yaml", "- {host: a, roles: {proxy: 1}}\n", "line 1 of {file}: roles must be text"),
    ],
)  # fmt: skip
def test_invalid_file_is_refused(embedded, tmp_path, name, text, problem):
    file = tmp_path / name
    file.write_text(text)
    outcome = embedded(*CREATE, "--hosts", str(file))
    assert outcome.status == 2
    assert outcome.err.startswith("ecctl: " + problem.format(file=f'the file "{file}" (--hosts)'))
    assert embedded(*TOKENS, "list").out.count("\n") <= 1


@pytest.mark.parametrize(
    ("arguments", "setting"),
    [
        (("--output", "id"), {}),
        (("--columns", "token_id"), {}),
        ((), {"EC_OUTPUT": "id"}),
        ((), {"EC_FORMAT": "{{.token_id}}"}),
    ],
)
def test_output_that_would_lose_the_tokens_is_refused(ecctl, scripted, arguments, setting):
    server = scripted()
    outcome = ecctl(*CREATE, "--role", "proxy", "--count", "2", *arguments, *credentials(server), env=setting)
    assert (outcome.status, server.requests) == (2, [])


def test_chosen_columns_of_a_folder_are_shown(embedded, folder):
    arguments = ("--count", "2", "--out-dir", str(folder), "--columns", "number,file", "--output", "csv")
    outcome = embedded(*CREATE, "--role", "proxy", *arguments)
    assert outcome.out.splitlines()[0] == "NUMBER,FILE"
    assert sorted(outcome.out.splitlines()[1:]) == [
        f"{number},{folder}/token-{number}.jwt" for number in (1, 2)
    ]
    again = embedded(*CREATE, "--role", "proxy", *arguments[:-2], "--overwrite", "--sort", "number:desc")
    assert [line.split()[0] for line in again.out.splitlines()] == ["NUMBER", "2", "1"]


@pytest.mark.parametrize(
    "arguments", [("--output", "csv"), ("--columns", "number,token"), ("--sort", "number")]
)
def test_table_has_its_headings_once(ecctl, scripted, arguments):
    # Two responses that arrive further apart than a batch lasts.
    server = scripted(LIST, NEW, {**NEW, "hang": 0.4})
    outcome = ecctl(
        *CREATE, "--role", "proxy", "--count", "2", "--parallel", "1", *arguments, *credentials(server)
    )
    assert outcome.out.count("NUMBER") == 1
    assert outcome.out.count(TOKEN) == 2


def test_dry_run_shows_each_request_and_writes_nothing(ecctl, scripted, tmp_path, home):
    server = scripted(LIST)
    outcome = ecctl(
        *CREATE, "--role", "proxy", "--count", "3", "--out-dir", str(tmp_path / "x"), "--dry-run",
        *credentials(server),
    )  # fmt: skip
    assert outcome.out.count(f"POST {server.host}{TOKENS_PATH}\n") == 3
    assert server.requests == []
    assert not (tmp_path / "x").exists()
    assert not (home / ".ecctl").exists()


def test_refused_row_does_not_stop_the_others_and_is_retried_alone(ecctl, scripted, tmp_path, folder):
    file = tmp_path / "hosts.csv"
    file.write_text("host,roles\na,proxy\nb,x-role\nc,proxy\n")
    arguments = (*CREATE, "--hosts", str(file), "--out-dir", str(folder), "--parallel", "1")
    server = scripted(LIST, NEW, REFUSED, NEW, NEW)
    outcome = ecctl(*arguments, *credentials(server))
    assert outcome.status == 5
    assert '"b": ' in outcome.err
    assert "2 of 3 tokens are stored; run the same command again to resume" in outcome.err
    assert "had no response" not in outcome.err
    assert names(folder) == [".ecctl-journal.jsonl", "a.jwt", "c.jwt"]
    file.write_text("host,roles\na,proxy\nb,allocator\nc,proxy\n")
    assert ecctl(*arguments, *credentials(server)).status == 0
    assert names(folder) == ["a.jwt", "b.jwt", "c.jwt"]
    assert [body["roles"] for body in bodies(server)] == [["proxy"], ["x-role"], ["proxy"], ["allocator"]]


def test_changed_row_that_has_a_token_is_refused(ecctl, scripted, tmp_path, folder):
    file = tmp_path / "hosts.csv"
    file.write_text("host,roles\na,proxy\nb,x-role\n")
    arguments = (*CREATE, "--hosts", str(file), "--out-dir", str(folder), "--parallel", "1")
    server = scripted(LIST, NEW, REFUSED)
    assert ecctl(*arguments, *credentials(server)).status == 5
    sent = len(server.requests)
    for text, problem in (
        ("host,roles\na,allocator\nb,proxy\n", "a has other roles or another validity"),
        ("host,roles\nb,proxy\n", "a has no entry"),
    ):
        file.write_text(text)
        outcome = ecctl(*arguments, *credentials(server))
        assert outcome.status == 2
        assert outcome.err.startswith(
            f"ecctl: cannot resume the interrupted run: the command line has changed: {problem}\n"
        )
    assert len(server.requests) == sent
    assert (folder / "a.jwt").read_text() == f"{TOKEN}\n"


def test_run_on_another_platform_does_not_resume(ecctl, scripted, folder):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), "--parallel", "1")
    assert ecctl(*arguments, *credentials(scripted(LIST, NEW, REFUSED))).status == 5
    other = scripted(LIST)
    outcome = ecctl(*arguments, *credentials(other))
    assert outcome.status == 2
    assert "was on another platform" in outcome.err
    assert other.requests == []


def test_request_without_response_is_named_with_its_candidates(ecctl, scripted, folder):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), "--parallel", "1")
    later = {**LIST, "body": {"tokens": [*LIST["body"]["tokens"], {"token_id": "id-2", "roles": ["proxy"]}]}}
    after = {
        **later,
        "body": {"tokens": [*later["body"]["tokens"], {"token_id": "id-1", "roles": ["proxy"]}]},
    }
    server = scripted(LIST, UNREADABLE, NEW, {**NEW, "body": {**NEW["body"], "token_id": "id-9"}}, after)
    assert ecctl(*arguments, *credentials(server)).status == 5
    outcome = ecctl(*arguments, *credentials(server))
    assert outcome.status == 0, outcome.err
    assert "1 request had no response" in outcome.err
    assert "token-1: proxy, persistent, sent " in outcome.err
    assert [line.strip() for line in outcome.err.splitlines() if "delete" in line] == [
        "ecctl platform enrollment-token delete id-2"
    ]
    assert names(folder) == ["token-1.jwt", "token-2.jwt"]


def test_lines_of_an_interrupted_run_are_printed_again(ecctl, scripted, home):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--parallel", "1")
    server = scripted(LIST, NEW, REFUSED, NEW)
    first = ecctl(*arguments, *credentials(server))
    assert (first.status, len(first.out.splitlines())) == (5, 1)
    [journal] = (home / ".ecctl" / "bulk").iterdir()
    assert journal.stat().st_mode & 0o777 == 0o600
    second = lines(ecctl(*arguments, *credentials(server)))
    assert sorted(each["number"] for each in second) == [1, 2]
    assert list((home / ".ecctl" / "bulk").iterdir()) == []


@pytest.mark.parametrize("content", ["", TOKEN[:5], "\0" * 40])
def test_resumed_run_completes_file_that_a_power_failure_cut_off(ecctl, scripted, folder, content):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), "--parallel", "1")
    server = scripted(LIST, NEW, REFUSED, NEW)
    assert ecctl(*arguments, *credentials(server)).status == 5
    (folder / "token-1.jwt").write_text(content)
    outcome = ecctl(*arguments, *credentials(server))
    assert outcome.status == 0, outcome.err
    assert names(folder) == ["token-1.jwt", "token-2.jwt"]
    assert {path.read_text() for path in folder.iterdir()} == {f"{TOKEN}\n"}


def test_resumed_run_leaves_file_of_somebody_else(ecctl, scripted, folder):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), "--parallel", "1")
    server = scripted(LIST, NEW, REFUSED, NEW)
    assert ecctl(*arguments, *credentials(server)).status == 5
    file = folder / "token-1.jwt"
    file.write_text("something else\n")
    outcome = ecctl(*arguments, *credentials(server))
    assert outcome.status == 1
    assert f'cannot write "{file}" (--out-dir): File exists' in outcome.err
    assert file.read_text() == "something else\n"
    file.unlink()
    assert ecctl(*arguments, *credentials(server)).status == 0
    assert names(folder) == ["token-1.jwt", "token-2.jwt"]


def test_two_runs_at_once_are_refused(embedded, folder):
    journal = folder / ".ecctl-journal.jsonl"
    with journal.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        outcome = embedded(*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    assert outcome.status == 1
    assert outcome.err.startswith(f"ecctl: cannot use the journal {journal}: another run is writing it\n")


def test_unusable_journal_is_refused_before_any_request(embedded, folder):
    journal = folder / ".ecctl-journal.jsonl"
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    journal.write_text("something else\n")
    outcome = embedded(*arguments)
    assert outcome.status == 1
    assert "is not the journal of a run" in outcome.err
    assert journal.read_text() == "something else\n"
    journal.unlink()
    journal.mkdir()
    outcome = embedded(*arguments)
    assert outcome.status == 2
    assert (
        outcome.err == f"ecctl: cannot write the journal {journal}: Is a directory\nhint: nothing was sent\n"
    )


def test_journal_of_another_version_is_left_alone(embedded, folder):
    journal = folder / ".ecctl-journal.jsonl"
    journal.write_text('{"version":2}\n{"sent":7}\n')
    outcome = embedded(*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    assert outcome.status == 1
    assert f"cannot resume the run in {journal}: the journal has version 2, not 1\n" in outcome.err
    assert journal.read_text() == '{"version":2}\n{"sent":7}\n'


def test_journal_that_somebody_else_has_prepared_is_refused(embedded, folder, tmp_path):
    journal, target = folder / ".ecctl-journal.jsonl", tmp_path / "target"
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    target.touch()
    journal.symlink_to(target)
    assert embedded(*arguments).status == 2
    journal.unlink()
    os.mkfifo(journal)
    outcome = embedded(*arguments)
    assert outcome.status == 2
    assert outcome.err.startswith(f"ecctl: cannot write the journal {journal}: ")
    reader = os.open(journal, os.O_RDONLY | os.O_NONBLOCK)
    outcome = embedded(*arguments)
    os.close(reader)
    assert outcome.status == 2
    assert outcome.err.startswith(f"ecctl: cannot write the journal {journal}: not a regular file\n")
    assert target.read_bytes() == b""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_journal_of_another_user_is_refused(embedded, folder):
    journal = folder / ".ecctl-journal.jsonl"
    journal.touch()
    os.chown(journal, 12345, 12345)
    outcome = embedded(*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    assert outcome.status == 2
    assert outcome.err.startswith(f"ecctl: cannot write the journal {journal}: it belongs to another user\n")
    assert journal.read_bytes() == b""


def test_folder_in_place_of_a_file_is_refused_before_any_request(embedded, folder):
    (folder / "token-2.jwt").mkdir()
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), "--overwrite")
    outcome = embedded(*arguments)
    assert outcome.status == 2
    assert outcome.err == f'ecctl: "{folder}/token-2.jwt" (--out-dir) is a folder\n'
    assert names(folder) == ["token-2.jwt"]


def test_folder_that_is_removed_stops_the_run(home, scripted, folder):
    server = scripted(LIST, NEW, {**NEW, "hang": 0.3}, *[NEW] * 40)
    process = running(home, server, "--parallel", "1", "--out-dir", str(folder))
    shutil.rmtree(folder)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1, told
    assert "created for token-2 and could not be stored" in told
    assert f"{folder}/.ecctl-journal.jsonl was removed during the run" in told
    assert len(server.requests) == 3


def test_full_disk_stops_before_any_request(ecctl_process, scripted, folder):
    server = scripted(LIST)
    outcome = ecctl_process(
        *CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder), *credentials(server),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert outcome.status == 1
    assert "cannot write the journal" in outcome.err
    assert server.requests == []
    assert names(folder) == []


def test_half_a_line_at_the_end_is_ignored(embedded, folder):
    journal = folder / ".ecctl-journal.jsonl"
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--out-dir", str(folder))
    journal.write_bytes(b'{"version":1,"comm' + bytes(1000))
    assert embedded(*arguments).status == 0
    assert names(folder) == ["token-1.jwt", "token-2.jwt"]


def test_full_standard_output_loses_no_token(ecctl_process, scripted):
    arguments = (*CREATE, "--role", "proxy", "--count", "2", "--parallel", "1")
    server = scripted(LIST, NEW, NEW)
    with open("/dev/full", "wb") as full:
        outcome = ecctl_process(*arguments, *credentials(server), stdout=full, stderr=subprocess.PIPE)
    assert outcome.status == 1
    assert "run the same command again to resume" in outcome.err
    assert len(lines(ecctl_process(*arguments, *credentials(server)))) == 2


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 1)])
def test_interrupt_waits_for_responses_in_flight(home, scripted, folder, sent, status):
    slow = {**NEW, "hang": 0.5}
    server = scripted(LIST, *[slow] * 40)
    process = running(home, server, "--parallel", "2", "--out-dir", str(folder))
    process.send_signal(sent)
    _, told = process.communicate(timeout=30)
    assert process.returncode == status, told
    assert "run the same command again to resume" in told
    made = len([name for name in names(folder) if name.endswith(".jwt")])
    assert made == len([each for each in server.requests if each["method"] == "POST"])


def test_termination_while_a_batch_waits_for_its_reader_says_how_to_resume(home, scripted):
    server = scripted(LIST, {**NEW, "repeat": True})
    process = running(home, server, count=2000)
    sent = 0
    # The pipe is full once no further request comes.
    while sent < len(server.requests) and process.poll() is None:
        sent = len(server.requests)
        time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    with process:
        told = process.stderr.read()
    assert process.returncode == -signal.SIGTERM
    assert "run the same command again to resume" in told
