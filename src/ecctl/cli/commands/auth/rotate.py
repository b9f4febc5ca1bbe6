"""`auth key rotate`: replace an API key, so that at every moment a stored one is valid.

The new key is created, tried, and stored in place of the old one, on disk, before the old one is deleted. If the
program is killed in between, the config file holds one of two valid keys, and the journal tells the next rotation
which other key is left over.
"""

from __future__ import annotations

import os
from binascii import Error as NotBase64
from binascii import a2b_base64

from ecctl.cli import rotation_journal as journal
from ecctl.cli.commands.auth.create import body_of, deletion_of
from ecctl.cli.commands.auth.key_place import place_for
from ecctl.cli.state import platform_of
from ecctl.client.client import Client
from ecctl.client.key_lifecycle import description_of, is_gone, new_key
from ecctl.client.options import with_values
from ecctl.core.errors import (
    BadResponseError,
    EcctlError,
    NoResponseError,
    OutputError,
    UsageError,
    WithheldError,
)
from ecctl.core.timefmt import format_time
from ecctl.errors import NotFoundError
from ecctl.output import Message, Result
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.commands.auth.key_place import Place
    from ecctl.cli.invocation import Invocation

FOLDER = "key-rotations"


def rotate(invocation: Invocation) -> Result | None:
    """Replace a key: create, try, store, delete, in this order."""
    keys = listed(invocation)
    in_use = id_of(invocation.profile.text("api_key"), keys)
    old = invocation.arguments[0] if invocation.arguments else in_use
    if not old:
        if invocation.profile.is_set("pass"):
            raise UsageError(
                f"no API key is in use: the credentials are user and pass ({invocation.profile.source('pass')})",
                hint='"ecctl auth key create" creates one; "ecctl auth key rotate ID --out FILE" replaces another',
            )
        raise UsageError(
            "cannot determine which API key is in use",
            hint='name its id and a file: "ecctl auth key rotate ID --out FILE" ("ecctl auth key list" shows ids)',
        )
    try:
        description = description_of(old, keys)
    except NotFoundError as error:
        raise error.with_hint('"ecctl auth key list" shows your keys') from None
    body = body_of(invocation, description)
    with place_for(invocation, in_place=old == in_use) as place:
        folder = os.path.join(paths.config_folder(invocation.context.environ), FOLDER)
        report_interrupted(invocation, folder, keys, in_use)
        if invocation.dry:
            rehearse(invocation, old, body)
            return None
        record = journal.Journal(folder, facts(invocation, old, description, keys))
        made = created(invocation, body, record)
        # The old key must not delete itself: if that fails halfway, nobody could tell whether it still works.
        client = successor(invocation, made["key"])
        try:
            store(client, made, old, place, record)
            delete(invocation, client if old == in_use else invocation.client, old, made, record)
        finally:
            client.close()
    warn_of_expiry(invocation, made, old, keys)
    value = {
        "id": made["id"],
        "replaced": old,
        "expires": made.get("expiration_date"),
        "stored_in": place.name,
    }
    return Result(value, Message(f"API key {made['id']} replaces {old}; it is in {place.name}"), changed=True)


def listed(invocation: Invocation) -> list[dict[str, Any]]:
    """Return the keys of the current user."""
    reply = invocation.call("get-api-keys")
    keys = reply.get("keys") if isinstance(reply, dict) else None
    return [key for key in keys or () if isinstance(key, dict) and key.get("id")]


def id_of(api_key: str, keys: Sequence[dict[str, Any]]) -> str:
    """Return the id that an API key contains, "" if it is not that of a listed key.

    A key is usually the base64 of `ID:SECRET`, which is not documented: only a match with the list counts.
    """
    try:
        found = a2b_base64(api_key + "=" * (-len(api_key) % 4)).partition(b":")[0].decode()
    except (NotBase64, ValueError):
        return ""
    return found if any(key["id"] == found for key in keys) else ""


def facts(
    invocation: Invocation, old: str, description: str, keys: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return the facts from which the next rotation reports leftovers."""
    return {
        "platform": platform_of(invocation),
        "started": format_time(invocation.context.clock()),
        "old": old,
        "description": description,
        "before": [key["id"] for key in keys],
    }


def rehearse(invocation: Invocation, old: str, body: dict[str, Any]) -> None:
    """Show both requests without sending them."""
    try:
        invocation.call("create-api-key", body=body)
    except WithheldError:
        invocation.call("delete-api-key", api_key_id=old)


def created(invocation: Invocation, body: dict[str, Any], record: journal.Journal) -> dict[str, Any]:
    """Return the response with the new key; keep the journal unless certainly none was created."""
    try:
        made: dict[str, Any] = new_key(invocation.call("create-api-key", body=body))
    except (BadResponseError, NoResponseError) as error:
        record.end_after(error)
        raise
    record.add_if_possible({"new": made["id"]})
    return made


def successor(invocation: Invocation, key: str) -> Client:
    """Return a client with the new key."""
    # Without user and password: a profile with both ways to authenticate is refused.
    profile = with_values(invocation.profile, {"api_key": key, "user": "", "pass": ""})
    return Client.from_settings(profile, invocation.context.environ, retries=profile.number("retries"))


def store(client: Client, made: dict[str, Any], old: str, place: Place, record: journal.Journal) -> None:
    """Try the new key, then store it. If either fails, the old one is still valid."""
    try:
        client.call("get-current-user")
        place.store(made["key"])
    except (EcctlError, OSError) as error:
        record.release()
        if isinstance(error, OSError):
            problem: EcctlError = OutputError(f"cannot write {place.name}: {error.strerror}")
        else:
            problem = error
        # The new key is not deleted here: a file may hold it although flushing its folder to disk failed.
        hint = f"if {place.name} does not hold the new key, {deletion_of(made['id'])} deletes it"
        raise problem.prefixed(f'API key "{old}" was not deleted: ').with_hint(hint) from None
    record.add_if_possible({"stored": True})


def delete(
    invocation: Invocation, client: Client, old: str, made: dict[str, Any], record: journal.Journal
) -> None:
    """Delete the old key, which may be gone already."""
    try:
        client.call("delete-api-key", api_key_id=old)
    except EcctlError as error:
        if not is_gone(error):
            record.release()
            error = error.prefixed(f'API key "{made["id"]}" is stored, but "{old}" may still be valid: ')
            raise error.with_hint(f"delete it with {deletion_of(old)}") from None
    record.remove()
    invocation.note(f"API key {old} deleted.")


def warn_of_expiry(
    invocation: Invocation, made: dict[str, Any], old: str, keys: Sequence[dict[str, Any]]
) -> None:
    """Warn if the new key does not live longer: a platform may bound it by the key that created it."""
    before = next((key.get("expiration_date") for key in keys if key["id"] == old), None)
    if before and before == made.get("expiration_date"):
        invocation.note(
            f"warning: the new key expires when the old one would have, {before}; "
            "log in with user and password to create one that lasts longer"
        )


def report_interrupted(
    invocation: Invocation, folder: str, keys: Sequence[dict[str, Any]], in_use: str
) -> None:
    """Report the keys that interrupted rotations on this platform left over; remove records without any."""
    for path, past in journal.interrupted(folder):
        if past.get("platform") != platform_of(invocation):
            continue
        before = past.get("before") or ()
        left = [
            key["id"]
            for key in keys
            # The key in use is not left over, even if it comes from the interrupted rotation.
            if key["id"] != in_use
            and (
                key["id"] == past.get("old")
                or (key["id"] not in before and key.get("description") == past.get("description"))
            )
        ]
        if left:
            invocation.note(
                f"a rotation at {past.get('started')} was interrupted; these API keys may be left over: "
                f"{', '.join(left)}\n  {deletion_of(*left)} deletes them"
            )
        else:
            os.unlink(path)
