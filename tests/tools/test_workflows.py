"""The workflows, the pre-commit hooks and the Makefile agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text()
ONLY_ON_GITHUB = ('gh release create "$GITHUB_REF_NAME" --verify-tag --generate-notes dist/*',)
"""Steps that only work there."""


def steps(path):
    workflow = yaml.safe_load(path.read_text())
    for job in workflow["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_starts_without_permissions(path):
    assert yaml.safe_load(path.read_text())["permissions"] == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_digest(path):
    actions = [step["uses"] for step in steps(path) if "uses" in step]
    assert actions
    assert [action for action in actions if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []


def test_each_step_is_a_make_target():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    called = set()
    for path in WORKFLOWS:
        for step in steps(path):
            command = step.get("run", "").replace("\n", " ").strip()
            if "uses" in step or command in ONLY_ON_GITHUB:
                continue
            found = re.fullmatch(
                r"(?:sudo )?make ([a-z-]+(?: [a-z-]+)*)(?: [A-Z]+=\S+)*", expanded(step, command)
            )
            assert found, command
            called.update(found[1].split())
    assert {"test", "lint", "docs", "torture", "release", "try-install", "deb"} <= called <= targets


def expanded(step, command):
    """Replace the variables that a matrix sets by an existing target."""
    return re.sub(r'"\$\w+"', "demo", command) if "matrix" in str(step.get("env")) else command


def test_targets_of_matrices_exist():
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            for each in job.get("strategy", {}).get("matrix", {}).get("include", ()):
                assert re.search(rf"(?m)^{each.get('target', 'test')}:", MAKEFILE), each


def test_tests_cover_python_and_system_versions():
    jobs = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())["jobs"]
    rows = [{"python": each, "os": "ubuntu"} for each in jobs["linux"]["strategy"]["matrix"]["python"]]
    rows += jobs["candidates"]["strategy"]["matrix"]["include"]
    assert {"3.11", "3.12", "3.13", "3.14", "3.14t"} == {row["python"] for row in rows}
    assert {"ubuntu", "macos"} == {row["os"].partition("-")[0] for row in rows}


def test_continuous_integration_runs_make_targets():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    called = re.findall(r"(?m)^make (.+)", (ROOT / ".ci/run").read_text())
    assert called[-1] == "test"
    assert {name for names in called for name in names.split()} <= targets


def test_pre_commit_runs_the_checks_of_lint():
    needs, recipe = re.search(r"^lint: (.*?) ##.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE).groups()
    wanted = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe.splitlines()]
    wanted += [f"make {need}" for need in needs.split() if not need.startswith(".")]
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    run = [hook["entry"].removeprefix("env ").removesuffix(" --force-exclude") for hook in hooks]
    assert run == wanted
