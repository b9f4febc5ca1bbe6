"""The place where an API key is stored: a file of its own, the config file, or the keyring."""

from __future__ import annotations

import os

from ecctl.cli.commands.config.edit import locked, stored, without
from ecctl.cli.secret_file import reserved
from ecctl.core.errors import SettingsError, UsageError
from ecctl.core.private_files import PrivateFile
from ecctl.settings import paths, secret_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from ecctl.cli.invocation import Invocation
    from ecctl.cli.secret_file import SecretFile

ELSEWHERE = 'name a file: "ecctl auth key rotate --out FILE"'


class Place:
    """A place for a new key, reserved while it is open. `name` is what messages call it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def store(self, key: str) -> None:
        """Store the key, so that it survives a power failure. Raise OSError or EcctlError."""
        raise NotImplementedError

    def close(self) -> None:
        """Release what was reserved."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class InFile(Place):
    """A file that holds nothing but the key."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        # Before the key is created: a folder that cannot be written must not cost a key.
        try:
            self._file = PrivateFile(path)
        except OSError as error:
            raise SettingsError(f"cannot write {path}: {error.strerror}", hint=ELSEWHERE) from None

    def store(self, key: str) -> None:
        """Replace the file."""
        self._file.commit(f"{key}\n".encode())

    def close(self) -> None:
        """Remove the temporary file."""
        self._file.close()


class InConfigFile(InFile):
    """A JSON config file, whose other settings stay as they are."""

    def store(self, key: str) -> None:
        """Replace the file by one with the new key."""
        from ecctl.core.jsonio import indented

        with locked(self.name):
            # Read again: the file may have changed since its place was reserved.
            settings = without(stored(self.name), "api_key")
            self._file.commit(indented({**settings, "api_key": key}).encode())


class InKeyring(Place):
    """An entry of the keyring."""

    def __init__(self, entry: str) -> None:
        super().__init__(f"the keyring, as {entry}")
        self._service, _, self._entry = entry.partition("/")

    def store(self, key: str) -> None:
        """Replace the entry."""
        secret_store.put(self._entry, key, self._service)


class InNewFile(Place):
    """The file of --out."""

    def __init__(self, path: str, file: SecretFile) -> None:
        super().__init__(path)
        self._file = file

    def store(self, key: str) -> None:
        """Write the file."""
        self._file.store(f"{key}\n")

    def close(self) -> None:
        """Remove the temporary file."""
        self._file.close()


def place_for(invocation: Invocation, *, in_place: bool) -> Place:
    """Return the place for a new key: --out, or that of the key in use. Raise UsageError if neither fits."""
    file = reserved(invocation)
    if file is not None:
        return InNewFile(invocation.flag("out"), file)
    if not in_place:
        raise UsageError("cannot replace this API key in place: it is not the one in use", hint=ELSEWHERE)
    profile = invocation.profile
    source, reference = profile.source("api_key"), profile.reference("api_key")
    if source == "EC_API_KEY_FILE":
        return InFile(paths.expanded(reference, invocation.context.environ))
    if source != profile.file:
        raise UsageError(f"cannot replace the API key in place: it comes from {source}", hint=ELSEWHERE)
    # Rewriting YAML or TOML would lose its comments and its order.
    if not reference and profile.file.endswith(".json"):
        return InConfigFile(profile.file)
    kind, _, rest = reference.removeprefix("$(").removesuffix(")").partition(":")
    if kind == "keyring" and ")" not in rest:
        return InKeyring(rest)
    if kind == "file" and ")" not in rest:
        folder = os.path.dirname(os.path.abspath(profile.file))
        return InFile(paths.expanded(rest, invocation.context.environ, folder))
    cause = f"it names the key by {reference}" if reference else "only JSON files can be changed"
    raise UsageError(f"cannot store the API key in {profile.file}: {cause}", hint=ELSEWHERE)
