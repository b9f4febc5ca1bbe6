"""`ecctl version`: what runs here."""

from __future__ import annotations

import os
import sys

from ecctl._version import API_VERSION, __version__
from ecctl.output.result import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def version(invocation: Invocation) -> Result:
    """Versions of the package, of the API that it speaks, and of what it runs on."""
    del invocation
    system = os.uname()
    value = {
        "version": __version__,
        "api_version": API_VERSION,
        "python_version": ".".join(map(str, sys.version_info[:3])),
        "os": system.sysname.lower(),
        "arch": system.machine,
    }
    return Result(value, Text(as_text))


def as_text(value: dict[str, str]) -> str:
    """One line a fact."""
    lines = (
        ("Version:", value["version"]),
        ("Client API Version:", value["api_version"]),
        ("Python version:", value["python_version"]),
        ("OS/Arch:", f"{value['os']} / {value['arch']}"),
    )
    return "".join(f"{head:<23}{fact}\n" for head, fact in lines)
