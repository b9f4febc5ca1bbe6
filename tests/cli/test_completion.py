"""Completion candidates, and the scripts that hand them to a shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
import tree_sitter
import tree_sitter_powershell

from ecctl.cli.commands.completion import script
from ecctl.cli.commands.completion_install import LINES


def offered(ecctl, *words):
    outcome = ecctl("__complete", *words)
    assert outcome.status == 0
    return [line.partition("\t")[0] for line in outcome.out.splitlines()]


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        (("plat",), ["platform"]),
        (("platform", "enr"), ["enrollment-token"]),
        (("enr",), ["enrollment-token"]),
        (("enrollment-token", "cr"), ["create"]),
        (("--output", "json", "platform", "enr"), ["enrollment-token"]),
        (("platform", "enrollment-token", "create", "--val"), ["--validity"]),
        (("user", "list", "--outp"), ["--output"]),
        (("user", "list", "--output", ""), ["csv", "id", "json", "ndjson", "text", "wide", "yaml"]),
        (("user", "list", "--output=j"), ["--output=json"]),
        (("user", "list", "--output", "=", "j"), ["--output=json"]),
        (("platform", "enrollment-token", "create", "-r", "p"), ["proxy"]),
        (("platform", "info", "--region", "eu"), ["eu-west-1"]),
        (("user", "list", "--force="), ["--force=true", "--force=false"]),
        (("user", "list", "--force=f"), ["--force=false"]),
        (("user", "list", "--host", ""), []),
        (("user", "show", ""), []),
        (("nonsense", ""), []),
        (("completion", "b"), ["bash"]),
        (("completion", "bash", ""), []),
        (("api", "call", "create-enr"), ["create-enrollment-token"]),
        (("help", "platform", "enr"), ["enrollment-token"]),
        (("help", "en"), ["enrollment-token", "environment"]),
        (("help", "exit"), ["exit-status"]),
        (("help", "platform", "exit"), []),
        (("__", ""), []),
        (("platform", "certificate", "show", ""), ["adminconsole", "internalca", "proxy", "ui"]),
        (("platform", "certificate", "set", "p"), ["proxy"]),
        (("platform", "certificate", "set", "proxy", ""), []),
        (("user", "list", "--columns", "username,e"), ["username,email", "username,enabled"]),
        (("platform", "runner", "list", "--sort", "z"), ["zone"]),
        (("api", "list", "--columns", ""), ["id", "method", "path"]),
        (("deployment", "list", "--sort", "n"), ["name"]),
        (("version", "--columns", "a"), ["api_version", "arch"]),
        (("schema", "platform", "ru"), ["runner"]),
        (("schema", "exit"), []),
        (("api", "show", "RunnerIn"), ["RunnerInfo"]),
        (("api", "call", "get-version-stacks", "--param", "region=eu"), ["region=eu-west-1"]),
        (("token", "create", "--validity", ""), ["1h", "1d", "7d", "30d"]),
        (("deployment", "resource", "stop", "--kind", "k"), ["kibana"]),
        (("comment", "list", "--resource-type", "r"), ["runner"]),
        (("project", "list", "--type", "s"), ["security"]),
        (("platform", "allocator", "vacate", "--allocator-down", ""), ["true", "false"]),
        (("auth", "key", "rotate", "--expires", "3"), ["30d"]),
        (("user", "l"), ["list"]),
        (("user", "ls"), ["ls"]),
        (("user", "g"), ["get"]),
        (("tok",), ["token"]),
        (("tokens",), []),
        (("platform", "allocator", "mov"), ["move-nodes"]),
    ],
)
def test_candidates_for_the_last_word(ecctl, words, candidates):
    assert offered(ecctl, *words) == candidates


ENROLLMENT_TOKEN = ("platform", "enrollment-token")


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        ((*ENROLLMENT_TOKEN, "create", "--role", ""), ["allocator", "coordinator", "director", "proxy"]),
        (
            (*ENROLLMENT_TOKEN, "create", "--role", "proxy,"),
            ["proxy,allocator", "proxy,coordinator", "proxy,director"],
        ),
        ((*ENROLLMENT_TOKEN, "create", "--role=proxy,a"), ["--role=proxy,allocator"]),
        (("platform", "runner", "wait", "--roles", "p"), ["proxy"]),
        (("platform", "runner", "wait", "--role", "p"), ["proxy"]),
        (("user", "create", "--role", "ece_pl"), ["ece_platform_admin", "ece_platform_viewer"]),
        (("user", "update", "--role", "p"), []),
    ],
)
def test_role_candidates_fit_the_command(ecctl, words, candidates):
    assert offered(ecctl, *words) == candidates


@pytest.mark.parametrize(
    "words",
    [
        (*ENROLLMENT_TOKEN, "create", "--role", "proxy", "--out", "t"),
        ("user", "list", "--ca-file=x"),
        ("user", "list", "--config", "./x"),
        ("stack", "upload", ""),
    ],
)
def test_files_are_offered_for_paths_only(ecctl, words):
    assert offered(ecctl, *words) == [":files"]


def test_config_names_are_offered(ecctl, home):
    folder = home / ".ecctl"
    folder.mkdir()
    for name in ("config.json", "prod.json", "prod-eu.yaml", "notes.txt", ".hidden", "red\x1b[31m.json"):
        (folder / name).write_text("{}")
    assert offered(ecctl, "user", "list", "--config", "") == ["config", "embedded", "prod", "prod-eu"]
    assert offered(ecctl, "user", "list", "--config", "p") == ["prod", "prod-eu"]
    assert offered(ecctl, "config", "use", "p") == ["prod", "prod-eu"]
    assert offered(ecctl, "config", "delete", "prod", "p") == ["prod-eu"]
    assert offered(ecctl, "config", "rename", "prod", "p") == []


def test_settings_and_their_values_are_offered(ecctl):
    assert offered(ecctl, "config", "set", "ti") == ["timeout"]
    assert "color" not in offered(ecctl, "config", "set", "")
    assert offered(ecctl, "config", "set", "insecure", "") == ["true", "false"]
    assert offered(ecctl, "config", "set", "ca_file", "") == [":files"]
    assert offered(ecctl, "config", "set", "api_key", "") == []
    assert "host" not in offered(ecctl, "config", "unset", "host", "")


def test_config_names_without_a_folder(ecctl):
    assert offered(ecctl, "user", "list", "--config", "") == ["embedded"]


def test_every_visible_command_is_offered(ecctl):
    assert {"deployment", "platform", "user", "init", "version"} <= set(offered(ecctl, ""))
    assert "enrollment-token" not in offered(ecctl, ""), "the short spelling is offered once it is begun"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_has_a_script(ecctl, shell):
    outcome = ecctl("completion", shell)
    assert outcome.status == 0
    assert "ecctl __complete" in outcome.out
    assert re.findall("@[A-Z]+@", outcome.out) == []


@pytest.mark.parametrize("line", [script("powershell"), script("powershell", "ec-2.x"), LINES["powershell"]])
def test_powershell_script_is_parsed_without_errors(line):
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    assert not parser.parse(line.encode()).root_node.has_error
    assert parser.parse(line.encode() + b"\n}").root_node.has_error  # it does find errors


def test_unknown_shell_is_refused(ecctl):
    outcome = ecctl("completion", "tcsh")
    assert outcome.status == 2
    assert '"tcsh"' in outcome.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_with_the_script(tmp_path):
    command = tmp_path / "ecctl"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m ecctl "$@"\n')
    command.chmod(0o755)
    script = (
        "source <(ecctl completion bash)\n"
        'COMP_WORDS=(ecctl user list --output = j) COMP_CWORD=5; _ecctl_complete; echo "${COMPREPLY[@]}"\n'
        'COMP_WORDS=(ecctl platform enr) COMP_CWORD=2; _ecctl_complete; echo "${COMPREPLY[@]}"\n'
        'COMP_WORDS=(ecctl serve backup ecc) COMP_CWORD=3; _ecctl_complete; echo "${COMPREPLY[@]}"\n'
        'COMP_WORDS=(ecctl user show "") COMP_CWORD=3; _ecctl_complete; echo "none:${COMPREPLY[*]}"\n'
        "mkdir .ecctl; echo '{}' >'.ecctl/two words.json'\n"
        'COMP_WORDS=(ecctl config use tw) COMP_CWORD=3; _ecctl_complete; echo "${COMPREPLY[@]}"\n'
        "complete -p ecctl\n"
    )
    done = subprocess.run(
        ["bash", "-c", script],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout.splitlines() == [
        "json",
        "enrollment-token",
        "ecctl",
        "none:",
        r"two\ words",
        "complete -F _ecctl_complete ecctl",
    ]


def test_not_found_suggests_region(ecctl, scripted):
    missing = {"status": 404, "body": {"errors": [{"code": "a.b", "message": "no such region"}]}}
    server = scripted(missing, missing)
    flags = ("--host", server.host, "--api-key", "k")
    assert "ece-region?" in ecctl("platform", "info", "--region", "ece-regoin", *flags).err
    assert "hint" not in ecctl("platform", "info", "--region", "my-own", *flags).err
