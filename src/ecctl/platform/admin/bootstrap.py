"""First start of a server: a password for admin, the first tokens, and the files that hold them."""

from __future__ import annotations

import json
import os

from ecctl.core import DEFAULT_REGION
from ecctl.core.errors import PlatformError
from ecctl.core.messages import Request
from ecctl.core.private_files import write_private
from ecctl.platform.admin.directory import ADMIN_FILE, SECRETS_FILE, remove_temporary_files
from ecctl.platform.auth.passwords import generate_password, hash_password, matches
from ecctl.platform.domain import audit
from ecctl.platform.domain.accounts import find_account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.in_process import LocalPlatform
    from ecctl.platform.services import Services

TOKENS = {
    "bootstrap_runner_roles_token": [],
    "allocator_only_token": ["allocator"],
    "emergency_all_roles_except_allocator_token": ["director", "coordinator", "proxy"],
}
"""Tokens of a first installation and their roles. They are ephemeral, and expire like any other."""
ATTEMPTS = 5
"""How often a password is written if somebody else changes the user at the same time."""


class NoSuchUserError(PlatformError):
    """No user with the given name."""

    exit_status = 4


def bootstrap(platform: LocalPlatform, data_dir: str) -> None:
    """Give admin a password if there is none yet, and store it in files with tokens for the first hosts."""
    remove_temporary_files(data_dir)
    admin = platform.run(find_account(platform.services.store, "admin"))
    if admin.password:
        return
    password = generate_password()
    secrets = {"adminconsole_root_password": password, "root_password": generate_password()}
    secrets |= {name: _token(platform, roles) for name, roles in TOKENS.items()}
    # In this order: a process that is killed in between leaves a password that does not work yet, and the
    # next start makes another one. The other way round nobody would know admin's password.
    path = os.path.join(data_dir, SECRETS_FILE)
    _write(path, secrets)
    if not platform.run(_set_password(platform.services, "admin", hash_password(password), first=True)):
        os.unlink(path)  # another server of this store was faster


def _token(platform: LocalPlatform, roles: list[str]) -> str:
    url = "/api/v1/platform/configuration/security/enrollment-tokens"
    body = json.dumps({"persistent": False, "roles": roles}).encode()
    response = json.loads(platform.call(Request("POST", url, (), body)).read())
    return str(response.get("token", ""))  # without a signing key there is none


def set_password(platform: LocalPlatform, name: str, password: str) -> None:
    """Change a user's password, and end the user's sessions; raise NoSuchUserError if there is none."""
    platform.run(_set_password(platform.services, name, hash_password(password)))


async def _set_password(services: Services, name: str, hashed: str, *, first: bool = False) -> bool:
    """Change the password of the user as stored at that moment: others may change the user meanwhile.

    Return False, having changed nothing, if `first` is set and there is a password already.
    """
    await services.start()
    # Optimistic: scrypt has taken 40 ms, and another process may have changed the user meanwhile.
    for _ in range(ATTEMPTS):
        user = await find_account(services.store, name)
        if user is None:
            raise NoSuchUserError(f'user "{name}" does not exist')
        if first and user.password:
            return False
        user.password = hashed
        user.generation += 1
        entry = audit.entry(audit.LocalOperation(services.clock.now()), "user.password_reset", name)
        if await services.commit(user.write(), entry, checks=[user.unchanged()]):
            return True
    raise PlatformError(f'cannot reset the password of "{name}": the user keeps changing', hint="try again")


def write_admin_config(data_dir: str, url: str) -> None:
    """Write a config file for admin at an address, with the stored password."""
    config = _read(os.path.join(data_dir, ADMIN_FILE))
    secrets = _read(os.path.join(data_dir, SECRETS_FILE))
    config |= {"host": url, "region": DEFAULT_REGION, "user": "admin"}
    if "adminconsole_root_password" in secrets:
        config.setdefault("pass", secrets["adminconsole_root_password"])
    if url.startswith("https:"):
        config["ca_file"] = os.path.join(os.path.abspath(data_dir), "ca.pem")
    else:
        config.pop("ca_file", None)
    _write(os.path.join(data_dir, ADMIN_FILE), config)


def write_password_down(data_dir: str, password: str) -> None:
    """Replace admin's password in the files that hold it."""
    for name, key in ((SECRETS_FILE, "adminconsole_root_password"), (ADMIN_FILE, "pass")):
        path = os.path.join(data_dir, name)
        if os.path.exists(path):
            _write(path, _read(path) | {key: password})


def is_password_written_down(platform: LocalPlatform, data_dir: str) -> bool:
    """Return whether the password in admin's config file is admin's, or there is no such file."""
    path = os.path.join(data_dir, ADMIN_FILE)
    admin = platform.run(find_account(platform.services.store, "admin"))
    return not os.path.exists(path) or matches(_read(path).get("pass", ""), admin.password)


def _read(path: str) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise PlatformError(f"{path} is not JSON", hint="move it away") from error
    except OSError as error:
        raise PlatformError(f"cannot read {path}: {error.strerror}") from error
    return value if isinstance(value, dict) else {}


def _write(path: str, value: dict[str, str]) -> None:
    try:
        write_private(path, json.dumps(value, indent=2).encode() + b"\n")
    except OSError as error:
        raise PlatformError(f"cannot write {path}: {error.strerror}") from error
