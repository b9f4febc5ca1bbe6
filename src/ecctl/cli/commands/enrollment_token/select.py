"""Tokens named on a command line, as arguments, on standard input, or in a file."""

from __future__ import annotations

import codecs

from ecctl.cli.files import read_bytes
from ecctl.client import token_claims
from ecctl.client.token_claims import token_id
from ecctl.core.errors import UsageError
from ecctl.core.redact import looks_like_jwt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


LONGEST_TOKEN = 8192
LONGEST_ID = 256
"""Largest plausible lengths of a line; ECE's ids have 36 characters."""


def one_token(invocation: Invocation) -> str:
    """Return the only token or token id; raise UsageError for none or several."""
    tokens = named_tokens(invocation)
    if len(tokens) > 1:
        raise UsageError(f"{invocation.command.name} takes one token (got {len(tokens)})")
    return tokens[0]


def named_ids(invocation: Invocation, *, allow_none: bool = False) -> list[str]:
    """Return the distinct ids of the named tokens; raise UsageError for a token that cannot be revoked."""
    tokens = named_tokens(invocation, allow_none=allow_none)
    return list(dict.fromkeys(revocable_id(token, invocation) for token in tokens))


def revocable_id(token_or_id: str, invocation: Invocation) -> str:
    """Return the id of a token; raise UsageError for an ephemeral one, which only its expiry ends."""
    return token_claims.revocable_id(token_or_id, invocation.context.clock())


def named_tokens(invocation: Invocation, *, allow_none: bool = False) -> list[str]:
    """Return all tokens and token ids that the command line names; raise UsageError if there are none.

    With `allow_none`, a file or standard input may be empty: the end of a pipeline that found nothing.
    """
    tokens: list[str] = []
    sources = [argument for argument in invocation.arguments if argument == "-"]
    for argument in invocation.arguments:
        if argument == "-":
            data = read_bytes("-", "", invocation.context, may_be_empty=allow_none)
            tokens += lines_of(data, "standard input")
            continue
        refuse_file_name(argument)
        if token_id(argument) != argument and invocation.context.talks_to_terminal():
            invocation.note(
                "warning: a token in the command line is visible in the process list; use --file, or - for "
                "standard input"
            )
        tokens.append(argument)
    if invocation.given("file"):
        data = read_bytes(invocation.flag("file"), "file", invocation.context, may_be_empty=allow_none)
        tokens += lines_of(data, "--file")
    if not tokens and not (allow_none and (sources or invocation.given("file"))):
        raise UsageError("specify a token or its id, a file with --file, or - for standard input")
    return tokens


def refuse_file_name(argument: str) -> None:
    """Raise UsageError if an argument is the name of an existing file rather than a token or id."""
    from os.path import isfile

    # The API would answer 404, and the token in the file would stay valid.
    if isfile(argument) and not looks_like_jwt(argument):
        from shlex import quote

        raise UsageError(f'"{argument}" is a file, not a token', hint=f"use --file {quote(argument)}")


def lines_of(content: bytes, source: str) -> list[str]:
    """Return the non-empty lines of a text; raise UsageError if one is neither a token nor an id."""
    found = []
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    for number, line in enumerate(lines, 1):
        text = line.decode("utf-8", "replace").strip()
        if text.startswith("{"):
            text = id_in(text)
        if text and not is_plausible(text):
            raise UsageError(f"line {number} of {source} is neither a token nor a token id")
        if text:
            found.append(text)
    return found


def id_in(text: str) -> str:
    """Return the token id, or else the token, of a line that `create --count` has printed; else the text."""
    from ecctl.core.jsonio import parse

    try:
        value = parse(text)
        found = value.get("token_id") or value.get("token")
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, str) else text


def is_plausible(text: str) -> bool:
    """Return whether a text can be a token or a token id, unlike the content of other files."""
    longest = LONGEST_TOKEN if looks_like_jwt(text) else LONGEST_ID
    return (
        text[:1] not in ("{", "[")
        and len(text) <= longest
        and text.isprintable()
        and " " not in text
        and "\ufffd" not in text
    )
