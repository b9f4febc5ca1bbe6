"""`ecctl stack list`, in order of versions, and `ecctl stack upload`, which can fail in parts."""

from __future__ import annotations

from ecctl.cli.commands.stack import STACKS
from ecctl.cli.files import open_form
from ecctl.cli.semver import precedence
from ecctl.errors import ApiError, raise_all
from ecctl.output import Result
from ecctl.output.render import at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.cli.semver import Precedence

MAC_FOLDER = "__MACOSX"
"""Directory that macOS adds to zip files, and that ECE takes for a version."""


def latest_first(invocation: Invocation) -> Result:
    """List all stack packs, the latest version first and those with an invalid version last."""
    response = invocation.call("get-version-stacks", show_deleted=invocation.flag("deleted"))
    if isinstance(response, dict) and isinstance(response.get("stacks"), list):
        response = {**response, "stacks": sorted(response["stacks"], key=place, reverse=True)}
    return Result(response, STACKS, model="StackVersionConfigs")


def place(stack: Any) -> tuple[Precedence, ...]:
    """Return the sort key of a stack pack: its version, where 8.5 means 8.5.0, or the least key without one."""
    try:
        # Stack packs may have versions of two parts, which semantic versioning does not know.
        core, dash, rest = stack["version"].partition("-")
        return (precedence(f"{core}{'.0' * (2 - core.count('.'))}{dash}{rest}"),)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def upload(invocation: Invocation) -> None:
    """Upload a file. Raise the errors of the parts that the platform refused; the other parts are stored."""
    with open_form(invocation.arguments[0], "") as form:
        response = invocation.call("update-stack-packs", body=form)
    raise_all([error for part in at(response, ["errors"]) or () for error in refusals(part)])


def refusals(part: Any) -> list[ApiError]:
    """Return the errors of a part that the platform refused."""
    name = at(part, ["stack_version"])
    found = []
    for reason in at(part, ["errors", "errors"]) or ():
        code, message = at(reason, ["code"]), at(reason, ["message"])
        # Not a fault of the pack: everything else in it was stored.
        if MAC_FOLDER not in f"{name} {message}":
            said = {"code": code, "message": message}
            found.append(ApiError(f'api error: {code}: {message} (in "{name}")', errors=(said,)))
    return found
