"""`ecctl platform proxy settings`: settings of all proxies."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.core.errors import UsageError
from ecctl.output import Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


def update(invocation: Invocation) -> Result:
    """Change the settings in a file; --full resets all others."""
    settings = invocation.read_object("file")
    if not settings:
        raise UsageError(f'the file "{invocation.flag("file")}" (--file) contains no settings')
    # PUT replaces all settings, PATCH merges these into them.
    response = invocation.call(
        "set-proxies-settings" if invocation.flag("full") else "update-proxies-settings",
        version=invocation.flag("version") or None,
        body=settings,
    )
    return Result(response, model="ProxiesSettings", changed=True)


COMMANDS = (
    Command(
        "show", "Show the settings of all proxies (ECE only)", operation="get-proxies-settings", identifier=""
    ),
    Command(
        "update",
        "Change the settings of all proxies (ECE only)",
        use="--file settings.json",
        examples=(
            "ecctl platform proxy settings update --file settings.json",
            "ecctl platform proxy settings update --file settings.json --full --version 12",
        ),
        options=(
            Option("file", "JSON file with the settings to change", short="f", required=True),
            Option("full", "Overwrite all settings; those that the file lacks are deleted", "bool"),
            Option("version", "Version that the settings must still have"),
        ),
        run=update,
        identifier="",
    ),
)
