"""Profiles: listed, selected, renamed and deleted."""

from __future__ import annotations

import errno
import os
from contextlib import suppress

from ecctl.cli.commands.config.edit import forget, locked, stored, write
from ecctl.core.errors import OutputError, SettingsError, UsageError
from ecctl.core.private_files import sync_folder, write_private
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import DEFAULT_CONFIG, config_file, paths
from ecctl.settings.load import load
from ecctl.settings.profile import EMBEDDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.settings.profile import Profile

PROFILES = Table(
    "profiles",
    Column("CURRENT", lambda each: "*" if each["current"] else ""),
    Column("PROFILE", "name"),
    Column("PLATFORM", "platform", missing="-"),
    Column("CREDENTIALS", "credentials", missing="-"),
    Column("FILE", "file", missing="-", wide=True),
)


def list_profiles(invocation: Invocation) -> Result:
    """List the profiles in the folder of config files, and the one in use wherever it is."""
    environ = invocation.context.environ
    current = invocation.profile.text("config")
    names = config_file.names(environ)
    # EC_CONFIG and `config use` also take a path.
    if current not in names and (current == EMBEDDED or paths.find_config(current, environ)):
        names.append(current)
    profiles = []
    for name in names:
        entry, problem = described(name, environ)
        profiles.append({"current": name == current, **entry})
        if problem:
            invocation.note(f"warning: {problem}")
        for other in shadowed(entry["file"]):
            invocation.note(f'warning: {other} has no effect: the profile "{name}" is {entry["file"]}')
    if current not in names and current != DEFAULT_CONFIG:
        invocation.note(
            f'warning: the config "{current}" does not exist ({invocation.profile.source("config")})'
        )
    if not names:
        invocation.note('no profiles exist; "ecctl init" creates one')
    return Result({"current": current, "profiles": profiles}, PROFILES)


def shadowed(file: str | None) -> list[str]:
    """Return the config files of the same name that are not read, because their extension comes later."""
    if not file or not paths.has_extension(file):
        return []
    stem, _, extension = file.rpartition(".")
    later = paths.EXTENSIONS[paths.EXTENSIONS.index(extension) + 1 :]
    return [f"{stem}.{each}" for each in later if os.path.isfile(f"{stem}.{each}")]


def described(name: str, environ: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Return a profile's entry in the list, and the fault of its file."""
    entry: dict[str, Any] = {"name": name, "platform": None, "credentials": None, "file": None}
    try:
        profile = loaded(name, environ)
    except SettingsError as error:
        with suppress(SettingsError):
            entry["file"] = paths.find_config(name, environ)
        return entry, error.message
    entry["file"] = profile.file or None
    entry["platform"] = EMBEDDED if profile.embedded else profile.reference("host") or profile.platform
    if profile.is_set("api_key"):
        entry["credentials"] = "API key"
    elif profile.is_set("user"):
        entry["credentials"] = f"user {profile.reference('user') or profile.text('user')}"
    return entry, ""


def bare(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without settings, which would be the same for every profile."""
    return {name: value for name, value in environ.items() if not name.startswith("EC_")}


def loaded(name: str, environ: Mapping[str, str]) -> Profile:
    """Return a profile by name, without the settings of the environment; raise SettingsError if there is none."""
    if name not in (EMBEDDED, DEFAULT_CONFIG) and not paths.find_config(name, environ):
        raise config_file.missing(name, "", environ)
    return load({"config": name}, bare(environ))


def use(invocation: Invocation) -> Result:
    """Store which profile further commands use."""
    environ = invocation.context.environ
    name = invocation.arguments[0]
    if paths.is_path(name):
        # From another folder, a relative path would name another file.
        name = os.path.abspath(paths.expanded(name, environ))
    elif paths.has_extension(name) and os.path.exists(name):
        name = os.path.abspath(name)
    profile = loaded(name, environ)
    select(name, environ)
    if environ.get("EC_CONFIG") not in (None, "", name):
        invocation.note(f"warning: in this shell, EC_CONFIG selects {environ['EC_CONFIG']}")
    platform = EMBEDDED if profile.embedded else profile.reference("host") or profile.platform
    value = {"profile": name, "platform": platform, "file": profile.file or None}
    return Result(value, Message(f"{name} is in use: {platform}"), changed=True)


def select(name: str, environ: Mapping[str, str]) -> None:
    """Write the file that names the current profile; remove it for the default one."""
    folder = config_file.ensured_folder(environ)
    path = os.path.join(folder, paths.CURRENT)
    try:
        # The default needs no file, and one that is left behind would name a profile that may be deleted.
        if name == DEFAULT_CONFIG:
            with suppress(FileNotFoundError):
                os.unlink(path)
        else:
            write_private(path, f"{name}\n".encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None


def path(invocation: Invocation) -> Result:
    """Print the path of a profile's file, or of the file that `init` would create."""
    environ = invocation.context.environ
    name = invocation.arguments[0] if invocation.arguments else invocation.profile.text("config")
    if name == EMBEDDED:
        raise SettingsError(
            "the embedded platform has no config file", hint=f"its data is in {paths.data_folder(environ)}"
        )
    found = paths.find_config(name, environ)
    if not found and name != DEFAULT_CONFIG:
        raise config_file.missing(name, "", environ)
    if not found and invocation.context.talks_to_terminal():
        invocation.note('the file does not exist yet; "ecctl init" creates it')
    found = found or config_file.destination(name, environ)
    return Result({"file": found}, Message(found))


def delete(invocation: Invocation) -> Result:
    """Delete the files of profiles, after a question that names them."""
    environ = invocation.context.environ
    files = {name: own_file(name, environ) for name in invocation.arguments}
    # With the platform: names such as `old` say little about what is lost.
    listed = ", ".join(f"{name} ({described(name, environ)[0]['platform'] or files[name]})" for name in files)
    invocation.confirm(f"Delete the profile{'s' * (len(files) > 1)} {listed}?")
    current = paths.current_config(environ)[0]
    for name, file in files.items():
        secrets = secrets_in(file)  # before the file is gone: it names the entries of the keyring
        try:
            with suppress(FileNotFoundError):
                os.unlink(certificate_beside(file))
            os.unlink(file)
            sync_folder(os.path.dirname(file))
        except OSError as error:
            raise OutputError(f"cannot delete {file}: {error.strerror}") from None
        forget(invocation, file, secrets)
        for other in shadowed(file)[:1]:
            invocation.note(f'warning: the profile "{name}" is {other} now: {file} came before it')
        if name == current:
            select(DEFAULT_CONFIG, environ)
            invocation.note(f'{name} was in use: "ecctl config use NAME" selects another profile')
    return Result({"deleted": list(files)}, Message(f"{', '.join(files)} deleted"), changed=True)


def secrets_in(file: str) -> list[tuple[str, Any]]:
    """Return the secrets in a config file with their keys; [] if it cannot be read."""
    try:
        settings = config_file.read(file)
    except SettingsError:
        return []
    return [(key, settings[key]) for key in ("api_key", "pass") if key in settings]


def rename(invocation: Invocation) -> Result:
    """Give a profile's file another name; a profile in use stays in use."""
    environ = invocation.context.environ
    old, new = invocation.arguments
    file = own_file(old, environ)
    check_name(new)
    if paths.find_config(new, environ):
        raise UsageError(
            f'the profile "{new}" already exists', hint="choose another name, or delete it first"
        )
    target = os.path.join(os.path.dirname(file), f"{new}.{file.rpartition('.')[2]}")
    with locked(file):
        move(file, target, old, new, environ)
    return Result({"profile": new, "file": target}, Message(f"{old} renamed to {new}"), changed=True)


def move(file: str, target: str, old: str, new: str, environ: Mapping[str, str]) -> None:
    """Give a config file, its certificate, and the choice of `config use` another name. Raise OutputError."""
    try:
        # In this order, a crash leaves a profile with two names, but never a name in use without a profile. A
        # rename would replace a file that has appeared meanwhile; it is for file systems without links.
        certificate = own_certificate(file)
        if certificate:
            copy_with_certificate(file, certificate, target)
        else:
            try:
                os.link(file, target, follow_symlinks=False)
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.ENOTSUP):
                    raise
                os.rename(file, target)
        if paths.current_config(environ)[0] == old:
            select(new, environ)
        with suppress(FileNotFoundError):
            os.unlink(file)
            if certificate:
                os.unlink(certificate)
        sync_folder(os.path.dirname(file))
    except OSError as error:
        raise OutputError(f"cannot rename {file} to {target}: {error.strerror}") from None


def certificate_beside(file: str) -> str:
    """Return the path under which `init` stores a certificate that was confirmed."""
    return f"{file.rpartition('.')[0]}.ca.pem"


def own_certificate(file: str) -> str:
    """Return the certificate that `init` has stored for a profile, "" if its file names none or another."""
    certificate = certificate_beside(file)
    if not file.endswith(".json") or os.path.islink(file) or not os.path.isfile(certificate):
        return ""
    return certificate if stored(file).get("ca_file") == certificate else ""


def copy_with_certificate(file: str, certificate: str, target: str) -> None:
    """Copy a config file and its certificate, under whose old name the next `init` stores another one."""
    copied = certificate_beside(target)
    with open(certificate, "rb") as opened:
        write_private(copied, opened.read())
    write(target, {**stored(file), "ca_file": copied})


def own_file(name: str, environ: Mapping[str, str]) -> str:
    """Return the file of a profile in the folder of config files; raise SettingsError if there is none."""
    if name == EMBEDDED or paths.is_path(name) or paths.has_extension(name):
        raise UsageError(
            f'"{name}" is not the name of a profile', hint='"ecctl config list" shows the profiles'
        )
    found = paths.find_config(name, environ)
    if not found:
        raise config_file.missing(name, "", environ)
    return found


def check_name(name: str) -> None:
    """Raise UsageError for a name that a profile cannot have."""
    if name == EMBEDDED:
        raise UsageError(f'"{name}" is reserved for the embedded platform')
    if not name or not name.isprintable() or os.sep in name or name[0] in ".~-" or paths.has_extension(name):
        raise UsageError(
            f'"{name}" cannot be the name of a profile',
            hint="use a name without a folder and without an extension such as .json",
        )
