"""`config set` and `config unset`: one setting in a config file changes, and everything else in it stays."""

from __future__ import annotations

import os
from contextlib import suppress

from ecctl.cli import is_terminal, prompts
from ecctl.core.errors import OutputError, SettingsError, UsageError
from ecctl.core.private_files import locked_folder, write_private
from ecctl.core.url import redact_url
from ecctl.output import Message, Result
from ecctl.settings import SETTINGS, Option, config_file, parse_value, paths, secret_store
from ecctl.settings.load import NOT_FROM_FILE, PATHS
from ecctl.settings.profile import Profile, check
from ecctl.settings.reference import KINDS, UNCLOSED, holds_reference, parse
from ecctl.settings.secret_store import SERVICE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.settings import Value


def set_value(invocation: Invocation) -> Result:
    """Change one setting in the config file."""
    option = setting(invocation.arguments[0])
    file = editable(invocation)
    stored(file)  # a file that cannot be read is reported before anything is asked
    check_keyring_flag(invocation, option)
    value = valid(option, asked(invocation, option), invocation)
    if option.secret and wants_keyring(invocation, str(value)):
        value = secret_store.put(entry_name(invocation, file, option.key), str(value))
    # Keyring, file, and only then the old entry of the keyring: a crash in between may leave an entry that
    # nothing names, but never a file that names a missing one.
    with locked(file):
        settings = stored(file)  # again: while the user typed, `auth key rotate` may have replaced the key
        write(file, {**without(settings, option.key), option.key: value})
    forget(invocation, file, replaced(settings, [option.key]), kept=value)
    if option.secret:
        report_other_credentials(invocation, option, settings, file)
    visible = redact_url(str(value)) if option.key == "host" else value
    shown = f" is {visible}" if not option.secret or holds_reference(option.key, value) else " is stored"
    return Result(
        {"file": file, "setting": option.key}, Message(f"{option.key}{shown} in {file}"), changed=True
    )


def unset(invocation: Invocation) -> Result:
    """Remove settings from the config file; one that is not there is an error."""
    keys = [normal(word) for word in invocation.arguments]
    file = editable(invocation)
    with locked(file):
        settings = before = stored(file)
        for key in keys:
            if key not in map(normal, settings):
                raise UsageError(
                    f'the setting "{key}" is not in {file}', hint=f"settings in it: {names_in(settings)}"
                )
            settings = without(settings, key)
        write(file, settings)
    forget(invocation, file, replaced(before, keys))
    return Result(
        {"file": file, "unset": keys}, Message(f"{', '.join(keys)} removed from {file}"), changed=True
    )


def names_in(settings: dict[str, Any]) -> str:
    """Return the names of stored settings as a list for a message."""
    return ", ".join(map(normal, settings)) or "none"


def setting(word: str) -> Option:
    """Return the setting of a name; raise UsageError with a suggestion if there is none."""
    key = normal(word)
    known = {option.key: option for option in SETTINGS if option.key not in NOT_FROM_FILE}
    if key in known:
        return known[key]
    if any(option.key == key for option in SETTINGS):
        raise UsageError(f'cannot store the setting "{key}": it is for a single run')
    from ecctl.core.suggest import nearest

    near = nearest(key, known)
    raise UsageError(
        f'setting "{word}" does not exist',
        hint=f"did you mean {near[0]}?" if near else '"ecctl config show" lists the settings',
    )


def normal(word: str) -> str:
    """Return the key of a setting as files are read: in lower case, with underscores."""
    return word.lower().replace("-", "_")


def editable(invocation: Invocation) -> str:
    """Return the JSON file to change, which need not exist yet if it is that of the default profile."""
    profile = invocation.profile
    # A profile that was named and does not exist is an error before this: `init` creates one, a typo must not.
    if profile.embedded:
        raise UsageError("the embedded platform has no config file", hint="name a profile with --config")
    file = profile.file
    if not file:
        config_file.ensured_folder(invocation.context.environ)
        return config_file.destination(profile.text("config"), invocation.context.environ)
    if not file.endswith(".json"):
        # Rewriting YAML or TOML would lose its comments and its order.
        raise UsageError(f"cannot change {file}: only JSON files can be changed", hint=f"edit {file}")
    return file


def locked(file: str) -> AbstractContextManager[None]:
    """Return the lock that lets one process at a time change a config file."""
    return locked_folder(os.path.dirname(os.path.realpath(file)))


def stored(file: str) -> dict[str, Any]:
    """Return the settings in a file with the keys as they are written there; {} without one."""
    if not os.path.exists(file):
        return {}
    from ecctl.core.jsonio import parse_exact

    # Not what it returns: that has the keys in one spelling, and the file has the user's.
    config_file.read(file)  # raises the error that names the place
    with open(file, encoding="utf-8-sig") as opened:
        text = opened.read()
    value: dict[str, Any] = parse_exact(text) if text.strip() else {}
    return value


def without(settings: dict[str, Any], key: str) -> dict[str, Any]:
    """Return settings without one, however its name is spelled."""
    return {name: value for name, value in settings.items() if normal(name) != key}


def asked(invocation: Invocation, option: Option) -> str:
    """Return the value: the argument, or an answer, or a line of standard input."""
    given = invocation.arguments[1] if len(invocation.arguments) > 1 else None
    if option.secret:
        return asked_secret(invocation, option, given)
    if given is not None:
        return given
    if is_terminal(invocation.context.stdin):
        return prompts.ask(invocation.context, f"{option.key}: ", otherwise="give the value as an argument")
    return invocation.context.read_line()


def asked_secret(invocation: Invocation, option: Option, given: str | None) -> str:
    """Return a secret that is not on the command line."""
    from ecctl.settings.secret_reference import resolve

    if given is not None and holds_reference(option.key, given):
        return given
    if given is not None and given[:1] not in ("@", "-"):
        raise UsageError(
            f"{option.key} cannot be an argument: other users can see it in the process list",
            hint=f'"ecctl config set {option.key}" asks for it; @FILE names a file that holds it',
        )
    context = invocation.context

    def read() -> str:
        if is_terminal(context.stdin):
            return prompts.ask_secret(context, f"{option.key}: ")
        return context.read_line()

    return resolve(given or "-", option.key, read, context.environ).strip()


def valid(option: Option, text: str, invocation: Invocation) -> Value:
    """Return the value of a text for a setting; raise UsageError or SettingsError if it has none."""
    if not text:
        raise UsageError(
            f"the value of {option.key} is empty", hint=f'"ecctl config unset {option.key}" removes it'
        )
    # Not resolved: the program may ask for a PIN, and the variable may be set in another shell only.
    if holds_reference(option.key, text):
        check_kinds(text)
        return text
    try:
        value = parse_value(option.kind, text)
    except ValueError as error:
        raise UsageError(f"{option.key} is not valid: {error}") from None
    if option.key in PATHS:
        path = os.path.abspath(paths.expanded(text, invocation.context.environ))
        if option.key != "verbose_file" and not os.path.isfile(path):
            raise SettingsError(f"cannot read {path} ({option.key}): No such file or directory")
        return path
    values: dict[str, Value] = {each.key: each.default for each in SETTINGS}
    check(Profile({**values, option.key: value}, {option.key: "argument"}), credentials=False)
    return text if option.kind == "duration" else value  # in a file, a bare number of nanoseconds says little


def check_keyring_flag(invocation: Invocation, option: Option) -> None:
    """Raise an error if --keyring is given for a setting that is not a secret, or without a keyring."""
    if not invocation.flag("keyring"):
        return
    if not option.secret:
        raise UsageError(f"--keyring has no effect: {option.key} is not a secret")
    if not secret_store.available():
        raise SettingsError(
            "cannot use the keyring: this system has none that encrypts", hint=secret_store.INSTALL
        )


def wants_keyring(invocation: Invocation, secret: str) -> bool:
    """Return whether to store a secret in the keyring: as --keyring says, else ask on a terminal."""
    if holds_reference("pass", secret):
        return False
    if invocation.given("keyring"):
        return bool(invocation.flag("keyring"))
    context = invocation.context
    if not (is_terminal(context.stdin) and context.talks_to_terminal() and secret_store.available()):
        return False
    return prompts.agrees(context, "Store it in the system's keyring instead of the file?")


def entry_name(invocation: Invocation, file: str, key: str) -> str:
    """Return the name of a secret in the keyring: PROFILE/KEY, with the path of a file elsewhere.

    A profile that was renamed still refers to its entry by the old name. A new profile of that name gets another
    entry, PROFILE-2/KEY: otherwise, its secret would be sent to the platform of the renamed one.
    """
    # Two files of one name in different folders must not share an entry.
    folder = paths.config_folder(invocation.context.environ)
    here = os.path.dirname(os.path.abspath(file)) == os.path.abspath(folder)
    first = name = os.path.basename(file).rpartition(".")[0] if here else os.path.abspath(file)
    others = other_files(file, folder)
    number = 1
    while any(f"$(keyring:{SERVICE}/{name}/" in text for text in others):
        number += 1
        name = f"{first}-{number}"
    return f"{name}/{key}"


def other_files(file: str, folder: str) -> list[str]:
    """Return the texts of the config files in the folder, except for one; without those that cannot be read."""
    texts = []
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        path = os.path.join(folder, name)
        if paths.has_extension(name) and os.path.isfile(path) and path != os.path.abspath(file):
            with suppress(OSError), open(path, encoding="utf-8", errors="replace") as opened:
                texts.append(opened.read(config_file.SIZE_LIMIT))
    return texts


def replaced(settings: dict[str, Any], keys: list[str]) -> list[tuple[str, Any]]:
    """Return key and value of the settings that are removed or replaced."""
    return [(normal(name), value) for name, value in settings.items() if normal(name) in keys]


def forget(invocation: Invocation, file: str, past: list[tuple[str, Any]], kept: object = None) -> None:
    """Remove the entries of the keyring that this profile stored and that its file no longer names."""
    for key, value in past:
        if value == kept or not (isinstance(value, str) and value.startswith(f"$(keyring:{SERVICE}/")):
            continue
        name = value.removeprefix(f"$(keyring:{SERVICE}/").removesuffix(")")
        problem = ""
        if name != entry_name(invocation, file, key):
            problem = "another profile may use it"
        else:
            try:
                secret_store.remove(SERVICE, name)
            except SettingsError as error:
                problem = error.message
        if problem:
            invocation.note(f"warning: the keyring still holds {SERVICE}/{name}: {problem}")


def check_kinds(text: str) -> None:
    """Raise UsageError for a reference of an unknown kind."""
    for kind, rest in parse(text):
        if kind == UNCLOSED:
            raise UsageError(f'the reference $({rest}:… is not closed: add ")" at its end')
        if kind and kind not in KINDS:
            raise UsageError(f'"{kind}" is not a kind of reference', hint=f"kinds: {', '.join(KINDS)}")


def report_other_credentials(
    invocation: Invocation, option: Option, settings: dict[str, Any], file: str
) -> None:
    """Warn if the file now holds both ways to authenticate, of which a run accepts one only."""
    others = ("user", "pass") if option.key == "api_key" else ("api_key",)
    left = [key for key in others if any(normal(name) == key and settings[name] for name in settings)]
    if left:
        config = invocation.profile.text("config")
        named = f" --config {config}" if invocation.given("config") else ""
        invocation.note(
            f"warning: {file} still holds {' and '.join(left)}: "
            f'"ecctl config unset {" ".join(left)}{named}" removes {"them" if len(left) > 1 else "it"}'
        )


def write(file: str, settings: dict[str, Any]) -> None:
    """Write a config file for its owner only; raise OutputError if that fails."""
    from ecctl.core.jsonio import indented

    try:
        write_private(file, indented(settings).encode())
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror}") from None
