"""`ecctl deployment elasticsearch`: the keystore of a deployment's Elasticsearch."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.kinds import ref_id
from ecctl.core.errors import UsageError
from ecctl.output import NAME, Column, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

SECRETS = Table(
    "secrets",
    Column("SECRET", NAME),
    # The original shows a missing value as Go templates do.
    Column("VALUE", lambda secret: "<no value>" if secret.get("value") is None else secret["value"]),
    Column("AS FILE", "as_file"),
)
MODEL = "KeystoreContents"
REF_ID = Option("ref-id", "Ref id of the Elasticsearch resource (default: the only one)")


def show(invocation: Invocation) -> Result:
    """Show the settings in a keystore; the platform does not disclose their values."""
    contents = invocation.call("get-deployment-es-resource-keystore", **keystore(invocation))
    return Result(contents, SECRETS, model=MODEL)


def update(invocation: Invocation) -> Result:
    """Set secrets, and remove those that are null in the file."""
    contents = invocation.read_object("file")
    if not isinstance(contents.get("secrets"), dict) or not contents["secrets"]:
        raise UsageError('the definition (--file) has no member "secrets" with secrets in it')
    changed = invocation.call("set-deployment-es-resource-keystore", body=contents, **keystore(invocation))
    return Result(changed, SECRETS, model=MODEL, changed=True)


def keystore(invocation: Invocation) -> dict[str, str]:
    """Return the parameters that select the keystore."""
    deployment_id = invocation.arguments[0]
    return {"deployment_id": deployment_id, "ref_id": ref_id(invocation, deployment_id, "elasticsearch")}


KEYSTORE = (
    Command(
        "show",
        "Show the settings in the keystore",
        use="<deployment id> [--ref-id <ref-id>]",
        arguments=(1, 1),
        identified=True,
        options=(REF_ID,),
        run=show,
    ),
    Command(
        "update",
        "Set and remove secrets of the keystore",
        long=(
            'Set the secrets in a file: {"secrets": {"NAME": {"value": …}}}. Other secrets stay unchanged; a '
            'secret that is null is removed: {"secrets": {"NAME": null}}.'
        ),
        use="<deployment id> [--ref-id <ref-id>] {--file=<filename>.json}",
        examples=(
            "ecctl deployment elasticsearch keystore update <deployment id> --file=gcs-credentials.json",
            "ecctl deployment elasticsearch keystore set --file=secrets.json <deployment id>",
        ),
        aliases=("set",),
        arguments=(1, 1),
        identified=True,
        options=(
            Option("file", "JSON file with the secrets (default: standard input)", short="f"),
            REF_ID,
        ),
        run=update,
    ),
)

COMMANDS = (Command("keystore", "Manage the keystore of an Elasticsearch", children=KEYSTORE),)
