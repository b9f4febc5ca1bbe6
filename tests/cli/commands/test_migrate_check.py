"""`ecctl migrate-check`: scripts for the Go ecctl, line by line."""

from __future__ import annotations

import json

import pytest

from ecctl.cli.commands.migrate.shell import calls

# In the style of public CI scripts that create a deployment for a pull request.
DEPLOY = """\
#!/usr/bin/env bash
set -euo pipefail
NAME="pr-$PULL_REQUEST"
ID=$(ecctl deployment list --output json | jq -r '.deployments[] | select(.name == "'$NAME'") | .id')
LOGS=$(mktemp --suffix ".json")

function shutdown {
  echo "--- Shut down"
  ID=$(ecctl deployment list --output json | jq -r '.deployments[] | select(.name == "'$NAME'") | .id')
  if [ -n "${ID}" ]; then
    ecctl deployment shutdown "$ID" --force --track --output json > "$LOGS"
  fi
}
trap "shutdown" EXIT

if [ -z "${ID}" ] || [ "${ID}" == "null" ]; then
  ecctl deployment create --track --output json --file deploy.json &> "$LOGS"
  PASSWORD=$(jq -r --slurp '.[]|select(.resources).resources[0].credentials.password' "$LOGS")
fi
URL=$(ecctl deployment show "$ID" --kind kibana | jq -r '.info.metadata.aliased_url')
"""


@pytest.fixture
def check(ecctl, tmp_path):
    def run(text):
        script = tmp_path / "script.sh"
        script.write_text(text)
        outcome = ecctl("migrate-check", str(script), "--output", "json")
        found = json.loads(outcome.out)["findings"]
        assert outcome.status == (1 if found else 0)
        return [(each["line"], each["differs"]) for each in found]

    return run


def test_script_that_needs_no_change_passes(check):
    assert check(DEPLOY) == []


# In the style of public scripts for clean-up jobs and of Makefiles.
CLEAN_UP = """\
up:
\techo $(NAME)
\tecctl deployment create --file deployment.json --track | tee /dev/stderr | (jq >$(FILE) 2>/dev/null; cat >/dev/null)

down:
\tecctl deployment shutdown --force $(shell jq -r .id $(FILE))

all:
\tretry 5 30 ecctl deployment shutdown "$$ID"
\tecctl deployment list | jq -r '.deployments[].id' | xargs -n1 ecctl deployment shutdown
\tnode -e 'execSync(`ecctl deployment shutdown --force "${deployment.id}"`)'
\ttrap 'ecctl deployment shutdown "$$ID"' EXIT
\tecctl deployment create --size 1024
"""


def test_calls_in_other_commands_are_checked(check):
    assert check(CLEAN_UP) == [
        *((line, "without a terminal, the prompt is an error (status 1)") for line in (9, 10, 12)),
        (13, "the line is refused, as by ecctl 1.15: unknown flag: --size"),
    ]


def test_same_script_without_force_and_with_status_255(check):
    changed = DEPLOY.replace(" --force", "") + "[ $? -eq 255 ] && exit 1\n"
    assert check(changed) == [
        (11, "without a terminal, the prompt is an error (status 1)"),
        (21, "a failure has a status by its class (2 to 7, or 1), not 255"),
    ]


@pytest.mark.parametrize(
    ("line", "differs"),
    [
        ("ecctl platform enrollment-token create --role prxy", "did you mean proxy?"),
        ("ecctl platform enrollment-token create --role proxy,allocator", "is several roles, not one"),
        (
            "ecctl platform enrollment-token create --role proxy \\\n  --validity 500ms",
            "below a second is refused",
        ),
        ("ecctl user list extra", "takes no arguments"),
        ("ecctl user lst", 'unknown command "lst"'),
        ("ecctl user list --bogus", "unknown flag: --bogus"),
        ("ecctl user delete bob", "the prompt is an error"),
        ("TRACE=$(ecctl user list --verbose)", "the trace of --verbose is on standard error"),
        ("ecctl user list --verbose > trace.txt", "the trace of --verbose is on standard error"),
        ("ecctl user list --verbose", "redacts passwords"),
        ("ecctl --api-key @secret user list", "reads a file"),
        ("ecctl --config prod user list", "is an error if the config does not exist"),
        ("ecctl user list --output json --format x", "exclude each other"),
        ("ecctl init", "keeps TLS verification on"),
        ("if ecctl user list; [ $? != 255 ]; then :; fi", "not 255"),
        ("ecctl user list\ncase $? in\n  255) exit 1 ;;\nesac", "not 255"),
    ],
)
def test_difference_is_named(check, line, differs):
    assert any(differs in text for _, text in check(line))


@pytest.mark.parametrize(
    "line",
    [
        "# ecctl user lst",
        "echo 'ecctl user lst'",
        'echo "run ecctl user lst"',
        "cat <<EOF\necctl user lst\nEOF\n",
        "[ $status -eq 255 ]",
        "ecctl $ARGUMENTS extra words",
        "ecctl user show $NAME $MORE",
        'ecctl platform enrollment-token create --role "$ROLE" --validity "$VALIDITY"',
        'ecctl platform enrollment-token create --role="$ROLE" --validity=${HOURS}h',
        "yes | ecctl user delete bob",
        "ecctl user delete bob --force",
        "ecctl user list --verbose --verbose-credentials 2> trace.txt",
        'ecctl --config "$CONFIG" user list',
        "ecctl",
    ],
)
def test_line_without_difference_passes(check, line):
    assert check(line) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ecctl a b", [(1, ["a", "b"])]),
        ("true && ! ecctl a; /usr/bin/ecctl b | ecctl c", [(1, ["a"]), (1, ["b"]), (1, ["c"])]),
        ("X=1 sudo ecctl a >out 2>&1 <in", [(1, ["a"])]),
        ("\n`ecctl a`\n$(ecctl b)\n", [(2, ["a"]), (3, ["b"])]),
        ('echo "$(ecctl a "$(ecctl b)")"', [(1, ["b"]), (1, ["a", "$"])]),
        ("ecctl a \\\n  b\n\necctl c", [(1, ["a", "b"]), (4, ["c"])]),
        ('x=${y:-z} ecctl \'a b\' "c\\"d" e\\ f', [(1, ["a b", 'c"d', "e f"])]),
        ("cat <<-'E' | ecctl a\n\tecctl no\n\tE\necctl b", [(1, ["a"]), (4, ["b"])]),
        ("n=$((1+2)); (ecctl a) & ecctl b # ecctl no", [(1, ["a"]), (1, ["b"])]),
        ("timeout 60 ecctl a", [(1, ["a"])]),
        ("retry 5 30 ecctl a", [(1, ["a"])]),
        ("sudo -u ops /usr/bin/ecctl a", [(1, ["a"])]),
        ("docker run --rm tools ecctl a", [(1, ["a"])]),
        ("kubectl exec pod -- ecctl a", [(1, ["a"])]),
        ("find . -name '*.json' -exec ecctl a --file {} \\; -print", [(1, ["a", "--file", "$"])]),
        ("ecctl a | xargs ecctl b", [(1, ["a"]), (1, ["b", "$"])]),
        ("up:\n\t@ecctl a\n\t-ecctl b\n", [(2, ["a"]), (3, ["b"])]),
        ("\neval 'ecctl a\necctl b'", [(2, ["a"]), (3, ["b"])]),
        ('trap "ecctl a $ID" EXIT', [(1, ["a", "$"])]),
        ("ssh host 'ecctl a; ecctl b'", [(1, ["a"]), (1, ["b"])]),
        ("timeout 60 curl ecctl.example.com", []),
        ("case $x in a) ecctl a;; esac", [(1, ["a"])]),
        ("ecctl 'open", [(1, ["open"])]),
        ('ecctl "open $(ecctl a', [(1, ["a"]), (1, ["open $"])]),
    ],
)
def test_calls_are_found(text, expected):
    assert [(call.line, [word.text for word in call.words]) for call in calls(text)] == expected


def test_text_names_file_line_and_replacement(ecctl, tmp_path):
    script = tmp_path / "script.sh"
    script.write_text("\necctl user delete bob\n")
    outcome = ecctl("migrate-check", str(script))
    assert outcome.out == (
        f"{script}:2: without a terminal, the prompt is an error (status 1)\n    instead: --force\n"
    )
    assert outcome.err == "ecctl: one line behaves differently\n"


def test_clean_script_is_reported(ecctl, tmp_path):
    script = tmp_path / "script.sh"
    script.write_bytes(b"\xff\necctl user list\n")
    outcome = ecctl("migrate-check", str(script))
    assert (outcome.status, outcome.out) == (0, "No differences found.\n")


def test_missing_script_is_an_error(ecctl, tmp_path):
    outcome = ecctl("migrate-check", str(tmp_path / "none.sh"))
    assert outcome.status == 2
    assert f'cannot read the script "{tmp_path}/none.sh": No such file' in outcome.err
