"""The first start of a server: a password for admin, first tokens, and the files that tell them."""

from __future__ import annotations

import json
import os

from ecctl.core.ece import DEFAULT_REGION
from ecctl.core.messages import Request
from ecctl.core.private_files import write_private
from ecctl.errors import PlatformError
from ecctl.platform.app import run_now
from ecctl.platform.auth.passwords import keep, made_up, matches
from ecctl.platform.domain.accounts import account
from ecctl.platform.store.base import USERS
from ecctl.platform.store.sqlite.store import ADMIN_FILE, SECRETS_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.app import Platform


TOKENS = {
    "bootstrap_runner_roles_token": [],
    "allocator_only_token": ["allocator"],
    "emergency_all_roles_except_allocator_token": ["director", "coordinator", "proxy"],
}
"""The tokens of a first installation, and their roles. They are ephemeral, and expire like any other."""


class NoSuchUserError(PlatformError):
    """There is no user of the name given."""

    exit_status = 4


def bootstrap(platform: Platform, data_dir: str) -> None:
    """Give admin a password, if there is none yet, and write it down with tokens for the first hosts."""
    admin = run_now(account(platform.store, "admin"))
    if admin.password:
        return
    password = made_up()
    secrets = {"adminconsole_root_password": password, "root_password": made_up()}
    secrets |= {name: _token(platform, roles) for name, roles in TOKENS.items()}
    _write(os.path.join(data_dir, SECRETS_FILE), secrets)
    set_password(platform, "admin", password)


def _token(platform: Platform, roles: list[str]) -> str:
    url = "/api/v1/platform/configuration/security/enrollment-tokens"
    body = json.dumps({"persistent": False, "roles": roles}).encode()
    reply = json.loads(platform.call(Request("POST", url, (), body)).read())
    return str(reply.get("token", ""))  # without a signing key there is none


def set_password(platform: Platform, name: str, password: str) -> None:
    """Change a user's password, and end the user's sessions; NoSuchUserError where there is none."""
    user = run_now(account(platform.store, name))
    if user is None:
        raise NoSuchUserError(f'there is no user "{name}"')
    user.password = keep(password)
    user.generation += 1
    run_now(platform.commit((USERS, name, user.stored(), None)))


def write_admin_config(data_dir: str, url: str) -> None:
    """Write a config file of ecctl's for admin at an address, with the password that is written down."""
    config = _read(os.path.join(data_dir, ADMIN_FILE))
    secrets = _read(os.path.join(data_dir, SECRETS_FILE))
    config |= {"host": url, "region": DEFAULT_REGION, "user": "admin"}
    config.setdefault("pass", secrets.get("adminconsole_root_password", ""))
    if url.startswith("https:"):
        config["ca_file"] = os.path.join(os.path.abspath(data_dir), "ca.pem")
    else:
        config.pop("ca_file", None)
    _write(os.path.join(data_dir, ADMIN_FILE), config)


def write_password_down(data_dir: str, password: str) -> None:
    """Put a new password of admin where the old one was written."""
    for name, key in ((SECRETS_FILE, "adminconsole_root_password"), (ADMIN_FILE, "pass")):
        path = os.path.join(data_dir, name)
        if os.path.exists(path):
            _write(path, _read(path) | {key: password})


def written_down_still_right(platform: Platform, data_dir: str) -> bool:
    """Whether the password in admin's config file is admin's; also where there is no such file."""
    path = os.path.join(data_dir, ADMIN_FILE)
    admin = run_now(account(platform.store, "admin"))
    return not os.path.exists(path) or matches(_read(path).get("pass", ""), admin.password)


def _read(path: str) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise PlatformError(f"{path} is not JSON any more", hint="move it away") from error
    except OSError as error:
        raise PlatformError(f"{path} cannot be read: {error.strerror}") from error
    return value if isinstance(value, dict) else {}


def _write(path: str, value: dict[str, str]) -> None:
    try:
        write_private(path, json.dumps(value, indent=2).encode() + b"\n")
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}") from error
