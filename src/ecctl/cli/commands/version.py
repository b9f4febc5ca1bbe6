"""`ecctl version`: the versions of ecctl, its API and its platform."""

from __future__ import annotations

import os
import sys

from ecctl import __version__
from ecctl.core import API_VERSION
from ecctl.output import Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def version(invocation: Invocation) -> Result:
    """Show the versions of the package, of the API, and of Python and the system."""
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
    """Return one line per fact."""
    lines = (
        ("Version:", value["version"]),
        ("Client API Version:", value["api_version"]),
        ("Python version:", value["python_version"]),
        ("OS/Arch:", f"{value['os']} / {value['arch']}"),
    )
    return "".join(f"{head:<23}{fact}\n" for head, fact in lines)
