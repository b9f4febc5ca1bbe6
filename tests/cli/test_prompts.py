"""No prompt waits for anybody who is not there."""

from __future__ import annotations

import os

import pytest

from ecctl.cli import Context, prompts
from ecctl.cli.commands import ROOT
from ecctl.cli.schema import walk
from ecctl.errors import DeclinedError

ID = "0" * 32
ASKING = [
    (" ".join(path), command) for command, path in walk(ROOT, ["ecctl"]) if command.confirm or command.each
]
INTERACTIVE = ["init", "user create", "config set host", "enrollment-token prune --all", "auth key create"]


def words_of(name, command):
    count = max(command.arguments[0], 2 if command.each else 0)
    flags = [word for option in command.options if option.required for word in (f"--{option.name}", "1")]
    return [*name.split()[1:], *[ID] * count, *flags]


@pytest.mark.parametrize(("name", "command"), ASKING)
def test_command_that_asks_is_refused_without_an_answer(ecctl, scripted, name, command):
    server = scripted()
    outcome = ecctl(*words_of(name, command), "--host", server.host, "--api-key", "k", "--region", "r")
    assert outcome.status != 0
    assert "cannot ask for confirmation" in outcome.err
    assert "hint: --force answers yes" in outcome.err
    assert server.requests == []


@pytest.mark.parametrize("name", INTERACTIVE)
def test_interactive_command_ends_without_a_terminal(ecctl_process, name):
    with open(os.devnull) as nobody:
        outcome = ecctl_process(*name.split(), stdin=nobody)
    assert outcome.status not in (0, 130)
    assert "Traceback" not in outcome.err


def test_silent_pipe_is_not_waited_for_forever(monkeypatch):
    monkeypatch.setattr(prompts, "PATIENCE", 0.05)
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stdin, os.fdopen(writer, "wb") as pipe:
        context = Context([], {}, stdin, None, None)
        with pytest.raises(DeclinedError, match=r"not a terminal, and no answer within 0\.05 s"):
            prompts.confirm(context, "Sure?", force=False)
        pipe.write(b"\nyes\n")
        pipe.flush()
        prompts.confirm(context, "Sure?", force=False)
