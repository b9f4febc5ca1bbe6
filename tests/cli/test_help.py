"""Help texts: topics, short forms, and what only the whole help has."""

from __future__ import annotations

import io
import shlex

import pytest

from ecctl.cli import Context
from ecctl.cli.command import SHORT_FORMS
from ecctl.cli.commands import ROOT
from ecctl.cli.help import TOPIC_ORDER
from ecctl.cli.help_topics import EXIT_STATUSES, OUTPUT_MEANINGS, TOPICS
from ecctl.cli.main import main
from ecctl.cli.schema import walk
from ecctl.settings import OUTPUTS, SETTINGS

GROUPS = [(" ".join(path), command) for command, path in walk(ROOT, ["ecctl"]) if command.group]


class Terminal(io.BytesIO):
    def isatty(self):
        return True


def on_terminal(*argv, home="/nonexistent"):
    out = Terminal()
    assert main(Context(argv, {"HOME": str(home), "COLUMNS": "80"}, None, out, None)) == 0
    return out.getvalue().decode()


def test_help_on_terminal_refers_to_the_flags_of_every_command(ecctl):
    assert "Global Flags:" in ecctl("user", "list", "--help").out
    shown = on_terminal("user", "list", "--help")
    assert "--host" not in shown
    assert 'Use "ecctl options"' in shown
    assert "--host string" in ecctl("options").out


def test_root_help_on_terminal_fits_a_screen():
    shown = on_terminal()
    assert len(shown.splitlines()) < 50
    assert all(f"\n{topic} Commands:\n" in shown for topic in TOPIC_ORDER)


def test_every_top_level_command_has_a_known_topic():
    assert {child.topic for child in ROOT.subcommands() if not child.hidden} == set(TOPIC_ORDER)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("width", [40, 80])
def test_topic_fits_the_terminal(ecctl, topic, width):
    outcome = ecctl("help", topic, env={"COLUMNS": str(width)})
    assert outcome.status == 0
    folded = [line for line in outcome.out.splitlines() if not line.startswith("  ")]
    assert max(map(len, folded)) <= width


def test_topics_name_all_variables_keys_statuses_and_outputs(ecctl):
    assert all(option.variable in ecctl("help", "environment").out for option in SETTINGS)
    assert all(f"\n  {status} " in ecctl("help", "exit-status").out for status in EXIT_STATUSES)
    assert set(OUTPUT_MEANINGS) == set(OUTPUTS)
    assert "ca_file" in ecctl("help", "config").out
    assert "Usage:\n  ecctl config [flags]" in ecctl("help", "config").out
    assert "{{join .List SEPARATOR}}" in ecctl("help", "templates", env={"COLUMNS": "200"}).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["nosuch"],
            "topics: bulk, config, environment, exit-status, output, templates; available commands: api, ",
        ),
        (["templatez"], 'did you mean "ecctl help templates"?'),
        (["exit"], 'did you mean "ecctl help exit-status"?'),
        (["usr"], "did you mean user?"),
        (["runner"], 'did you mean "ecctl platform runner"?'),
        (["user", "lst"], "did you mean list?"),
    ],
)
def test_unknown_topic_is_refused(ecctl, words, said):
    outcome = ecctl("help", *words)
    assert (outcome.status, outcome.out) == (2, "")
    assert said in outcome.err


@pytest.mark.parametrize(("name", "group"), GROUPS)
def test_short_forms_hide_no_command(name, group):
    words = {word for child in group.subcommands() for word in (child.name, *child.aliases)}
    assert not words & set(SHORT_FORMS)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("token", "ls"), "ecctl enrollment-token list"),
        (("platform", "token", "rm"), "ecctl platform enrollment-token delete"),
        (("user", "get"), "ecctl user show"),
    ],
)
def test_short_forms_reach_the_command(ecctl, words, name):
    assert f"\n  {name} " in ecctl(*words, "--help").out


def test_help_names_the_short_form(ecctl):
    assert "Aliases:\n  list, ls\n" in ecctl("user", "list", "--help").out


def test_examples_of_templates_work(ecctl):
    lines = ecctl("help", "templates").out.splitlines()
    examples = [shlex.split(line)[1:] for line in lines if line.startswith("  ecctl ")]
    assert len(examples) == 3
    for words in examples:
        assert ecctl(*words, "--config", "embedded").status == 0, words
