"""The tokens that a command line names: as arguments, on standard input, or in a file."""

from __future__ import annotations

from ecctl.cli.files import read_bytes
from ecctl.client import token_claims
from ecctl.client.token_claims import token_id
from ecctl.core.redact import looks_like_jwt
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


LONGEST_TOKEN = 8192
LONGEST_ID = 256
"""Characters of a line that can be meant; ECE's ids have 36."""


def one_token(invocation: Invocation) -> str:
    """The only token, or id of one, that is named; UsageError for none or for several."""
    tokens = named_tokens(invocation)
    if len(tokens) > 1:
        raise UsageError(f"{len(tokens)} tokens are named, and one is wanted")
    return tokens[0]


def named_ids(invocation: Invocation) -> list[str]:
    """The ids of the tokens that are named, each once; UsageError for a token that cannot be revoked."""
    return list(dict.fromkeys(revocable_id(token, invocation) for token in named_tokens(invocation)))


def revocable_id(token_or_id: str, invocation: Invocation) -> str:
    """Return the id of a token. Raise UsageError for one that only its expiry ends."""
    return token_claims.revocable_id(token_or_id, invocation.context.clock())


def named_tokens(invocation: Invocation) -> list[str]:
    """All tokens, or ids of them, that are named: one a line in files. UsageError where there is none."""
    tokens: list[str] = []
    for argument in invocation.arguments:
        if argument == "-":
            tokens += lines_of(read_bytes("-", "", invocation.context), "standard input")
            continue
        if token_id(argument) != argument and invocation.context.talks_to_terminal():
            invocation.note(
                "warning: a token on the command line is seen by others: use a file, or - for standard input"
            )
        tokens.append(argument)
    if invocation.given("file"):
        tokens += lines_of(invocation.read_bytes("file"), "--file")
    if not tokens:
        raise UsageError("no token: name it, or its file with --file, or - for standard input")
    return tokens


def lines_of(content: bytes, source: str) -> list[str]:
    """The lines of a text that hold something; UsageError where one is neither a token nor an id."""
    found = []
    for number, line in enumerate(content.split(b"\n"), 1):
        text = line.decode("utf-8", "replace").strip()
        if text and not is_plausible(text):
            raise UsageError(f"line {number} of {source} is neither a token nor the id of one")
        if text:
            found.append(text)
    return found


def is_plausible(text: str) -> bool:
    """Whether a text can be a token or the id of one: what a file of another kind holds is not."""
    longest = LONGEST_TOKEN if looks_like_jwt(text) else LONGEST_ID
    return len(text) <= longest and text.isprintable() and " " not in text and "\ufffd" not in text
