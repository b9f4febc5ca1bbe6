"""`auth key create`: a new API key, shown once, alone, or stored in a file."""

from __future__ import annotations

from ecctl.cli.commands.auth import KEY
from ecctl.cli.secret_file import reserved
from ecctl.cli.shown_once import refuse_without_secret, shown_or_named
from ecctl.client.key_lifecycle import new_key
from ecctl.core.errors import OutputError, UsageError
from ecctl.output import Column, Result, Table, Verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.cli.secret_file import SecretFile

MODEL = "ApiKeyResponse"
STORED_KEY = Table(
    "", Column("ID", "id"), Column("EXPIRES", "expiration_date", missing="-"), Column("FILE", "file")
)


def create(invocation: Invocation) -> Generator[Result, None, None]:
    """Create an API key and deliver it as the flags say."""
    check_flags(invocation)
    body = body_of(invocation, invocation.flag("description"))
    if not invocation.flag("out") and not invocation.flag("key_only"):
        # Before the request: afterwards the key exists, and cannot be shown again.
        refuse_without_secret(invocation, "key", MODEL)
    file = reserved(invocation)  # the last check, since it leaves a file behind unless it is closed
    try:
        reply = invocation.call("create-api-key", body=body)
        made = reply.get("id") if isinstance(reply, dict) else None
        for result in delivered(invocation, reply, file):
            if made:
                delete = f"{deletion_of(made)} deletes it"
                yield from shown_or_named(invocation, result, f'API key "{made}"', delete)
            else:
                yield result
    finally:
        if file is not None:
            file.close()


def deletion_of(*ids: str) -> str:
    """Return the command that deletes API keys, in quotes."""
    # The ids are base64url: one in 64 begins with a dash, and would be taken for flags.
    dashes = "-- " if any(each.startswith("-") for each in ids) else ""
    return f'"ecctl auth key delete {dashes}{" ".join(ids)}"'


def delivered(invocation: Invocation, reply: Any, file: SecretFile | None) -> Generator[Result, None, None]:
    """Yield the result of a new key, then raise its fault; a key that cannot be stored is shown."""
    whole = Result(reply, KEY, model=MODEL, changed=True)
    if file is None and not invocation.flag("key_only"):
        yield whole
        return
    new_key(reply)
    if file is None:
        yield Result(None, Verbatim(reply["key"]), changed=True)
        return
    path = invocation.flag("out")
    try:
        file.store(f"{reply['key']}\n")
    except OSError as error:
        # The key exists, and this is the last chance to show it.
        yield whole
        raise OutputError(f'cannot write the API key to "{path}" (--out): {error.strerror}') from None
    value = {name: member for name, member in reply.items() if name != "key"}
    yield Result({**value, "file": path}, STORED_KEY, changed=True)


def check_flags(invocation: Invocation) -> None:
    """Raise UsageError for flags that exclude each other or have no effect."""
    if invocation.flag("key_only"):
        if invocation.flag("out"):
            raise UsageError("--key-only and --out exclude each other")
        for key in ("format", "output"):
            if invocation.given(key) and invocation.profile.text(key) not in ("", "text"):
                raise UsageError(f"--key-only and --{key} exclude each other")


def body_of(invocation: Invocation, description: str) -> dict[str, Any]:
    """Return the request for a key; raise UsageError for an expiry of less than a second."""
    body = {"description": description}
    if invocation.given("expires"):
        from ecctl.core.durations import SECOND

        expires: int = invocation.flag("expires")
        if expires < SECOND:
            raise UsageError("--expires must be at least 1s", hint="omit it for the platform's default")
        body["expiration"] = f"{expires // SECOND}s"
    return body
