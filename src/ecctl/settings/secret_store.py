"""The system's keyring, through the library `keyring`, which is optional."""

from __future__ import annotations

from ecctl.errors import SettingsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "ecctl"
"""Service under which `config set` and `init` store secrets."""

INSTALL = (
    "install the library for it: python -m pip install 'keyring>=25' (from a clone: pip install '.[keyring]')"
)


def available() -> bool:
    """Return whether there is a keyring that encrypts what it stores."""
    try:
        import keyring
        from keyring.core import recommended
    except ImportError:
        return False
    # The library's own measure: backends that store plain text, or nothing, have a priority below 1.
    return recommended(keyring.get_keyring())


def get(service: str, name: str) -> str | None:
    """Return a secret, or None if there is no such entry."""
    keyring = _library()
    try:
        value: str | None = keyring.get_password(service, name)
    except Exception as error:  # noqa: BLE001  # backends raise errors of their own
        raise SettingsError(f"cannot read {service}/{name} from the keyring: {cause_of(error)}") from None
    return value


def put(name: str, secret: str, service: str = SERVICE) -> str:
    """Store a secret, and return the reference to it."""
    keyring = _library()
    # In a reference, `)` ends the name.
    if ")" in name or not name.isprintable():
        raise SettingsError(f"{name} cannot be the name of an entry in the keyring")
    try:
        keyring.set_password(service, name, secret)
    except Exception as error:  # noqa: BLE001  # backends raise errors of their own
        raise SettingsError(f"cannot store {service}/{name} in the keyring: {cause_of(error)}") from None
    return f"$(keyring:{service}/{name})"


def remove(service: str, name: str) -> None:
    """Remove an entry; raise SettingsError if the keyring refuses."""
    keyring = _library()
    try:
        keyring.delete_password(service, name)
    except Exception as error:  # noqa: BLE001  # backends raise errors of their own
        raise SettingsError(f"cannot remove {service}/{name} from the keyring: {cause_of(error)}") from None


def cause_of(error: Exception) -> str:
    """Return the cause of a backend's error in a line."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _library() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise SettingsError("cannot use the keyring: its library is not installed", hint=INSTALL) from None
    return keyring
