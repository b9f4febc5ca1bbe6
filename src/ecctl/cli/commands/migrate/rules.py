"""What differs from the Go ecctl, for one call in a script."""

from __future__ import annotations

import re

from ecctl.cli.parser import LISTS, check_arguments, parse, refuse_unknown_command
from ecctl.cli.roles import refuse_typo
from ecctl.core.durations import SECOND
from ecctl.core.errors import EcctlError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecctl.cli.command import Command
    from ecctl.cli.commands.migrate.shell import Call
    from ecctl.cli.parser import Parsed

Finding = tuple[str, str]
"""What behaves differently, and what to write instead."""

# As `test` and `[[` write the comparison, or as a pattern of `case`.
STATUS_255 = re.compile(r"(?:-(?:eq|ne)|[=!]=?)\s*[\"']?255\b|^\s*255\)")
OPAQUE = "$"
"""What the scanner puts where the shell puts a value that only a run knows."""

PLACEHOLDER = "0" * 32
"""Stands for such a value: as long as an id, so that a check of ids accepts it."""


def findings(call: Call, root: Command) -> Iterator[Finding]:
    """Yield the findings for a call."""
    words = [PLACEHOLDER if _is_opaque(word.text) else word.text for word in call.words]
    uncertain = any(word.split for word in call.words)
    try:
        parsed = parse(words, root)
    except UsageError as error:
        if not _is_unknown(error, words):
            yield refused(error)
        return
    if parsed.command.group:
        if parsed.arguments and parsed.arguments[0] != PLACEHOLDER:
            yield from _raised(refuse_unknown_command, parsed)
        return
    # An unquoted expansion can be any number of words.
    if not uncertain:
        yield from _raised(check_arguments, parsed)
    yield from flag_findings(parsed)
    yield from stream_findings(call, parsed)


def _is_opaque(text: str) -> bool:
    """Return whether only a run knows a word. `'${…}'` is a value in languages that call a shell."""
    return text == OPAQUE or text.startswith("${")


def _raised(check: Callable[[Parsed], None], parsed: Parsed) -> Iterator[Finding]:
    try:
        check(parsed)
    except EcctlError as error:
        yield refused(error)


def _is_unknown(error: UsageError, words: list[str]) -> bool:
    """Return whether an error is about a value that only a run knows, inside a word or as a word."""
    values = [value for word in words for value in (word, word.partition("=")[2])]
    return any((OPAQUE in value or PLACEHOLDER in value) and value in str(error) for value in values)


def refused(error: EcctlError) -> Finding:
    """Return the finding for a line that this ecctl does not run."""
    if error.message.startswith("unknown flag"):
        return f"the line is refused, as by ecctl 1.15: {error.message}", error.hint or "correct the line"
    return f"the line is refused: {error.message}", error.hint or "correct the line"


def flag_findings(parsed: Parsed) -> Iterator[Finding]:
    """Yield the findings for flags that mean something else here."""
    flags = parsed.flags
    kinds = {option.key: option.kind for option in parsed.command.options}
    for key in ("role", "roles"):
        roles = flags.get(key)
        # A --role that is not a list names one thing, in which a comma is an ordinary character.
        if isinstance(roles, list) and kinds.get(key) in LISTS:
            yield from role_findings(key, roles)
    if flags.get("output") == "json" and flags.get("format"):
        yield "--output json and --format exclude each other", "one of the two"
    validity = flags.get("validity")
    if isinstance(validity, int) and validity < SECOND:
        yield (
            "--validity below a second is refused; the original ignores it or uses an hour",
            "at least 1s, or no --validity for a token without expiry",
        )
    for key, name in (("api_key", "--api-key"), ("pass", "--pass")):
        value = flags.get(key)
        if isinstance(value, str) and (value.startswith("@") or value == "-"):
            yield (
                f"{name} {value} reads a file or standard input, and is not the value itself",
                (f"put a value that starts with @ into a file: {name} @FILE"),
            )
    config = flags.get("config")
    if isinstance(config, str) and OPAQUE not in config and config not in (PLACEHOLDER, "embedded"):
        yield (
            f"--config {config} is an error if the config does not exist, even if EC_HOST is set",
            ("omit --config if the settings come from the environment"),
        )


def role_findings(key: str, roles: list[str]) -> Iterator[Finding]:
    """Yield the findings for roles."""
    for role in roles:
        if "," in role:
            yield f"--{key} {role} is several roles, not one", "nothing, if several roles are meant"
        for part in role.split(","):
            if OPAQUE not in part and part != PLACEHOLDER:
                try:
                    refuse_typo(part, f"--{key}")
                except UsageError as error:
                    yield refused(error)


def stream_findings(call: Call, parsed: Parsed) -> Iterator[Finding]:
    """Yield the findings for output, prompts and merged streams."""
    command = parsed.command
    if parsed.flags.get("verbose") and not parsed.flags.get("verbose_file"):
        if call.captured and not call.merged:
            yield (
                "the trace of --verbose is on standard error, not on standard output",
                ("2>trace.log, or --verbose-file FILE"),
            )
        if not parsed.flags.get("verbose_credentials"):
            yield (
                "the trace of --verbose redacts passwords, keys and tokens",
                ("--verbose-credentials, if the script needs them"),
            )
    # `yes |` answers prompts, as it does for the original.
    if (command.confirm or command.each) and not parsed.flags.get("force") and not call.fed:
        yield "without a terminal, the prompt is an error (status 1)", "--force"
    if parsed.name == "ecctl init":
        yield (
            "init keeps TLS verification on, and may ask for a CA file",
            ("EC_CA_FILE, and settings in the environment instead of init"),
        )


def line_findings(line: str) -> Iterator[Finding]:
    """Yield the findings for a line of a script that calls ecctl somewhere."""
    if STATUS_255.search(line.partition("#")[0]):
        yield (
            "a failure has a status by its class (2 to 7, or 1), not 255",
            ("compare with 0: the status is 0 only if everything asked for has been done"),
        )
