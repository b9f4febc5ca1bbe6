"""`ecctl deployment elasticsearch`: what only the Elasticsearch of a deployment has: its keystore."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.commands.deployment.kinds import ref_id
from ecctl.errors import UsageError
from ecctl.output.result import NAME, Column, Result, Table
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

SECRETS = Table(
    "secrets",
    Column("SECRET", NAME),
    Column("VALUE", lambda secret: "<no value>" if secret.get("value") is None else secret["value"]),
    Column("AS FILE", "as_file"),
)
MODEL = "KeystoreContents"
REF_ID = Option("ref-id", "Ref id of the Elasticsearch, where there are several")


def show(invocation: Invocation) -> Result:
    """The settings of a keystore; the platform keeps their values to itself."""
    contents = invocation.call("get-deployment-es-resource-keystore", **keystore(invocation))
    return Result(contents, SECRETS, model=MODEL)


def update(invocation: Invocation) -> Result:
    """Set secrets; one that is null in the file is removed, others that are there stay."""
    contents = invocation.read_object("file")
    if not isinstance(contents.get("secrets"), dict) or not contents["secrets"]:
        raise UsageError('the definition (--file) names no secrets: they are the members of its "secrets"')
    changed = invocation.call("set-deployment-es-resource-keystore", body=contents, **keystore(invocation))
    return Result(changed, SECRETS, model=MODEL, changed=True)


def keystore(invocation: Invocation) -> dict[str, str]:
    """Which keystore is meant."""
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
            'Sets the secrets that a file names: {"secrets": {"NAME": {"value": …}}}. Other secrets stay; one '
            'that is null is removed: {"secrets": {"NAME": null}}.'
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
            Option("file", "File with the secrets as JSON; without it, standard input", short="f"),
            REF_ID,
        ),
        run=update,
    ),
)

COMMANDS = (Command("keystore", "Manage the keystore of an Elasticsearch", children=KEYSTORE),)
