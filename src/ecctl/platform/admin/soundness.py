"""Checks of stored values: a platform must not start with values that it cannot read."""

from __future__ import annotations

import json

from ecctl.platform.auth.sessions import SESSION_KEY
from ecctl.platform.domain.accounts import Account
from ecctl.platform.domain.jwt import decode
from ecctl.platform.store.base import (
    API_KEYS,
    AUDIT,
    MARK,
    RUNNERS,
    SETTINGS,
    SIGNING_KEYS,
    TOKENS,
    TRIED,
    USERS,
)
from ecctl.platform.store.sqlite.backup import DIGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def find_unsound(rows: Mapping[str, Iterable[tuple[str, str]]]) -> str:
    """Return which value of a store (rows by kind) cannot be read, or ""."""
    for kind, is_sound in _CHECKS.items():
        for key, value in rows.get(kind, ()):
            try:
                if is_sound(key, value):
                    continue
            except (ValueError, KeyError, TypeError, AttributeError):
                pass
            return f"it has a value that cannot be read ({kind}/{str(key)[:64]})"
    return ""


def _is_token(_key: str, value: str) -> bool:
    roles = json.loads(value)
    return isinstance(roles, list) and all(isinstance(role, str) for role in roles)


def _is_signing_key(_key: str, value: str) -> bool:
    state, created, secret = value.split(" ")
    decode(secret)
    return state in {"signing", "verifying", "retired"} and int(created) >= 0


def _is_user(key: str, value: str) -> bool:
    user = Account(key, value)
    return (
        isinstance(user.password, str)
        and isinstance(user.generation, int)
        and isinstance(user.enabled, bool)
        and all(isinstance(role, str) for role in user.roles)
    )


def _is_api_key(_key: str, value: str) -> bool:
    found = json.loads(value)
    texts = (found["user"], found["description"], found["hash"])
    return (
        all(isinstance(text, str) for text in texts) and isinstance(found["ends"], int) and found["made"] > 0
    )


def _is_runner(_key: str, value: str) -> bool:
    return isinstance(json.loads(value)["roles"], list)


def _is_audit_entry(_key: str, value: str) -> bool:
    entry = json.loads(value)
    return type(entry["at"]) is int and isinstance(entry["event"], str) and isinstance(entry["detail"], str)


def _is_setting(key: str, value: str) -> bool:
    # Other keys are refused: a damaged name would hide the digest of a backup.
    return key in {DIGEST, SESSION_KEY, TRIED} or (key == MARK and float(value) >= 0)


_CHECKS: dict[str, Callable[[str, str], bool]] = {
    TOKENS: _is_token,
    SIGNING_KEYS: _is_signing_key,
    USERS: _is_user,
    API_KEYS: _is_api_key,
    RUNNERS: _is_runner,
    AUDIT: _is_audit_entry,
    SETTINGS: _is_setting,
}
