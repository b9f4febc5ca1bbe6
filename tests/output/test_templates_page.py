"""The examples of docs/templates.md."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ecctl.errors import EcctlError
from ecctl.output.format import compile_format
from ecctl.output.go_types import element_model
from ecctl.output.render import elements_of
from ecctl.output.tabwriter import align

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"
REPLIES = {
    "platform enrollment-token list": (
        "ListEnrollmentTokenReply",
        "tokens",
        {
            "tokens": [
                {"token_id": "7a4db5a0-d05b-43f7-84a3-cddb81f5254f", "roles": ["coordinator", "proxy"]},
                {"token_id": "17ad0c22-3d7f-4f8e-9d3c-0b1a6f2a5d11", "roles": ["allocator"]},
                {"token_id": "c0ffee00-12ab-4cd3-8ef4-567890abcdef", "roles": ["director"]},
            ]
        },
    ),
    "platform runner list": (
        "RunnerOverview",
        "runners",
        {
            "runners": [
                {
                    "runner_id": "10.0.0.1",
                    "connected": True,
                    "healthy": True,
                    "zone": "zone-1",
                    "build_info": {"version": "4.0.1"},
                    "roles": [{"role_name": "coordinator"}, {"role_name": "proxy"}],
                    "tags": {"rack": "r7", "os": "linux"},
                },
                {
                    "runner_id": "10.0.0.2",
                    "connected": False,
                    "healthy": False,
                    "roles": [{"role_name": "allocator"}],
                    "tags": {"os": "linux"},
                },
            ]
        },
    ),
    "platform allocator show": (
        "AllocatorInfo",
        None,
        {"allocator_id": "i-0a1b", "capacity": {"memory": {"total": 262144, "used": 131072}}},
    ),
    "user show": ("User", None, {"user_name": "ada", "full_name": "Ada <A&B>"}),
}
EXAMPLES = re.findall(r"```console\n\$ ecctl (.*)\n((?:.*\n)*?)```\n", PAGE.read_text(encoding="utf-8"))


def printed(command, template):
    model, rows, reply = next(known for name, known in REPLIES.items() if command.startswith(name))
    try:
        form = compile_format(template)
        if rows is None:
            return align(form.render(reply, model) + "\n")
        texts = form.render_many(elements_of(rows, reply), element_model(model, rows))
        return align("".join(f"{text}\n" for text in texts))
    except EcctlError as error:
        return f"{error.message}\n"


def test_page_has_examples():
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("command", "output"), EXAMPLES)
def test_example_prints_its_output(command, output):
    words = shlex.split(command)
    at = words.index("--format")
    assert printed(" ".join(words[:at]), words[at + 1]) == output
