"""Completion: what a shell is offered, and that the scripts are accepted by the shells that are here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest


def offered(ecctl, *words):
    outcome = ecctl("__complete", *words)
    assert outcome.status == 0
    return [line.partition("\t")[0] for line in outcome.out.splitlines()]


@pytest.mark.parametrize(
    ("words", "candidates"),
    [
        (("plat",), ["platform"]),
        (("platform", "enr"), ["enrollment-token"]),
        (("--output", "json", "platform", "enr"), ["enrollment-token"]),
        (("platform", "enrollment-token", "create", "--val"), ["--validity"]),
        (("user", "list", "--outp"), ["--output"]),
        (("user", "list", "--output", ""), ["json", "text"]),
        (("user", "list", "--output=j"), ["--output=json"]),
        (("user", "list", "--output", "=", "j"), ["--output=json"]),
        (("platform", "enrollment-token", "create", "-r", "p"), ["proxy"]),
        (("platform", "info", "--region", "eu"), ["eu-west-1"]),
        (("user", "list", "--force="), ["--force=true", "--force=false"]),
        (("user", "list", "--host", ""), []),
        (("nonsense", ""), []),
        (("completion", "b"), ["bash"]),
        (("help", "platform", "enr"), ["enrollment-token"]),
        (("user", "list", "--config", ""), ["embedded"]),
        (("__", ""), []),
    ],
)
def test_candidates_for_the_last_word(ecctl, words, candidates):
    assert offered(ecctl, *words) == candidates


def test_every_command_is_offered(ecctl):
    assert {"deployment", "platform", "user", "init", "version"} <= set(offered(ecctl, ""))
    assert "enrollment-token" not in offered(ecctl, ""), "the short spelling is not shown"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_script_for_every_shell(ecctl, shell):
    outcome = ecctl("completion", shell)
    assert outcome.status == 0
    assert "__complete" in outcome.out


def test_a_shell_without_a_script_is_named(ecctl):
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
    )
    done = subprocess.run(
        ["bash", "-c", script],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["json", "enrollment-token"]


def test_a_mistyped_region_is_suggested_where_nothing_is_found(ecctl, scripted):
    missing = {"status": 404, "body": {"errors": [{"code": "a.b", "message": "no such region"}]}}
    server = scripted(missing, missing)
    flags = ("--host", server.host, "--api-key", "k")
    assert "ece-region?" in ecctl("platform", "info", "--region", "ece-regoin", *flags).err
    assert "hint" not in ecctl("platform", "info", "--region", "my-own", *flags).err
