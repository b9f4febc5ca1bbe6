"""The system's keyring, through the library `keyring`, which is optional.

A locked keyring asks the user to unlock it: in a window, or on the terminal. A script has nobody to answer, and the
library waits without a limit. Calls therefore run in a thread of their own, which is given up after some time; a
process of its own could be killed, but `sys.executable` is not Python in every program that uses the library.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager

from ecctl.core.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
    from typing import Any, NoReturn, TypeVar

    T = TypeVar("T")

SERVICE = "ecctl"
"""Service under which `config set` and `init` store secrets."""

SECONDS = 30.0
"""Time limit of a call, in which a user can answer the keyring's prompt."""

INSTALL = (
    "install the library for it: python -m pip install 'keyring>=25' (from a clone: pip install '.[keyring]')"
)


class LockedError(Exception):
    """The keyring would have to ask a user who is not there."""


def available() -> bool:
    """Return whether there is a keyring that encrypts what it stores."""
    try:
        import keyring
        from keyring.core import recommended
    except ImportError:
        return False
    try:
        # The library's own measure: backends that store plain text, or nothing, have a priority below 1.
        return bool(limited(lambda: recommended(keyring.get_keyring())))
    except Exception:  # noqa: BLE001  # backends raise errors of their own
        return False


def get(service: str, name: str) -> str | None:
    """Return a secret, or None if there is no such entry."""
    keyring = _library()
    found: str | None = _carried_out(
        f"cannot read {service}/{name} from the keyring", lambda: keyring.get_password(service, name)
    )
    return found


def put(name: str, secret: str, service: str = SERVICE) -> str:
    """Store a secret, and return the reference to it."""
    keyring = _library()
    # In a reference, `)` ends the name.
    if ")" in name or not name.isprintable():
        raise SettingsError(f"{name} cannot be the name of an entry in the keyring")
    _carried_out(
        f"cannot store {service}/{name} in the keyring", lambda: keyring.set_password(service, name, secret)
    )
    return f"$(keyring:{service}/{name})"


def remove(service: str, name: str) -> None:
    """Remove an entry; raise SettingsError if the keyring refuses."""
    keyring = _library()
    _carried_out(
        f"cannot remove {service}/{name} from the keyring", lambda: keyring.delete_password(service, name)
    )


def _carried_out(what: str, call: Callable[[], Any]) -> Any:
    """Make a call to the keyring. Raise SettingsError, which begins with *what*."""
    try:
        return limited(call)
    except TimeoutError:
        raise SettingsError(
            f"{what}: no answer within {SECONDS:.0f} s",
            hint="unlock the keyring, or store the secret elsewhere",
        ) from None
    except LockedError as error:
        raise SettingsError(
            f"{what}: {error}, and there is no terminal to ask on",
            hint="unlock the keyring first, or use $(file:…) or a variable in scripts",
        ) from None
    except Exception as error:  # noqa: BLE001  # backends raise errors of their own
        raise SettingsError(f"{what}: {cause_of(error)}") from None


def limited(call: Callable[[], T]) -> T:
    """Return the result of a call, or raise its exception; raise TimeoutError after the time limit."""
    from threading import Thread

    results: list[T] = []
    errors: list[Exception] = []
    # Standard input may be a pipe with data: a user who reads standard error can answer all the same.
    terminal = next((descriptor for descriptor in (0, 2) if os.isatty(descriptor)), None)

    def run() -> None:
        try:
            if terminal is None:
                refuse_locked()
            results.append(call())
        except Exception as error:  # noqa: BLE001  # raised below, in the thread that waits
            errors.append(error)

    # A daemon: it may wait for ever, and must not keep the process alive.
    thread = Thread(target=run, daemon=True)
    with without_password_prompt() if terminal is None else unchanged_terminal(terminal):
        thread.start()
        thread.join(SECONDS)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]


@contextmanager
def unchanged_terminal(descriptor: int) -> Iterator[None]:
    """Restore the state of the terminal: a password prompt that is given up has turned off the echo."""
    import termios

    state = termios.tcgetattr(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, state)


@contextmanager
def without_password_prompt() -> Iterator[None]:
    """Refuse password prompts of backends: without a terminal they would read data from standard input."""
    import getpass

    def refuse(*_: object, **__: object) -> NoReturn:
        raise LockedError("it asks for a password")

    before, getpass.getpass = getpass.getpass, refuse
    try:
        yield
    finally:
        getpass.getpass = before


def refuse_locked() -> None:
    """Raise LockedError if the keyring is locked and is one that asks in a window (Secret Service)."""
    import keyring

    backend = keyring.get_keyring()
    for each in getattr(backend, "backends", [backend]):  # several in a chain, or the only one
        if type(each).__module__ == "keyring.backends.SecretService" and is_locked(each):
            raise LockedError("it is locked")


def is_locked(backend: Any) -> bool:
    """Return whether the collection of a backend for the Secret Service is locked."""
    import secretstorage

    with closing(secretstorage.dbus_init()) as connection:
        # Not with the library's own functions, which unlock a collection or create one: both ask the user.
        named = getattr(backend, "preferred_collection", None)
        path = (named,) if named else ()
        locked: bool = secretstorage.Collection(connection, *path).is_locked()
        return locked


def cause_of(error: Exception) -> str:
    """Return the cause of a backend's error in a line."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _library() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise SettingsError("cannot use the keyring: its library is not installed", hint=INSTALL) from None
    return keyring
