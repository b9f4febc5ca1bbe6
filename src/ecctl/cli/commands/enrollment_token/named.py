"""The tokens that a command line names: as arguments, on standard input, or in a file."""

from __future__ import annotations

from ecctl.cli.files import read_bytes
from ecctl.client.enrollment import token_id
from ecctl.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.run import Run


def one_token(run: Run) -> str:
    """The only token, or id of one, that is named; UsageError for none or for several."""
    tokens = named_tokens(run)
    if len(tokens) > 1:
        raise UsageError(f"{len(tokens)} tokens are named, and one is wanted")
    return tokens[0]


def named_ids(run: Run) -> list[str]:
    """The ids of the tokens that are named, each once."""
    return list(dict.fromkeys(map(token_id, named_tokens(run))))


def named_tokens(run: Run) -> list[str]:
    """All tokens, or ids of them, that are named: one a line in files. UsageError where there is none."""
    tokens: list[str] = []
    for argument in run.arguments:
        if argument == "-":
            tokens += lines_of(read_bytes("-", "", run.context))
            continue
        if token_id(argument) != argument and run.context.talks_to_terminal():
            run.note(
                "warning: a token on the command line is seen by others: use a file, or - for standard input"
            )
        tokens.append(argument)
    if run.given("file"):
        tokens += lines_of(run.read_bytes("file"))
    if not tokens:
        raise UsageError("no token: name it, or its file with --file, or - for standard input")
    return tokens


def lines_of(content: bytes) -> list[str]:
    """The lines of a text that hold something, without the blanks around it."""
    lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    return [line for line in lines if line]
