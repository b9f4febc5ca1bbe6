"""`ecctl init`: from questions, or from flags, to a config file with credentials that work.

The questions and their order are the original's; the one for a CA file is ours, and comes last.
"""

from __future__ import annotations

import os

from ecctl.cli import prompts
from ecctl.cli.context import is_terminal
from ecctl.core.ece import REGIONS
from ecctl.core.private_files import write_private
from ecctl.errors import BadResponseError, DeclinedError, EcctlError, OutputError, SettingsError, UsageError
from ecctl.output.result import Message, Result
from ecctl.settings import config_file
from ecctl.settings.check import check
from ecctl.settings.option import SETTINGS
from ecctl.settings.profile import SAAS_HOST, Profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ecctl.cli.invocation import Invocation

ATTEMPTS = 5
AS_FLAGS = "without a terminal, give all answers as flags"

OFFERINGS = (
    "Elasticsearch Service",
    "Elastic Cloud Enterprise (ECE)",
    "Elasticsearch Service Private (ESSP)",
)
AUTHENTICATIONS = ("API key (recommended)", "User and password")
OUTPUTS = ("text: tables, and JSON where there is none", "json: what the API replies")
ESSP_REGION = "us-west-2"
SECRETS = ("api_key", "pass")
STORED = ("user", "pass", "host", "api_key", "region", "output", "message", "format", "timeout", "ca_file")
"""What the file holds, in the original's order."""


def init(invocation: Invocation) -> Result | None:
    """Ask, test the credentials, write the file; nothing is written where they do not work."""
    path = target(invocation)
    settings: dict[str, Any] = (
        dict(config_file.read(invocation.profile.file)) if invocation.profile.file else {}
    )
    if answers_are_flags(invocation):
        if invocation.profile.file and not invocation.profile.flag("force"):
            raise UsageError(
                f"{invocation.profile.file} is there already", hint="--force replaces what it says"
            )
        settings.update(answers_from_flags(invocation))
    else:
        if not wants_to(invocation):
            return None
        settings.update(Interview(invocation).answers(settings))
    profile = profile_of(settings, invocation)
    who = tested(invocation, profile)
    write(path, settings)
    if invocation.profile.flag("insecure"):
        invocation.note("--insecure is not stored: name the platform's CA file with --ca-file instead")
    return Result(
        None,
        Message(f"{who}\nThe settings are in {path}. A first command to try:\n  ecctl platform info"),
    )


def target(invocation: Invocation) -> str:
    """The file to write: the one that is there if it is JSON, else NAME.json in the folder of config files."""
    found = invocation.profile.file
    if found.endswith(".json"):
        return found
    path = config_file.destination(invocation.profile.text("config"), invocation.context.environ)
    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"cannot create the folder {folder}: {error.strerror}") from None
    return path


def answers_are_flags(invocation: Invocation) -> bool:
    """Whether the command line holds all that would be asked."""
    return invocation.given("host") and (
        invocation.given("api_key") or (invocation.given("user") and invocation.given("pass"))
    )


def answers_from_flags(invocation: Invocation) -> dict[str, Any]:
    """The settings that the command line names; the other way to authenticate is forgotten."""
    keys = [key for key in STORED if invocation.given(key)]
    forgotten = ("user", "pass") if invocation.given("api_key") else ("api_key",)
    given = {key: invocation.profile.text(key) if key in SECRETS else invocation.flags[key] for key in keys}
    if given.get("ca_file"):  # a relative path would only work from this folder
        given["ca_file"] = os.path.abspath(invocation.profile.text("ca_file"))
    return dict.fromkeys(forgotten) | given


def wants_to(invocation: Invocation) -> bool:
    """Whether to go on: only `y` does, as in the original. Without a file to keep, not going on is an error."""
    existing = invocation.profile.file
    if existing:
        invocation.note(f"Settings in {existing}:\n{summary(invocation.profile)}")
        question = "Do you want to change them? [y/n]: "
    else:
        question = "There is no config file yet. Do you want to make one? [y/n]: "
    if answered(invocation, question).lower() == "y":
        return True
    if not existing:
        raise DeclinedError('no config file was made (only "y" makes one)')
    invocation.note('nothing was changed (only "y" does)')
    return False


def summary(profile: Profile) -> str:
    """The settings that are set, a line each, secrets hidden."""
    from ecctl.cli.commands.config import shown

    lines = (
        f"  {option.key}: {shown(option, profile)}"
        for option in SETTINGS
        if profile.source(option.key) != "default"
    )
    return "\n".join(lines)


class Interview:
    """The questions, one after the other."""

    def __init__(self, invocation: Invocation) -> None:
        self.run = invocation

    def answers(self, before: dict[str, Any]) -> dict[str, Any]:
        """What the user chose: settings by key, None for those that are to be forgotten."""
        answers: dict[str, Any] = {"host": SAAS_HOST}
        offering = self.choice("Which Elastic Cloud do you use?", OFFERINGS)
        if offering == 1:
            answers["region"] = REGIONS[self.choice("Which region is the default?", REGIONS) - 1]
            answers |= self.api_key()
        elif offering == 2:  # the second of three
            answers["host"] = self.url("ECE")
            by_key = self.choice("How do you authenticate?", AUTHENTICATIONS) == 1
            answers |= self.api_key() if by_key else self.user_and_password()
        else:
            answers["host"] = self.url("ESSP")
            answers |= {"region": ESSP_REGION, **self.api_key()}
        answers["output"] = ("text", "json")[self.choice("Which output is the default?", OUTPUTS) - 1]
        if answers["host"].lower().startswith("https://") and offering != 1:
            answers["ca_file"] = self.ca_file(before.get("ca_file"))
        return answers

    def choice(self, question: str, offered: Sequence[str]) -> int:
        """The number of what was chosen, from 1; anything else is asked for again."""
        lines = "".join(f"  [{number}] {text}\n" for number, text in enumerate(offered, 1))
        asked = f"\n{question}\n{lines}Your choice: "
        for _ in range(ATTEMPTS):
            answer = answered(self.run, asked)
            number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) < 4 else 0
            if 1 <= number <= len(offered):
                return number
            asked = f'"{answer}" is none of the choices 1 to {len(offered)}. Your choice: '
        raise DeclinedError("nothing was chosen: nothing was done")

    def url(self, what: str) -> str:
        """The platform's URL, asked for again where it is none."""
        asked = f"URL of your {what}: "
        for _ in range(ATTEMPTS):
            answer = answered(self.run, asked)
            if answer.lower().startswith(("https://", "http://")):
                return answer
            asked = f'"{answer}" does not start with https:// or http://. URL of your {what}: '
        raise DeclinedError("no URL was given: nothing was done")

    def api_key(self) -> dict[str, Any]:
        """The API key, in place of user and password."""
        return {"api_key": self.secret("API key: ", "--api-key @FILE"), "user": None, "pass": None}

    def user_and_password(self) -> dict[str, Any]:
        """User and password, in place of an API key."""
        user = answered(self.run, "User: ")
        return {"user": user, "pass": self.secret("Password: ", "--pass @FILE"), "api_key": None}

    def secret(self, question: str, flag: str) -> str:
        """A secret, typed unseen; without a terminal only a flag can bring it."""
        if not is_terminal(self.run.context.stdin):
            raise DeclinedError(
                "a secret is only asked for on a terminal",
                hint=f"{AS_FLAGS}: --host, and {flag}",
            )
        secret = prompts.ask_secret(self.run.context, question).strip()
        if not secret:
            raise UsageError("nothing was typed")
        return secret

    def ca_file(self, before: str | None) -> str | None:
        """The file of the certificates to trust, None for those of the system."""
        shown = f" [{before}]" if before else ""
        self.run.note(
            "\nAn ECE often has a certificate of its own making: name its CA file, or leave this empty."
        )
        answer = prompts.ask(self.run.context, f"CA file{shown}: ").strip() or before
        return os.path.abspath(os.path.expanduser(answer)) if answer else None


def answered(invocation: Invocation, question: str) -> str:
    """The answer to a question, which is asked again after a blank line."""
    for _ in range(ATTEMPTS):
        answer = prompts.ask(invocation.context, question, otherwise=AS_FLAGS).strip()
        if answer:
            return answer
    raise DeclinedError("nothing was answered: nothing was done")


def profile_of(settings: dict[str, Any], invocation: Invocation) -> Profile:
    """The settings as a profile, checked like those of any command."""
    values = {option.key: settings.get(option.key, option.default) for option in SETTINGS}
    values |= {key: invocation.profile.number(key) for key in ("timeout", "retries")}
    values |= {key: invocation.profile.text(key) for key in ("client_cert", "client_key")}
    values |= {"insecure": invocation.profile.flag("insecure"), "format": ""}
    profile = Profile(values, dict.fromkeys(values, "init"))
    check(profile)
    return profile


def tested(invocation: Invocation, profile: Profile) -> str:
    """A sentence on who the credentials belong to; an error where the platform does not take them."""
    from ecctl.client.client import Client

    client = Client.from_settings(profile, invocation.context.environ, retries=profile.number("retries"))
    try:
        try:
            user = client.call("get-current-user")
        except BadResponseError:
            client.call("list-deployments")
            return "The credentials work."
    except EcctlError as error:
        raise error.prefixed("the credentials could not be tested, and nothing was written: ") from None
    finally:
        client.close()
    name = user.get("user_name")
    return f'The credentials work: you are "{name}".' if name else "The credentials work."


def write(path: str, settings: dict[str, Any]) -> None:
    """Write the file, whole and only for its owner; SettingsError names it where that fails."""
    from ecctl.core.jsonio import indented

    known = {key: settings[key] for key in STORED if settings.get(key)}
    others = {key: value for key, value in settings.items() if key not in STORED and value is not None}
    text = indented({"timeout": 30_000_000_000, **known, **others})
    try:
        write_private(path, text.encode())
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from None
