"""The recorded cases of the original; known differences are listed in known_differences.json."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KIT = HERE / "conformance"
KNOWN: dict[str, str] = json.loads((HERE / "known_differences.json").read_text())
DIFFERS = re.compile(r"^differs  (.+?): (?:wire|exit|stdout|stderr|files|wanted|broke down)", re.MULTILINE)
GROUPS = sorted(path.stem for path in (KIT / "cases").glob("*.json"))


@pytest.mark.conformance
@pytest.mark.parametrize("group", GROUPS)
def test_all_but_known_differences_match(group: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            str(KIT / "run.py"),
            "--ecctl",
            f"{sys.executable} -m ecctl",
            "--only",
            f"{group}/*",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    differing = {m[1] for m in DIFFERS.finditer(done.stdout)}
    expected = {name for name in KNOWN if name.startswith(f"{group}/")}
    assert re.search(r"^\d+ passed, \d+ failed$", done.stdout, re.MULTILINE), done.stdout + done.stderr
    assert differing == expected, done.stdout


def test_known_differences_have_a_reason_and_a_case() -> None:
    cases = {
        f"{group}/{c['name']}"
        for group in GROUPS
        for c in json.loads((KIT / "cases" / f"{group}.json").read_text())
    }
    assert set(KNOWN) <= cases
    assert all(KNOWN.values())
