"""The course of `init`: ask, test the credentials, write the file."""

from __future__ import annotations

import os

from ecctl.cli import is_terminal, prompts
from ecctl.cli.commands.auth.create import deletion_of
from ecctl.cli.commands.config.edit import locked
from ecctl.cli.commands.init.interview import Interview, answered, failure
from ecctl.cli.commands.init.trial import Trial
from ecctl.core.errors import DeclinedError, OutputError, UsageError
from ecctl.core.private_files import write_private
from ecctl.errors import AuthenticationError
from ecctl.output import Message, Result
from ecctl.settings import DEFAULT_CONFIG, SETTINGS, config_file, paths
from ecctl.settings.paths import INLINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.settings.profile import Profile

SECRETS = ("api_key", "pass")
STORED = ("user", "pass", "host", "api_key", "region", "output", "message", "format", "timeout", "ca_file")
"""Settings in the file, in the original's order."""

LOGINS = 3
"""How often the credentials may be refused before the interview ends."""


def init(invocation: Invocation) -> Result | None:
    """Ask for the settings, test the credentials, and write the file if they work."""
    if invocation.profile.embedded:
        raise UsageError(
            "--config embedded is the embedded platform, which needs no config file",
            hint="choose another name, such as --config prod",
        )
    path = target(invocation)
    before = settings_in_file(invocation)
    stored = dict(before)
    # The original's init turns verification off for ECE; with a CA file there is no need to.
    unverified = stored.pop("insecure", False) not in (False, "false", "", None)
    settings = dict(stored)
    trial = Trial(invocation, path)
    if answers_are_flags(invocation):
        if invocation.profile.file and not invocation.profile.flag("force"):
            raise UsageError(
                f"{invocation.profile.file} already exists", hint="--force replaces the settings in it"
            )
        settings.update(answers_from_flags(invocation))
        who = trial.tested(settings)
    else:
        if not wants_to(invocation):
            return None
        who = interviewed(invocation, trial, settings, path)
    try:
        with locked(path):
            refuse_changed(invocation, path, before)
            # Before the settings that name it: a crash in between leaves a file too many, not one too few.
            store_certificate(path, settings)
            write(path, settings)
    except OutputError as error:
        made = f'API key "{trial.created}" was created: {deletion_of(trial.created)} deletes it'
        raise (error.with_further_hint(made) if trial.created else error) from None
    offer_use(invocation)
    if unverified:
        invocation.note(f"insecure was removed from {path}: certificates are verified from now on")
    if invocation.given("insecure") and invocation.profile.flag("insecure"):
        invocation.note("--insecure is not stored; use --ca-file to name the platform's CA file instead")
    told = [who] if who else []
    told += [f"The settings are in {path}. Try it:", f"  {first_command(invocation)}"]
    return Result({"file": path}, Message("\n".join(told)))


def settings_in_file(invocation: Invocation) -> dict[str, Any]:
    """Return the settings in the file of the profile; {} without one."""
    file = invocation.profile.file
    return dict(config_file.read(file)) if file else {}


def refuse_changed(invocation: Invocation, path: str, before: dict[str, Any]) -> None:
    """Raise OutputError if the config file has changed since the first question."""
    # Such as by `auth key rotate`, which has deleted the API key that *before* holds.
    if settings_in_file(invocation) != before or (not invocation.profile.file and os.path.lexists(path)):
        raise OutputError(f"{path} has changed meanwhile: nothing was written", hint="run init again")


def first_command(invocation: Invocation) -> str:
    """Return a command to try, for the config that was written."""
    from shlex import quote

    name = invocation.profile.text("config")
    if name == (paths.current_config(invocation.context.environ)[0] or DEFAULT_CONFIG):
        return "ecctl platform info"
    return f"ecctl platform info --config {quote(name)}"


def offer_use(invocation: Invocation) -> None:
    """Offer on a terminal to select the new profile, unless it is the one in use anyway."""
    environ = invocation.context.environ
    name = invocation.profile.text("config")
    in_use = paths.current_config(environ)[0] or DEFAULT_CONFIG
    if converses(invocation) and name != in_use and not paths.is_path(name):
        from ecctl.cli.commands.config.profiles import select

        if prompts.agrees(invocation.context, f"Select {name} for further commands, instead of {in_use}?"):
            select(name, environ)


def target(invocation: Invocation) -> str:
    """Return the file to write: the existing one if it is JSON, else NAME.json; create its folder."""
    found = invocation.profile.file
    if found.endswith(".json"):
        return found
    path = config_file.destination(invocation.profile.text("config"), invocation.context.environ)
    config_file.create_folder(os.path.dirname(path))
    return path


def answers_are_flags(invocation: Invocation) -> bool:
    """Return whether the flags answer all necessary questions."""
    return invocation.given("host") and (
        invocation.given("api_key") or (invocation.given("user") and invocation.given("pass"))
    )


def answers_from_flags(invocation: Invocation) -> dict[str, Any]:
    """Return the settings that flags give, and None for those of the other authentication method."""
    keys = [key for key in STORED if invocation.given(key)]
    forgotten = ("user", "pass") if invocation.given("api_key") else ("api_key",)
    given = {key: invocation.profile.text(key) if key in SECRETS else invocation.flags[key] for key in keys}
    if given.get("ca_file"):  # a relative path would only work from this folder
        given["ca_file"] = os.path.abspath(invocation.profile.text("ca_file"))
    return dict.fromkeys(forgotten) | given


def wants_to(invocation: Invocation) -> bool:
    """Return whether the user agrees; as in the original, only `y` does. Without a file, no is an error."""
    existing = invocation.profile.file
    if not existing and converses(invocation):
        name = invocation.profile.text("config")
        invocation.note(
            f"This sets up the profile {name}. Ctrl-C ends it; nothing is written before the end."
        )
        return True
    if existing:
        invocation.note(f"Settings in {existing}:\n{summary(invocation.profile)}")
        question = "Do you want to change them? [y/n]: "
    else:
        question = "There is no config file yet. Do you want to create one? [y/n]: "
    if answered(invocation, question).lower() == "y":
        return True
    if not existing:
        raise DeclinedError('no config file was created (only "y" creates one)')
    invocation.note('nothing was changed (only "y" changes the settings)')
    return False


def summary(profile: Profile) -> str:
    """Return the settings that are not defaults, one per line, secrets redacted."""
    from ecctl.cli.commands.config.show import shown

    lines = (
        f"  {option.key}: {shown(option, profile)}"
        for option in SETTINGS
        if profile.source(option.key) != "default"
    )
    return "\n".join(lines)


def converses(invocation: Invocation) -> bool:
    """Return whether questions and answers are on a terminal: only then are there more than the original asks."""
    return is_terminal(invocation.context.stdin) and invocation.context.talks_to_terminal()


def interviewed(invocation: Invocation, trial: Trial, settings: dict[str, Any], path: str) -> str:
    """Fill the settings from an interview; return who the credentials belong to, "" if that has been told.

    With a terminal as stdin, refused credentials are asked for again, without losing the other answers.
    """
    if converses(invocation):
        from ecctl.cli.commands.config.edit import entry_name
        from ecctl.cli.commands.init.conversation import Conversation

        entry = entry_name(invocation, path, "").rstrip("/")
        Conversation(invocation, trial, settings, entry).hold()
        return ""
    interview = Interview(invocation, lambda answers: trial.reach({**settings, **answers}))
    settings.update(interview.answers(settings))
    for left in range(LOGINS - 1, -1, -1):
        try:
            return trial.tested(settings)
        except AuthenticationError as error:
            if not left or not is_terminal(invocation.context.stdin):
                raise
            invocation.note(failure(error))
            settings.update(interview.credentials_again())
    raise AssertionError("unreachable")


def store_certificate(path: str, settings: dict[str, Any]) -> None:
    """Write a certificate that was confirmed into a file beside the config file, and name that in the settings."""
    certificate = settings.get("ca_file")
    if not (isinstance(certificate, str) and certificate.startswith(INLINE)):
        return
    file = f"{path.removesuffix('.json')}.ca.pem"
    try:
        write_private(file, certificate.encode())
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror}") from None
    settings["ca_file"] = file


def write(path: str, settings: dict[str, Any]) -> None:
    """Write the file for its owner only; raise OutputError if that fails."""
    from ecctl.core.jsonio import indented

    known = {key: settings[key] for key in STORED if settings.get(key)}
    # What `init` does not ask for stays as it was. The time limit is a Go duration: nanoseconds, as the
    # original writes it.
    others = {key: value for key, value in settings.items() if key not in STORED and value is not None}
    text = indented({"timeout": 30_000_000_000, **known, **others})
    try:
        write_private(path, text.encode())
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
