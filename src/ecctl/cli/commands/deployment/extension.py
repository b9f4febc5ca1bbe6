"""`ecctl deployment extension`: plugins and bundles that deployments can load."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.update_payload import PAYLOAD_FLAGS, asks_for_payload, payload_of
from ecctl.cli.sources import Arg, Flag
from ecctl.core.errors import EcctlError, NotTheApiError, UsageError
from ecctl.core.url import authority_end, split_scheme
from ecctl.output import Message, Result
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.multipart import FileForm

REQUIRED = ("extension_type", "name", "version")
OPTIONAL = ("description", "download_url")
"""Members of an update (UpdateExtensionRequest), with those above."""


def create(invocation: Invocation) -> Result:
    """Create an extension from a file to upload, or from a URL for the platform to download."""
    if invocation.flag("file") and invocation.flag("download_url"):
        raise UsageError("--file and --download-url exclude each other")
    body = {
        "name": invocation.arguments[0],
        "version": invocation.flag("version"),
        "extension_type": invocation.flag("type"),
    }
    body |= {name: invocation.flag(name) for name in OPTIONAL if invocation.flag(name)}
    if not invocation.flag("file"):
        return extension(invocation.call("create-extension", body=body))
    # The file is opened first: if it cannot be read, no extension must be created.
    with invocation.open_form("file") as form:
        made = invocation.call("create-extension", body=body)
        return extension(upload(invocation, made, form, "was created"))


def update(invocation: Invocation) -> Result:
    """Update an extension from a file, or return a payload to start from."""
    extension_id = invocation.arguments[0]
    if asks_for_payload(invocation):
        found = invocation.call("get-extension", extension_id=extension_id, include_deployments=False)
        return Result(payload_of(found, REQUIRED, OPTIONAL), model="UpdateExtensionRequest")
    body = invocation.read_object("file")
    # UpdateExtensionRequest requires them; the file may be one written for create.
    missing = [name for name in REQUIRED if not body.get(name)]
    if missing:
        raise UsageError(f'the file "{invocation.flag("file")}" (--file) lacks {", ".join(missing)}')
    if not invocation.flag("extension_file"):
        return extension(invocation.call("update-extension", body=body, extension_id=extension_id))
    # Opened first, as in `create`.
    with invocation.open_form("extension_file") as form:
        changed = invocation.call("update-extension", body=body, extension_id=extension_id)
        return extension(upload(invocation, changed, form, "was changed"))


def extension(response: Any) -> Result:
    """Return the result of a change."""
    return Result(response, model="Extension", changed=True)


def upload(invocation: Invocation, found: Any, form: FileForm, done: str) -> Any:
    """Upload an extension's archive. If that fails, the error tells what has been *done* to which extension."""
    extension_id = (found or {}).get("id")
    if not extension_id:
        raise NotTheApiError(
            f"the extension {done}, but the response contains no id: its file was not uploaded"
        )
    try:
        return invocation.call("upload-extension", body=form, extension_id=extension_id)
    except EcctlError as error:
        hint = f'"ecctl deployment extension update {extension_id}" uploads it with --extension-file'
        error = error.prefixed(f"the extension {extension_id} {done}, but its file was not uploaded: ")
        raise error.with_hint(error.hint or hint) from None


def check_url(text: str) -> None:
    """Raise ValueError for a URL that cannot be downloaded from."""
    scheme, rest = split_scheme(text)
    if text and not (scheme[:-3].isalpha() and rest[: authority_end(rest)]):
        raise ValueError("must have a scheme and a host, as in https://example.com/plugin.zip")


COMMANDS = (
    Command(
        "create",
        "Create an extension",
        use="<extension name> --version <version> --type <extension type> "
        "{--file <file-path> | --download-url <url>} [--description <description>]",
        arguments=(1, 1),
        options=(
            Option("description", "Description of the extension"),
            Option("download-url", "URL from which the platform downloads the archive", check=check_url),
            Option("file", "Archive to upload"),
            Option(
                "type",
                "Type of the extension: bundle or plugin",
                required=True,
                suggested=("bundle", "plugin"),
            ),
            Option("version", "Stack version; bundles also take 7.* and *", required=True),
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
        options=(Option("include-deployments", "Show the deployments that use it (at most 10,000)", "bool"),),
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
        options=(Option("extension-file", "Archive to upload"), *PAYLOAD_FLAGS),
        run=update,
    ),
)
