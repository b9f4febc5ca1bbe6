"""`ecctl deployment extension`: plugins and bundles that deployments can load."""

from __future__ import annotations

from ecctl.cli.command import Arg, Command, Flag
from ecctl.cli.commands.deployment.update_payload import PAYLOAD_FLAGS, asks_for_payload, payload_of
from ecctl.core.url import authority_end, split_scheme
from ecctl.errors import EcctlError, NotTheApiError, UsageError
from ecctl.output.result import Message, Result
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.multipart import FileForm

REQUIRED = ("extension_type", "name", "version")
OPTIONAL = ("description", "download_url")
"""With those above, what an extension is made of and updated with (UpdateExtensionRequest)."""


def create(invocation: Invocation) -> Result:
    """Make an extension, from a file that is uploaded or a URL that the platform loads."""
    if invocation.flag("file") and invocation.flag("download_url"):
        raise UsageError("both --file and --download-url are given: only one may be used")
    body = {
        "name": invocation.arguments[0],
        "version": invocation.flag("version"),
        "extension_type": invocation.flag("type"),
    }
    body |= {name: invocation.flag(name) for name in OPTIONAL if invocation.flag(name)}
    if not invocation.flag("file"):
        return extension(invocation.call("create-extension", body=body))
    with invocation.open_form("file") as form:
        made = invocation.call("create-extension", body=body)
        return extension(upload(invocation, made, form, "was made"))


def update(invocation: Invocation) -> Result:
    """Change an extension to what a file says, its own file too; or give what such a file starts from."""
    extension_id = invocation.arguments[0]
    if asks_for_payload(invocation):
        found = invocation.call("get-extension", extension_id=extension_id, include_deployments=False)
        return Result(payload_of(found, REQUIRED, OPTIONAL), model="UpdateExtensionRequest")
    body = invocation.read_object("file")
    missing = [name for name in REQUIRED if not body.get(name)]
    if missing:
        raise UsageError(f'the file "{invocation.flag("file")}" (--file) lacks {", ".join(missing)}')
    if not invocation.flag("extension_file"):
        return extension(invocation.call("update-extension", body=body, extension_id=extension_id))
    with invocation.open_form("extension_file") as form:
        changed = invocation.call("update-extension", body=body, extension_id=extension_id)
        return extension(upload(invocation, changed, form, "was changed"))


def extension(reply: Any) -> Result:
    """An extension after a change."""
    return Result(reply, model="Extension", changed=True)


def upload(invocation: Invocation, found: Any, form: FileForm, done: str) -> Any:
    """Upload an extension's file; where that fails, the error says what has been `done` to which extension."""
    extension_id = (found or {}).get("id")
    if not extension_id:
        raise NotTheApiError(
            f"the extension {done}, but the reply does not name it: its file was not uploaded"
        )
    try:
        return invocation.call("upload-extension", body=form, extension_id=extension_id)
    except EcctlError as error:
        hint = f'"ecctl deployment extension update {extension_id}" uploads it with --extension-file'
        error = error.prefixed(f"the extension {extension_id} {done}, but its file was not uploaded: ")
        raise error.with_hint(error.hint or hint) from None


def check_url(text: str) -> None:
    """ValueError for a URL that no platform could load anything from."""
    scheme, rest = split_scheme(text)
    if text and not (scheme[:-3].isalpha() and rest[: authority_end(rest)]):
        raise ValueError("a URL has a scheme and a host, such as https://example.com/plugin.zip")


COMMANDS = (
    Command(
        "create",
        "Create an extension",
        use="<extension name> --version <version> --type <extension type> "
        "{--file <file-path> | --download-url <url>} [--description <description>]",
        arguments=(1, 1),
        options=(
            Option("description", "Description of the extension"),
            Option("download-url", "URL of the archive, which the platform loads", check=check_url),
            Option("file", "File with the archive, which is uploaded"),
            Option("type", "Type of the extension: bundle or plugin", required=True),
            Option("version", "Version of the stack; bundles take 7.* and * too", required=True),
        ),
        run=create,
    ),
    Command(
        "delete",
        "Delete an extension",
        use="<extension id>",
        arguments=(1, 1),
        operation="delete-extension",
        parameters={"extension_id": Arg(0)},
        view=Message(""),
    ),
    Command("list", "List the extensions", operation="list-extensions"),
    Command(
        "show",
        "Show an extension",
        use="<extension id> [--include-deployments]",
        arguments=(1, 1),
        options=(Option("include-deployments", "With the deployments that use it, 10,000 at most", "bool"),),
        operation="get-extension",
        parameters={"extension_id": Arg(0), "include_deployments": Flag("include-deployments")},
    ),
    Command(
        "update",
        "Update an extension",
        use="<extension id> {--file <file-path> | --generate-payload} [--extension-file <file path>]",
        examples=(
            "ecctl deployment extension update <extension id> --generate-payload > update.json",
            "ecctl deployment extension update <extension id> --file update.json",
            "ecctl deployment extension update <extension id> --file update.json --extension-file extension.zip",
        ),
        arguments=(1, 1),
        options=(Option("extension-file", "File with the archive, which is uploaded"), *PAYLOAD_FLAGS),
        run=update,
    ),
)
